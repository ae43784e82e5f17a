import { expect, test } from '@playwright/test';
import {
  analyses,
  caretAtEnd,
  caretAtStart,
  headings,
  openAnalysis,
  paste,
  saved,
  section,
  selectEverything,
  textOf,
  tool,
} from '../support/analysis-text.ts';
import { expectAccessible } from '../support/axe.ts';
import { enterAs, handheld } from '../support/people.ts';
import { type Planungsrunde, startPlanungsrunde } from '../support/planungsrunde.ts';
import { watchRequests } from '../support/requests.ts';

let product: Planungsrunde;
test.beforeAll(async () => {
  product = await startPlanungsrunde();
});
test.afterAll(() => product.stop());

test('The seven sections cannot be deleted, whatever one tries', async ({ browser }) => {
  const page = await openAnalysis(await enterAs(browser, product.address, 'Jugendhilfeplanung'), 'A3');
  const stay = () => expect(page.locator('.analysis-text h2')).toHaveText(headings);
  const before = await textOf(page).innerText();

  await test.step('Deleting at the edges of a section does nothing', async () => {
    for (const key of ['Backspace', 'Control+Backspace', 'Shift+Backspace']) {
      await caretAtEnd(page, 'Deutung');
      await caretAtStart(page, 'Erfahrungen vor Ort');
      await page.keyboard.press(key);
    }
    for (const key of ['Delete', 'Control+Delete']) {
      await caretAtEnd(page, 'Deutung');
      await caretAtEnd(page, 'Stärken');
      await page.keyboard.press(key);
    }
    await stay();
    expect(await textOf(page).innerText()).toBe(before);
  });

  await test.step('Everything selected: delete, type, cut, paste', async () => {
    await caretAtStart(page, 'Deutung');
    await selectEverything(page);
    await page.keyboard.press('Delete');
    await stay();
    await expect(section(page, 'Deutung')).toHaveText('');
    await page.keyboard.press('Control+z');
    expect(await textOf(page).innerText()).toBe(before);
    await selectEverything(page);
    await page.keyboard.type('Neu');
    await stay();
    await expect(section(page, 'Ausgangslage')).toHaveText('Neu');
    await page.keyboard.press('Control+z');
    await selectEverything(page);
    await page.keyboard.press('Control+x');
    await stay();
    await page.keyboard.press('Control+z');
    await selectEverything(page);
    await paste(page, '<h1>Fremd</h1><p>Text</p>', 'Fremd');
    await stay();
    await expect(section(page, 'Ausgangslage').getByRole('heading', { level: 3 })).toHaveText('Fremd');
    await page.keyboard.press('Control+z');
    expect(await textOf(page).innerText()).toBe(before);
  });

  await test.step('Control+A once selects the section alone', async () => {
    await caretAtStart(page, 'Lücken');
    await page.keyboard.press('Control+a');
    await page.keyboard.press('Backspace');
    await expect(section(page, 'Lücken')).toHaveText('');
    await expect(section(page, 'Stärken')).not.toHaveText('');
    await stay();
  });

  await test.step('Cut off from each other, two people delete everything', async () => {
    const other = await openAnalysis(await enterAs(browser, product.address, 'Stadtplanung'), 'A3');
    await page.context().setOffline(true);
    await caretAtStart(other, 'Deutung');
    for (const each of [page, other]) {
      await selectEverything(each);
      await each.keyboard.press('Delete');
    }
    await page.context().setOffline(false);
    for (const each of [page, other]) {
      await saved(each);
      await expect(each.locator('.analysis-text h2')).toHaveText(headings);
      await expect(each.locator('.section-text:empty')).toHaveCount(0);
    }
    await caretAtEnd(other, 'Deutung');
    await other.keyboard.type('Es geht weiter');
    await expect(section(page, 'Deutung')).toHaveText(/Es geht weiter/);
  });
});

