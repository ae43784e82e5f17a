import { expect, type Page, test } from '@playwright/test';
import { expectAccessible } from '../support/axe.ts';
import { button, drag, openBoard, orderOf, row, rows } from '../support/board-page.ts';
import { enterAs, handheld } from '../support/people.ts';
import { type Planungsrunde, startPlanungsrunde } from '../support/planungsrunde.ts';
import { watchRequests } from '../support/requests.ts';

let product: Planungsrunde;
test.beforeAll(async () => {
  product = await startPlanungsrunde();
});
test.afterAll(() => product.stop());

const saved = (page: Page) => expect(page.locator('.save')).toContainText('Gespeichert');
const bothSee = async (pages: readonly Page[], order: string) => {
  for (const page of pages) await expect.poll(() => orderOf(page)).toBe(order);
};

test('Two people rank together, one at a PC and one at a phone: live, by name, with a history that takes back', async ({
  browser,
}) => {
  const { address } = product;
  const planner = await enterAs(browser, address, 'Jugendhilfeplanung');
  const watch = watchRequests(planner, address);
  const council = await enterAs(browser, address, 'Behindertenbeirat', handheld);
  const both = [planner, council];

  await test.step('From the table of measures into one order for both', async () => {
    await planner.goto(`${address}/measures`);
    await planner.getByRole('link', { name: 'Reihenfolge' }).click();
    await expect(planner.getByRole('heading', { level: 1 })).toHaveText('Zehn Maßnahmen, eine Reihenfolge');
    await openBoard(council, address);
    await bothSee(both, 'M01 M09 M08 M02 M05 M03 M04 M06 M10 M07');
    for (const page of both) await expectAccessible(page);
  });

  await test.step('By button: the focus stays on it, it is said aloud, the other sees it and by whom', async () => {
    const up = button(planner, 'M08 einen Platz höher');
    await up.click();
    await expect(up).toBeFocused();
    await expect(planner.locator('[aria-live=polite]')).toContainText('M08 jetzt auf Platz 2 von 10.');
    await up.press('Enter');
    await expect(up).toBeFocused();
    await expect(up).toHaveAttribute('aria-disabled', 'true');
    await bothSee(both, 'M08 M01 M09 M02 M05 M03 M04 M06 M10 M07');
    await expect(row(council, 'M08')).toContainText('Jugendhilfeplanung: von 2 auf 1');
    await saved(planner);
    await expectAccessible(council);
  });

  await test.step('By keyboard alone: Alt and an arrow, anywhere in the row', async () => {
    const choose = button(planner, 'M05 verschieben an Platz …');
    await choose.focus();
    await planner.keyboard.press('Alt+ArrowDown');
    await planner.keyboard.press('Alt+ArrowDown');
    await expect(choose).toBeFocused();
    await bothSee(both, 'M08 M01 M09 M02 M03 M04 M05 M06 M10 M07');
  });

  await test.step('To a place that one names; a wrong one is said, and nothing is lost', async () => {
    await button(council, 'M07 verschieben an Platz …').tap();
    const dialog = council.getByRole('dialog', { name: 'M07 verschieben' });
    await expect(dialog).toContainText('steht auf Platz 10 von 10');
    const place = dialog.getByLabel('Neuer Platz');
    await expect(place).toBeFocused();
    await place.fill('11');
    await place.press('Enter');
    await expect(dialog).toContainText('Bitte eine ganze Zahl von 1 bis 10.');
    await expectAccessible(council);
    await place.fill('2');
    await dialog.getByRole('button', { name: 'An diesen Platz verschieben' }).tap();
    await expect(dialog).toBeHidden();
    await bothSee(both, 'M08 M07 M01 M09 M02 M03 M04 M05 M06 M10');
    await expect(button(council, 'M07 verschieben an Platz …')).toBeFocused();
    await expect(row(council, 'M07')).toBeInViewport();
  });

  await test.step('What the other moves takes neither my focus nor my page with it', async () => {
    await planner.setViewportSize({ width: 1440, height: 500 });
    const mine = button(planner, 'M06 einen Platz tiefer');
    await mine.focus();
    await planner.mouse.move(700, 250);
    const before = await planner.evaluate(() => scrollY);
    await button(council, 'M06 einen Platz höher').tap();
    await button(council, 'M01 einen Platz tiefer').tap();
    await bothSee(both, 'M08 M07 M09 M01 M02 M03 M04 M06 M05 M10');
    await expect(mine).toBeFocused();
    expect(await planner.evaluate(() => scrollY)).toBe(before);
    await planner.setViewportSize({ width: 1440, height: 900 });
  });

  await test.step('By dragging; meanwhile the other sees who moves it, and what the other moves still counts', async () => {
    await drag(planner, button(planner, 'M10 verschieben an Platz …'), row(planner, 'M08'), async () => {
      await expect(row(council, 'M10')).toContainText('Jugendhilfeplanung verschiebt');
      await button(council, 'M05 einen Platz höher').tap();
      await bothSee(both, 'M08 M07 M09 M01 M02 M03 M04 M05 M06 M10');
    });
    await bothSee(both, 'M10 M08 M07 M09 M01 M02 M03 M04 M05 M06');
    await expect(planner.getByRole('dialog')).toHaveCount(0);
    await expect(row(council, 'M10')).toContainText('Jugendhilfeplanung: von 10 auf 1');
  });

  await test.step('A drag that is broken off moves nothing', async () => {
    await drag(planner, button(planner, 'M05 verschieben an Platz …'), row(planner, 'M09'), () =>
      planner.keyboard.press('Escape'),
    );
    await bothSee(both, 'M10 M08 M07 M09 M01 M02 M03 M04 M05 M06');
  });

  await test.step('The history says who moved what, and takes it back', async () => {
    const history = planner.getByRole('region', { name: 'Verlauf' });
    const line = history.getByRole('listitem').filter({ hasText: 'M10' });
    await expect(line).toContainText(/Jugendhilfeplanung.*M10 Sicherer Ort.*von Platz 10 auf 1/s);
    await expect(history.getByRole('listitem').filter({ hasText: 'M07' })).toContainText(
      /Behindertenbeirat.*von Platz 10 auf 2/s,
    );
    await line.getByRole('button', { name: 'M10: Zurück an Platz 10' }).click();
    await bothSee(both, 'M08 M07 M09 M01 M02 M03 M04 M05 M06 M10');
    for (const page of both) await expectAccessible(page);
  });

  await test.step('It is all there after a reload, in forced colours as well, and nothing left the house', async () => {
    await saved(planner);
    await planner.emulateMedia({ forcedColors: 'active' });
    await planner.reload();
    await bothSee(both, 'M08 M07 M09 M01 M02 M03 M04 M05 M06 M10');
    await expectAccessible(planner);
    await planner.setViewportSize({ width: 320, height: 700 });
    expect(await planner.evaluate(() => document.documentElement.scrollWidth)).toBe(320);
    watch.expectQuiet();
  });
});

