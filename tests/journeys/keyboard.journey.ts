import { expect, type Page, test } from '@playwright/test';
import { openAnalysis, section, textOf, tool } from '../support/analysis-text.ts';
import { expectAccessible } from '../support/axe.ts';
import { press, reach } from '../support/keyboard.ts';
import { enterAs, pc } from '../support/people.ts';
import { type Planungsrunde, startPlanungsrunde } from '../support/planungsrunde.ts';

let product: Planungsrunde;
test.beforeAll(async () => {
  product = await startPlanungsrunde();
});
test.afterAll(() => product.stop());

test('From the sign-in page to the result without a mouse', async ({ browser }) => {
  // The coordinator may moderate and vote.
  const page = await (await browser.newContext(pc)).newPage();
  await page.goto(`${product.address}/signin`);

  await test.step('In, and to the session', async () => {
    await press(page, page.getByRole('button', { name: 'Strategische Sozialplanung' }));
    await expect(page).toHaveURL(`${product.address}/`);
    await press(page, page.getByRole('link', { name: 'Tagesordnung ansehen' }));
    await expect(page).toHaveURL(/\/sessions\//);
  });

  await test.step('Skip links come first and lead past the frame', async () => {
    await page.reload();
    await page.keyboard.press('Tab');
    await expect(page.getByRole('link', { name: 'Zum Inhalt' })).toBeFocused();
    await expect(page.getByRole('link', { name: 'Zum Inhalt' })).toBeInViewport();
    await page.keyboard.press('Enter');
    await expect(page.locator('#main')).toBeFocused();
  });

  await test.step('Open it and go through the agenda', async () => {
    await press(page, page.getByRole('button', { name: 'Sitzung öffnen' }));
    await expect(page.getByRole('heading', { level: 1, name: 'Gleich geht es los' }).first()).toBeVisible();
    await expectFocusKept(page);
    await press(page, page.getByRole('button', { name: 'Mit Punkt 1 beginnen' }));
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Jetzt: Punkt 1, Begrüßung, Rollen, Spielregeln');
    await expectFocusKept(page);
    await press(page, page.getByRole('button', { name: 'Weiter zu Punkt 2' }));
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Jetzt: Punkt 2, Laufende Maßnahmen und Wirkung');
    await press(page, page.getByRole('button', { name: /Zu Punkt 8, Live-Priorisierung/ }));
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Jetzt: Punkt 8, Live-Priorisierung');
    await expectFocusKept(page);
  });

  await test.step('A dialog gives the focus back to where it came from', async () => {
    const invite = page.getByRole('button', { name: 'Einladen' });
    await press(page, invite);
    const dialog = page.getByRole('dialog', { name: 'Einladen' });
    await expect(dialog.getByRole('button', { name: 'Schließen' })).toBeFocused();
    await page.keyboard.press('Escape');
    await expect(dialog).toBeHidden();
    await expect(invite).toBeFocused();
  });

  await test.step('Open a ballot and vote', async () => {
    await press(page, page.getByRole('button', { name: 'Abstimmung vorbereiten' }));
    await press(page, page.getByRole('button', { name: /^Abstimmung über 10 Maßnahmen .*öffnen/ }));
    await expect(page.getByText('Noch 10 Punkte')).toBeVisible();
    await expectFocusKept(page);
    const more = page.getByRole('button', { name: /^Einen Punkt mehr.*Lotsenstelle/ });
    await reach(page, more);
    for (const left of [9, 8, 7, 6]) {
      await page.keyboard.press('Space');
      await expect(page.getByText(`Noch ${left} Punkte`)).toBeVisible();
    }
    // At the limit the button says so and keeps the focus.
    await expect(more).toHaveAttribute('aria-disabled', 'true');
    await page.keyboard.press('Space');
    await expect(more).toBeFocused();
    await press(page, page.getByRole('button', { name: '4 Punkte abgeben' }));
    await expect(page.getByText('Ihre 4 Punkte sind gezählt.').first()).toBeVisible();
    await expectFocusKept(page);
  });

  await test.step('Close it and read the result', async () => {
    const close = page.getByRole('button', { name: 'Schließen und aufdecken …' });
    await press(page, close);
    const dialog = page.getByRole('dialog', { name: 'Abstimmung schließen und aufdecken?' });
    await press(page, dialog.getByRole('button', { name: 'Weiter abstimmen lassen' }));
    await expect(close).toBeFocused();
    await press(page, close);
    await press(page, dialog.getByRole('button', { name: 'Jetzt schließen und aufdecken' }));
    await expect(page.getByRole('heading', { name: '„Lotsenstelle für Alleinerziehende“ liegt vorn' })).toBeVisible();
    await expectFocusKept(page);
    await expectAccessible(page);
  });

  await test.step('End the session', async () => {
    await press(page, page.getByRole('button', { name: 'Sitzung beenden …' }));
    await press(page, page.getByRole('button', { name: 'Sitzung jetzt beenden' }));
    await expect(page.getByRole('heading', { level: 1, name: 'Die Sitzung ist beendet' })).toBeVisible();
    await expectFocusKept(page);
  });
});

test('The toolbar of a text is one tab stop, Alt+F10 leads to it and Esc back', async ({ browser }) => {
  const page = await openAnalysis(await enterAs(browser, product.address, 'Pflegefachplanung'), 'A2');
  const bar = page.getByRole('toolbar', { name: 'Text gestalten' });
  await reach(page, tool(page, 'Fett'));
  await page.keyboard.press('Tab');
  await expect(bar.locator(':focus')).toHaveCount(0);
  await page.keyboard.press('Shift+Tab');
  await expect(tool(page, 'Fett')).toBeFocused();

  await page.keyboard.press('ArrowRight');
  await expect(tool(page, 'Kursiv')).toBeFocused();
  await page.keyboard.press('End');
  await expect(tool(page, 'Wiederholen')).toBeFocused();
  await page.keyboard.press('ArrowRight');
  await expect(tool(page, 'Fett')).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(textOf(page)).toBeFocused();
  await page.keyboard.press('Control+End');
  await page.keyboard.press('Alt+F10');
  await expect(tool(page, 'Fett')).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(tool(page, 'Fett')).toHaveAttribute('aria-pressed', 'true');
  await page.keyboard.press('Escape');
  await page.keyboard.type(' Fett geschrieben.');
  await expect(section(page, 'Handlungsbedarf').locator('strong')).toHaveText(/Fett geschrieben\./);

  // Out of the text again, without a mouse.
  await page.keyboard.press('Tab');
  await expect(textOf(page)).not.toBeFocused();
  await page.keyboard.press('Shift+Tab');
  await expect(textOf(page)).toBeFocused();
});

/** After something has changed, the next Tab must not start at the top again. */
async function expectFocusKept(page: Page): Promise<void> {
  await expect.poll(() => page.evaluate(() => document.activeElement?.tagName)).not.toBe('BODY');
}
