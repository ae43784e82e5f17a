import { expect, type Locator, type Page, test } from '@playwright/test';
import type { CommandInput } from '#domain/contract.ts';
import type { MeasureId } from '#domain/ids.ts';
import type { BallotRule } from '#domain/prioritisation/rule.ts';
import { threeCriteria } from '../prioritisation/three-criteria.ts';
import { type Attending, attendAs, measuresSeenBy } from '../support/attending.ts';
import { expectAccessible } from '../support/axe.ts';
import { press, reach } from '../support/keyboard.ts';
import { expectBigTargets, expectChoiceVisible, expectNoSidewaysScroll } from '../support/looks.ts';
import { enterAs, goToSession, handheld, joinAsGuest, openIt } from '../support/people.ts';
import { type Planungsrunde, startPlanungsrunde } from '../support/planungsrunde.ts';

let product: Planungsrunde;
let desk: Attending;
let measures: readonly MeasureId[];
let code: string;
let pc: Page;
let phone: Page;
let small: Page;
/** How many papers are in, as everybody sees it. */
const votedOn = (page: Page, voted: number) =>
  expect(page.getByText(new RegExp(`^${voted} von \\d+ ha(t|ben) schon abgegeben`)).first()).toBeVisible();

test.beforeAll(async ({ browser }) => {
  product = await startPlanungsrunde();
  const { address } = product;
  const moderator = await enterAs(browser, address, 'Moderation');
  await goToSession(moderator);
  code = await openIt(moderator);
  await moderator.getByRole('button', { name: 'Mit Punkt 1 beginnen' }).click();
  desk = await attendAs(moderator);
  measures = [...(await measuresSeenBy(desk)).values()];
  pc = await enterAs(browser, address, 'Jugendhilfeplanung');
  await goToSession(pc);
  phone = await joinAsGuest(browser, address, code, 'A. Brandes');
  small = await joinAsGuest(browser, address, code, 'B. Cordes', {
    ...handheld,
    viewport: { width: 320, height: 568 },
  });
  // The roll is closed when a ballot opens.
  const here = moderator.getByRole('complementary', { name: 'Wer ist da' });
  for (const name of ['Jugendhilfeplanung', 'A. Brandes', 'B. Cordes']) await expect(here).toContainText(name);
});
test.afterEach(async () => {
  await desk.does('ballot.close', { ballotId: (await desk.running()).id });
});
test.afterAll(async () => {
  desk.leave();
  await product.stop();
});

