import { expect, type Page, test } from '@playwright/test';
import { caretAtEnd, openAnalysis, saved, section, textOf } from '../support/analysis-text.ts';
import { expectAccessible } from '../support/axe.ts';
import { enterAs } from '../support/people.ts';
import { type Planungsrunde, startPlanungsrunde } from '../support/planungsrunde.ts';
import { watchRequests } from '../support/requests.ts';

let product: Planungsrunde;
test.beforeAll(async () => {
  product = await startPlanungsrunde();
});
test.afterAll(() => product.stop());

test('Two write at once, a third reads along without being able to write', async ({ browser }) => {
  const { address } = product;
  const planner = await enterAs(browser, address, 'Pflegefachplanung');
  const coordinator = await enterAs(browser, address, 'Strategische Sozialplanung');
  const observer = await enterAs(browser, address, 'Beobachtung');
  const everybody = [planner, coordinator, observer];
  const watches = everybody.map((page) => watchRequests(page, address));
  for (const page of [planner, coordinator]) await openAnalysis(page, 'A2');
  await observer.goto(planner.url());

  await test.step('The observer reads and cannot write', async () => {
    await expect(observer.getByText('Sie lesen mit.')).toBeVisible();
    await expect(observer.locator('.save')).toHaveText('Nur lesen');
    await expect(observer.getByRole('toolbar')).toHaveCount(0);
    await section(observer, 'Deutung').click();
    await observer.keyboard.type('Das darf nicht ankommen');
    await expectAccessible(observer);
  });

  await test.step('All see what the two write, and who they are', async () => {
    await caretAtEnd(planner, 'Deutung');
    await caretAtEnd(coordinator, 'Ausgangslage');
    const marks = await watchMark(planner);
    await Promise.all([
      planner.keyboard.type(' Wie lang sind die Wartezeiten?'),
      coordinator.keyboard.type(' Gemeint sind Menschen ab 80.'),
    ]);
    for (const page of everybody) {
      await expect(section(page, 'Deutung')).toContainText('Wie lang sind die Wartezeiten?');
      await expect(section(page, 'Ausgangslage')).toContainText('Gemeint sind Menschen ab 80.');
      await expect(page.getByRole('group', { name: 'Gerade hier: 3' })).toBeVisible();
    }
    await expect(coordinator.getByText('Pflegefachplanung schreibt hier')).toBeVisible();
    await expect(planner.getByText('Strategische Sozialplanung schreibt hier')).toBeVisible();
    await expect(observer.getByText('Pflegefachplanung schreibt hier')).toBeVisible();
    await expect(planner.locator('.save')).toHaveText(/^Gespeichert\s*\d\d:\d\d$/);
    expect(await marks(), 'the mark said that the text was on its way before it said that it is stored').toContain(
      'sending',
    );
    for (const page of everybody) await expectAccessible(page);
  });

  await test.step('What was called saved is there after a reload; what the observer typed is nowhere', async () => {
    await planner.reload();
    await expect(section(planner, 'Deutung')).toContainText('Wie lang sind die Wartezeiten?');
    await expect(section(planner, 'Ausgangslage')).toContainText('Gemeint sind Menschen ab 80.');
    for (const page of everybody)
      await expect(page.locator('.analysis-text')).not.toContainText('Das darf nicht ankommen');
  });
  for (const watch of watches) watch.expectQuiet();
});

test('The server is killed while two type: nobody reloads, and everything is there once', async ({ browser }) => {
  const planner = await enterAs(browser, product.address, 'Pflegefachplanung');
  const coordinator = await enterAs(browser, product.address, 'Strategische Sozialplanung');
  const both = [planner, coordinator];
  for (const page of both) {
    await openAnalysis(page, 'A1');
    await page.evaluate(() => Reflect.set(window, 'isStillHere', true));
  }
  await caretAtEnd(planner, 'Deutung');
  await caretAtEnd(coordinator, 'Lücken');

  const pen = { isDown: true };
  const typing = Promise.all([keepTyping(planner, 'pflege', pen), keepTyping(coordinator, 'sozial', pen)]);
  await expect(section(coordinator, 'Deutung')).toContainText('pflege3.');
  await expect(section(planner, 'Lücken')).toContainText('sozial3.');
  await product.kill();
  for (const page of both) await expect(page.locator('.save')).toHaveText('Auf diesem Gerät');
  await product.restart();
  pen.isDown = false;
  const words = (await typing).flat();
  expect(words.length).toBeGreaterThan(8);

  for (const page of both) await expect(page.locator('.save')).toContainText('Gespeichert', { timeout: 30_000 });
  for (const page of both) {
    await expect.poll(() => wordsTyped(page)).toEqual(words.toSorted());
    expect(await page.evaluate(() => Reflect.has(window, 'isStillHere'))).toBe(true);
  }
  await planner.reload();
  await expect.poll(() => wordsTyped(planner)).toEqual(words.toSorted());
  await saved(planner);
});

/** Types numbered words, whatever happens, until the pen is put down. Answers them. */
async function keepTyping(page: Page, who: string, pen: { readonly isDown: boolean }): Promise<string[]> {
  const words: string[] = [];
  while (pen.isDown) {
    const word = `${who}${words.length}.`;
    await page.keyboard.type(` ${word}`);
    words.push(word);
  }
  return words;
}

/** The numbered words in the text as it stands, sorted, each as often as it is there. */
async function wordsTyped(page: Page): Promise<string[]> {
  const text = await textOf(page).innerText();
  return [...text.matchAll(/(?:pflege|sozial)\d+\./g)].map(([word]) => word).toSorted();
}

/** Keeps every state that the save mark goes through from now on. */
async function watchMark(page: Page): Promise<() => Promise<readonly string[]>> {
  const states = await page.locator('.save').evaluateHandle((mark) => {
    const seen: string[] = [];
    new MutationObserver(() => seen.push(mark.getAttribute('data-state') ?? '')).observe(mark, { attributes: true });
    return seen;
  });
  return () => states.jsonValue();
}
