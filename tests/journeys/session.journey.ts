import { expect, type Page, test } from '@playwright/test';
import { expectAccessible } from '../support/axe.ts';
import { type Overheard, overhear } from '../support/overhear.ts';
import { enterAs, givePoints, goToSession, joinAsGuest, openIt, pc } from '../support/people.ts';
import { type Planungsrunde, startPlanungsrunde } from '../support/planungsrunde.ts';
import { type Watch, watchRequests } from '../support/requests.ts';

let product: Planungsrunde;
test.beforeAll(async () => {
  product = await startPlanungsrunde();
});
test.afterAll(() => product.stop());

test('A round meets: agenda, ballot and result on PC, phone and projector', async ({ browser }) => {
  test.setTimeout(180_000);
  const { address } = product;
  const watches: Watch[] = [];
  const overheard: Overheard[] = [];
  const attend = (page: Page, allowed: readonly RegExp[] = []): Page => {
    watches.push(watchRequests(page, address, allowed));
    overheard.push(overhear(page));
    return page;
  };

  const moderator = attend(await enterAs(browser, address, 'Moderation'));
  const planner = attend(await enterAs(browser, address, 'Jugendhilfeplanung'));
  await Promise.all([goToSession(moderator), goToSession(planner)]);
  const session = moderator.url();
  // In a window of its own: a tab behind another one would be drawn once a second.
  const storageState = await moderator.context().storageState();
  const screen = attend(await (await browser.newContext({ ...pc, storageState })).newPage());
  await screen.goto(`${session}/screen`);
  const everybody = [moderator, planner, screen];
  const allSee = (text: string | RegExp) =>
    Promise.all(everybody.map((page) => expect(page.getByText(text).filter({ visible: true }).first()).toBeVisible()));
  const allAccessible = () => Promise.all(everybody.map(expectAccessible));

  await test.step('Before it is open, everybody can see when it begins', async () => {
    await expect(moderator.getByRole('heading', { level: 1 })).toHaveText('Fachplanungsrunde Nr. 1/2027');
    await expect(planner.getByRole('heading', { level: 1 })).toHaveText('Die Sitzung hat noch nicht begonnen');
    await expect(screen.getByText('Die Sitzung hat noch nicht begonnen')).toBeVisible();
    await allAccessible();
  });

  const guest = await test.step('The moderator opens it; a guest joins by phone and is seen by all', async () => {
    const code = await openIt(moderator);
    await expect(planner.getByRole('heading', { level: 1 })).toHaveText('Gleich geht es los');
    await expect(screen.getByText(`${code.slice(0, 4)} ${code.slice(4)}`)).toBeVisible();
    // Loses the connection later on, and the browser says so on the console.
    const page = attend(await joinAsGuest(browser, address, code, 'A. Brandes'), [/ERR_INTERNET_DISCONNECTED/]);
    for (const other of [moderator, planner])
      await expect(other.getByRole('complementary', { name: 'Wer ist da' })).toContainText('A. Brandes');
    return page;
  });
  everybody.push(guest);
  await allAccessible();

  await test.step('Every screen follows the agenda', async () => {
    await moderator.getByRole('button', { name: 'Mit Punkt 1 beginnen' }).click();
    await allSee('Begrüßung, Rollen, Spielregeln');
    for (const page of [planner, guest])
      await expect(page.getByRole('heading', { level: 1 })).toHaveText('Begrüßung, Rollen, Spielregeln');
    await moderator.getByRole('button', { name: 'Weiter zu Punkt 2' }).click();
    await expect(screen.getByRole('heading', { level: 1 })).toHaveText('Laufende Maßnahmen und Wirkung');
    await moderator.getByRole('button', { name: /Zu Punkt 3, Analyse A1/ }).click();
    for (const page of [planner, guest, moderator])
      await expect(page.getByRole('link', { name: 'Zur Analyse A1' })).toBeVisible();
    await allAccessible();
    await moderator.getByRole('button', { name: /Zu Punkt 8, Live-Priorisierung/ }).click();
    for (const page of [planner, guest, screen])
      await expect(page.getByRole('heading', { level: 1 })).toHaveText('Live-Priorisierung');
  });

  await test.step('A ballot over ten measures opens everywhere', async () => {
    await moderator.getByRole('button', { name: 'Abstimmung vorbereiten' }).click();
    await expect(moderator.getByRole('checkbox')).toHaveCount(10);
    await allAccessible();
    await moderator.getByRole('button', { name: /^Abstimmung über 10 Maßnahmen .*öffnen/ }).click();
    for (const page of [planner, guest]) {
      await expect(page.getByRole('button', { name: /^Einen Punkt mehr/ })).toHaveCount(10);
      await expect(page.getByText('Noch 10 Punkte')).toBeVisible();
    }
    // Who moderates has no vote: two seats.
    await expectCount(moderator, screen, 0, 2);
    await allAccessible();
  });

  await test.step('Votes come from PC and phone, the count runs live', async () => {
    await givePoints(planner, { Lotsenstelle: 4, Randzeitenbetreuung: 3, 'Oldenburg-Pass': 3 });
    await expect(planner.getByRole('button', { name: /^Einen Punkt mehr.*Lotsenstelle/ })).toHaveAttribute(
      'aria-disabled',
      'true',
    );
    await planner.getByRole('button', { name: '10 Punkte abgeben' }).click();
    await expect(planner.getByText('Ihre 10 Punkte sind gezählt.').first()).toBeVisible();
    await expectCount(moderator, screen, 1, 2);
    await givePoints(guest, { Lotsenstelle: 2 });
    await guest.getByRole('button', { name: '2 Punkte abgeben' }).tap();
    await expect(guest.getByText('Ihre 2 Punkte sind gezählt.').first()).toBeVisible();
    await expectCount(moderator, screen, 2, 2);
    await expect(moderator.getByText('Alle haben abgegeben.')).toBeVisible();
    await allAccessible();
  });

  await test.step('Before the close no page knows a result, and nobody the vote of another', async () => {
    for (const [at, page] of everybody.entries()) {
      const known = overheard[at]?.received() ?? '';
      const html = await (await page.request.get(page.url())).text();
      for (const text of [known, html, await page.content()]) expect(text).not.toMatch(anyResult);
      if (page === moderator || page === screen) for (const text of [known, html]) expect(text).not.toMatch(anyPoints);
    }
    expect(overheard[1]?.sent(), 'the planner has sent points, and this is how they look').toMatch(anyPoints);
  });

  await test.step('Who is late is told so and keeps the paper', async () => {
    await givePoints(guest, { Sprachbrücke: 3 });
    await expect(guest.getByText('Gezählt ist noch Ihre vorige Auswahl mit 2 Punkten.')).toBeVisible();
    await guest.context().setOffline(true);
    await guest.getByRole('button', { name: 'Änderung abgeben' }).click();
    await moderator.getByRole('button', { name: 'Schließen und aufdecken' }).click();
    const dialog = moderator.getByRole('dialog', { name: 'Abstimmung schließen und aufdecken?' });
    await expect(dialog).toContainText('2 von 2 haben schon abgegeben.');
    await expectAccessible(moderator);
    await dialog.getByRole('button', { name: 'Jetzt schließen und aufdecken' }).click();
    await expect(dialog).toBeHidden();
    await expect(
      planner.getByRole('heading', { name: '„Lotsenstelle für Alleinerziehende“ liegt vorn' }),
    ).toBeVisible();
    await guest.context().setOffline(false);
    const refusal = guest.getByText('Nicht mehr gezählt');
    await expect(refusal).toBeVisible({ timeout: 30_000 });
    const uncounted = guest.getByRole('listitem').filter({ hasText: /Sprachbrücke.*3 Punkte/ });
    await expect(uncounted).toBeVisible();
    await expect(guest.getByText('Gezählt wurde Ihre vorige Auswahl.')).toBeVisible();
  });

  await test.step('The result is on every screen', async () => {
    for (const page of everybody) {
      await expect(page.getByRole('heading', { name: '„Lotsenstelle für Alleinerziehende“ liegt vorn' })).toBeVisible();
      const rows = page.getByRole('table').getByRole('row');
      await expect(rows).toHaveCount(11);
      await expect(rows.nth(1)).toContainText(/Lotsenstelle für Alleinerziehende\s*6/);
      const late = rows.filter({ hasText: 'Sprachbrücke' });
      await expect(late.getByRole('cell', { name: '0', exact: true }).first()).toBeVisible();
    }
    expect(overheard[2]?.received(), 'this is how a result looks').toMatch(anyResult);
    await allAccessible();
  });

  await test.step('The moderator ends the session', async () => {
    await moderator.getByRole('button', { name: 'Sitzung beenden' }).click();
    await expectAccessible(moderator);
    await moderator.getByRole('button', { name: 'Sitzung jetzt beenden' }).click();
    await allSee('Die Sitzung ist beendet');
    await allAccessible();
  });

  for (const watch of watches) watch.expectQuiet();
});

/** A result, as it comes in frames and in the page's own data. */
const anyResult = /\\?"?result\\?"?:\s*\{/;
/** Marks that somebody made, on the way or in the page's data: a list of them with a number above 0. */
const anyPoints = /\\?["']?marks\\?["']?:\s*\[[^\]]*[1-9]/;

async function expectCount(moderator: Page, screen: Page, voted: number, seats: number): Promise<void> {
  await expect(moderator.locator('#main')).toContainText(new RegExp(`${voted}\\s*von ${seats}`));
  await expect(screen.locator('#main')).toContainText(new RegExp(`${voted}\\s*von ${seats} haben abgegeben`));
}
