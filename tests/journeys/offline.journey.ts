import { type Browser, expect, type Page, test } from '@playwright/test';
import { documentAccess, documentMessages } from '#domain/analysis/document.ts';
import { caretAtEnd, openAnalysis, saved, section, textOf, wordsOf } from '../support/analysis-text.ts';
import { expectAccessible } from '../support/axe.ts';
import { type DocumentLine, holdDocumentLine } from '../support/document-line.ts';
import { enterAs, joinAsGuest, openSession, pc } from '../support/people.ts';
import { type Planungsrunde, startPlanungsrunde } from '../support/planungsrunde.ts';

let product: Planungsrunde;
test.beforeAll(async () => {
  product = await startPlanungsrunde();
});
test.afterAll(() => product.stop());

/** Coming back takes as long as the next try. */
const patience = { timeout: 30_000 };
const mark = (page: Page) => page.locator('.save');
const alone = 'Hier kann gerade nicht geschrieben werden';
const notice = (page: Page, sentence: string) => page.locator('#main').getByText(sentence);

test('Text typed without a connection survives a reload, and is sent afterwards, once', async ({ browser }) => {
  const coordinator = await openAnalysis(await enterAs(browser, product.address, 'Strategische Sozialplanung'), 'A2');
  const { page, line } = await enterWithLine(browser, 'Pflegefachplanung');
  await openAndKeep(page);
  line.cut();
  await caretAtEnd(page, 'Deutung');
  await page.keyboard.type(' Ohne Netz geschrieben.');
  await expect(mark(page)).toHaveText('Auf diesem Gerät', patience);

  await test.step('Leaving asks first, and says that it is kept', async () => {
    const asked = page.waitForEvent('dialog').then(async (dialog) => (await dialog.dismiss(), dialog.message()));
    await page.getByRole('link', { name: 'Maßnahmen' }).click();
    expect(await asked).toContain('Sie bleiben auf diesem Gerät');
  });

  await test.step('Reloaded without a connection, the text is there and can be written', async () => {
    await reload(page);
    await expect(section(page, 'Deutung')).toContainText('Ohne Netz geschrieben.');
    await expect(mark(page)).toHaveText('Auf diesem Gerät');
    await expect(notice(page, 'Keine Verbindung')).toBeVisible(patience);
    await expectAccessible(page);
    await caretAtEnd(page, 'Deutung');
    await page.keyboard.type(' Nach dem Neuladen auch.');
    await expect(mark(page)).toHaveText('Auf diesem Gerät');
    await reload(page);
    await expect(section(page, 'Deutung')).toContainText('Ohne Netz geschrieben. Nach dem Neuladen auch.');
    await expect(coordinator.getByText('Ohne Netz geschrieben.')).toHaveCount(0);
  });

  await test.step('Connected again, it is stored and the others see it', async () => {
    await caretAtEnd(coordinator, 'Ausgangslage');
    await coordinator.keyboard.type(' Inzwischen geschrieben.');
    await saved(coordinator);
    line.mend();
    await expect(mark(page)).toContainText('Gespeichert', patience);
    await expect(section(page, 'Ausgangslage')).toContainText('Inzwischen geschrieben.');
    await expect(section(coordinator, 'Deutung')).toContainText('Ohne Netz geschrieben. Nach dem Neuladen auch.');
    await page.reload();
    await saved(page);
    expect((await wordsOf(page, 'Deutung')).split('Ohne Netz geschrieben.')).toHaveLength(2);
  });
});

