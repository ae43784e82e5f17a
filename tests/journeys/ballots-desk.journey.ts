import { type Browser, expect, type Locator, type Page, test } from '@playwright/test';
import { cellsOf } from '#domain/prioritisation/marks.ts';
import { attendAs, vote } from '../support/attending.ts';
import { expectAccessible } from '../support/axe.ts';
import { enterAs, goToSession, handheld, joinAsGuest, openIt, pc } from '../support/people.ts';
import { type Planungsrunde, startPlanungsrunde } from '../support/planungsrunde.ts';

let product: Planungsrunde;
test.beforeAll(async () => {
  product = await startPlanungsrunde();
});
test.afterAll(() => product.stop());

/** The one session of the demo round: the tests of this file take their turns in it. */
test.describe.configure({ mode: 'serial' });
let moderator: Page;
let planner: Page;
let screen: Page;
let code: string;

test('The moderator comes to the item, and the projector is on', async ({ browser }) => {
  moderator = await enterAs(browser, product.address, 'Moderation');
  planner = await enterAs(browser, product.address, 'Jugendhilfeplanung');
  await Promise.all([goToSession(moderator), goToSession(planner)]);
  code = await openIt(moderator);
  await moderator.getByRole('button', { name: /Zu Punkt 8, Live-Priorisierung/ }).click();
  screen = await projector(browser);
  await expect(screen.getByRole('heading', { level: 1 })).toHaveText('Live-Priorisierung');
});

test('By keyboard alone: criteria whose weights have to make 100, one moved, one added, one removed', async () => {
  const page = moderator;
  await press(page, page.getByRole('button', { name: 'Abstimmung vorbereiten' }));
  await choose(page, 'Punkte verteilen', 'Kriterien gewichten');
  await type(page, criterion(page, 'Dringlichkeit').getByLabel('Gewicht in Prozent'), '30');
  await expect(page.getByText('Summe der Gewichte: 110 von 100 Prozent')).toBeVisible();
  const open = page.getByRole('button', { name: /^Abstimmung über 10 Maßnahmen für 1 Stimme öffnen/ });
  await press(page, open);
  await expect(page.getByRole('group', { name: /^Kriterien und Gewichte/ })).toBeFocused();
  await expect(page.getByText('Die Gewichte ergeben 110 Prozent. Es müssen 100 sein.')).toBeVisible();
  await expectAccessible(page);
  await press(page, page.getByRole('button', { name: 'Auf 100 bringen' }));
  await expect(page.getByText('Summe der Gewichte: 100 von 100 Prozent')).toBeVisible();

  const down = page.getByRole('button', { name: 'Dringlichkeit nach unten' });
  await press(page, down);
  await expect(page.locator('#criteria li').nth(1).getByLabel('Name', { exact: true })).toHaveValue('Dringlichkeit');
  await expect(down, 'what was moved keeps the focus').toBeFocused();
  await press(page, page.getByRole('button', { name: 'Kriterium hinzufügen' }));
  await page.keyboard.type('Klima');
  await press(page, open);
  const summary = page.getByRole('alert', { name: 'Bitte prüfen Sie die Abstimmung' });
  await expect(summary).toBeFocused();
  await expect(summary.getByRole('listitem')).toHaveCount(3);
  await expectAccessible(page);
  await press(page, page.getByRole('button', { name: 'Klima entfernen' }));
  await expect(page.locator('#criteria li')).toHaveCount(7);

  // A reload, by mistake.
  await page.reload();
  await expect(page.locator('#criteria li').nth(1).getByLabel('Name', { exact: true })).toHaveValue('Dringlichkeit');
  await press(page, open);
  await expect(page.getByRole('region', { name: 'Stand der Abstimmung' })).toContainText('Maßnahmen bewerten');
  await expect(screen.locator('#main')).toContainText('Maßnahmen bewerten.');
  await expect(screen.locator('#main')).toContainText(/0\s*von 1 haben abgegeben/);
});

