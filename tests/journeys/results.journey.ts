import { type Browser, expect, type Locator, type Page, test } from '@playwright/test';
import type { BallotView } from '../../src/domain/prioritisation/ballot.ts';
import { demoKeys, demoPapers, demoRoles, demoRule } from '../prioritisation/demo-ratings.ts';
import { type Attending, attend, attendAsGuest, holdBallot, measuresSeenBy } from '../support/attending.ts';
import { expectAccessible } from '../support/axe.ts';
import { handheld, pc } from '../support/people.ts';
import { type Planungsrunde, startPlanungsrunde } from '../support/planungsrunde.ts';

let product: Planungsrunde;
let moderator: Attending;
let voters: Map<string, Attending>;
test.beforeAll(async () => {
  product = await startPlanungsrunde();
  moderator = await attend(product.address, 'Moderation');
  await moderator.does('session.open', {});
  voters = new Map();
  for (const role of demoRoles) voters.set(role, await attend(product.address, role));
  const { agenda } = await moderator.look();
  const item = agenda.find(({ title }) => title === 'Live-Priorisierung');
  if (item) await moderator.does('agenda.advance', { itemId: item.id });
});
test.afterAll(async () => {
  for (const each of [moderator, ...voters.values()]) each.leave();
  await product.stop();
});

const papers = (round: 1 | 2) => demoPapers(round).map(({ voter, marks }) => [voters.get(voter)!, marks] as const);

/** A browser of somebody who is in the session already. */
const pageOf = (browser: Browser, who: Attending, path: string, as = pc): Promise<Page> =>
  openAt(browser, product, who, path, as);

async function openAt(
  browser: Browser,
  { address }: Planungsrunde,
  who: Attending,
  path: string,
  as = pc,
): Promise<Page> {
  const context = await browser.newContext(as);
  await context.addCookies(who.cookies.map(({ name, value }) => ({ name, value, url: address })));
  const page = await context.newPage();
  await page.goto(address + path);
  return page;
}

/** A part of a result: on its own page a landmark, in the session one of several of its name. */
const part = (within: Page | Locator, name: string): Locator =>
  within.getByRole('region', { name }).or(within.getByRole('group', { name }));

const claim = '„Lotsenstelle für Alleinerziehende“ liegt sicher vorn, drei Maßnahmen sind gleichauf';

test('Who voted how by name stands on the page of the result, also for who follows the session', async ({
  browser,
}) => {
  const opening = {
    ...{
      title: 'Wer vertritt uns?',
      handVoters: 0,
      measureIds: [],
      motion: 'Die Stadtplanung vertritt uns.',
    },
    ...({ rule: { method: 'resolution', majority: 'simple', quorum: 0 } } as const),
    ...({ secrecy: 'named', unit: 'person', roll: 'present' } as const),
  };
  const { agenda, currentItemId } = await moderator.look();
  await moderator.does('agenda.advance', { itemId: agenda[0]!.id });
  const { id } = await holdBallot(moderator, opening, [[voters.get('Integration')!, [1]]]);
  const page = await pageOf(browser, voters.get('Stadtplanung')!, `/measures/results/${id}`);
  const link = page.getByRole('link', { name: 'Zur Sitzung' });
  await expect(link).toContainText('Punkt 1');
  await moderator.does('agenda.advance', { itemId: currentItemId! });
  await expect(link).not.toContainText('Punkt 1');
  const names = page.getByRole('region', { name: 'Wer was gegeben hat' });
  await expect(names.getByRole('row', { name: 'Integration Ja' })).toBeVisible();
});

