import { type Browser, expect, type Page, test } from '@playwright/test';
import { demoKeys, demoRoles, demoRule } from '../prioritisation/demo-ratings.ts';
import { type Attending, attend, holdBallot, measuresSeenBy } from '../support/attending.ts';
import { expectAccessible } from '../support/axe.ts';
import { pc } from '../support/people.ts';
import { type Planungsrunde, startPlanungsrunde } from '../support/planungsrunde.ts';

let product: Planungsrunde;
let moderator: Attending;
let voters: Attending[];
test.beforeAll(async () => {
  product = await startPlanungsrunde();
  moderator = await attend(product.address, 'Moderation');
  await moderator.does('session.open', { sessionId: moderator.sessionId });
  voters = [];
  for (const role of demoRoles.slice(0, 3)) voters.push(await attend(product.address, role));
});
test.afterAll(async () => {
  for (const each of [moderator, ...voters]) each.leave();
  await product.stop();
});

async function inEnglish(browser: Browser, who: Attending, path: string): Promise<Page> {
  const context = await browser.newContext({ ...pc, locale: 'en-GB' });
  await context.addCookies(who.cookies.map(({ name, value }) => ({ name, value, url: product.address })));
  const page = await context.newPage();
  await page.goto(product.address + path);
  return page;
}

/** Which of these German texts stand on the page as if they were English: a screen reader would speak them as such. */
const spokenAsEnglish = (page: Page, texts: readonly string[]): Promise<string[]> =>
  page.evaluate((german) => {
    const plain = (text: string) =>
      text
        .replaceAll(/[\u2060\u00AD]/g, '')
        .replaceAll(/\s+/g, ' ')
        .trim();
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const found: string[] = [];
    while (walker.nextNode()) {
      const text = plain(walker.currentNode.textContent ?? '');
      const language = walker.currentNode.parentElement?.closest('[lang]')?.getAttribute('lang');
      if (german.includes(text) && language !== 'de') found.push(text);
    }
    return found;
  }, texts);

test('English screens say which of their words are German', async ({ browser }) => {
  test.setTimeout(180_000);
  const ids = await measuresSeenBy(moderator);
  const measureIds = demoKeys.map((key) => ids.get(key)!);
  const shared = { secrecy: 'open', unit: 'person', roll: 'present', handVoters: 0, measureIds } as const;
  const question = 'Wofür setzen wir die ersten Mittel ein?';
  const motion = 'Die Runde empfiehlt dem Rat, die Lotsenstelle einzurichten.';
  const { agenda } = await moderator.look();
  await moderator.does('agenda.advance', { itemId: agenda[7]!.id });
  const points = await holdBallot(
    moderator,
    { ...shared, title: question, rule: { method: 'points', budget: 5, maxPerOption: 5 } },
    voters.map((voter, place) => [voter, measureIds.map((_, option) => (option === place ? 5 : null))]),
  );
  await holdBallot(
    moderator,
    {
      ...shared,
      title: question,
      measureIds: [],
      motion,
      rule: { method: 'resolution', majority: 'simple', quorum: 0 },
    },
    voters.map((voter) => [voter, [1]]),
  );
  const titles = points.options.map(({ title }) => title);
  const german = [...titles, ...agenda.map(({ title }) => title), question, motion];
  const criteria = demoRule.criteria.map(({ label }) => label);
  const session = `/sessions/${moderator.sessionId}`;

  await test.step('In the round and in the results', async () => {
    for (const path of ['/', '/measures', '/measures?view=board', '/sessions', `/measures/results/${points.id}`]) {
      const page = await inEnglish(browser, moderator, path);
      expect(await spokenAsEnglish(page, german), path).toEqual([]);
      await page.context().close();
    }
  });

  await test.step('At the desk, with two results of one question', async () => {
    const desk = await inEnglish(browser, moderator, session);
    await expect(desk.getByRole('heading', { name: /^Carried/ })).toBeVisible();
    expect(await spokenAsEnglish(desk, german)).toEqual([]);
    await expectAccessible(desk);
    await desk.getByRole('button', { name: 'Prepare a ballot' }).click();
    await expect(desk.getByLabel('Question')).toHaveValue('Welche Maßnahmen sollen zuerst kommen?');
    expect(await spokenAsEnglish(desk, german)).toEqual([]);
    await desk.context().close();
  });

  await test.step('On the papers and the projector', async () => {
    const seat = await inEnglish(browser, voters[0]!, session);
    const screen = await inEnglish(browser, moderator, `${session}/screen`);
    for (const rule of [demoRule, { method: 'resistance' } as const, { method: 'ranking' } as const]) {
      await moderator.does('ballot.open', { ...shared, title: question, rule });
      await expect(seat.locator('#ballot')).toContainText(titles[0]!);
      await expect(screen.getByText('of 3 have handed in')).toBeVisible();
      expect(await spokenAsEnglish(seat, [...german, ...criteria]), rule.method).toEqual([]);
      expect(await spokenAsEnglish(screen, german), rule.method).toEqual([]);
      const { id: ballotId } = (await moderator.look()).ballots.at(-1)!;
      await moderator.does('ballot.close', { ballotId });
      await expect(seat.locator('#ballot')).toHaveCount(0);
    }
  });
});
