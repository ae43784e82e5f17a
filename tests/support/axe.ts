import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';

const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** Fails with one readable line per place when axe finds anything on the page as it stands now. */
export async function expectAccessible(page: Page): Promise<void> {
  await transitionsToEnd(page);
  // There are no frames to put together: without the second page that axe opens for them it is twice as fast.
  const { violations } = await new AxeBuilder({ page }).withTags(rules).setLegacyMode().analyze();
  const found = violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ target, any }) =>
      [`${id}: ${help}`, target.flat().join(' '), any[0]?.message].filter(Boolean).join(' | '),
    ),
  );
  expect(found, `accessibility of ${page.url()}`).toEqual([]);
}

/** A colour halfway through a transition is no colour of ours. */
async function transitionsToEnd(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const ending = document.getAnimations().filter(({ effect }) => effect?.getComputedTiming().endTime !== Infinity);
    await Promise.allSettled(ending.map(({ finished }) => finished));
  });
}
