import { expect, type Locator, type Page } from '@playwright/test';

/** The seven headings of every analysis, as they are shown. */
export const headings = [
  '1 Ausgangslage',
  '2 Daten und Fakten',
  '3 Erfahrungen vor Ort',
  '4 Stärken',
  '5 Lücken',
  '6 Deutung',
  '7 Handlungsbedarf',
];

/** The analyses of the demo round by their keys, as their links begin. */
export const analyses = { A1: /Alleinerziehende/, A2: /Hochbetagte/, A3: /Zugewanderte/ };

/** Opens an analysis from the list and waits until it can be written. */
export async function openAnalysis(page: Page, key: keyof typeof analyses): Promise<Page> {
  await page.goto(new URL('/analyses', page.url()).href);
  await page.getByRole('link', { name: analyses[key] }).click();
  await expect(textOf(page)).toBeVisible();
  return page;
}

/** The text that can be written. */
export const textOf = (page: Page): Locator => page.getByRole('textbox', { name: /^Text der Lageanalyse/ });

/** The text of one section, without its heading. */
export const section = (page: Page, name: string): Locator =>
  page.getByRole('region', { name }).locator('.section-text');

/** The words of one section, without the flags of others' carets. */
export const wordsOf = (page: Page, name: string): Promise<string> =>
  section(page, name).evaluate((text) => {
    const copy = text.cloneNode(true);
    if (copy instanceof Element) for (const caret of copy.querySelectorAll('.caret')) caret.remove();
    return copy.textContent ?? '';
  });

/** A tool by its name. */
export const tool = (page: Page, name: string): Locator =>
  page.getByRole('toolbar', { name: 'Text gestalten' }).getByRole('button', { name, exact: true });

/** Waits until the save mark says so. */
export const saved = (page: Page): Promise<void> => expect(page.locator('.save')).toContainText('Gespeichert');

/** Puts the caret before the first letter of a section's first paragraph. */
export async function caretAtStart(page: Page, name: string): Promise<void> {
  await section(page, name)
    .locator('p')
    .first()
    .click({ position: { x: 2, y: 12 } });
  await page.keyboard.press('Home');
}

/** Puts the caret behind the last letter of a section. */
export async function caretAtEnd(page: Page, name: string): Promise<void> {
  const last = section(page, name).locator('p').last();
  const height = (await last.boundingBox())?.height ?? 0;
  await last.click({ position: { x: 2, y: height - 12 } });
  await page.keyboard.press('End');
}

/** Selects all sections. */
export async function selectEverything(page: Page): Promise<void> {
  await page.keyboard.press('Control+a');
  await page.keyboard.press('Control+a');
}

/** Pastes as a browser does, without the system's clipboard. */
export const paste = (page: Page, html: string, plain: string): Promise<void> =>
  textOf(page).evaluate(
    (text, [html, plain]) => {
      const clipboardData = new DataTransfer();
      if (html) clipboardData.setData('text/html', html);
      clipboardData.setData('text/plain', plain ?? '');
      text.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
    },
    [html, plain],
  );
