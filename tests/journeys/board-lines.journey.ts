import { expect, type Page, test } from '@playwright/test';
import { threeCriteria } from '../prioritisation/three-criteria.ts';
import { expectAccessible } from '../support/axe.ts';
import { attendAs, holdBallot, measuresSeenBy } from '../support/attending.ts';
import { button, cutLine, cutsOf, drag, openBoard, row } from '../support/board-page.ts';
import { press } from '../support/keyboard.ts';
import { enterAs, goToSession, handheld, openIt } from '../support/people.ts';
import { type Planungsrunde, startPlanungsrunde } from '../support/planungsrunde.ts';

let product: Planungsrunde;
test.beforeEach(async () => {
  product = await startPlanungsrunde();
});
test.afterEach(() => product.stop());

const begin = 'M01 M09 M08 | M02 M05 | M03 | M04 M06 M10 M07';
const said = (page: Page) => page.locator('[aria-live=polite]');
const history = (page: Page) => page.getByRole('region', { name: 'Verlauf' });

test('Two people cut the order together, one with the keyboard alone, and see what stands above each line', async ({
  browser,
}) => {
  const { address } = product;
  const planner = await openBoard(await enterAs(browser, address, 'Jugendhilfeplanung'), address);
  const council = await openBoard(await enterAs(browser, address, 'Behindertenbeirat', handheld), address);
  const both = [planner, council];
  const bothSee = async (cuts: string) => {
    for (const page of both) await expect.poll(() => cutsOf(page)).toBe(cuts);
  };
  const point = (page: Page, key: string) => page.getByRole('slider', { name: new RegExp(`^${key}`) });

  await test.step('Each line says what is decided above it, and what that costs', async () => {
    await bothSee(begin);
    for (const page of both) {
      await expect(cutLine(page, 'Beschlussvorlagen')).toContainText('165.000 € im Jahr');
      await expect(cutLine(page, 'Berichtsvorlagen mit Prüfauftrag')).not.toContainText('€');
      await expect(cutLine(page, 'laufendes Budget')).toContainText('18.000 € einmalig');
      await expect(point(page, 'M08')).toHaveAccessibleName(/\(Beschlussvorlagen\)$/);
      await expectAccessible(page);
    }
  });

  await test.step('Moved by buttons and by Alt and an arrow: the focus stays, it is said, the other sees by whom', async () => {
    const down = button(planner, 'Linie tiefer: Beschlussvorlagen');
    await press(planner, down);
    await expect(down).toBeFocused();
    await expect(said(planner)).toContainText('Linie Beschlussvorlagen jetzt nach Platz 4 von 10. 285.000 € im Jahr.');
    await bothSee('M01 M09 M08 M02 | M05 | M03 | M04 M06 M10 M07');
    await expect(cutLine(council, 'Beschlussvorlagen')).toContainText('285.000 € im Jahr');
    await expect(cutLine(council, 'Beschlussvorlagen')).toContainText('Jugendhilfeplanung: jetzt nach Platz 4');
    await expectAccessible(council);
    await planner.keyboard.press('Alt+ArrowUp');
    await expect(down).toBeFocused();
    await bothSee(begin);
  });

  await test.step('Taken away and drawn again: the focus goes to what comes in its place', async () => {
    await press(planner, button(planner, 'Linie entfernen: laufendes Budget'));
    const draw = button(planner, 'Linie setzen: laufendes Budget');
    await expect(draw).toBeFocused();
    await bothSee('M01 M09 M08 | M02 M05 | M03 M04 M06 M10 M07');
    await planner.keyboard.press('Enter');
    const dialog = planner.getByRole('dialog', { name: 'Linie setzen: laufendes Budget' });
    await expect(dialog.getByLabel('Nach welchem Platz?')).toBeFocused();
    await expectAccessible(planner);
    await planner.keyboard.type('8');
    await planner.keyboard.press('Enter');
    await expect(button(planner, 'Linie an einen Platz setzen: laufendes Budget')).toBeFocused();
    await bothSee('M01 M09 M08 | M02 M05 | M03 M04 M06 | M10 M07');
    await expect(cutLine(council, 'laufendes Budget')).toContainText('98.000 € einmalig, 45.000 € im Jahr');
  });

  await test.step('A line that somebody else takes away leaves my focus where it can come back, and my page where it is', async () => {
    const mine = button(council, 'Linie höher: Berichtsvorlagen mit Prüfauftrag');
    await mine.focus();
    const before = await council.evaluate(() => scrollY);
    await press(planner, button(planner, 'Linie entfernen: Berichtsvorlagen mit Prüfauftrag'));
    await expect(button(council, 'Linie setzen: Berichtsvorlagen mit Prüfauftrag')).toBeFocused();
    expect(await council.evaluate(() => scrollY)).toBe(before);
    await bothSee('M01 M09 M08 | M02 M05 M03 M04 M06 | M10 M07');
  });

  await test.step('A measure crosses a line alone, and the field shows it', async () => {
    await press(planner, button(planner, 'M08 einen Platz tiefer'));
    await bothSee('M01 M09 | M02 M08 M05 M03 M04 M06 | M10 M07');
    await expect(said(planner)).toContainText('M08 jetzt auf Platz 4 von 10. Die Linie darunter: laufendes Budget.');
    await expect(cutLine(council, 'Beschlussvorlagen')).toContainText('95.000 € im Jahr');
    await expect(point(council, 'M08')).toHaveAccessibleName('M08 Sprachbrücke in den Schulwechsel');
    await council.getByRole('button', { name: 'Als Tabelle' }).tap();
    const table = council.getByRole('table', { name: 'Wirkung und Aufwand je Maßnahme' });
    await expect(table.getByRole('row', { name: /M01/ })).toContainText('über der Linie: Beschlussvorlagen');
    await expect(table.getByRole('row', { name: /M10/ })).not.toContainText('über der Linie');
  });

  await test.step('By dragging', async () => {
    await drag(planner, button(planner, 'Linie an einen Platz setzen: Beschlussvorlagen'), row(planner, 'M03'), () =>
      expect(cutLine(council, 'Beschlussvorlagen')).toContainText('Jugendhilfeplanung verschiebt'),
    );
    await bothSee('M01 M09 M02 M08 M05 | M03 M04 M06 | M10 M07');
  });

  await test.step('The history tells of lines, and takes them back', async () => {
    const removed = history(planner).getByRole('listitem').filter({ hasText: 'Prüfauftrag' });
    await expect(removed).toContainText('Linie Berichtsvorlagen mit Prüfauftrag entfernt, vorher nach Platz 5');
    await press(planner, removed.getByRole('button', { name: /: Zurück nach Platz 5$/ }));
    await bothSee('M01 M09 M02 M08 M05 | | M03 M04 M06 | M10 M07');
    for (const page of both) await expectAccessible(page);
    await planner.emulateMedia({ forcedColors: 'active' });
    await expectAccessible(planner);
    await council.setViewportSize({ width: 320, height: 700 });
    expect(await council.evaluate(() => document.documentElement.scrollWidth)).toBe(320);
  });
});

