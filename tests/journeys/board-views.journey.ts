import { expect, type Locator, test } from '@playwright/test';
import { expectAccessible } from '../support/axe.ts';
import { button, drag, openBoard, orderOf, row, voteInSession } from '../support/board-page.ts';
import { press } from '../support/keyboard.ts';
import { enterAs, goToSession, openIt } from '../support/people.ts';
import { type Planungsrunde, startPlanungsrunde } from '../support/planungsrunde.ts';

let product: Planungsrunde;
test.beforeAll(async () => {
  product = await startPlanungsrunde();
});
test.afterAll(() => product.stop());

test('The field of effect and effort is moved by keyboard, by pointer and in a table, and all see it', async ({
  browser,
}) => {
  const { address } = product;
  const planner = await openBoard(await enterAs(browser, address, 'Jugendhilfeplanung'), address);
  const council = await openBoard(await enterAs(browser, address, 'Behindertenbeirat'), address);
  const point = (page: typeof planner, name: RegExp) => page.getByRole('slider', { name });

  await test.step('By keyboard: taken out in the table, put in again, then moved by arrows, each value said', async () => {
    await press(planner, button(planner, 'Als Tabelle'));
    await planner.getByLabel('Wirkung: M01').selectOption('offen');
    await press(planner, button(planner, 'Als Feld'));
    await button(planner, 'M01 in die Mitte des Feldes setzen: Lotsenstelle für Alleinerziehende').press('Enter');
    const mine = point(planner, /^M01/);
    await expect(mine).toBeFocused();
    await expect(mine).toHaveAttribute('aria-valuetext', 'Wirkung 3, Aufwand 3, je von 1 bis 5');
    for (const key of ['ArrowUp', 'ArrowUp', 'Shift+ArrowLeft', 'ArrowRight']) await planner.keyboard.press(key);
    await expect(mine).toHaveAttribute('aria-valuetext', 'Wirkung 3,5, Aufwand 2,25, je von 1 bis 5');
    await expect(mine).toBeFocused();
    await expect(point(council, /^M01/)).toHaveAttribute('aria-valuetext', /Wirkung 3,5, Aufwand 2,25/);
    await expectAccessible(planner);
  });

  await test.step('Points near each other are spread, so that each number can be read; the order of Tab is the ranking', async () => {
    await expect(point(council, /^M/)).toHaveCount(10);
    // They glide to their places.
    await expect.poll(() => nearest(point(planner, /^M/))).toBeGreaterThan(34);
    const names = await planner
      .getByRole('slider')
      .evaluateAll((all) => all.map((each) => each.ariaLabel?.slice(0, 3)));
    expect(names).toEqual(['M01', 'M09', 'M08', 'M02', 'M05', 'M03', 'M04', 'M06', 'M10', 'M07']);
  });

  await test.step('By pointer', async () => {
    await drag(planner, point(planner, /^M05/), planner.getByText('zuerst prüfen'));
    await expect(point(council, /^M05/)).toHaveAttribute('aria-valuetext', /Wirkung [45](,\d+)?, Aufwand 1/);
  });

  await test.step('As a table, with the same values', async () => {
    await council.getByRole('button', { name: 'Als Tabelle' }).click();
    await expect(council.getByLabel('Wirkung: M01')).toHaveValue('3.5');
    await council.getByLabel('Aufwand: M07').selectOption('5 viel');
    await expect(point(planner, /^M07/)).toHaveAttribute('aria-valuetext', 'Wirkung 3, Aufwand 5, je von 1 bis 5');
    await expectAccessible(council);
    await council.emulateMedia({ forcedColors: 'active' });
    await council.getByRole('button', { name: 'Als Feld' }).click();
    await expectAccessible(council);
  });
});

test('Who only looks sees the same order and is told why it cannot be moved', async ({ browser }) => {
  const observer = await openBoard(await enterAs(browser, product.address, 'Beobachtung'), product.address);
  const planner = await openBoard(await enterAs(browser, product.address, 'Jugendhilfeplanung'), product.address);
  await expect(observer.getByText('In Ihrer Rolle sehen Sie die Reihenfolge')).toBeVisible();
  await expect(observer.getByRole('group', { name: /verschieben$/ })).toHaveCount(0);
  await expect(observer.getByRole('slider')).toHaveCount(0);
  await expect(observer.locator('.save')).toContainText('Nur lesen');
  await button(planner, 'M10 einen Platz höher').click();
  await expect.poll(() => orderOf(observer)).toBe(await orderOf(planner));
  await expect(row(observer, 'M10')).toContainText('Jugendhilfeplanung: von 9 auf 8');
  await expectAccessible(observer);
});

test('The board says where it differs from the last ballot', async ({ browser }) => {
  const { address } = product;
  const moderator = await enterAs(browser, address, 'Moderation');
  await goToSession(moderator);
  await openIt(moderator);
  const voter = await enterAs(browser, address, 'Pflegefachplanung');
  await goToSession(voter);
  await voteInSession(moderator, voter, { Lotsenstelle: 4, Elternlotsinnen: 3, Sprachbrücke: 2 });
  await openBoard(voter, address);
  for (let press = 0; press < 2; press += 1) await button(voter, 'M08 einen Platz höher').click();
  await expect(
    voter.getByText(/^(Drei|Zwei) Maßnahmen stehen anders als in der Abstimmung vom \d\d\.\d\d\.\d{4}\.$/),
  ).toBeVisible();
  await expect(row(voter, 'M08')).toContainText('Platz 3, hier 1');
  await expect(row(voter, 'M01')).toContainText('Platz 1, hier 2');
  await expectAccessible(voter);
  for (let press = 0; press < 2; press += 1) await button(voter, 'M08 einen Platz tiefer').click();
  await expect(voter.getByText(/^Alle Maßnahmen stehen wie in der Abstimmung vom/)).toBeVisible();
});

/** How near the two nearest of these are to each other, in px. */
async function nearest(points: Locator): Promise<number> {
  const boxes = await Promise.all((await points.all()).map(async (each) => (await each.boundingBox())!));
  const gaps = boxes.flatMap((one, place) =>
    boxes.slice(place + 1).map((other) => Math.hypot(one.x - other.x, one.y - other.y)),
  );
  return Math.min(...gaps);
}