test('The end is announced, more time is asked for, and only after it the ballot can be closed', async () => {
  const voter = await attendAs(planner);
  const close = moderator.getByRole('button', { name: 'Schließen und aufdecken …' });
  const progress = moderator.getByRole('region', { name: 'Stand der Abstimmung' });
  await press(moderator, close);
  const dialog = moderator.getByRole('dialog', { name: 'Abstimmung schließen und aufdecken?' });
  await expect(dialog).toContainText(
    '1 Stimme fehlt noch und zählt dann nicht mehr. Ein Ende wurde nicht angekündigt.',
  );
  await expect(dialog.getByRole('button', { name: 'Sofort schließen und aufdecken' })).toBeEnabled();
  await expectAccessible(moderator);
  await press(moderator, dialog.getByRole('button', { name: 'Weiter abstimmen lassen' }));

  await press(moderator, moderator.getByRole('button', { name: 'Ende ankündigen' }));
  await expect(progress).toContainText(/Endet in 00:[23]\d/);
  await expect(moderator.getByRole('button', { name: '1 Minute länger' })).toBeFocused();
  await expect(close).toHaveAttribute('aria-disabled', 'true');
  await expect(screen.getByText(/^00:[12]\d$/)).toBeVisible();
  await voter.does('time.ask', { ballotId: (await voter.running()).id });
  await expect(progress).toContainText('1 Person braucht mehr Zeit.');
  await Promise.all([moderator, screen].map(expectAccessible));

  // What was announced is not cut short by the way round the ballot.
  await press(moderator, moderator.getByRole('button', { name: 'Sitzung beenden …' }));
  const end = moderator.getByRole('dialog', { name: 'Sitzung beenden?' });
  await expect(end).toContainText('Was angekündigt ist, gilt');
  await expect(end.getByRole('button', { name: /auszählen/ })).toHaveCount(0);
  await moderator.keyboard.press('Escape');

  await expect(progress).toContainText(/Noch 00:\d\d für die, die mehr Zeit brauchen/, { timeout: 60_000 });
  await expect(close).toHaveAttribute('aria-disabled', 'true');
  const ballot = await voter.running();
  const fours = Array.from({ length: cellsOf(ballot.rule, ballot.options.length) }, () => 4);
  await vote(voter, ballot, fours);
  voter.leave();
  await expect(progress).toContainText('Alle haben abgegeben.');
  await press(moderator, close);
  await press(moderator, dialog.getByRole('button', { name: 'Jetzt schließen und aufdecken' }));
  await expect(moderator.getByRole('button', { name: 'Zweite Runde öffnen …' })).toBeVisible();
});

test('The second round is the same ballot once more, and the first result stays', async () => {
  await press(moderator, moderator.getByRole('button', { name: 'Zweite Runde öffnen …' }));
  await expectAccessible(moderator);
  await press(moderator, moderator.getByRole('button', { name: 'Runde 2 für 1 Stimme öffnen' }));
  await expect(moderator.getByRole('region', { name: 'Stand der Abstimmung' })).toContainText(
    'Maßnahmen bewerten, Runde 2, nach der Aussprache',
  );
  await expect(screen.locator('#main')).toContainText('Runde 2, nach der Aussprache');
  await closeAtOnce();
  await expect(moderator.getByRole('button', { name: 'Runde 3 öffnen …' })).toBeVisible();
});

