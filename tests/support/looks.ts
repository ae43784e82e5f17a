import { expect, type Locator, type Page } from '@playwright/test';

/** The page fits into its window. */
export async function expectNoSidewaysScroll(page: Page): Promise<void> {
  const wider = () => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect(await wider(), 'the page scrolls sideways').toBe(0);
}

/** Every button, field and choice in this part of a page is 44 px high and wide. */
export async function expectBigTargets(part: Locator): Promise<void> {
  const small = await part.evaluate((element) =>
    [...element.querySelectorAll<HTMLElement>('button, input, select')]
      .map((control) => ({ control, box: (control.closest('label') ?? control).getBoundingClientRect() }))
      .filter(({ box }) => box.width < 44 || box.height < 44)
      .map(({ control, box }) => `${control.outerHTML.slice(0, 80)} ${box.width} × ${box.height}`),
  );
  expect(small).toEqual([]);
}

/** In forced colours the chosen one must not look like the others: its frame or ground is another colour. */
export async function expectChoiceVisible(page: Page, chosen: Locator): Promise<void> {
  await page.emulateMedia({ forcedColors: 'active' });
  const looks = await chosen.first().evaluate((element) => {
    const look = (each: Element) => {
      const { backgroundColor, borderColor, borderWidth } = getComputedStyle(each);
      return [backgroundColor, borderColor, borderWidth].join(' ');
    };
    const other = [...(element.parentElement?.children ?? [])].find(
      (each) => each.tagName === element.tagName && !each.querySelector(':checked'),
    );
    return { chosen: look(element), other: other === undefined ? '' : look(other) };
  });
  expect(looks.other).not.toBe('');
  expect(looks.chosen).not.toBe(looks.other);
  await page.emulateMedia({ forcedColors: 'none' });
}
