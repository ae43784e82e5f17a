import { expect, type Page, test } from '@playwright/test';
import { caretAtEnd, caretAtStart, openAnalysis, saved, section, tool, wordsOf } from '../support/analysis-text.ts';
import { expectAccessible } from '../support/axe.ts';
import { enterAs } from '../support/people.ts';
import { type Planungsrunde, startPlanungsrunde } from '../support/planungsrunde.ts';
import { watchRequests } from '../support/requests.ts';

let product: Planungsrunde;
test.beforeAll(async () => {
  product = await startPlanungsrunde();
});
test.afterAll(() => product.stop());

test('Two people write one analysis: carets with names, saved for good, each undoes only the own words', async ({
  browser,
}) => {
  test.setTimeout(120_000);
  const { address } = product;
  const planner = await enterAs(browser, address, 'Pflegefachplanung');
  const watch = watchRequests(planner, address);
  const council = await enterAs(browser, address, 'Behindertenbeirat');
  await Promise.all([openAnalysis(planner, 'A2'), openAnalysis(council, 'A2')]);

  await test.step('The page says what it is about, and is accessible', async () => {
    await expect(planner.getByRole('heading', { level: 1 })).toHaveText(/^Hochbetagte in Ofenerdiek/);
    await expect(planner.getByText('Handlungsfeld Pflege und Teilhabe im Alter', { exact: true })).toBeVisible();
    await expect(planner.getByRole('complementary', { name: 'Belege' })).toContainText('Stadt 6,1 %');
    await expect(planner.getByRole('region', { name: 'Festgestellter Handlungsbedarf' })).toContainText(
      'teils strittig',
    );
    await expectAccessible(planner);
  });

  await test.step('Who writes where is seen by the other', async () => {
    await caretAtEnd(council, 'Deutung');
    await council.keyboard.type(' Wir fragen nach');
    await expect.poll(() => wordsOf(planner, 'Deutung')).toMatch(/Widerspruch ist offen\. Wir fragen nach$/);
    await expect(planner.getByText('Behindertenbeirat schreibt hier')).toBeVisible();
    await expect(planner.locator('.caret')).toHaveText('BB');
    await expect(planner.locator('.avs')).toContainText('2 hier');
    await saved(council);
    await expectAccessible(planner);
  });

  await test.step('Writing in the same paragraph loses and mixes nothing', async () => {
    await caretAtStart(planner, 'Deutung');
    await planner.keyboard.type('Neu: ');
    await Promise.all([
      planner.keyboard.type('ein Treffpunkt in der Schule. ', { delay: 25 }),
      council.keyboard.type(', auch bei den Diensten im Norden', { delay: 25 }),
    ]);
    for (const page of [planner, council]) {
      await expect
        .poll(() => wordsOf(page, 'Deutung'))
        .toMatch(/^Neu: ein Treffpunkt in der Schule\. Die Statistik zeigt/);
      await expect.poll(() => wordsOf(page, 'Deutung')).toMatch(/Wir fragen nach, auch bei den Diensten im Norden$/);
    }
  });

  await test.step('Undoing takes back one’s own words only, and never what was there before', async () => {
    // Typing in one go is undone in few steps, although others typed meanwhile.
    for (let press = 0; press < 6; press += 1) await planner.keyboard.press('Control+z');
    await expect
      .poll(() => wordsOf(council, 'Deutung'))
      .toMatch(/^Die Statistik zeigt.*auch bei den Diensten im Norden$/);
    await expect(section(council, 'Daten und Fakten')).toContainText('8,9 %');
    await expect(tool(planner, 'Rückgängig: meine letzte Änderung')).toHaveAttribute('aria-disabled', 'true');
  });

  await test.step('What others write moves neither my caret nor my page', async () => {
    await planner.setViewportSize({ width: 1440, height: 500 });
    await caretAtEnd(planner, 'Lücken');
    const before = await caretPlace(planner);
    await caretAtEnd(council, 'Ausgangslage');
    for (let line = 0; line < 8; line += 1) {
      await council.keyboard.press('Enter');
      await council.keyboard.type(`Zeile ${line}`);
    }
    await expect(section(planner, 'Ausgangslage')).toContainText('Zeile 7');
    expect(Math.abs((await caretPlace(planner)) - before)).toBeLessThan(40);
    await planner.keyboard.type(' (offen)');
    await expect.poll(() => wordsOf(council, 'Lücken')).toMatch(/unbekannt \(offen\)$/);
    await planner.setViewportSize({ width: 1440, height: 900 });
  });

  await test.step('It is all there after a reload, and nothing left the house', async () => {
    await Promise.all([saved(planner), saved(council)]);
    await planner.reload();
    await expect(section(planner, 'Lücken')).toContainText('(offen)');
    watch.expectQuiet();
  });
});

/** How far from the window's top one's own caret is, in px. */
const caretPlace = (page: Page): Promise<number> =>
  page.evaluate(() => getSelection()?.getRangeAt(0).getBoundingClientRect().top ?? 0);

test('Without a connection the text can still be written, and says where it is', async ({ browser }) => {
  const page = await openAnalysis(await enterAs(browser, product.address, 'Arbeitskreis Armut'), 'A1');
  const banner = page.locator('#main').getByText('Was Sie schreiben, bleibt auf diesem Gerät');
  await saved(page);
  await page.context().setOffline(true);
  await product.kill();
  await caretAtEnd(page, 'Deutung');
  await page.keyboard.type(' Ohne Netz.');
  await expect(page.locator('.save')).toContainText('Auf diesem Gerät');
  await expect(banner).toBeVisible();
  await expectAccessible(page);
  await product.restart();
  await page.context().setOffline(false);
  await saved(page);
  await expect(banner).toHaveCount(0);
  await page.reload();
  await expect(section(page, 'Deutung')).toContainText('Ohne Netz.');
});