test('A point that somebody moves carries the name, is said once and stands in the history', async ({ browser }) => {
  const { address } = product;
  const planner = await openBoard(await enterAs(browser, address, 'Jugendhilfeplanung'), address);
  const council = await openBoard(await enterAs(browser, address, 'Behindertenbeirat'), address);
  const point = (page: Page, key: string) => page.getByRole('slider', { name: new RegExp(`^${key}`) });
  const field = (page: Page) => page.getByRole('group', { name: /^Wirkung auf Teilhabe/ });

  await test.step('Step by step with arrow keys: told as one move, while my own focus stays', async () => {
    const mine = point(council, 'M10');
    await mine.focus();
    await point(planner, 'M03').focus();
    for (const key of ['ArrowUp', 'ArrowUp', 'ArrowUp', 'ArrowUp', 'Shift+ArrowRight'])
      await planner.keyboard.press(key);
    await expect(field(council).getByText('M03: Jugendhilfeplanung')).toBeVisible();
    await expect(field(planner).getByText('Jugendhilfeplanung')).toHaveCount(0);
    await expect(said(council)).toContainText(
      'Jugendhilfeplanung: M03 im Feld, Wirkung von mittel (3) auf viel (4), Aufwand weiter wenig (von 1,25 auf 2,25).',
    );
    await expect(mine).toBeFocused();
    await expectAccessible(council);
    await expect(history(council).getByRole('listitem')).toHaveCount(1);
    await expect(history(council).getByRole('listitem')).toContainText(
      /Jugendhilfeplanung.*M03 Oldenburg-Pass.*Wirkung von mittel \(3\) auf viel \(4\), Aufwand weiter wenig/s,
    );
  });

  await test.step('By dragging: named while it is in the air, one entry after it', async () => {
    await drag(planner, point(planner, 'M02'), planner.getByText('zuerst prüfen'), () =>
      expect(field(council).getByText('M02: Jugendhilfeplanung')).toBeVisible(),
    );
    await expect(history(council).getByRole('listitem')).toHaveCount(2);
    await expect(history(council).getByRole('listitem').first()).toContainText(
      /M02 Randzeiten.*Aufwand von viel \(4\) auf wenig/s,
    );
  });

  await test.step('Taken back by somebody else, which is a move of its own', async () => {
    await press(
      council,
      history(council).getByRole('button', { name: 'M03 im Feld: Zurück an Wirkung 3, Aufwand 1,25' }),
    );
    await expect(point(planner, 'M03')).toHaveAttribute('aria-valuetext', 'Wirkung 3, Aufwand 1,25, je von 1 bis 5');
    await expect(said(council)).toContainText('M03 im Feld: Wirkung mittel (3), Aufwand wenig (1,25).');
    await expect(history(planner).getByRole('listitem').first()).toContainText(
      /Behindertenbeirat.*M03 Oldenburg-Pass.*Wirkung von viel \(4\) auf mittel \(3\)/s,
    );
    await expectAccessible(planner);
  });
});

