import { expect, type Locator, type Page } from '@playwright/test';

/** Goes to the board and waits until there is an order. */
export async function openBoard(page: Page, address: string): Promise<Page> {
  await page.goto(`${address}/measures/order`);
  await expect(rows(page)).toHaveCount(10);
  return page;
}

const list = (page: Page): Locator => page.getByRole('list', { name: 'Reihenfolge der Maßnahmen' });

/** The rows of the measures, from first to last. */
export const rows = (page: Page): Locator => list(page).locator('> li[data-measure]');

/** The cut line of that name. */
export const cutLine = (page: Page, name: string): Locator =>
  list(page)
    .getByRole('listitem')
    .filter({ hasText: `Bis hier: ${name}` });

/** The row of a measure, by its key. */
export const row = (page: Page, key: string): Locator => rows(page).filter({ hasText: `${key} ·` });

/** The keys from first to last: "M01 M02 …". */
export const orderOf = async (page: Page): Promise<string> =>
  (await rows(page).allInnerTexts()).map((text) => /M\d\d(?= ·)/.exec(text)?.[0]).join(' ');

/** The same with the lines between them: "M01 | M02 …". */
export const cutsOf = async (page: Page): Promise<string> =>
  (await list(page).locator('> li').allInnerTexts()).map((text) => /M\d\d(?= ·)/.exec(text)?.[0] ?? '|').join(' ');

/** One of a row's buttons. */
export const button = (page: Page, name: string): Locator => page.getByRole('button', { name, exact: true });

/** Drags something to the middle of something else with the mouse, and does `meanwhile` while it is in the air. */
export async function drag(page: Page, from: Locator, to: Locator, meanwhile?: () => Promise<void>): Promise<void> {
  await from.scrollIntoViewIfNeeded();
  const [start, end] = [await from.boundingBox(), await to.boundingBox()];
  if (start === null || end === null) throw new Error('there is nothing to drag');
  await page.mouse.move(start.x + start.width / 2, start.y + start.height / 2);
  await page.mouse.down();
  await page.mouse.move(end.x + end.width / 2, end.y + 8, { steps: 8 });
  await meanwhile?.();
  await page.mouse.up();
}

/** Opens a session, lets one person vote on all measures and closes the ballot. */
export async function voteInSession(moderator: Page, voter: Page, points: Record<string, number>): Promise<void> {
  await moderator.getByRole('button', { name: 'Mit Punkt 1 beginnen' }).click();
  await moderator.getByRole('button', { name: 'Weiter zu Punkt 2' }).click();
  await moderator.getByRole('button', { name: /Zu Punkt 8, Live-Priorisierung/ }).click();
  await moderator.getByRole('button', { name: 'Abstimmung vorbereiten' }).click();
  await moderator.getByRole('button', { name: /^Abstimmung über 10 Maßnahmen .*öffnen$/ }).click();
  for (const [title, count] of Object.entries(points))
    for (let given = 0; given < count; given += 1)
      await voter.getByRole('button', { name: new RegExp(`^Einen Punkt mehr.*${title}`) }).click();
  await voter.getByRole('button', { name: /Punkte? abgeben$/ }).click();
  await expect(voter.getByText(/gezählt/).first()).toBeVisible();
  await moderator.getByRole('button', { name: 'Schließen und aufdecken' }).click();
  await moderator.getByRole('button', { name: 'Jetzt schließen und aufdecken' }).click();
  await expect(voter.getByRole('heading', { name: /liegt vorn/ }).first()).toBeVisible();
}