test('Two rounds of a weighed ballot explain themselves on every screen', async ({ browser }) => {
  test.setTimeout(240_000);
  const session = `/sessions/${moderator.sessionId}`;
  const ids = await measuresSeenBy(moderator);
  const opening = {
    ...{ title: 'Live-Priorisierung', rule: demoRule, handVoters: 0 },
    ...({ secrecy: 'open', unit: 'person', roll: 'present' } as const),
    measureIds: demoKeys.map((key) => ids.get(key)!),
  };
  const desk = await pageOf(browser, moderator, session);
  const phone = await pageOf(browser, voters.get('Behindertenbeirat')!, session, handheld);
  const screen = await pageOf(browser, moderator, `${session}/screen`);
  const everybody = [desk, phone, screen];

  const first = await test.step('After the blind round everybody sees where to talk', async () => {
    const ballot = await holdBallot(moderator, opening, papers(1));
    for (const page of [desk, phone]) {
      const talk = part(page, 'Darüber sprechen');
      await expect(talk.getByRole('listitem').first()).toContainText(/: \d bis \d/);
      await expect(page.getByText('Runde 1, verdeckt').filter({ visible: true }).first()).toBeVisible();
    }
    await expect(screen.getByText(/^Am weitesten auseinander: /)).toBeVisible();
    for (const page of everybody) await expectAccessible(page);
    return ballot;
  });

  const second = await test.step('The second round shows the answer, how safe it is, and what moved', async () => {
    const ballot = await holdBallot(moderator, first, papers(2));
    for (const page of everybody) await expect(page.getByRole('heading', { name: claim }).first()).toBeVisible();
    for (const page of [desk, phone]) {
      const result = page.locator('#result');
      await expect(result.getByText('42 von 42')).toBeVisible();
      await expect(result.getByText(/^Nach dem Mittelwert stünde M08 vor M02/)).toBeVisible();
      await expect(result.getByRole('img', { name: /^Linien von den Plätzen der Runde 1/ })).toBeVisible();
      const dots = result.getByRole('img', { name: '9 Bewertungen von 4,05 bis 4,50, Ergebnis 4,35' });
      await expect(dots).toHaveCount(1);
    }
    await expect(screen.getByText(/Drei Maßnahmen teilen sich mit 3,80 Punkten Platz 5\./)).toBeVisible();
    await expect(screen.getByRole('img', { name: '9 Bewertungen von 4,05 bis 4,50, Ergebnis 4,35' })).toBeVisible();
    for (const page of everybody) await expectAccessible(page);
    return ballot;
  });

  await test.step('What moved is one key away as a table', async () => {
    const fold = desk.locator('#result summary', { hasText: 'Als Tabelle' });
    await fold.focus();
    await desk.keyboard.press('Enter');
    const row = desk.locator('#result').getByRole('row', { name: /^Präventive Hausbesuche ab 80 2 5/ });
    await expect(row).toContainText('3 Plätze gefallen');
    await expectAccessible(desk);
  });

  await test.step('The page of the result says it all, with and without colours of its own', async () => {
    const path = `/measures/results/${second.id}`;
    const page = await pageOf(browser, voters.get('Stadtplanung')!, path);
    await expect(page.getByRole('heading', { level: 1, name: claim })).toBeVisible();
    await expect(page.getByRole('table', { name: 'Bewertungen je Maßnahme und Kriterium' })).toContainText('Mittel');
    await expectAccessible(page);
    await page.emulateMedia({ forcedColors: 'active' });
    await expectAccessible(page);
    const small = await pageOf(browser, voters.get('Stadtplanung')!, path, {
      ...handheld,
      viewport: { width: 320, height: 700 },
    });
    await expectAccessible(small);
    expect(await small.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
    const file = await page.request.get(`${product.address}${path}/table.csv`);
    expect((await file.body()).toString('utf8')).toMatch(/^\u{FEFF}Platz;Kennung;Maßnahme;Punktwert;/u);
    for (const each of [page, small]) await each.context().close();
  });

  await concludeTogether(browser, desk, phone, second);
});

/** An order and a recommendation that the moderator writes down reach the others as they look. */
async function concludeTogether(browser: Browser, desk: Page, phone: Page, second: BallotView): Promise<void> {
  const path = `/measures/results/${second.id}`;
  const reader = await pageOf(browser, voters.get('Integration')!, path);

  await test.step('Another order is agreed on by keyboard, and everybody sees it beside the counted one', async () => {
    const result = desk.locator('#result');
    await result.locator('summary', { hasText: 'Andere Reihenfolge vereinbaren' }).focus();
    await desk.keyboard.press('Enter');
    const up = result.getByRole('button', { name: 'Barrierefreie Wegeachse mit Sitzplätzen einen Platz nach oben' });
    await up.focus();
    await desk.keyboard.press('Enter');
    await desk.keyboard.press('Enter');
    await expect(up).toBeFocused();
    await result.getByLabel('Digitale Sprechstunde: an Platz').selectOption('9');
    await result.getByRole('button', { name: 'Reihenfolge für alle festhalten' }).click();
    await expect(result.getByRole('alert')).toContainText('mindestens zehn Zeichen');
    await expectAccessible(desk);
    await result.getByLabel('Warum diese Reihenfolge?').fill('Der Bau muss bis November fertig sein.');
    await result.getByRole('button', { name: 'Reihenfolge für alle festhalten' }).click();
    for (const page of [phone, reader]) {
      const agreed = part(page, 'Vereinbarte Reihenfolge');
      await expect(agreed.getByRole('listitem').nth(5)).toContainText('Barrierefreie Wegeachse mit Sitzplätzen');
      await expect(agreed.getByRole('listitem').nth(5)).toContainText('gezählt 8');
      await expect(agreed).toContainText('Der Bau muss bis November fertig sein.');
      await expect(page.getByRole('heading', { name: claim }).first()).toBeVisible();
      await expectAccessible(page);
    }
  });

  await test.step('A recommendation with a dissenting view appears for the others', async () => {
    const follows = part(desk.locator('#result'), 'Was daraus folgt');
    await follows.getByText('Empfehlungen festhalten').click();
    await follows.getByText('Empfehlung festhalten zu „Präventive Hausbesuche ab 80“').click();
    const form = follows.locator('form').filter({ visible: true });
    await form.getByLabel('Weg').selectOption({ label: 'Berichtsvorlage' });
    await form.getByLabel('Begründung').fill('Erst prüfen, wer die Besuche leisten kann.');
    await form.getByLabel(/^Abweichende Sicht/).fill('Ambulante Dienste nehmen kaum neue Menschen auf.');
    await expectAccessible(desk);
    await form.getByRole('button', { name: 'Empfehlung für alle festhalten' }).click();
    for (const page of [phone, reader]) {
      const seen = part(page, 'Was daraus folgt');
      await expect(seen.getByRole('heading', { name: 'Berichtsvorlage' })).toBeVisible();
      await expect(seen.getByRole('blockquote')).toContainText('Ambulante Dienste nehmen kaum neue Menschen auf.');
      await expectAccessible(page);
    }
  });

  await test.step('After the session it goes on without a script', async () => {
    await moderator.does('session.close', {});
    const page = await pageOf(browser, moderator, path, { ...pc, javaScriptEnabled: false });
    await page.getByText('Empfehlung festhalten zu „Lotsenstelle für Alleinerziehende“').click();
    const send = page.getByRole('button', { name: 'Empfehlung für alle festhalten' }).filter({ visible: true });
    await send.click();
    await expect(page.getByRole('alert', { name: 'Bitte prüfen' })).toContainText(
      'Bitte begründen Sie die Empfehlung.',
    );
    await page.getByLabel('Begründung').filter({ visible: true }).fill('Sie liegt bei jeder Gewichtung vorn.');
    await send.click();
    await expect(page.getByRole('heading', { name: 'Beschlussvorlage' })).toBeVisible();
    await page.getByText('Vereinbarung ändern').click();
    await page.getByLabel('Digitale Sprechstunde: an Platz').selectOption('1');
    await page.getByLabel('Warum diese Reihenfolge?').fill('Sie kostet am wenigsten von allen.');
    await page.getByRole('button', { name: 'Reihenfolge für alle festhalten' }).click();
    const agreed = part(page, 'Vereinbarte Reihenfolge');
    await expect(agreed.getByRole('listitem').first()).toContainText('Digitale Sprechstunde');
    await expect(agreed.getByRole('listitem').nth(1)).toContainText('Lotsenstelle');
  });
}

test('A result shows each group of five, and no smaller one', async ({ browser }) => {
  const own = await startPlanungsrunde();
  const desk = await attend(own.address, 'Moderation');
  const { sessionId } = desk;
  await desk.does('session.open', {});
  const { code } = await desk.look();
  const people: Attending[] = [];
  const join = async (group: string, count: number) => {
    for (let number = 1; number <= count; number += 1)
      people.push(await attendAsGuest(own.address, { sessionId, code: code! }, `${group} ${number}`, group));
  };
  await join('Arbeitskreis Armut', 5);
  await join('Seniorenvertretung', 5);
  await join('Bürgerverein', 4);
  const motion = 'Die Runde empfiehlt, die Lotsenstelle einzurichten.';
  const opening = {
    ...{ title: 'Stimmt die Runde zu?', motion, measureIds: [], handVoters: 0, roll: 'present' as const },
    ...({ secrecy: 'open', unit: 'person', rule: { method: 'resolution', majority: 'simple', quorum: 0 } } as const),
  };
  const answers = (voters: readonly Attending[]) => voters.map((voter, place) => [voter, [place < 5 ? 1 : 0]] as const);

  await test.step('Two groups of five, and the four of a third one only with all', async () => {
    // With a fifth vote beside the four nobody can tell what the four gave.
    const planner = await attend(own.address, 'Stadtplanung');
    people.push(planner);
    const { id } = await holdBallot(desk, opening, answers(people));
    const page = await openAt(browser, own, people[0]!, `/measures/results/${id}`);
    const groups = page.getByRole('table', { name: 'Ergebnis je Gruppe' });
    await expect(groups.getByRole('columnheader')).toHaveText([
      ...['Antwort', 'Alle15 Stimmen', 'Arbeitskreis Armut5 Stimmen', 'Seniorenvertretung5 Stimmen'],
    ]);
    await expect(groups.getByRole('row', { name: /^Ja/ }).getByRole('cell')).toHaveText([/5$/, /5$/, /0$/]);
    await expect(page.getByText('5 weitere Stimmen stehen nur in der Spalte „Alle“.')).toBeVisible();
    await expectAccessible(page);
    await page.setViewportSize({ width: 320, height: 700 });
    await expect(groups.getByText('Seniorenvertretung, 5 Stimmen').first()).toBeVisible();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
    await expectAccessible(page);
    await page.context().close();
  });

  await test.step('Nine votes of two groups: nothing by group, and the page says why', async () => {
    const { id } = await holdBallot(desk, opening, answers([...people.slice(0, 5), ...people.slice(10, 14)]));
    const page = await openAt(browser, own, people[0]!, `/measures/results/${id}`);
    await expect(page.getByText('Dafür braucht eine Gruppe fünf Stimmen')).toBeVisible();
    await expect(page.getByRole('table', { name: 'Ergebnis je Gruppe' })).toHaveCount(0);
    await page.context().close();
  });
  for (const each of [desk, ...people]) each.leave();
  await own.stop();
});
