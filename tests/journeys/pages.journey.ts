import { type Browser, type BrowserContextOptions, expect, type Page, test } from '@playwright/test';
import { expectAccessible } from '../support/axe.ts';
import { enterAs, joinAsGuest, openSession, pc } from '../support/people.ts';
import { type Planungsrunde, startPlanungsrunde } from '../support/planungsrunde.ts';
import { watchRequests } from '../support/requests.ts';

/** A page of the product: its path, and its heading in both languages. */
type Stop = { readonly path: string; readonly de: RegExp; readonly en: RegExp };

let product: Planungsrunde;
let code: string;
let tours: { readonly visitor: BrowserContextOptions; readonly stops: readonly Stop[] }[];

test.beforeAll(async ({ browser }) => {
  product = await startPlanungsrunde();
  code = await openSession(browser, product.address);
  const planner = await enterAs(browser, product.address, 'Pflegefachplanung');
  const hrefOf = (name: string | RegExp) => planner.getByRole('link', { name }).first().getAttribute('href');
  const [analysis, session] = await Promise.all([hrefOf(/^Hochbetagte/), hrefOf('Zur Sitzung')]);
  const storageState = await planner.context().storageState();
  await planner.context().close();
  const team = [
    { path: '/', de: /^Runde 1/, en: /^Runde 1/ },
    { path: '/analyses', de: /^Lageanalysen$/, en: /^Situation analyses$/ },
    { path: analysis ?? '', de: /^Hochbetagte/, en: /^Hochbetagte/ },
    { path: '/measures', de: /^Maßnahmen$/, en: /^Measures$/ },
    { path: '/sessions', de: /^Sitzungen$/, en: /^Sessions$/ },
    { path: session ?? '', de: /^Gleich geht es los$/, en: /^About to begin$/ },
    { path: `${session}/screen`, de: /^Fachplanungsrunde/, en: /^Fachplanungsrunde/ },
    { path: '/nowhere', de: /^Diese Seite gibt es nicht$/, en: /^This page does not exist$/ },
  ];
  const open = [
    { path: '/signin', de: /^Anmelden$/, en: /^Sign in$/ },
    { path: '/join', de: /^In eine Sitzung kommen$/, en: /^Join a session$/ },
    { path: `/join/${code}`, de: /^Fachplanungsrunde/, en: /^Fachplanungsrunde/ },
    { path: '/help', de: /^Hilfe$/, en: /^Help$/ },
  ];
  tours = [
    { visitor: { storageState }, stops: team },
    { visitor: {}, stops: open },
  ];
});
test.afterAll(() => product.stop());

/** Words that only German has, on the frame of a page: names from the demo's content are not looked for. */
const german =
  /\b(und|oder|nicht|Sie|Ihre?|der|die|das|Sitzung|Anmelden|Abmelden|Hilfe|Maßnahmen|Übersicht|Tagesordnung|Bereiche)\b/;

for (const locale of ['de', 'en'] as const) {
  test(`Every page speaks ${locale === 'de' ? 'German and is accessible' : 'English'}`, async ({ browser }) => {
    await lookAtEveryPage(browser, { locale }, async (page, stop) => {
      await expect(page.locator('html')).toHaveAttribute('lang', locale);
      await expect(page.getByRole('heading', { level: 1 })).toHaveText(stop[locale]);
      await expect(page).toHaveTitle(/\S/);
      if (locale === 'en') expect(await frameOf(page)).not.toMatch(german);
      else await expectAccessible(page);
    });
  });
}

test('Every page is accessible in the dark', ({ browser }) =>
  lookAtEveryPage(browser, { colorScheme: 'dark' }, expectAccessible));

test('Every page is accessible in forced colours', ({ browser }) =>
  lookAtEveryPage(browser, { forcedColors: 'active' }, expectAccessible));

test('At 320 px nothing scrolls sideways or is cut off, also with wide text spacing', ({ browser }) =>
  lookAtEveryPage(browser, { viewport: { width: 320, height: 640 } }, async (page) => {
    await expectEverythingFits(page);
    await page.evaluate(spaceText);
    await expectEverythingFits(page);
  }));

