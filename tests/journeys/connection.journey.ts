import { expect, type Page, test } from '@playwright/test';
import { expectAccessible } from '../support/axe.ts';
import { caretAtEnd, openAnalysis, saved, section, textOf } from '../support/analysis-text.ts';
import { enterAs, givePoints, goToSession, joinAsGuest, openIt } from '../support/people.ts';
import { type Planungsrunde, startPlanungsrunde } from '../support/planungsrunde.ts';

let product: Planungsrunde;
test.beforeAll(async () => {
  product = await startPlanungsrunde();
});
test.afterAll(() => product.stop());

const lose = (page: Page) => page.context().setOffline(true);
const regain = (page: Page) => page.context().setOffline(false);
/** People are told after five seconds; coming back takes as long as the next try. */
const patience = { timeout: 30_000 };

test('A session goes on without somebody, who is then where the others are', async ({ browser }) => {
  const { address } = product;
  const moderator = await enterAs(browser, address, 'Moderation');
  const planner = await enterAs(browser, address, 'Jugendhilfeplanung');
  await Promise.all([goToSession(moderator), goToSession(planner)]);
  const code = await openIt(moderator);
  const guest = await joinAsGuest(browser, address, code, 'A. Brandes');
  await moderator.getByRole('button', { name: /Zu Punkt 8, Live-Priorisierung/ }).click();
  await moderator.getByRole('button', { name: 'Abstimmung vorbereiten' }).click();
  await moderator.getByRole('button', { name: /^Abstimmung über 10 Maßnahmen .*öffnen/ }).click();
  await expect(planner.getByRole('banner')).toContainText('Verbunden');

  await test.step('A vote handed in without a connection waits on the device', async () => {
    await givePoints(planner, { Lotsenstelle: 3 });
    await lose(planner);
    await expect(planner.getByRole('banner')).toContainText('Getrennt', patience);
    await planner.getByRole('button', { name: '3 Punkte abgeben' }).click();
    await expect(planner.locator('#main').getByText('Keine Verbindung', { exact: true })).toBeVisible(patience);
    await expect(planner.locator('[aria-live]').filter({ hasText: 'Keine Verbindung' })).toHaveCount(1);
    await expect(planner.getByRole('button', { name: 'Wartet auf Verbindung' })).toBeVisible();
    await expectAccessible(planner);
    await expect(moderator.locator('#main')).toContainText('2 Stimmen fehlen noch.');
  });

  await test.step('Meanwhile the others go on', async () => {
    await givePoints(guest, { Sprachbrücke: 2 });
    await guest.getByRole('button', { name: '2 Punkte abgeben' }).tap();
    await expect(moderator.locator('#main')).toContainText('1 Stimme fehlt noch.');
    await expect(moderator.getByRole('listitem').filter({ hasText: 'Jugendhilfeplanung' })).toContainText('offline');
  });

  await test.step('Back again, the vote is counted, once', async () => {
    await regain(planner);
    await expect(planner.getByText('Ihre 3 Punkte sind gezählt.').first()).toBeVisible(patience);
    await expect(planner.getByRole('banner')).toContainText('Verbunden');
    await expect(planner.locator('#main').getByText('Keine Verbindung', { exact: true })).toBeHidden();
    await expect(planner.locator('#main')).toContainText('2 von 2 haben schon abgegeben.');
    await expect(moderator.locator('#main')).toContainText('Alle haben abgegeben.');
    await expectAccessible(planner);
  });

  await test.step('Missed steps are caught up', async () => {
    await lose(planner);
    await moderator.getByRole('button', { name: 'Schließen und aufdecken' }).click();
    await moderator.getByRole('button', { name: 'Jetzt schließen und aufdecken' }).click();
    const row = moderator.getByRole('row').filter({ hasText: 'Lotsenstelle' });
    await expect(row.getByRole('cell', { name: '3', exact: true })).toBeVisible();
    await moderator.getByRole('button', { name: 'Weiter zu Punkt 9' }).click();
    await expect(guest.getByRole('heading', { level: 1 })).toHaveText('Empfehlungen und Beratungsfolge');
    await regain(planner);
    await expect(planner.getByRole('heading', { level: 1 })).toHaveText('Empfehlungen und Beratungsfolge', patience);
  });
});

test('Text typed without a connection is kept, and stored afterwards', async ({ browser }) => {
  const [planner, coordinator] = [
    await enterAs(browser, product.address, 'Pflegefachplanung'),
    await enterAs(browser, product.address, 'Strategische Sozialplanung'),
  ];
  for (const page of [planner, coordinator]) await openAnalysis(page, 'A2');
  await saved(planner);
  await lose(planner);
  await caretAtEnd(planner, 'Deutung');
  await planner.keyboard.type(' Ohne Netz geschrieben.');
  await expect(planner.locator('.save')).toHaveText('Auf diesem Gerät', patience);
  await expect(planner.locator('#main').getByText('Keine Verbindung', { exact: true })).toBeVisible(patience);
  await expect(planner.locator('[aria-live]').filter({ hasText: 'Keine Verbindung' })).toHaveCount(1);
  await expectAccessible(planner);
  await caretAtEnd(coordinator, 'Ausgangslage');
  await coordinator.keyboard.type(' Inzwischen geschrieben.');
  await saved(coordinator);

  await test.step('Leaving asks first', async () => {
    const asked = planner.waitForEvent('dialog');
    await planner.close({ runBeforeUnload: true });
    const dialog = await asked;
    expect(dialog.type()).toBe('beforeunload');
    await dialog.dismiss();
    const warned = planner.waitForEvent('dialog').then(async (warning) => {
      await warning.dismiss();
      return warning.message();
    });
    await planner.getByRole('link', { name: 'Maßnahmen' }).click();
    expect(await warned).toContain('Ihre letzten Änderungen sind noch nicht gespeichert.');
    await expect(section(planner, 'Deutung')).toContainText('Ohne Netz geschrieben.');
  });

  await regain(planner);
  await expect(planner.locator('.save')).toContainText('Gespeichert', patience);
  await expect(planner.locator('#main').getByText('Keine Verbindung', { exact: true })).toBeHidden();
  for (const page of [planner, coordinator])
    for (const line of ['Ohne Netz geschrieben.', 'Inzwischen geschrieben.'])
      await expect(textOf(page)).toContainText(line);
  await planner.getByRole('link', { name: 'Maßnahmen' }).click();
  await expect(planner.getByRole('heading', { level: 1 })).toHaveText('Maßnahmen');
});