test('A server that dies while two people move loses nothing', async ({ browser }) => {
  const { address } = product;
  const planner = await openBoard(await enterAs(browser, address, 'Pflegefachplanung'), address);
  const council = await openBoard(await enterAs(browser, address, 'Arbeitskreis Armut'), address);
  const before = (await orderOf(planner)).split(' ');
  await product.kill();
  for (const page of [planner, council]) await page.context().setOffline(true);
  await button(planner, `${before[9]} einen Platz höher`).click();
  await button(council, `${before[0]} einen Platz tiefer`).click();
  for (const page of [planner, council]) await expect(page.locator('.save')).toContainText('Auf diesem Gerät');
  await expect(planner.locator('#main').getByText('Was Sie verschieben, bleibt auf diesem Gerät')).toBeVisible();
  await expectAccessible(planner);
  await product.restart();
  for (const page of [planner, council]) await page.context().setOffline(false);
  const [first, second, ...rest] = before;
  const [last, ninth] = [rest.pop(), rest.pop()];
  await bothSee([planner, council], [second, first, ...rest, last, ninth].join(' '));
  for (const page of [planner, council]) await saved(page);
  await council.reload();
  await expect(rows(council)).toHaveCount(10);
  await bothSee([planner, council], [second, first, ...rest, last, ninth].join(' '));
});