test('Signing out deletes what the device keeps, and asks where that would lose something', async ({ browser }) => {
  const { page, line } = await enterWithLine(browser, 'Pflegefachplanung');
  await openAndKeep(page);
  line.cut();
  await caretAtEnd(page, 'Deutung');
  await page.keyboard.type(' Nie gesendet.');
  await expect(mark(page)).toHaveText('Auf diesem Gerät', patience);
  await page.getByText('Konto und Einstellungen').click();
  const asked = page.waitForEvent('dialog').then(async (dialog) => (await dialog.dismiss(), dialog.message()));
  await page.getByRole('button', { name: 'Abmelden' }).click();
  expect(await asked).toContain('Auf diesem Gerät liegt Text von Ihnen, der noch nicht gespeichert ist.');
  await expect(textOf(page)).toContainText('Nie gesendet.');
  expect(await kept(page)).toHaveLength(1);

  page.on('dialog', (dialog) => void dialog.accept());
  await page.getByRole('button', { name: 'Abmelden' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Anmelden');
  expect(await kept(page)).toEqual([]);

  line.mend();
  await enterHere(page, 'Strategische Sozialplanung');
  await openAnalysis(page, 'A2');
  await saved(page);
  await expect(textOf(page)).not.toContainText('Nie gesendet.');
});

test('Another person on the same device neither sees nor sends what was typed there', async ({ browser }) => {
  const { page, line } = await enterWithLine(browser, 'Pflegefachplanung');
  await openAndKeep(page);
  line.cut();
  await caretAtEnd(page, 'Lücken');
  await page.keyboard.type(' Von der Pflegeplanung.');
  await expect(mark(page)).toHaveText('Auf diesem Gerät', patience);
  await page.evaluate(afterPendingWrites);
  // The sign-in ends without a word, as it does after a week.
  await page.context().clearCookies();
  page.on('dialog', (dialog) => void dialog.accept());
  line.mend();
  await enterHere(page, 'Strategische Sozialplanung');
  await openAnalysis(page, 'A2');
  await saved(page);
  await expect(textOf(page)).not.toContainText('Von der Pflegeplanung.');
  await expect.poll(() => kept(page)).toHaveLength(2);

  await page.context().clearCookies();
  await enterHere(page, 'Pflegefachplanung');
  await openAnalysis(page, 'A2');
  await expect(section(page, 'Lücken')).toContainText('Von der Pflegeplanung.');
  await saved(page);
});

test('Guests and those who only read leave no text on the device', async ({ browser }) => {
  const code = await openSession(browser, product.address);
  const guest = await joinAsGuest(browser, product.address, code, 'A. Brandes', pc);
  const observer = await enterAs(browser, product.address, 'Beobachtung');
  for (const page of [guest, observer]) {
    await page.goto(`${product.address}/analyses`);
    await page.getByRole('link', { name: /Hochbetagte/ }).click();
    await expect(section(page, 'Deutung')).toContainText('Die Statistik zeigt');
    await expect(mark(page)).toHaveText('Nur lesen');
    // Whatever the first visit would have kept is there by the end of the second.
    await page.reload();
    await expect(section(page, 'Deutung')).toContainText('Die Statistik zeigt');
    expect(await kept(page)).toEqual([]);
  }
});

test('A text that was replaced meanwhile is offered, and never mixed into the new one', async ({ browser }) => {
  const { page, line } = await enterWithLine(browser, 'Pflegefachplanung');
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await openAndKeep(page);
  line.cut();
  await caretAtEnd(page, 'Deutung');
  await page.keyboard.type(' Gehört zur alten Fassung.');
  await expect(mark(page)).toHaveText('Auf diesem Gerät', patience);
  line.refusing = 'replaced';
  line.mend();
  for (const visit of ['at once', 'after a reload']) {
    await test.step(`The old text is offered ${visit}`, async () => {
      if (visit === 'after a reload') await reload(page);
      await expect(notice(page, alone)).toBeVisible(patience);
      await expect(notice(page, 'durch eine andere Fassung ersetzt')).toBeVisible();
      await expect(page.getByRole('toolbar')).toHaveCount(0);
      await expectAccessible(page);
      await page.getByRole('button', { name: 'Text kopieren' }).click();
      await expect(page.getByText('Der Text ist kopiert.')).toBeVisible();
      expect(await page.evaluate(() => navigator.clipboard.readText())).toContain('Gehört zur alten Fassung.');
    });
  }
  line.refusing = null;
  page.on('dialog', (dialog) => void dialog.accept());
  await page.getByRole('button', { name: 'Gespeicherte Fassung öffnen' }).click();
  await expect(mark(page)).toContainText('Gespeichert');
  await expect(textOf(page)).toBeVisible();
  await expect(textOf(page)).not.toContainText('Gehört zur alten Fassung.');
});

test('A page is told when its program is too old, and when a text grows too large', async ({ browser }) => {
  const { page, line } = await enterWithLine(browser, 'Pflegefachplanung');
  line.saysFirst.push([documentMessages.size, 6]);
  await openAnalysis(page, 'A2');
  await expect(notice(page, 'Dieser Text ist sehr groß')).toBeVisible();
  await expectAccessible(page);
  line.saysFirst.push([documentMessages.access, documentAccess.outdated]);
  line.cut();
  line.mend();
  await expect(notice(page, alone)).toBeVisible(patience);
  await expect(notice(page, 'Es gibt eine neuere Fassung dieses Programms.')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Seite neu laden' })).toBeVisible();
  await page.emulateMedia({ colorScheme: 'dark' });
  await expectAccessible(page);
});

test('Where the server confirms nothing, the writing stops, and goes on by itself', async ({ browser }) => {
  const { page, line } = await enterWithLine(browser, 'Pflegefachplanung');
  await openAndKeep(page);
  line.isMute = true;
  await caretAtEnd(page, 'Deutung');
  await page.keyboard.type(' Nicht bestätigt.');
  await expect(mark(page)).toHaveAttribute('data-state', 'sending');
  await expect(notice(page, 'Der Server bestätigt seit einer halben Minute nicht')).toBeVisible({ timeout: 50_000 });
  await expect(page.getByRole('toolbar')).toHaveCount(0);
  await expect(page.getByRole('button', { name: 'Text kopieren' })).toBeVisible();
  // Whoever wrote is taken to the reason, and from there to the way on.
  await expect(page.getByRole('region', { name: alone })).toBeFocused();
  await page.emulateMedia({ forcedColors: 'active' });
  await expectAccessible(page);
  line.isMute = false;
  await expect(mark(page)).toContainText('Gespeichert', patience);
  await expect(notice(page, alone)).toBeHidden();
  await expect(page.getByRole('toolbar')).toHaveCount(1);
  await page.keyboard.type(' Weiter.');
  await expect(section(page, 'Deutung')).toContainText('Nicht bestätigt. Weiter.');
});

/** Somebody with an account whose document line is held. */
async function enterWithLine(browser: Browser, name: string): Promise<{ page: Page; line: DocumentLine }> {
  const page = await enterAs(browser, product.address, name);
  return { page, line: await holdDocumentLine(page) };
}

/** Enters in the browser that is there, in which somebody else may have been before. */
async function enterHere(page: Page, name: string): Promise<void> {
  await page.goto(`${product.address}/signin`);
  await page.getByRole('button', { name, exact: true }).click();
  await page.waitForURL(`${product.address}/`);
}

/** Opens the text and waits until the device keeps it. */
async function openAndKeep(page: Page): Promise<void> {
  await openAnalysis(page, 'A2');
  await saved(page);
  await expect.poll(() => kept(page)).toHaveLength(1);
}

/** Reloads, when everything typed so far is written down, and answers the question whether to leave. */
async function reload(page: Page): Promise<void> {
  await page.evaluate(afterPendingWrites);
  page.once('dialog', (dialog) => void dialog.accept());
  await page.reload();
}

/** The names of the finished databases of the page's origin. */
const kept = (page: Page): Promise<(string | undefined)[]> =>
  page.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name));

/** A transaction of ours on each database comes after those that are under way. */
async function afterPendingWrites(): Promise<void> {
  for (const { name = '' } of await indexedDB.databases())
    await new Promise<void>((resolve, reject) => {
      const opening = indexedDB.open(name);
      opening.onerror = () => reject(new Error(name));
      opening.onsuccess = () => {
        const reading = opening.result.transaction('updates').objectStore('updates').count();
        reading.onsuccess = () => (opening.result.close(), resolve());
      };
    });
}
