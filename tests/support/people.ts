import type { Browser, BrowserContextOptions, Page } from '@playwright/test';

/** How people of the sample round come to the meeting. */
export const pc: BrowserContextOptions = { viewport: { width: 1440, height: 900 }, locale: 'de-DE' };
export const handheld: BrowserContextOptions = {
  viewport: { width: 390, height: 844 },
  locale: 'de-DE',
  deviceScaleFactor: 2,
  isMobile: true,
  hasTouch: true,
};

/** Enters the demo round with one click, in a browser of one's own. `name` as on the sign-in page, e.g. "Jugendhilfeplanung". */
export async function enterAs(browser: Browser, address: string, name: string, as = pc): Promise<Page> {
  const page = await (await browser.newContext(as)).newPage();
  await page.goto(`${address}/signin`);
  await page.getByRole('button', { name, exact: true }).click();
  await page.waitForURL(`${address}/`);
  return page;
}

/** Goes from the overview into the session of the round, whatever state it is in. */
export async function goToSession(page: Page): Promise<void> {
  await page
    .getByRole('link', { name: /Tagesordnung ansehen|Zur Sitzung/ })
    .first()
    .click();
  await page.waitForURL(/\/sessions\/[0-9a-f-]+$/);
}

/** The moderator opens the session. Answers its code, eight symbols. */
export async function openIt(moderator: Page): Promise<string> {
  await moderator.getByRole('button', { name: 'Sitzung öffnen' }).click();
  const link = moderator
    .locator('#main')
    .getByText(/\/join\/[2-9A-Z]{8}$/)
    .filter({ visible: true });
  return (await link.innerText()).slice(-8);
}

/** Opens the session of the demo round in a moderator's browser that is closed again. Answers the code. */
export async function openSession(browser: Browser, address: string): Promise<string> {
  const moderator = await enterAs(browser, address, 'Moderation');
  await goToSession(moderator);
  const code = await openIt(moderator);
  await moderator.context().close();
  return code;
}

/** Joins as a guest by link, without an account; ends up in the session. */
export async function joinAsGuest(
  browser: Browser,
  address: string,
  code: string,
  name: string,
  as = handheld,
): Promise<Page> {
  const page = await (await browser.newContext(as)).newPage();
  await page.goto(`${address}/join/${code}`);
  await page.getByLabel(/Ihr Name/).fill(name);
  await page.getByRole('button', { name: 'In die Runde' }).click();
  await page.waitForURL(/\/sessions\/[0-9a-f-]+$/);
  // Only who is in the session when a ballot opens may vote: not before the page has followed it.
  await page
    .getByRole('banner')
    .getByText(/^(Verbunden|Connected)/)
    .first()
    .waitFor({ state: 'attached' });
  return page;
}

/** Gives points to measures by their titles, without handing them in. */
export async function givePoints(page: Page, points: Record<string, number>): Promise<void> {
  for (const [title, count] of Object.entries(points))
    for (let given = 0; given < count; given += 1)
      await page.getByRole('button', { name: new RegExp(`^Einen Punkt mehr.*${title}`) }).click();
}
