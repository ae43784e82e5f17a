import { type Browser, expect, type Page, test } from '@playwright/test';
import { expectAccessible } from '../support/axe.ts';
import { pc } from '../support/people.ts';
import { type Planungsrunde, startPlanungsrunde } from '../support/planungsrunde.ts';
import { watchRequests } from '../support/requests.ts';

const email = 'koordination@stadt.example';
const password = 'Ratssaal Fahrrad Regenschirm';

let product: Planungsrunde;
test.describe.configure({ mode: 'serial' });
test.beforeAll(async () => {
  product = await startPlanungsrunde({ DEMO: 'no' });
});
test.afterAll(() => product.stop());

const visit = async (browser: Browser, path: string): Promise<Page> => {
  const page = await (await browser.newContext(pc)).newPage();
  await page.goto(`${product.address}${path}`);
  return page;
};
const summaryOf = (page: Page) => page.getByRole('alert', { name: 'Bitte prüfen Sie Ihre Angaben' });

async function signIn(page: Page, as: string, secret: string): Promise<void> {
  await page.getByLabel('E-Mail-Adresse').fill(as);
  await page.getByLabel('Kennwort', { exact: true }).fill(secret);
  await page.getByRole('button', { name: 'Anmelden' }).click();
}

test('The printed link makes the first account, once', async ({ browser }) => {
  const link = /http:\S+\/setup\/\S+/.exec(product.output())?.[0] ?? '';
  expect(link).toContain('/setup/');
  const page = await visit(browser, new URL(link).pathname);
  const watch = watchRequests(page, product.address, [/status of 4\d\d/]);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Planungsrunde einrichten');
  await expectAccessible(page);
  await page.getByLabel(/Ihr Name/).fill('Strategische Sozialplanung');
  await page.getByLabel('E-Mail-Adresse').fill('koordination');
  await page.getByLabel('Kennwort', { exact: true }).fill('kurz');
  await page.getByRole('button', { name: 'Konto anlegen und anfangen' }).click();
  await expect(summaryOf(page)).toBeFocused();
  await expect(summaryOf(page).getByRole('link')).toHaveText([
    /Geben Sie eine vollständige E-Mail-Adresse ein/,
    /Das Kennwort braucht mindestens 12 Zeichen/,
  ]);
  await expect(page.getByLabel(/Ihr Name/)).toHaveValue('Strategische Sozialplanung');
  await expectAccessible(page);
  await page.getByLabel('E-Mail-Adresse').fill(email);
  await page.getByLabel('Kennwort', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Konto anlegen und anfangen' }).click();
  await expect(page).toHaveURL(`${product.address}/`);
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await expectAccessible(page);
  await page.goto(link);
  await expect(page.locator('#main')).toContainText('Dieser Link gilt nicht mehr.');
  watch.expectQuiet();
});

test('What is missing or wrong is said in words, and the address stays', async ({ browser }) => {
  const page = await visit(browser, '/signin');
  await page.getByRole('button', { name: 'Anmelden' }).click();
  await expect(summaryOf(page)).toBeFocused();
  await expect(summaryOf(page).getByRole('link')).toHaveText([
    'Geben Sie Ihre E-Mail-Adresse ein.',
    'Geben Sie Ihr Kennwort ein.',
  ]);
  await expect(page).toHaveTitle('Fehler: Anmelden · Planungsrunde');
  await expectAccessible(page);
  await signIn(page, email, 'falsch');
  await expect(summaryOf(page)).toContainText('E-Mail-Adresse oder Kennwort stimmen nicht.');
  await expect(summaryOf(page)).toBeFocused();
  await expect(page.getByLabel('E-Mail-Adresse')).toHaveValue(email);
  await expect(page.getByLabel('Kennwort', { exact: true })).toHaveValue('falsch');
});

test('After signing in one is where one wanted to go, and never elsewhere', async ({ browser }) => {
  const page = await visit(browser, '/measures');
  await expect(page).toHaveURL(`${product.address}/signin?next=%2Fmeasures`);
  await signIn(page, email, password);
  await expect(page).toHaveURL(`${product.address}/measures`);
  const lured = await visit(browser, '/signin?next=//planung.invalid/measures');
  await signIn(lured, email, password);
  await expect(lured).toHaveURL(`${product.address}/`);
});

test('Signing out ends the access, also for the way back', async ({ browser }) => {
  const page = await visit(browser, '/signin?next=/analyses');
  await signIn(page, email, password);
  await expect(page.getByRole('heading', { level: 1, name: 'Lageanalysen' })).toBeVisible();
  await page.getByText('Konto und Einstellungen').click();
  await page.getByRole('button', { name: 'Abmelden' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Anmelden');
  await page.goBack();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Anmelden');
});

test('Who guesses is slowed down and told so', async ({ browser }) => {
  const page = await visit(browser, '/signin');
  const answer = summaryOf(page);
  const isSlowed = answer.getByText('Das waren zu viele Versuche. Bitte warten Sie einige Minuten.');
  for (let tries = 0; tries < 9; tries += 1) {
    const reply = page.waitForResponse((response) => response.url().includes('/signin?/account'));
    await signIn(page, 'jemand@stadt.example', `Versuch ${tries}`);
    await reply;
  }
  await expect(isSlowed).toBeVisible();
  await expect(answer).toBeFocused();
});
