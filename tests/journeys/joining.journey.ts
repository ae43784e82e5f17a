import { expect, test } from '@playwright/test';
import { expectAccessible } from '../support/axe.ts';
import { enterAs, goToSession, handheld, joinAsGuest, openSession, pc } from '../support/people.ts';
import { type Planungsrunde, startPlanungsrunde } from '../support/planungsrunde.ts';
import { watchRequests } from '../support/requests.ts';

let product: Planungsrunde;
let code: string;
test.beforeAll(async ({ browser }) => {
  product = await startPlanungsrunde();
  code = await openSession(browser, product.address);
});
test.afterAll(() => product.stop());

test('By link, as the QR code holds it, with a group: in, and the others see for whom', async ({ browser }) => {
  const other = await joinAsGuest(browser, product.address, code, 'Frühstücksrunde');
  await expect(other.getByRole('listitem').filter({ hasText: 'Frühstücksrunde' })).toContainText('online');
  const page = await (await browser.newContext(handheld)).newPage();
  const watch = watchRequests(page, product.address);
  await page.goto(`${product.address}/join/${code}`);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Fachplanungsrunde Nr. 1/2027');
  await expect(page.getByRole('complementary', { name: 'Wer schon da ist' })).toContainText('1 von');
  await expectAccessible(page);
  await page.getByLabel(/Ihr Name/).fill('A. Brandes');
  await page.getByLabel('Ich spreche für').selectOption('Seniorenvertretung');
  await page.getByRole('button', { name: 'In die Runde' }).tap();
  await expect(page).toHaveURL(/\/sessions\/[0-9a-f-]+$/);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Gleich geht es los');
  const seen = other.getByRole('listitem').filter({ hasText: 'A. Brandes' });
  await expect(seen).toContainText('Seniorenvertretung');
  await expect(seen).toContainText('online');
  await expectAccessible(other);
  // The link again, by mistake: one seat is enough.
  await page.goto(`${product.address}/join/${code}`);
  await expect(page).toHaveURL(/\/sessions\//);
  await expect(page.getByRole('listitem').filter({ hasText: 'A. Brandes' })).toHaveCount(1);
  watch.expectQuiet();
});

test('By code, typed as people type it', async ({ browser }) => {
  const page = await (await browser.newContext(handheld)).newPage();
  await page.goto(`${product.address}/signin`);
  await page.getByRole('link', { name: 'Ohne Konto: mit dem Sitzungscode beitreten' }).tap();
  const field = page.getByLabel('Sitzungscode');
  await field.fill(` ${code.slice(0, 4).toLowerCase()} ${code.slice(4).toLowerCase()} `);
  await page.getByRole('button', { name: 'Weiter zur Sitzung' }).tap();
  await page.waitForURL(`**/join/${code}`);
  await page.getByLabel(/Ihr Name/).fill('B.');
  await page.getByRole('button', { name: 'In die Runde' }).tap();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Gleich geht es los');
});

test('A code that does not work says what is wrong with it and stays in the field', async ({ browser }) => {
  // The browser reports every answer of status 400 on its console.
  const page = await (await browser.newContext(pc)).newPage();
  const watch = watchRequests(page, product.address, [/status of 400/]);
  await page.goto(`${product.address}/join`);
  await expectAccessible(page);
  const field = page.getByLabel('Sitzungscode');
  const summary = page.getByRole('alert', { name: 'Bitte prüfen Sie Ihre Angaben' });
  const send = page.getByRole('button', { name: 'Weiter zur Sitzung' });

  await field.fill('K7M');
  await send.click();
  await expect(summary).toBeFocused();
  await expect(summary).toContainText('Geben Sie die 8 Zeichen des Sitzungscodes ein.');
  await expect(page).toHaveTitle('Fehler: In eine Sitzung kommen · Planungsrunde');
  await expect(field).toHaveValue('K7M');
  await expect(field).toHaveAttribute('aria-invalid', 'true');
  await expectAccessible(page);

  await field.fill(code === 'ABCD EFGH' ? 'EFGH ABCD' : 'ABCD EFGH');
  await send.click();
  await expect(summary).toContainText('Diesen Sitzungscode gibt es nicht, oder die Sitzung ist nicht geöffnet.');
  await expect(summary).toBeFocused();
  await expect(field).toHaveValue('ABCD EFGH');
  await summary.getByRole('link').click();
  await expect(field).toBeFocused();

  // The same as a link, e.g. from last year's invitation.
  await page.goto(`${product.address}/join/ABCDEFGH`);
  await expect(page).toHaveURL(/\/join\?/);
  await expect(summary).toContainText('Diesen Sitzungscode gibt es nicht');
  await expect(page.getByLabel('Sitzungscode')).toHaveValue('ABCDEFGH');
  watch.expectQuiet();
});

test('Without a name nobody comes in, and the chosen group stays', async ({ browser }) => {
  const page = await (await browser.newContext(handheld)).newPage();
  await page.goto(`${product.address}/join/${code}`);
  await page.getByLabel(/Ihr Name/).fill('  ');
  await page.getByLabel('Ich spreche für').selectOption('Bürgerverein');
  await page.getByRole('button', { name: 'In die Runde' }).tap();
  const summary = page.getByRole('alert', { name: 'Bitte prüfen Sie Ihre Angaben' });
  await expect(summary).toBeFocused();
  await expect(page).toHaveTitle(/^Fehler: Beitreten/);
  await expect(page.getByLabel('Ich spreche für').locator('option:checked')).toHaveText('Bürgerverein');
  await expectAccessible(page);
  await summary.getByRole('link', { name: /Geben Sie einen Namen oder ein Kürzel ein/ }).tap();
  await page.keyboard.type('Bürgerverein');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Gleich geht es los');
});

test('Without JavaScript one comes as far as the session page, with errors in words', async ({ browser }) => {
  const page = await (await browser.newContext({ ...handheld, javaScriptEnabled: false })).newPage();
  await page.goto(`${product.address}/join`);
  await page.getByLabel('Sitzungscode').fill('zzzz');
  await page.getByRole('button', { name: 'Weiter zur Sitzung' }).tap();
  await expect(page).toHaveTitle('Fehler: In eine Sitzung kommen · Planungsrunde');
  await expect(page.getByLabel('Sitzungscode')).toHaveValue('zzzz');
  await page.getByLabel('Sitzungscode').fill(code);
  await page.getByRole('button', { name: 'Weiter zur Sitzung' }).tap();
  await page.getByLabel(/Ihr Name/).fill('Ohne Skripte');
  await page.getByRole('button', { name: 'In die Runde' }).tap();
  await expect(page).toHaveURL(/\/sessions\/[0-9a-f-]+$/);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Gleich geht es los');
  await expect(page.locator('noscript p')).toHaveText(/^Diese Seite zeigt den Stand beim Laden/);
  await expect(page.locator('noscript p')).toBeVisible();
});

test('After the session its code lets nobody in', async ({ browser }) => {
  const guest = await joinAsGuest(browser, product.address, code, 'Bis zum Schluss');
  const moderator = await enterAs(browser, product.address, 'Moderation');
  await goToSession(moderator);
  await moderator.getByRole('button', { name: 'Sitzung beenden …' }).click();
  await moderator.getByRole('button', { name: 'Sitzung jetzt beenden' }).click();
  await expect(guest.getByRole('heading', { level: 1 })).toHaveText('Die Sitzung ist beendet');
  const page = await (await browser.newContext(handheld)).newPage();
  await page.goto(`${product.address}/join/${code}`);
  await expect(page.getByRole('alert', { name: 'Bitte prüfen Sie Ihre Angaben' })).toContainText(
    'Diesen Sitzungscode gibt es nicht, oder die Sitzung ist nicht geöffnet.',
  );
  await expect(page.getByLabel('Sitzungscode')).toHaveValue(code);
});
