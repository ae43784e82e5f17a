import { mkdir } from 'node:fs/promises';
import { type Browser, chromium, type Page } from '@playwright/test';
import { launchOptions } from './browser.ts';
import { enterAs, givePoints, goToSession, handheld, joinAsGuest, openIt, pc } from './people.ts';
import { startPlanungsrunde } from './planungsrunde.ts';

const folder = 'docs/pictures';
const voters: Record<string, Record<string, number>> = {
  'Strategische Sozialplanung': { Lotsenstelle: 4, Randzeitenbetreuung: 3, Elternlotsinnen: 3 },
  Jugendhilfeplanung: { Randzeitenbetreuung: 4, Sprachbrücke: 4, Lotsenstelle: 2 },
  Pflegefachplanung: { Präventive: 4, 'Ort für alle': 4, Lotsenstelle: 2 },
  Stadtplanung: { Wegeachse: 4, 'Ort für alle': 3, Lotsenstelle: 3 },
  Bildungsplanung: { Sprachbrücke: 4, Elternlotsinnen: 4, Lotsenstelle: 2 },
  'Arbeitskreis Armut': { Lotsenstelle: 4, 'Oldenburg-Pass': 4, Randzeitenbetreuung: 2 },
};

/** Takes the pictures of the README from the real product, with eight people in one session. */
async function takePictures(): Promise<void> {
  await mkdir(folder, { recursive: true });
  const product = await startPlanungsrunde();
  const browser = await chromium.launch(launchOptions());
  try {
    await walk(browser, product.address);
  } finally {
    await browser.close();
    await product.stop();
  }
}

async function walk(browser: Browser, address: string): Promise<void> {
  const moderator = await enterAs(browser, address, 'Moderation');
  await goToSession(moderator);
  const code = await openIt(moderator);
  const people: Page[] = [];
  for (const name of Object.keys(voters)) {
    const page = await enterAs(browser, address, name);
    await goToSession(page);
    people.push(page);
  }
  await takeAnalysis(browser, address);
  await takeJoining(browser, address, code);
  const guest = await joinAsGuest(browser, address, code, 'A. Brandes');
  await moderator.getByRole('button', { name: /Live-Priorisierung/ }).click();
  await moderator.getByRole('button', { name: /Abstimmung vorbereiten/ }).click();
  await moderator.getByRole('button', { name: /^Abstimmung über/ }).click();
  for (const [index, points] of Object.values(voters).entries()) {
    const page = people[index];
    if (page === undefined || index === 5) continue;
    await handIn(page, points);
  }
  await givePoints(guest, { Lotsenstelle: 3, 'Oldenburg-Pass': 1, Sprachbrücke: 2 });
  await take(guest, 'ballot-phone');
  await take(moderator, 'moderator');
  const screen = await (
    await browser.newContext({
      ...pc,
      viewport: { width: 1920, height: 1080 },
      storageState: await moderator.context().storageState(),
    })
  ).newPage();
  await screen.goto(`${moderator.url()}/screen`);
  await screen.getByText(/von 7/).first().waitFor();
  await take(screen, 'screen-running');
  const overview = await enterAs(browser, address, 'Arbeitskreis Armut');
  await take(overview, 'overview');
  const [late] = people.slice(5, 6);
  if (late !== undefined) await handIn(late, Object.values(voters)[5] ?? {});
  await guest.getByRole('button', { name: /Punkte abgeben/ }).click();
  await guest.getByText(counted).first().waitFor();
  await moderator.getByRole('button', { name: /Schließen und aufdecken/ }).click();
  await moderator.getByRole('button', { name: 'Jetzt schließen und aufdecken' }).click();
  await screen
    .getByText(/liegt vorn/)
    .first()
    .waitFor();
  await take(screen, 'screen-result');
  await takeMeasures(overview, address);
}

/** After a paper has arrived. */
const counted = /(ist|sind) gezählt/;

async function handIn(page: Page, points: Record<string, number>): Promise<void> {
  await givePoints(page, points);
  await page.getByRole('button', { name: /Punkte abgeben/ }).click();
  await page.getByText(counted).first().waitFor();
}

/** What the round makes of it: the result on a page of its own, the order, and one measure. */
async function takeMeasures(page: Page, address: string): Promise<void> {
  await page.goto(`${address}/measures/order`);
  await page
    .getByText(/in der Abstimmung vom/)
    .first()
    .waitFor();
  await page.locator('.save', { hasText: 'Gespeichert' }).waitFor();
  await take(page, 'board');
  await page.goto(`${address}/measures`);
  await page
    .getByRole('link', { name: /Lotsenstelle/ })
    .first()
    .click();
  await page.getByRole('heading', { level: 1, name: /Lotsenstelle/ }).waitFor();
  await page.locator('.save', { hasText: 'Gespeichert' }).waitFor();
  await take(page, 'measure');
}

async function takeJoining(browser: Browser, address: string, code: string): Promise<void> {
  const page = await (await browser.newContext(handheld)).newPage();
  await page.goto(`${address}/join/${code}`);
  await page.getByLabel(/Ihr Name/).fill('A. Brandes');
  await take(page, 'join-phone');
  await page.context().close();
}

/** Two people in one text, each seen by the other. */
async function takeAnalysis(browser: Browser, address: string): Promise<void> {
  const [reader, writer] = [
    await enterAs(browser, address, 'Strategische Sozialplanung'),
    await enterAs(browser, address, 'Pflegefachplanung'),
  ];
  for (const page of [reader, writer]) {
    await page.getByRole('link', { name: 'Hochbetagte in Ofenerdiek', exact: true }).click();
    await page.getByRole('textbox').first().waitFor();
  }
  await writer.getByText(/Betrachtet wird/).click();
  await writer.keyboard.press('End');
  await writer.keyboard.type(' Wie weit die Wege sind, fragen wir nach.');
  await reader.getByText(/fragen wir nach/).waitFor();
  await reader
    .getByText(/Pflegefachplanung schreibt/)
    .first()
    .waitFor();
  await take(reader, 'analysis');
  for (const page of [reader, writer]) await page.context().close();
}

async function take(page: Page, name: string): Promise<void> {
  await page.evaluate(async () => {
    await document.fonts.ready;
    window.scrollTo(0, 0);
  });
  await page.screenshot({ path: `${folder}/${name}.png`, animations: 'disabled' });
}

await takePictures();
