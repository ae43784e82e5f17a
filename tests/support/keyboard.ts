import { expect, type Locator, type Page } from '@playwright/test';

/** Goes on with Tab until the element has the focus, from wherever the focus is; it must be in sight then. */
export async function reach(page: Page, goal: Locator): Promise<void> {
  await expect(goal).toBeVisible();
  for (let steps = 0; steps < 120; steps += 1) {
    if (await goal.evaluate((element) => element === document.activeElement)) {
      await expect(goal).toBeInViewport();
      return;
    }
    await page.keyboard.press('Tab');
  }
  throw new Error(`not to be reached with Tab: ${goal.toString()}`);
}

/** Reaches it with Tab and presses a key. */
export async function press(page: Page, goal: Locator, key = 'Enter'): Promise<void> {
  await reach(page, goal);
  await page.keyboard.press(key);
}