test('Weighing measures: by keyboard on a PC, by touch on phones, with gaps', async () => {
  await openBallot(threeCriteria);
  await test.step('A digit chooses, an arrow too, Delete takes back; the score stands beside it', async () => {
    const urgency = pc.getByRole('radiogroup', { name: 'Dringlichkeit 50 %' });
    await expect(urgency).toHaveAccessibleDescription('Wie schnell verschlechtert sich die Lage ohne Handeln?');
    await reach(pc, urgency.getByRole('radio').first());
    await pc.keyboard.press('5');
    await expect(urgency.getByRole('radio', { name: '5, sehr dringend' })).toBeChecked();
    await expect(urgency.getByRole('radio', { name: '5, sehr dringend' })).toBeFocused();
    const participation = pc.getByRole('radiogroup', { name: 'Wirkung auf Teilhabe' });
    await reach(pc, participation.getByRole('radio').first());
    await pc.keyboard.press('ArrowRight');
    await expect(participation.getByRole('radio', { name: '2' })).toBeChecked();
    await expect(pc.getByText('3,88')).toBeVisible();
    await expect(pc.getByText('Noch 1 Kriterium offen')).toBeVisible();
    await pc.keyboard.press('Delete');
    await expect(participation.getByRole('radio', { checked: true })).toHaveCount(0);
    await pc.keyboard.press('4');
    await expectAccessible(pc);
  });

  await test.step('On to the next measure: nothing goes on by itself, the heading has the focus', async () => {
    await press(pc, pc.getByRole('button', { name: 'Weiter zu M02' }));
    await expect(pc.getByRole('heading', { level: 3 })).toBeFocused();
    await expect(pc.getByText('Maßnahme 2 von 3, Runde 1, verdeckt')).toBeVisible();
    const steps = pc.getByRole('navigation', { name: 'Ihre Bewertung, Maßnahme für Maßnahme' });
    await expect(steps.getByRole('button', { name: /^M01, .*: 2 von 3 Kriterien$/ })).toBeVisible();
    await expect(steps.getByRole('button', { name: /^M02/ })).toHaveAttribute('aria-current', 'step');
    await press(pc, pc.getByRole('button', { name: 'Weiter zu M03' }));
    await press(pc, pc.getByRole('button', { name: 'Zur Übersicht' }));
    await expect(pc.getByRole('heading', { name: 'Ihre Bewertung im Überblick' })).toBeFocused();
    await expect(pc.getByText('Bei 3 Maßnahmen fehlt noch etwas.')).toBeVisible();
    await expect(pc.getByRole('button', { name: /^M01 .*2 von 3 Kriterien.*Ihr Punktwert: 4,63/ })).toBeVisible();
    await expectAccessible(pc);
  });

  await test.step('It is counted with its gaps, and says which wording it was about', async () => {
    await press(pc, pc.getByRole('button', { name: 'Bewertung mit 7 Lücken abgeben' }));
    const { hash } = await desk.running();
    const wording = `${hash.slice(0, 4)}-${hash.slice(4, 8)}`.toUpperCase();
    await expect(pc.getByText(new RegExp(`Gezählt \\d\\d:\\d\\d, Wortlaut ${wording}`))).toBeVisible();
    await votedOn(phone, 1);
  });

  for (const page of [phone, small])
    await test.step(`By touch at ${page.viewportSize()?.width} px`, async () => {
      await page.getByRole('button', { name: 'Übersicht und Abgabe' }).tap();
      await page.getByRole('button', { name: 'Bewertung abgeben' }).tap();
      const summary = page.getByRole('alert', { name: 'Es fehlt noch etwas' });
      await expect(summary).toBeFocused();
      await expectAccessible(page);
      await page.getByRole('button', { name: /^M02 / }).tap();
      await choose(page.getByRole('radiogroup', { name: 'Ressourcen' }).getByRole('radio', { name: '3' }));
      await expectBigTargets(page.locator('#ballot'));
      await expectNoSidewaysScroll(page);
      await expectChoiceVisible(page, page.locator('label:has(:checked)'));
      await expectAccessible(page);
      await page.getByRole('button', { name: 'Übersicht und Abgabe' }).tap();
      await page.getByRole('button', { name: /Bewertung mit 8 Lücken abgeben/ }).tap();
      await expect(page.getByText(/Ihr Stimmzettel ist gezählt/).first()).toBeVisible();
      await expectNoSidewaysScroll(page);
    });
});

test('Resistance: everything needs a word, and what is open is led to', async () => {
  await openBallot({ method: 'resistance' }, { count: 2, secrecy: 'named' });
  await expect(pc.getByText('Nach dem Schließen sehen alle, wie Sie gestimmt haben.')).toBeVisible();
  await test.step('By keyboard: a gap is named, and a link leads to it', async () => {
    const groups = pc.locator('#ballot').getByRole('radiogroup');
    await expect(groups).toHaveCount(3);
    await expect(groups.last()).toHaveAccessibleName('Alles bleibt, wie es ist');
    await press(pc, groups.first().getByRole('radio').first(), 'Space');
    await expect(groups.first().getByRole('radio', { name: '0, kein Einwand' })).toBeChecked();
    await expect(pc.getByText('Noch 2 offen')).toBeVisible();
    await reach(pc, groups.nth(1).getByRole('radio').first());
    await pc.keyboard.press('ArrowLeft');
    await expect(groups.nth(1).getByRole('radio', { name: '10, nicht annehmbar' })).toBeChecked();
    await press(pc, pc.getByRole('button', { name: 'Einwände abgeben' }));
    await expect(pc.getByRole('alert', { name: 'Es fehlt noch etwas' })).toBeFocused();
    await expectAccessible(pc);
    await press(pc, pc.getByRole('link', { name: 'Noch offen: Alles bleibt, wie es ist' }));
    await expect(groups.last().getByRole('radio').first()).toBeFocused();
    await pc.keyboard.press('7');
    await press(pc, pc.getByRole('button', { name: 'Einwände abgeben' }));
    await votedOn(phone, 1);
  });
  for (const page of [phone, small])
    await test.step(`By touch at ${page.viewportSize()?.width} px`, async () => {
      const groups = page.locator('#ballot').getByRole('radiogroup');
      for (const [at, number] of ['0, kein Einwand', '10, nicht annehmbar', '5'].entries())
        await choose(groups.nth(at).getByRole('radio', { name: number, exact: true }));
      await expect(page.getByText('Zu allem etwas gesagt')).toBeVisible();
      await expectBigTargets(page.locator('#ballot'));
      await expectNoSidewaysScroll(page);
      await expectChoiceVisible(page, page.locator('label:has(:checked)').first());
      await expectAccessible(page);
      await page.getByRole('button', { name: 'Einwände abgeben' }).tap();
      await expect(page.getByText(/Ihr Stimmzettel ist gezählt/).first()).toBeVisible();
    });
  await votedOn(pc, 3);
});