test('With text twice as large nothing scrolls sideways or is cut off', ({ browser }) =>
  lookAtEveryPage(browser, {}, async (page) => {
    await page.evaluate(() => document.documentElement.style.setProperty('font-size', '200%'));
    await expectEverythingFits(page);
  }));

test('What is not for me, and what a foreign page sends, is refused in words', async ({ browser }) => {
  const guest = await joinAsGuest(browser, product.address, code, 'A. Brandes', pc);
  await guest.goto(`${product.address}/sessions/00000000-0000-4000-8000-000000000000`);
  await expect(guest.getByRole('heading', { level: 1 })).toHaveText('Diese Seite gibt es nicht');
  await guest.goto('about:blank');
  await guest.setContent(
    `<form method="post" action="${product.address}/signin?/account"><button>Jetzt gewinnen</button></form>`,
  );
  await guest.getByRole('button').click();
  await expect(guest.getByRole('heading', { level: 1 })).toHaveText(/^Das hat nicht geklappt/);
  await expect(guest.locator('main')).toContainText('Diese Anfrage kam von einer fremden Seite');
  await expectAccessible(guest);
});

/** Shows every page, those of the team to a planner and the others to a stranger; nothing leaves the host meanwhile. */
async function lookAtEveryPage(
  browser: Browser,
  { locale = 'de', ...as }: BrowserContextOptions,
  look: (page: Page, stop: Stop) => Promise<void>,
): Promise<void> {
  for (const { visitor, stops } of tours) {
    const context = await browser.newContext({ ...pc, ...as, ...visitor });
    await context.addCookies([{ name: 'locale', value: locale, url: product.address }]);
    const page = await context.newPage();
    const watch = watchRequests(page, product.address, [/status of 404/]);
    for (const stop of stops)
      await test.step(stop.path, async () => {
        await page.goto(`${product.address}${stop.path}`);
        // The text of an analysis is loaded apart.
        if (stop.path.startsWith('/analyses/')) await expect(page.locator('.analysis-text')).toBeVisible();
        await look(page, stop);
      });
    watch.expectQuiet();
    await context.close();
  }
}

/** The words of the frame: navigation, header, buttons. */
async function frameOf(page: Page): Promise<string> {
  const names = await page
    .getByRole('button')
    .or(page.locator('label, summary, nav, footer:not(aside footer)'))
    .allInnerTexts();
  return [...names, await page.title()].filter((name) => !/Fachplanungsrunde|Runde 1/.test(name)).join('\n');
}

async function expectEverythingFits(page: Page): Promise<void> {
  const tooWide = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect(tooWide, `px too wide: ${page.url()}`).toBeLessThanOrEqual(0);
  expect(await page.evaluate(cutOffText), `cut off on ${page.url()}`).toEqual([]);
}

/** WCAG 1.4.12, as a reader's own style sheet would set it. */
function spaceText(): void {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(
    '* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important } p { margin-block-end: 2em !important }',
  );
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
}

/** Words that are not wholly inside a box that hides what is too much. */
function cutOffText(): string[] {
  const hides = (value: string): boolean => /hidden|clip/.test(value);
  const boxes = [...document.querySelectorAll('body *')].filter((box) => {
    const { overflowX, overflowY } = getComputedStyle(box);
    return (hides(overflowX) || hides(overflowY)) && !box.matches('.vh, .tbl--stack thead, svg, svg *');
  });
  return boxes.flatMap((box) => {
    const { overflowX, overflowY } = getComputedStyle(box);
    const { left, right, top, bottom } = box.getBoundingClientRect();
    const walker = document.createTreeWalker(box, NodeFilter.SHOW_TEXT);
    const found: string[] = [];
    while (walker.nextNode()) {
      const { currentNode: text } = walker;
      if (text.parentElement?.closest('.vh, svg, [aria-hidden=true]') || text.textContent?.trim() === '') continue;
      const words = document.createRange();
      words.selectNodeContents(text);
      // What can be scrolled to is not cut off.
      const isInside = (place: DOMRect): boolean =>
        (!hides(overflowX) || (place.left >= left - 1 && place.right <= right + 1)) &&
        (!hides(overflowY) || (place.top >= top - 2 && place.bottom <= bottom + 2));
      if (![...words.getClientRects()].every(isInside)) found.push(`${box.className}: ${text.textContent ?? ''}`);
    }
    return found;
  });
}