test('A resolution with hands in the room and somebody who came late', async ({ browser }) => {
  const page = moderator;
  await goOn(9);
  await page.setViewportSize(handheld.viewport!);
  await press(page, page.getByRole('button', { name: 'Abstimmung vorbereiten' }));
  await choose(page, 'Punkte verteilen', 'Beschluss fassen');
  await type(page, page.getByLabel('Wortlaut des Beschlusses'), 'Die Runde empfiehlt die Lotsenstelle.');
  await choose(page, 'Einfache Mehrheit', 'Zweidrittelmehrheit');
  await type(page, page.getByLabel('Personen im Saal ohne Gerät'), '3');
  await expectAccessible(page);
  await press(page, page.getByRole('button', { name: 'Abstimmung über den Beschluss für 4 Stimmen öffnen' }));
  const progress = page.getByRole('region', { name: 'Stand der Abstimmung' });
  await expect(progress).toContainText(
    '1 Stimme im Wählerverzeichnis (wer beim Öffnen da war), dazu 3 Personen im Saal ohne Gerät',
  );

  const late = await joinAsGuest(browser, product.address, code, 'Frühstücksrunde');
  await expect(page.getByRole('heading', { name: 'Nicht im Wählerverzeichnis' })).toBeVisible();
  await expect(page.locator('[aria-live="polite"]')).toContainText('1 Person ist da und kann nicht abstimmen');
  await expect(late.getByText('Sie können noch nicht abstimmen')).toBeVisible();
  await expectAccessible(late);
  await page.reload();
  await press(page, page.getByRole('button', { name: 'Frühstücksrunde zulassen' }));
  await expect(page.getByRole('heading', { name: 'Nicht im Wählerverzeichnis' })).toBeHidden();
  await expect(late.locator('[aria-live="polite"]')).toContainText('Sie sind zugelassen und können jetzt abstimmen.');
  await expect(progress).toContainText('2 Stimmen im Wählerverzeichnis');

  await type(page, page.getByLabel('Ja', { exact: true }), '3');
  await type(page, page.getByLabel('Nein', { exact: true }), '1');
  await press(page, page.getByRole('button', { name: '4 Handzeichen eintragen' }));
  await expect(page.getByLabel('Ja', { exact: true })).toBeFocused();
  await expect(page.getByText('Angekündigt waren 3 Personen ohne Gerät. Bitte zählen Sie noch einmal.')).toBeVisible();
  await expectAccessible(page);
  await type(page, page.getByLabel('Ja', { exact: true }), '2');
  await press(page, page.getByRole('button', { name: '3 Handzeichen eintragen' }));
  await expect(progress).toContainText('0 am Gerät, 3 mit Handzeichen');
  await expect(screen.locator('#main')).toContainText('davon 3 mit Handzeichen');
  await expect(page.getByLabel('Ja', { exact: true }), 'a direction does not stay on the screen').toHaveValue('');

  for (const page of [planner, late]) {
    const voter = await attendAs(page);
    await vote(voter, await voter.running(), [1]);
    voter.leave();
  }
  await expect(progress).toContainText('Alle haben abgegeben.');
  // One said no, four yes: what papers and hands make together. Nobody learns it before the close.
  const together = 'tally:[[1,4,0]]';
  const known = async () => (await page.request.get(page.url())).text();
  expect(await known()).not.toContain(together);
  await press(page, page.getByRole('button', { name: 'Schließen und aufdecken …' }));
  await press(page, page.getByRole('button', { name: 'Jetzt schließen und aufdecken' }));
  await expect(page.getByRole('button', { name: 'Noch einmal abstimmen …' })).toBeVisible();
  expect(await known()).toContain(together);
  await page.setViewportSize(pc.viewport!);
});

for (const [item, method, phase] of [
  [5, 'Widerstand messen (systemisches Konsensieren)', 'Sagen, was dagegen spricht'],
  [6, 'Reihenfolge bilden', 'Maßnahmen ordnen'],
  [7, 'Punkte verteilen', 'Punkte vergeben'],
] as const)
  test(`By keyboard alone: ${method}, in secret and by groups`, async () => {
    const page = moderator;
    await goOn(item);
    await press(page, page.getByRole('button', { name: 'Abstimmung vorbereiten' }));
    await choose(page, 'Punkte verteilen', method);
    await choose(page, 'Verdeckt', 'Geheim');
    await choose(page, 'Je Person', 'Je Gruppe');
    await expect(page.getByLabel('Personen im Saal ohne Gerät')).toHaveCount(0);
    await page.emulateMedia({ forcedColors: 'active' });
    await expectAccessible(page);
    await page.emulateMedia({ forcedColors: 'none' });
    await press(page, page.getByRole('button', { name: /^Abstimmung über 10 Maßnahmen für 2 Stimmen öffnen/ }));
    await expect(page.getByRole('region', { name: 'Stand der Abstimmung' })).toContainText(phase);
    for (const other of [screen, planner]) await expect(other.locator('#main')).toContainText(phase);
    const dialog = await closeAtOnce();
    expect(dialog).toContain('Weil weniger als fünf geheime Stimmen da sind, gibt es kein Ergebnis');
  });