test('The toolbar is one tab stop, and everything is reached by keyboard', async ({ browser }) => {
  const page = await openAnalysis(await enterAs(browser, product.address, 'Mobilitätsplanung'), 'A1');
  await caretAtEnd(page, 'Deutung');
  await page.keyboard.press('Alt+F10');
  await expect(tool(page, 'Fett')).toBeFocused();
  await page.keyboard.press('ArrowLeft');
  await expect(tool(page, 'Wiederholen')).toBeFocused();
  await page.keyboard.press('Home');
  await page.keyboard.press('Enter');
  await expect(tool(page, 'Fett')).toHaveAttribute('aria-pressed', 'true');
  await expectAccessible(page);
  await page.keyboard.press('Escape');
  await expect(textOf(page)).toBeFocused();
  await page.keyboard.type(' wichtig');
  await expect(section(page, 'Deutung').locator('strong')).toHaveText(' wichtig');

  await page.keyboard.press('Tab');
  await expect(textOf(page)).not.toBeFocused();
  await page.keyboard.press('Shift+Tab');
  await expect(textOf(page)).toBeFocused();
  await page.keyboard.press('Shift+Tab');
  await expect(tool(page, 'Fett')).toBeFocused();
  await page.keyboard.press('Shift+Tab');
  await expect(page.getByRole('toolbar').locator(':focus')).toHaveCount(0);

  await caretAtEnd(page, 'Lücken');
  await tool(page, 'Liste').click();
  await page.keyboard.press('Enter');
  await page.keyboard.type('Noch ein Punkt');
  await expect(section(page, 'Lücken').locator('li')).toHaveCount(2);
  await page.keyboard.press('Tab');
  await expect(textOf(page)).not.toBeFocused();
});

test('A link leads to web and mail addresses only', async ({ browser }) => {
  const page = await openAnalysis(await enterAs(browser, product.address, 'Bildungsplanung'), 'A1');
  await caretAtStart(page, 'Ausgangslage');
  await page.keyboard.press('Shift+Control+ArrowRight');
  await tool(page, 'Link').click();
  const address = page.getByRole('textbox', { name: 'Adresse' });
  await expect(address).toBeFocused();
  for (const bad of ['javascript:alert(1)', 'data:text/html,x', 'kein Link']) {
    await address.fill(bad);
    await page.keyboard.press('Enter');
    await expect(page.getByText('Diese Adresse kann kein Link sein.')).toBeVisible();
    await expect(address).toHaveValue(bad);
    await expectAccessible(page);
  }
  await address.fill('www.example.org/bericht');
  await page.keyboard.press('Enter');
  const link = section(page, 'Ausgangslage').getByRole('link');
  await expect(link).toHaveAttribute('href', 'https://www.example.org/bericht');
  await expect(textOf(page)).toBeFocused();
  await link.click();
  await tool(page, 'Link').click();
  await page.getByRole('button', { name: 'Link entfernen' }).click();
  await expect(link).toHaveCount(0);
});

const fromWord = `<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style>p.MsoNormal{color:red}</style></head><body>
<!--[if gte mso 9]><xml>nie zu sehen</xml><![endif]--><h1 style="color:red">Bericht</h1>
<p class=MsoNormal style="font-family:Arial">Ein <b>fetter</b> Satz<o:p></o:p></p>
<p class=MsoListParagraph style="mso-list:l0 level1 lfo1"><![if !supportLists]><span style="mso-list:Ignore">·<span>&nbsp; </span></span><![endif]>Punkt</p>
<p class=MsoListParagraph style="mso-list:l0 level2 lfo1"><span style="mso-list:Ignore">o<span>&nbsp;</span></span>Unterpunkt</p>
<table><tr><td>Jahr</td><td>Anteil</td></tr><tr><td>2026</td><td>8,9 %</td></tr></table>
<script>document.title = 'böse'</script><img src="https://example.org/x.png" onerror="document.title = 'böse'">
<p><a href="javascript:alert(1)">böse</a> <a href="https://example.org" target="_blank" onclick="x">gut</a></p></body></html>`;

test('What comes from Word is cleaned; what is too large is refused before it is sent', async ({ browser }) => {
  const page = await openAnalysis(await enterAs(browser, product.address, 'Integration'), 'A1');
  // The browser tells of handlers and style sheets in the pasted page that the policy has kept from working.
  const watch = watchRequests(page, product.address, [/violates the following Content Security Policy/]);
  const place = section(page, 'Stärken');
  await caretAtStart(page, 'Stärken');
  await page.keyboard.press('Control+a');
  await paste(page, fromWord, 'Bericht');
  await expect(place.getByRole('heading', { level: 3, name: 'Bericht' })).toBeVisible();
  await expect(place.locator('strong')).toHaveText('fetter');
  await expect(place.locator('li li')).toHaveText('Unterpunkt');
  await expect(place.getByText('2026 | 8,9 %')).toBeVisible();
  await expect(place.getByRole('link')).toHaveText('gut');
  await expect(place.locator('img, script, table, [style], [class*=Mso]')).toHaveCount(0);
  await expect(place).not.toContainText('nie zu sehen');
  await expect(page.getByRole('status').getByText('Bilder wurden nicht übernommen.')).toBeVisible();
  await saved(page);
  watch.expectQuiet();

  const before = await textOf(page).innerText();
  await paste(page, '', 'ä'.repeat(460_000));
  await expect(page.getByRole('status').getByText(/Das ist zu viel auf einmal/)).toBeVisible();
  expect(await textOf(page).innerText()).toBe(before);
  await saved(page);
});