test('What nobody puts by hand stands in the field where the last weighted ballot puts it', async ({ browser }) => {
  const { address } = product;
  // The coordinator may moderate and vote.
  const page = await enterAs(browser, address, 'Strategische Sozialplanung');
  await goToSession(page);
  await openIt(page);
  const coordinator = await attendAs(page);
  const [first, second] = [...(await measuresSeenBy(coordinator)).values()];
  const opening = {
    ...{ title: 'Welche zuerst?', rule: threeCriteria, measureIds: [first!, second!], handVoters: 0 },
    ...({ secrecy: 'open', unit: 'person', roll: 'present' } as const),
  };
  await holdBallot(coordinator, opening, [[coordinator, [5, 4, 2, 4, 2, 1]]]);
  coordinator.leave();
  await openBoard(page, address);
  await page.getByRole('button', { name: 'Als Tabelle' }).click();
  const effect = page.getByLabel('Wirkung: M02');
  await expect(effect).toHaveValue('4.75');
  await effect.selectOption('2 aus der Abstimmung');
  await expect(page.getByLabel('Aufwand: M02').locator('option:checked')).toHaveText('5 aus der Abstimmung');
  await expect(
    page.getByText(
      /Mittelwerten der Abstimmung vom .*„Wirkung auf Teilhabe“.*„Ressourcen“ umgekehrt.* Von Hand gesetzt: M01\./,
    ),
  ).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Als Feld' }).click();
  const point = page.getByRole('slider', { name: /^M02/ });
  await expect(point).toHaveAttribute('aria-valuetext', 'Wirkung 2, Aufwand 5, je von 1 bis 5');
  await point.press('ArrowUp');
  await expect(point).toHaveAttribute('aria-valuetext', 'Wirkung 2,25, Aufwand 5, je von 1 bis 5');
  await expect(page.getByText(/Mittelwerten der Abstimmung/)).toHaveCount(0);
  await expectAccessible(page);
});
