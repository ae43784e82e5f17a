import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';

const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** Fails with one readable line per place when axe finds anything on the page as it stands now. */
export async function expectAccessible(page: Page): Promise<void> {
  await page.evaluate(endTransitions);
  await page.evaluate(setStickiness, 'static');
  // There are no frames to put together: without the second page that axe opens for them it is twice as fast.
  const { violations } = await new AxeBuilder({ page }).withTags(rules).setLegacyMode().analyze();
  await page.evaluate(setStickiness, '');
  const found = violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ target, any }) =>
      [`${id}: ${help}`, target.flat().join(' '), any[0]?.message].filter(Boolean).join(' | '),
    ),
  );
  const dead = (await page.evaluate(linksToNothing)).map((href) => `a link to a place that is not there: ${href}`);
  expect([...found, ...dead], `accessibility of ${page.url()}`).toEqual([]);
}

/** A colour halfway through a transition is no colour of ours. Not awaited: in a tab behind another one they stand still. */
function endTransitions(): void {
  const ending = document.getAnimations().filter(({ effect }) => effect?.getComputedTiming().endTime !== Infinity);
  for (const animation of ending) animation.finish();
}

/** What has scrolled under a bar that sticks is not a target that has become too small. */
function setStickiness(position: string): void {
  for (const element of document.querySelectorAll<HTMLElement>('body *'))
    if (position === '' ? element.style.position === 'static' : getComputedStyle(element).position === 'sticky')
      element.style.position = position;
}

function linksToNothing(): string[] {
  const links = [...document.querySelectorAll('a[href^="#"]')].map((link) => link.getAttribute('href') ?? '');
  return links.filter((href) => document.getElementById(href.slice(1)) === null);
}
