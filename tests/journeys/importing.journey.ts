import { expect, test } from '@playwright/test';
import { expectAccessible } from '../support/axe.ts';
import { enterAs, handheld } from '../support/people.ts';
import { type Planungsrunde, startPlanungsrunde } from '../support/planungsrunde.ts';

let product: Planungsrunde;
test.beforeAll(async () => {
  product = await startPlanungsrunde();
});
test.afterAll(() => product.stop());

test('A table is looked at, what does not fit is said by row, and what was chosen is taken over', async ({
  browser,
}) => {
  const planner = await enterAs(browser, product.address, 'Jugendhilfeplanung', handheld);
  await planner.goto(`${product.address}/measures/import`);
  await expectAccessible(planner);
  const file = (text: string) => ({ name: 'Maßnahmen.csv', mimeType: 'text/csv', buffer: Buffer.from(text) });
  await planner.getByLabel('Datei', { exact: true }).setInputFiles(file('Name\nOhne Titel'));
  await planner.getByRole('button', { name: 'Datei ansehen' }).click();
  await expect(planner.getByRole('alert', { name: 'Bitte prüfen Sie diese Angaben' })).toContainText('„Titel“');

  const table = 'Titel;Kosten im Jahr (€)\nWärmestube im Norden;12.000,00 €\nDigitale Sprechstunden;\nFalsch;viel';
  await planner.getByLabel('Datei', { exact: true }).setInputFiles(file(table));
  await planner.getByRole('button', { name: 'Datei ansehen' }).click();
  await expect(planner.getByRole('table', { name: 'Was nicht passt' })).toContainText('Das ist kein Betrag');
  await expect(planner.getByLabel(/Wärmestube im Norden/)).toBeChecked();
  await expect(planner.getByLabel(/Digitale Sprechstunden/)).not.toBeChecked();
  await expect(planner.getByText('Zeile 3. Könnte dasselbe sein wie M07 Digitale Sprechstunde')).toBeVisible();
  await expectAccessible(planner);

  const take = planner.getByRole('button', { name: 'Ausgewählte Maßnahmen übernehmen' });
  await test.step('What is refused leaves the preview and the choice as they are', async () => {
    await planner.getByLabel(/Digitale Sprechstunden/).check();
    await planner.getByLabel(/Wärmestube im Norden/).uncheck();
    const cookies = await planner.context().cookies();
    await planner.context().clearCookies();
    await take.click();
    await expect(planner.getByRole('main').getByText('Bitte melden Sie sich noch einmal an')).toBeVisible();
    await expect(planner.getByLabel(/Digitale Sprechstunden/)).toBeChecked();
    await expect(planner.getByLabel(/Wärmestube im Norden/)).not.toBeChecked();
    await planner.context().addCookies(cookies);
    await planner.getByLabel(/Digitale Sprechstunden/).uncheck();
    await take.click();
    await expect(planner.getByRole('alert', { name: 'Bitte prüfen Sie diese Angaben' })).toContainText(
      'Wählen Sie mindestens eine Zeile aus.',
    );
    await planner.getByLabel(/Wärmestube im Norden/).check();
  });
  await take.click();
  await expect(planner.getByText('1 Maßnahme wurde übernommen.')).toBeVisible();
  await planner.getByRole('link', { name: 'Alle Maßnahmen' }).click();
  await expect(planner.getByRole('link', { name: 'Wärmestube im Norden' })).toBeVisible();
  await expect(planner.getByRole('link', { name: 'Digitale Sprechstunden' })).toHaveCount(0);

  const [download] = await Promise.all([
    planner.waitForEvent('download'),
    planner.getByRole('link', { name: 'Als Excel-Datei' }).click(),
  ]);
  expect(download.suggestedFilename()).toBe('Maßnahmen.xlsx');
});

test('Long German words and many alike leave every page as wide as its screen', async ({ browser }) => {
  const planner = await enterAs(browser, product.address, 'Jugendhilfeplanung');
  await planner.goto(`${product.address}/measures/import`);
  const words = ['Kinderbetreuungsinfrastrukturfinanzierungsvereinbarung', 'Barrierefreiheitsstärkungsberatungsstelle'];
  const states = [
    'Idee',
    'Entwurf',
    'abgestimmt',
    'empfohlen',
    'beauftragt',
    'in Umsetzung',
    'beendet',
    'zurückgestellt',
  ];
  const rows = words.flatMap((word) => states.map((state, place) => `${word} ${place};${state};${word}`));
  const buffer = Buffer.from(['Titel;Status;Federführung', ...rows].join('\n'));
  await planner.getByLabel('Datei', { exact: true }).setInputFiles({ name: 'Lang.csv', mimeType: 'text/csv', buffer });
  await planner.getByRole('button', { name: 'Datei ansehen' }).click();
  for (const box of await planner.getByRole('checkbox').all()) await box.check();
  await planner.getByRole('button', { name: 'Ausgewählte Maßnahmen übernehmen' }).click();
  await expect(planner.getByText('16 Maßnahmen wurden übernommen.')).toBeVisible();
  await planner.goto(`${product.address}/measures`);
  await expect(planner.getByText(/^\d+ weitere Paare$/)).toBeVisible();
  const address = await planner
    .getByRole('link', { name: `${words[0]} 3`, exact: true })
    .last()
    .getAttribute('href');
  for (const width of [1440, 320]) {
    await planner.setViewportSize({ width, height: 800 });
    for (const path of ['/measures', '/measures?view=board', address!, `${address}/edit`]) {
      await planner.goto(product.address + path);
      const wide = await planner.evaluate(() => document.documentElement.scrollWidth);
      expect(wide, `${path} at ${width}`).toBeLessThanOrEqual(width);
      await expectAccessible(planner);
    }
  }
});

test('Without JavaScript a refused import brings the preview and the choice back', async ({ browser }) => {
  const withScript = await enterAs(browser, product.address, 'Integration');
  const storageState = await withScript.context().storageState();
  const context = await browser.newContext({ storageState, javaScriptEnabled: false, locale: 'de-DE' });
  const page = await context.newPage();
  await page.goto(`${product.address}/measures/import`);
  const buffer = Buffer.from('Titel\nKleiderkammer\nNähcafé\n');
  await page.getByLabel('Datei', { exact: true }).setInputFiles({ name: 'Neu.csv', mimeType: 'text/csv', buffer });
  await page.getByRole('button', { name: 'Datei ansehen' }).click();
  const take = page.getByRole('button', { name: 'Ausgewählte Maßnahmen übernehmen' });
  await page.getByLabel(/Kleiderkammer/).uncheck();
  await page.getByLabel(/Nähcafé/).uncheck();
  await take.click();
  await expect(page.getByRole('alert', { name: 'Bitte prüfen Sie diese Angaben' })).toContainText(
    'Wählen Sie mindestens eine Zeile aus.',
  );
  await expect(page.getByLabel(/Kleiderkammer/)).not.toBeChecked();
  await page.getByLabel(/Nähcafé/).check();
  await take.click();
  await expect(page.getByText('1 Maßnahme wurde übernommen.')).toBeVisible();
});