test('Ranking: places by buttons, ties, and what is left out', async () => {
  await openBallot({ method: 'ranking' }, { count: 4 });
  const titles = (await desk.running()).options.map(({ title }) => title);
  const [first = '', second = '', third = ''] = titles;
  await test.step('By keyboard: the next place, then one higher, equally important, and out', async () => {
    await press(pc, pc.getByRole('button', { name: new RegExp(`^${second}.*Platz 1`) }));
    await expect(pc.getByRole('button', { name: new RegExp(`^${third}.*Platz 2`) })).toBeFocused();
    await pc.keyboard.press('Enter');
    await press(pc, pc.getByRole('button', { name: new RegExp(`^${first}.*Platz 3`) }));
    await expect(pc.getByText('Noch 1 ohne Platz')).toBeVisible();
    const order = pc.getByRole('list', { name: 'Ihre Reihenfolge' }).getByRole('listitem');
    await expect(order).toContainText([second, third, first]);
    const up = pc.getByRole('button', { name: `${first} höher` });
    await press(pc, up);
    await expect(order).toContainText([second, first, third]);
    await expect(up).toBeFocused();
    await expect(pc.locator('[aria-live="polite"]').first()).toContainText(`${first} steht auf Platz 2 von 3.`);
    await press(pc, pc.getByRole('button', { name: `gleich wichtig wie ${second}: ${first}` }));
    await expect(pc.getByRole('button', { name: `gleich wichtig wie ${first}: ${second}` })).toHaveAttribute(
      'aria-pressed',
      'true',
    );
    await expectAccessible(pc);
    await reach(pc, pc.getByRole('combobox', { name: `${third} an Platz` }));
    await pc.getByRole('combobox', { name: `${third} an Platz` }).selectOption('ohne Platz');
    await expect(pc.getByRole('button', { name: new RegExp(`^${third}`) })).toBeFocused();
    await press(pc, pc.getByRole('button', { name: 'Reihenfolge abgeben' }));
    await votedOn(phone, 1);
  });
  for (const page of [phone, small])
    await test.step(`By touch at ${page.viewportSize()?.width} px`, async () => {
      await page.getByRole('button', { name: new RegExp(`^${third}`) }).tap();
      await page.getByRole('button', { name: new RegExp(`^${first}`) }).tap();
      await page.getByRole('button', { name: `${first} höher` }).tap();
      const order = page.getByRole('list', { name: 'Ihre Reihenfolge' }).getByRole('listitem');
      await expect(order).toContainText([first, third]);
      await expectBigTargets(page.locator('#ballot'));
      await expectNoSidewaysScroll(page);
      await expectAccessible(page);
      await page.getByRole('button', { name: 'Reihenfolge abgeben' }).tap();
      await expect(page.getByText(/Ihr Stimmzettel ist gezählt/).first()).toBeVisible();
    });
});

test('One vote for each group: the paper says for whom', async ({ browser }) => {
  const council = await enterAs(browser, product.address, 'Behindertenbeirat');
  await goToSession(council);
  await expect(phone.getByRole('complementary', { name: 'Wer ist da' })).toContainText('Behindertenbeirat');
  await openBallot({ method: 'resistance' }, { count: 1, unit: 'group' });
  await expect(
    council.getByText('Sie stimmen für Behindertenbeirat ab; es zählt der letzte Zettel der Gruppe.'),
  ).toBeVisible();
  await expect(
    council.getByText('Alle, die für Behindertenbeirat sprechen, sehen den Zettel der Gruppe.'),
  ).toBeVisible();
  await expect(phone.getByText(/sehen den Zettel der Gruppe/)).toHaveCount(0);
  await expect(phone.getByText('Noch 2 offen')).toBeVisible();
  await expect(phone.getByText(/Sie stimmen für/)).toHaveCount(0);
  await council.context().close();
});