test('Ending the session counts what still runs, and says so', async () => {
  await press(moderator, moderator.getByRole('button', { name: 'Noch einmal abstimmen …' }));
  const again = moderator.getByRole('dialog', { name: /^Noch einmal über/ });
  await expect(again, 'a secret ballot').toContainText('Der Unterschied kann verraten, wie jemand gestimmt hat');
  await press(moderator, moderator.getByRole('button', { name: /^Runde 2 für/ }));
  await press(moderator, moderator.getByRole('button', { name: 'Sitzung beenden …' }));
  const end = moderator.getByRole('dialog', { name: 'Sitzung beenden?' });
  await expect(end).toContainText('0 von 2 haben abgegeben');
  await expect(end).toContainText('Bei weniger als fünf Stimmen gibt es kein Ergebnis.');
  await expectAccessible(moderator);
  await press(moderator, end.getByRole('button', { name: 'Abstimmung auszählen und Sitzung beenden' }));
  await expect(screen.getByText('Die Sitzung ist beendet').first()).toBeVisible();
});

/** In a window of its own: a tab behind another one would be drawn once a second. */
async function projector(browser: Browser): Promise<Page> {
  const storageState = await moderator.context().storageState();
  const context = await browser.newContext({ ...pc, viewport: { width: 1920, height: 1080 }, storageState });
  const page = await context.newPage();
  await page.goto(`${moderator.url()}/screen`);
  return page;
}

/** To another item of the agenda; the results of the one before are folded there. */
async function goOn(item: number): Promise<void> {
  const forward = moderator.getByRole('button', { name: new RegExp(`^Zu Punkt ${item},`) });
  // While a step is under way a second one is not taken.
  await expect(forward).toBeEnabled();
  await press(moderator, forward);
  await expect(moderator.getByRole('heading', { level: 1 })).toContainText(`Jetzt: Punkt ${item},`);
}

/** Closes the running ballot without an announcement. Answers what the dialog says. */
async function closeAtOnce(): Promise<string> {
  await press(moderator, moderator.getByRole('button', { name: 'Schließen und aufdecken …' }));
  const dialog = moderator.getByRole('dialog', { name: 'Abstimmung schließen und aufdecken?' });
  const said = await dialog.innerText();
  await press(moderator, dialog.getByRole('button', { name: 'Sofort schließen und aufdecken' }));
  await expect(dialog).toBeHidden();
  return said;
}

const criterion = (page: Page, name: string): Locator => page.getByRole('group', { name, exact: true });

/** Goes on with Tab until the element has the focus, from wherever the focus is. */
async function reach(page: Page, goal: Locator): Promise<void> {
  await expect(goal).toBeVisible();
  for (let steps = 0; steps < 150; steps += 1) {
    if (await goal.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`not to be reached with Tab: ${goal.toString()}`);
}

async function press(page: Page, goal: Locator): Promise<void> {
  await reach(page, goal);
  await page.keyboard.press('Enter');
}

async function type(page: Page, field: Locator, text: string): Promise<void> {
  await reach(page, field);
  await page.keyboard.press('Control+A');
  await page.keyboard.type(text);
}

/** From the chosen one of a group of radio buttons with the arrow keys to another one. */
async function choose(page: Page, chosen: string, wanted: string): Promise<void> {
  await reach(page, page.getByRole('radio', { name: chosen, exact: true }));
  const goal = page.getByRole('radio', { name: wanted, exact: true });
  for (let steps = 0; steps < 6 && !(await goal.isChecked()); steps += 1) await page.keyboard.press('ArrowDown');
  await expect(goal).toBeChecked();
}
