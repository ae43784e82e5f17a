import { expect, type Page, test } from '@playwright/test';
import { caretAtEnd, saved, section, wordsOf } from '../support/analysis-text.ts';
import { expectAccessible } from '../support/axe.ts';
import { enterAs, handheld } from '../support/people.ts';
import { type Planungsrunde, startPlanungsrunde } from '../support/planungsrunde.ts';
import { watchRequests } from '../support/requests.ts';

let product: Planungsrunde;
test.beforeAll(async () => {
  product = await startPlanungsrunde();
});
test.afterAll(() => product.stop());

/** Opens a measure's profile from the list. */
async function openMeasure(page: Page, title: string): Promise<Page> {
  await page.goto(new URL('/measures', page.url()).href);
  await page.getByRole('table').getByRole('link', { name: title }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(title);
  return page;
}

/** A fact of the profile, by its name. */
const fact = (page: Page, name: string) =>
  page
    .getByRole('region', { name: 'Steckbrief' })
    .locator('dl > div')
    .filter({ has: page.locator('dt', { hasText: new RegExp(`^${name}$`) }) })
    .locator('dd');

test('Two people write one profile; who changes a field on the phone is seen by the other without a reload', async ({
  browser,
}) => {
  const planner = await enterAs(browser, product.address, 'Pflegefachplanung');
  const watch = watchRequests(planner, product.address);
  const delegate = await enterAs(browser, product.address, 'Behindertenbeirat', handheld);
  const title = 'Präventive Hausbesuche ab 80';
  await Promise.all([openMeasure(planner, title), openMeasure(delegate, title)]);
  await Promise.all([saved(planner), saved(delegate)]);
  await expectAccessible(planner);
  await expectAccessible(delegate);

  await test.step('The long text is one text for all', async () => {
    await caretAtEnd(planner, 'Risiken');
    await planner.keyboard.type('Zu wenige Besucherinnen');
    await expect.poll(() => wordsOf(delegate, 'Risiken')).toMatch(/Zu wenige Besucherinnen$/);
    await expect(delegate.getByText('Pflegefachplanung schreibt hier')).toBeVisible();
    await saved(planner);
  });

  await test.step('A typed field is changed on a page of its own, and the caret of the other stays in the text', async () => {
    await delegate.getByRole('link', { name: 'Angaben ändern' }).first().click();
    await expectAccessible(delegate);
    await delegate.getByLabel('Kosten im Jahr').fill('98.500,00 €');
    await delegate.getByLabel('Ende').fill('12/2029');
    await delegate.getByRole('button', { name: 'Angaben speichern' }).click();
    await expect(fact(delegate, 'Kosten')).toHaveText('98.500 € im Jahr');
    await expect(fact(planner, 'Kosten')).toHaveText('98.500 € im Jahr');
    await expect(fact(planner, 'Zeitraum')).toHaveText('2027–12/2029');
    await planner.keyboard.type(' finden sich');
    await expect(section(planner, 'Risiken')).toContainText('Zu wenige Besucherinnen finden sich');
  });

  await test.step('What cannot be read stays in the form, and says how it becomes right', async () => {
    await delegate.getByRole('link', { name: 'Angaben ändern' }).first().click();
    await delegate.getByLabel('Kosten im Jahr').fill('98,500');
    await delegate.getByRole('button', { name: 'Angaben speichern' }).click();
    await expect(delegate.getByRole('alert', { name: 'Bitte prüfen Sie diese Angaben' })).toContainText(
      'Kosten im Jahr: Dieser Betrag ist nicht eindeutig',
    );
    await expect(delegate.getByLabel('Kosten im Jahr')).toHaveValue('98,500');
    await expectAccessible(delegate);
  });
  watch.expectQuiet();
});

test('Two change the same field at once: what is typed stays, both learn who was later', async ({ browser }) => {
  const first = await enterAs(browser, product.address, 'Mobilitätsplanung');
  const second = await enterAs(browser, product.address, 'Stadtplanung');
  // Leaving a text whose first confirmation is still under way must not break the page that follows.
  const broken: string[] = [];
  for (const page of [first, second]) {
    page.on('pageerror', ({ message }) => broken.push(message));
    await openMeasure(page, 'Barrierefreie Wegeachse mit Sitzplätzen');
    await page.getByRole('link', { name: 'Angaben ändern' }).first().click();
  }
  await first.getByLabel('Federführung').fill('Amt für Verkehr');
  await second.getByLabel('Federführung').fill('Tiefbauamt');
  await second.getByRole('button', { name: 'Angaben speichern' }).click();
  await expect(fact(second, 'Federführung')).toHaveText('Tiefbauamt');

  await expect(first.getByText('Stadtplanung hat hier inzwischen gespeichert: „Tiefbauamt“')).toBeVisible();
  await expect(first.getByLabel('Federführung')).toHaveValue('Amt für Verkehr');
  await expectAccessible(first);
  await first.getByRole('button', { name: 'Angaben speichern' }).click();
  await expect(fact(first, 'Federführung')).toHaveText('Amt für Verkehr');
  await expect(fact(second, 'Federführung')).toHaveText('Amt für Verkehr');
  await second.getByRole('link', { name: 'Angaben ändern' }).first().click();
  await expect(second.getByText('Zuletzt geändert von Mobilitätsplanung')).toBeVisible();
  expect(broken).toEqual([]);
});

test('The list is narrowed by the keyboard, the address keeps it, and the board moves a measure on', async ({
  browser,
}) => {
  const moderator = await enterAs(browser, product.address, 'Moderation');
  await moderator.goto(`${product.address}/measures`);
  await expectAccessible(moderator);
  await moderator.getByText('Auswählen und Spalten').focus();
  await moderator.keyboard.press('Enter');
  await moderator.getByLabel('Soziale Gruppe').selectOption('Alleinerziehende');
  await moderator.getByLabel('Gremium').focus();
  await moderator.keyboard.press('Space');
  await moderator.getByLabel('Soziale Gruppe').focus();
  await moderator.getByRole('button', { name: 'Auswahl anzeigen' }).focus();
  await moderator.keyboard.press('Enter');
  await expect(moderator.getByText('3 von 10 Maßnahmen')).toBeVisible();
  await expect(moderator.getByRole('columnheader', { name: 'Gremium' })).toBeVisible();
  await expectAccessible(moderator);

  const planner = await enterAs(browser, product.address, 'Bildungsplanung', handheld);
  await planner.goto(moderator.url());
  await expect(planner.getByText('3 von 10 Maßnahmen')).toBeVisible();
  await planner.getByRole('link', { name: 'Tafel nach Status' }).click();
  await expect(planner.getByText('3 von 10 Maßnahmen')).toBeVisible();
  await expect(planner.getByRole('button', { name: /Weiter zu/ })).toHaveCount(0);
  await expectAccessible(planner);

  await moderator.getByRole('link', { name: 'Tafel nach Status' }).click();
  await moderator.getByRole('button', { name: 'Randzeitenbetreuung in zwei Kitas: Weiter zu „empfohlen“' }).focus();
  await moderator.keyboard.press('Enter');
  const moved = (page: Page) =>
    page.getByRole('region', { name: /^empfohlen/ }).getByRole('link', { name: 'Randzeitenbetreuung in zwei Kitas' });
  await expect(moved(moderator)).toBeFocused();
  await expect(moved(planner)).toBeVisible();
  await expectAccessible(moderator);
});

test('A duplicate is merged, shows where its words are from, and is separated again', async ({ browser }) => {
  const delegate = await enterAs(browser, product.address, 'Arbeitskreis Armut');
  await delegate.goto(`${product.address}/measures/new`);
  await delegate.getByLabel('Titel').fill('Lotsinnen und Lotsen für Alleinerziehende');
  await delegate.getByLabel('Zielgruppe').fill('Alleinerziehende in Kreyenbrück');
  await expect(delegate.getByText('Könnte dasselbe sein')).toBeVisible();
  await expect(delegate.getByRole('link', { name: 'M01 Lotsenstelle für Alleinerziehende' })).toBeVisible();
  await expectAccessible(delegate);
  await delegate.getByLabel(/Trotzdem anlegen/).check();
  await delegate.getByRole('button', { name: 'Maßnahme anlegen' }).click();
  await expect(delegate.getByRole('heading', { level: 1 })).toHaveText('Lotsinnen und Lotsen für Alleinerziehende');
  await caretAtEnd(delegate, 'Beschreibung');
  await delegate.keyboard.type('Ehrenamtliche gehen mit zum Amt.');
  await saved(delegate);

  const moderator = await enterAs(browser, product.address, 'Moderation', handheld);
  await moderator.goto(delegate.url());
  await moderator.getByText('Doppelt? Zusammenführen').click();
  await moderator.getByLabel('Geht auf in').selectOption({ label: 'M01 Lotsenstelle für Alleinerziehende' });
  await moderator.getByRole('button', { name: 'M11 zusammenführen' }).click();
  await expect(moderator.getByRole('heading', { level: 1 })).toHaveText('Lotsenstelle für Alleinerziehende');
  const taken = moderator.getByRole('region', { name: /^Aus M11 übernommen/ });
  await expect(taken).toContainText('Ehrenamtliche gehen mit zum Amt.');
  await expectAccessible(moderator);
  await expect(delegate.getByText('Diese Maßnahme steht nicht mehr in der Liste')).toBeVisible();
  // Whoever was writing is told where she is, and reads on.
  const shut = delegate.getByRole('main').getByText('Dieser Text wird nicht weitergeschrieben');
  await expect(shut).toBeFocused();
  await expect(section(delegate, 'Beschreibung')).toContainText('Ehrenamtliche gehen mit zum Amt.');
  await expectAccessible(delegate);
  await taken.getByRole('button', { name: 'M11 wieder trennen' }).click();
  await expect(taken).toHaveCount(0);
  await expect(delegate.getByText('Diese Maßnahme steht nicht mehr in der Liste')).toHaveCount(0);
  await expect(shut).toHaveCount(0);
  await caretAtEnd(delegate, 'Beschreibung');
  await delegate.keyboard.type(' Auch abends.');
  await saved(delegate);
  await expect(section(delegate, 'Beschreibung')).toContainText('Ehrenamtliche gehen mit zum Amt. Auch abends.');
});

test('Without JavaScript the list is narrowed, a field is set and a measure is written down', async ({ browser }) => {
  const withScript = await enterAs(browser, product.address, 'Integration');
  const context = await browser.newContext({
    storageState: await withScript.context().storageState(),
    javaScriptEnabled: false,
    locale: 'de-DE',
  });
  const page = await context.newPage();
  await page.goto(`${product.address}/measures?field=Pflege und Teilhabe im Alter`);
  await expect(page.getByText(/^4 von \d+ Maßnahmen$/)).toBeVisible();
  await page.getByRole('table').getByRole('link', { name: 'Digitale Sprechstunde' }).click();
  await page.getByRole('link', { name: 'Angaben ändern' }).first().click();
  await page.getByLabel('Personal').fill('Ehrenamtliche');
  await page.getByRole('button', { name: 'Angaben speichern' }).click();
  await expect(fact(page, 'Personal')).toHaveText('Ehrenamtliche');

  await test.step('What somebody else saves while a mistake is mended is not undone', async () => {
    await page.getByRole('link', { name: 'Angaben ändern' }).first().click();
    await page.getByLabel('Kosten im Jahr').fill('98,500');
    await openMeasure(withScript, 'Digitale Sprechstunde');
    await withScript.getByRole('link', { name: 'Angaben ändern' }).first().click();
    await withScript.getByLabel('Personal').fill('Zwei Stellen');
    await withScript.getByRole('button', { name: 'Angaben speichern' }).click();
    await expect(fact(withScript, 'Personal')).toHaveText('Zwei Stellen');
    await page.getByRole('button', { name: 'Angaben speichern' }).click();
    await expect(page.getByLabel('Personal')).toHaveValue('Zwei Stellen');
    await page.getByLabel('Kosten im Jahr').fill('98.500');
    await page.getByRole('button', { name: 'Angaben speichern' }).click();
    await expect(fact(page, 'Kosten')).toHaveText('98.500 € im Jahr');
    await expect(fact(page, 'Personal')).toHaveText('Zwei Stellen');
  });
});

test('Forced colours, dark and print keep what a profile says', async ({ browser }) => {
  const page = await enterAs(browser, product.address, 'Moderation', { ...handheld, forcedColors: 'active' });
  await openMeasure(page, 'Lotsenstelle für Alleinerziehende');
  await saved(page);
  await expectAccessible(page);
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
  await page.emulateMedia({ forcedColors: 'none', colorScheme: 'dark' });
  await expectAccessible(page);
  await page.emulateMedia({ colorScheme: 'light', media: 'print' });
  await expect(page.getByRole('heading', { name: 'Status, Verknüpfungen, Dubletten' })).toBeHidden();
  await expect(section(page, 'Risiken')).toBeVisible();
  await expect(fact(page, 'Kosten')).toBeVisible();
});