test('A resolution, secret, with an announced end and a latecomer', async ({ browser }) => {
  await openBallot(
    { method: 'resolution', majority: 'two-thirds', quorum: 50 },
    { title: 'Empfehlung an den Ausschuss', motion: 'Die Lotsenstelle soll ab 2028 bleiben.', secrecy: 'secret' },
  );
  await test.step('What it takes is said before anybody votes', async () => {
    await expect(pc.getByText('Die Lotsenstelle soll ab 2028 bleiben.')).toBeVisible();
    await expect(pc.getByText(/mindestens zwei Drittel von Ja und Nein.*mindestens die Hälfte mitmacht/)).toBeVisible();
    await expect(pc.getByText(/wer den Server und seine Schlüssel in der Hand hat/)).toBeVisible();
    await expectAccessible(pc);
  });
  await test.step('By keyboard; the envelope shows nothing, also after a reload, and can be replaced', async () => {
    await press(pc, pc.getByRole('radio', { name: /^Ja/ }), 'Space');
    await press(pc, pc.getByRole('button', { name: 'Mit Ja stimmen' }));
    await expect(pc.getByText('Ihr Umschlag ist im Kasten').first()).toBeVisible();
    await expect(pc.getByRole('radio')).toHaveCount(0);
    await expect.poll(() => pc.evaluate(() => document.activeElement?.id)).toBe('ballot');
    await expectAccessible(pc);
    await pc.reload();
    await expect(pc.getByText('Ihr Umschlag ist im Kasten').first()).toBeVisible();
    await press(pc, pc.getByRole('button', { name: 'Neuen Zettel ausfüllen' }));
    await expect(pc.getByRole('radio', { checked: true })).toHaveCount(0);
    await press(pc, pc.getByRole('radio', { name: /^Ja/ }), 'ArrowDown');
    await expect(pc.getByRole('radio', { name: /^Nein/ })).toBeChecked();
    await press(pc, pc.getByRole('button', { name: 'Änderung abgeben' }));
    await expect(pc.getByText('Ihr Umschlag ist im Kasten').first()).toBeVisible();
    await votedOn(phone, 1);
  });
  await test.step('A secret draft does not outlive a reload', async () => {
    await phone.getByRole('radio', { name: /^Enthaltung/ }).tap();
    await phone.reload();
    await expect(phone.getByRole('radio', { name: /^Enthaltung/ })).toBeVisible();
    await expect(phone.getByRole('radio', { checked: true })).toHaveCount(0);
  });
  await test.step('Who comes late is told why there is no paper', async () => {
    const late = await joinAsGuest(browser, product.address, code, 'C. Dirks');
    await expect(late.getByText('Deshalb stehen Sie nicht im Wählerverzeichnis.')).toBeVisible();
    await expect(late.getByRole('radio')).toHaveCount(0);
    await expectAccessible(late);
    await late.context().close();
  });
  await test.step('The end is announced; one asks for more time, the other is too late', async () => {
    await small.getByRole('radio', { name: /^Nein/ }).tap();
    await expectChoiceVisible(small, small.locator('.choice:has(:checked)'));
    await desk.does('ballot.warn', { ballotId: (await desk.running()).id, seconds: 12 });
    for (const page of [phone, small]) {
      await expect(page.getByText(/Die Abstimmung endet in \d+ Sekunde/).first()).toBeInViewport();
      await expect(page.getByText('Ihr Zettel ist noch nicht abgegeben.')).toBeVisible();
      await expectNoSidewaysScroll(page);
    }
    await phone.getByRole('button', { name: 'Ich brauche mehr Zeit' }).tap();
    await expect(phone.getByText('Sie haben eine Minute mehr.').first()).toBeVisible();
    await expectAccessible(phone);
    await expect(small.getByText('Die Zeit zum Abstimmen ist um').first()).toBeVisible({ timeout: 30_000 });
    await expect(small.getByRole('listitem').filter({ hasText: 'Nein' })).toBeVisible();
    await expect(small.locator('#ballot').getByRole('button')).toHaveCount(0);
    await expectAccessible(small);
  });
  await test.step('A minute more is a minute more, also after a reload', async () => {
    await phone.reload();
    await phone.getByRole('radio', { name: /^Ja/ }).tap();
    await phone.getByRole('button', { name: 'Mit Ja stimmen' }).tap();
    await expect(phone.getByText('Ihr Umschlag ist im Kasten').first()).toBeVisible();
  });
});

/** Opens a ballot over the first measures of the round, or over a motion, whatever the form for it looks like. */
const openBallot = (
  rule: BallotRule,
  { count = 3, ...more }: Partial<CommandInput<'ballot.open'>> & { readonly count?: number } = {},
): Promise<void> =>
  desk.does('ballot.open', {
    ...{ title: 'Welche Maßnahmen sollen zuerst kommen?', rule, secrecy: 'open', unit: 'person', handVoters: 0 },
    roll: 'present',
    measureIds: rule.method === 'resolution' ? [] : measures.slice(0, count),
    ...more,
  });

/** The radio is as large as what shows it. */
const choose = (radio: Locator) => radio.tap();