test('On a small phone the text is written without sideways scrolling', async ({ browser }) => {
  const small = { ...handheld, viewport: { width: 320, height: 640 } };
  const page = await openAnalysis(await enterAs(browser, product.address, 'Pflegefachplanung', small), 'A2');
  await section(page, 'Daten und Fakten').locator('p').first().tap();
  await page.keyboard.press('End');
  await page.keyboard.type(' Am Telefon.');
  await expect(section(page, 'Daten und Fakten')).toContainText('Am Telefon.');
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(320);
  const box = await tool(page, 'Fett').boundingBox();
  expect(box?.width).toBeGreaterThanOrEqual(44);
  expect(box?.height).toBeGreaterThanOrEqual(44);
  await expect(tool(page, 'Fett')).toBeInViewport();
  expect(
    await section(page, 'Daten und Fakten')
      .locator('p')
      .first()
      .evaluate((p) => parseFloat(getComputedStyle(p).fontSize)),
  ).toBeGreaterThanOrEqual(16);
  await expectAccessible(page);
});

test('Without scripts the page still tells title, need for action, figures and voices', async ({ browser }) => {
  const page = await enterAs(browser, product.address, 'Stadtplanung', { javaScriptEnabled: false, locale: 'de-DE' });
  await page.goto(`${product.address}/analyses`);
  await page.getByRole('link', { name: analyses.A2 }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(/Hochbetagte/);
  await expect(page.getByText('Zum Lesen und Schreiben des Textes braucht diese Seite JavaScript.')).toBeVisible();
  await expect(page.getByText('Der Text wird geladen')).toBeHidden();
  await expect(page.getByText('Stadt 6,1 %')).toBeVisible();
  await expect(page.getByText('wird schlechter')).toBeVisible();
});

test('Who may only read sees the text, and nothing to write with', async ({ browser }) => {
  const page = await enterAs(browser, product.address, 'Beobachtung');
  const watch = watchRequests(page, product.address);
  await page.goto(`${product.address}/analyses`);
  await page.getByRole('link', { name: analyses.A2 }).click();
  const text = page.getByRole('group', { name: /^Text der Lageanalyse/ });
  await expect(text).toContainText('Widerspruch ist offen');
  await expect(text).toHaveAttribute('contenteditable', 'false');
  await expect(page.getByRole('toolbar')).toHaveCount(0);
  await expect(page.getByText('Sie lesen mit.')).toBeVisible();
  await expect(page.locator('.save')).toHaveText('Nur lesen');
  await expectAccessible(page);
  watch.expectQuiet();
});

test('Whoever is signed out meanwhile can still save what is on the screen', async ({ browser }) => {
  const page = await openAnalysis(await enterAs(browser, product.address, 'Strategische Sozialplanung'), 'A2');
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  const other = await page.context().newPage();
  await other.goto(product.address);
  await other.getByText('Konto und Einstellungen').click();
  await other.getByRole('button', { name: 'Abmelden' }).click();
  await expect(page.getByText('Hier kann gerade nicht geschrieben werden').first()).toBeVisible();
  await expect(page.getByText('Sie sind nicht mehr angemeldet.')).toBeVisible();
  await expect(page.getByRole('toolbar')).toHaveCount(0);
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Text kopieren' }).click();
  await expect(page.getByText('Der Text ist kopiert.')).toBeVisible();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  expect(copied).toContain('Deutung\nDie Statistik zeigt');
});

test('In English, in forced colours and with enlarged text the page stays whole', async ({ browser }) => {
  const page = await openAnalysis(await enterAs(browser, product.address, 'Integration'), 'A2');
  await page.emulateMedia({ forcedColors: 'active' });
  await expectAccessible(page);
  await page.emulateMedia({ forcedColors: 'none', colorScheme: 'dark' });
  await expectAccessible(page);
  await page
    .addStyleTag({ content: 'html { font-size: 200% }' })
    .catch(() => page.evaluate(() => (document.documentElement.style.fontSize = '200%')));
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
  await page.context().addCookies([{ name: 'locale', value: 'en', url: product.address }]);
  await page.reload();
  await expect(page.getByRole('textbox', { name: /^Text of the situation analysis/ })).toBeVisible();
  await expect(page.getByRole('region', { name: 'Experience on the ground' })).toBeVisible();
  await expectAccessible(page);
});
