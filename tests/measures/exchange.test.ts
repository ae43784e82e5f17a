import { randomUUID } from 'node:crypto';
import readXlsxFile from 'read-excel-file/node';
import { describe, expect, test } from 'vitest';
import * as v from 'valibot';
import { AnalysisId } from '#domain/ids.ts';
import { readView, viewAddress } from '#domain/measures/list-view.ts';
import { cutMark, readSheet, sheetHeaders, type SheetReading } from '#domain/measures/sheet.ts';
import { change } from '../../server/database/database.ts';
import { exportAs, preview, previewRows } from '../../server/measures/exchange.ts';
import { list } from '../../server/measures/measures.ts';
import { largestFile, readCells, toXlsx } from '../../server/measures/spreadsheet.ts';
import { repacked } from './repacked.ts';
import { type MeasuresHere, measuresHere, newMeasure } from './measures-here.ts';

const utf8 = (text: string) => new TextEncoder().encode(text);
const look = async (here: MeasuresHere, file: Uint8Array) => {
  const found = await preview(here.db.kysely, here.round.people.jugendhilfeplanung, here.round.roundId, file);
  return typeof found === 'string' ? found : found.reading;
};
const reading = async (here: MeasuresHere, text: string): Promise<SheetReading> => {
  const found = await look(here, utf8(text));
  if (typeof found === 'string') throw new Error(found);
  return found;
};

describe('a table', () => {
  test('with a mark, umlauts, quotes, German numbers and empty rows is read as it is meant', async () => {
    const here = await measuresHere();
    const csv = [
      '\uFEFFTitel;Kosten im Jahr (€);Beginn;Beteiligte;Lageanalysen;Status;Risiken;Bemerkung',
      '"Lotsenstelle ""Süd""; mit Öffnung";65.000,00 €;08/2027;Jobcenter;a1;Entwurf;"Zu wenig\nRäume";egal',
      ';;;;;;;',
      'Wärmestube;;;;;;;',
    ].join('\r\n');
    const { measures, mistakes, unknown, count } = await reading(here, csv);
    expect([count, mistakes, unknown]).toEqual([2, [], ['Bemerkung']]);
    expect(measures[0]).toMatchObject({
      row: 2,
      measure: {
        fields: {
          title: 'Lotsenstelle "Süd"; mit Öffnung',
          costYearly: 65_000,
          from: '2027-08',
          partners: ['Jobcenter'],
        },
        ...{ status: 'draft', analysisIds: [here.analysisIds[0]], text: { risks: ['Zu wenig', 'Räume'] } },
      },
    });
    expect(measures[1]).toMatchObject({ row: 4, measure: { fields: { title: 'Wärmestube' }, status: 'idea' } });
  });

  test('with mistakes says row, column and what stands there; the other rows can be taken over', async () => {
    const here = await measuresHere();
    const csv = [
      'Titel,Kosten einmalig,Ende,Beginn,Status,Lageanalysen,Zielwert bis',
      'Gut,18000,,,,,',
      ',18000,,,,,',
      'Schlecht,"65,000",2027,2028,fertig,A9,irgendwann',
    ].join('\n');
    const { measures, mistakes } = await reading(here, csv);
    expect(measures.map(({ row }) => row)).toEqual([2]);
    expect(mistakes.map(({ row, column, value, problem }) => [row, column, value, problem])).toEqual([
      [3, 'Titel', '', 'missing'],
      [4, 'Kosten einmalig (€)', '65,000', 'unclear-money'],
      [4, 'Zielwert bis', 'irgendwann', 'not-day'],
      [4, 'Ende', '2027', 'period'],
      [4, 'Status', 'fertig', 'not-status'],
      [4, 'Lageanalysen', 'A9', 'not-analysis'],
    ]);
  });

  test('with more text or analyses than fit says so in that row, and cuts nothing off', () => {
    const analyses = Array.from({ length: 31 }, (_, at) => ({
      id: v.parse(AnalysisId, randomUUID()),
      key: `A${at + 1}`,
    }));
    const found = readSheet(
      [
        ['Titel', 'Beschreibung', 'Lageanalysen'],
        [
          'Eins',
          'x'.repeat(4000),
          analyses
            .slice(1)
            .map(({ key }) => key)
            .join(';'),
        ],
        ['Zwei', 'x'.repeat(4001), ''],
        ['Drei', Array.from({ length: 61 }, (_, at) => `Absatz ${at}`).join('\n'), ''],
        ['Vier', '', analyses.map(({ key }) => key).join(' ')],
      ],
      { analyses, measures: [] },
    );
    expect(found?.mistakes.map(({ row, column, problem }) => [row, column, problem])).toEqual([
      [3, 'Beschreibung', 'text-too-long'],
      [4, 'Beschreibung', 'text-too-long'],
      [5, 'Lageanalysen', 'too-many'],
    ]);
    expect(found?.measures.map(({ measure }) => measure.text.description?.[0]?.length)).toEqual([4000]);
  });

  test('shows what may be the same as a measure of the round or as an earlier row', async () => {
    const here = await measuresHere();
    const { roundId, people } = here.round;
    await here.gave(people.coordination, 'measure.add', {
      roundId,
      measures: [newMeasure('Lotsenstelle in Kreyenbrück')],
    });
    const { measures } = await reading(here, 'Titel\nLotsenstellen Kreyenbrück\nWärmestube\nWärmestuben\n');
    expect(measures.map(({ alike, alikeRow }) => [alike?.key ?? null, alikeRow])).toEqual([
      ['M05', null],
      [null, null],
      [null, 3],
    ]);
  });

  test('that was looked at is read as the round is now when its rows are taken over', async () => {
    const here = await measuresHere();
    const { roundId, people } = here.round;
    const cells = [
      ['Titel', 'Lageanalysen'],
      ['Wärmestube', 'A1'],
      ['Lernwerkstatt', ''],
    ];
    const again = () => previewRows(here.db.kysely, people.jugendhilfeplanung, roundId, cells);
    expect(await again()).toMatchObject({ cells, reading: { mistakes: [], measures: [{ row: 2 }, { row: 3 }] } });
    await change(here.db, (changes) => changes.deleteFrom('analysis').where('key', '=', 'A1').execute());
    await here.gave(people.coordination, 'measure.add', { roundId, measures: [newMeasure('Lernwerkstatt')] });
    expect(await again()).toMatchObject({
      reading: { mistakes: [{ row: 2, problem: 'not-analysis' }], measures: [{ row: 3, alike: { key: 'M05' } }] },
    });
    await expect(previewRows(here.db.kysely, people.stranger, roundId, cells)).rejects.toMatchObject({
      code: 'not-allowed',
    });
  });

  test('from an older Excel is read by its own letters', async () => {
    const here = await measuresHere();
    const latin = Uint8Array.from('Titel\nW\u00e4rmestube', (letter) => letter.charCodeAt(0));
    expect(await look(here, latin)).toMatchObject({ measures: [{ measure: { fields: { title: 'Wärmestube' } } }] });
  });

  test('that is none, too large, too long or empty is refused by name', async () => {
    const here = await measuresHere();
    const rows = (count: number) => `Titel\n${Array.from({ length: count }, (_, at) => `Nr ${at}`).join('\n')}`;
    expect(await look(here, Uint8Array.of(0x50, 0x4b, 3, 4, 0, 0))).toBe('unreadable');
    expect(await look(here, Uint8Array.of(0, 1, 2))).toBe('unreadable');
    expect(await look(here, utf8('Name\nLotsenstelle'))).toBe('no-title');
    expect(await look(here, utf8('Titel\n\n \n'))).toBe('empty');
    expect(await look(here, utf8(rows(501)))).toBe('too-many-rows');
    expect(await look(here, utf8(rows(500)))).toMatchObject({ count: 500 });
    expect(await look(here, new Uint8Array(2 * 1024 * 1024 + 1))).toBe('too-large');
  });

  test('that is packed is refused where it lies about its size or would never end', async () => {
    const sheet = (inside: string) => `<worksheet><sheetData>${inside}</sheetData></worksheet>`;
    const good = await toXlsx([['Titel'], ['Wärmestube']]);
    expect(await readCells(repacked(good, (xml) => xml))).toEqual([['Titel'], ['Wärmestube']]);
    const bomb = repacked(good, () => ' '.repeat(200 * 1024 * 1024));
    expect(bomb.length).toBeLessThan(largestFile);
    expect(await readCells(bomb)).toBeNull();
    const liar = repacked(good, () => ' '.repeat(200 * 1024 * 1024), 1000);
    expect(await readCells(liar)).toBeNull();
    const endless = repacked(good, () => sheet('<row r="99999999999"><c r="A99999999999"><v>1</v></c></row>'));
    expect(await readCells(endless)).toBeNull();
  }, 20_000);

  test('is looked at only for those who may add measures', async () => {
    const here = await measuresHere();
    const { people, roundId } = here.round;
    const ask = (caller: typeof people.observation | null) =>
      preview(here.db.kysely, caller, roundId, utf8('Titel\nX'));
    await expect(ask(people.observation)).rejects.toMatchObject({ code: 'not-allowed' });
    await expect(ask(people.stranger)).rejects.toMatchObject({ code: 'not-allowed' });
    await expect(ask(null)).rejects.toMatchObject({ code: 'not-signed-in' });
  });
});

describe.each(['csv', 'xlsx'] as const)('an export as %s', (format) => {
  test('can be taken over again, and loses nothing', async () => {
    const here = await measuresHere();
    const { roundId, people } = here.round;
    const fields = {
      ...{ summary: '=SUMME(A1) und „Zitat“; mit Semikolon', target: '+15 %', areas: ['Kreyenbrück', 'Ofenerdiek'] },
      ...{ costYearly: 65_000, costOnce: 0, from: '2027-08', until: '2029-07', duty: 'voluntary' as const },
      ...{
        targetBy: '2028-12-31',
        goal: '@alle\nzweite Zeile; mit Semikolon',
        funding: '-',
        committees: ['Sozialausschuss'],
      },
    };
    const text = { description: ['Erster Absatz', 'Zweiter Absatz'], risks: [], 'starting-point': [] };
    const whole = {
      ...newMeasure('Größe & Maß'),
      ...{ status: 'draft' as const, analysisIds: [...here.analysisIds], text },
    };
    const measure = { ...whole, fields: { ...whole.fields, ...fields } };
    await here.gave(people.coordination, 'measure.add', { roundId, measures: [measure] });
    const filter = readView(new URLSearchParams({ status: 'draft' })).filter;
    const file = await exportAs(here.db.kysely, people.observation, { format, filter });
    const found = await look(here, new Uint8Array(file));
    expect(found).toMatchObject({ count: 1, mistakes: [], unknown: [], measures: [{ measure }] });
  });

  test('holds what its reader may read, and the headings alone where that is nothing', async () => {
    const here = await measuresHere();
    const filter = readView(new URLSearchParams()).filter;
    const cellsFor = async (who: 'stranger' | 'observation') =>
      readCells(new Uint8Array(await exportAs(here.db.kysely, here.round.people[who], { format, filter })));
    expect((await cellsFor('stranger'))?.filter((row) => row.join('') !== '')).toEqual([[...sheetHeaders]]);
    expect((await cellsFor('observation'))?.filter((row) => row.join('') !== '')).toHaveLength(5);
  });
});

describe('a text that is longer than a cell of Excel', () => {
  /** With one letter of two halves just where Excel's end would divide it. */
  const long = [...Array.from({ length: 12 }, (_, at) => `Absatz ${at} ${'x'.repeat(3900)}`), '😀'.repeat(2000)];
  const exported = async (format: 'csv' | 'xlsx', description: string[]) => {
    const here = await measuresHere();
    const { roundId, people } = here.round;
    const measure = { ...newMeasure('Lotsenstelle lang'), status: 'draft' as const, text: { description } };
    await here.gave(people.coordination, 'measure.add', { roundId, measures: [measure] });
    const filter = readView(new URLSearchParams({ status: 'draft' })).filter;
    return { here, file: new Uint8Array(await exportAs(here.db.kysely, people.coordination, { format, filter })) };
  };
  const column = sheetHeaders.indexOf('Beschreibung');

  test('is cut in an Excel file and says so, also on a sheet of its own', async () => {
    const { file } = await exported('xlsx', long);
    const cell = (await readCells(file))?.[1]?.[column] ?? '';
    expect(cell).toHaveLength(32_767);
    expect(cell.endsWith(`x\n${cutMark}`)).toBe(true);
    expect(long.join('\n').startsWith(cell.slice(0, -cutMark.length - 1))).toBe(true);
    const [, note] = await readXlsxFile(Buffer.from(file));
    expect(note).toMatchObject({ sheet: 'Gekürzte Texte' });
    expect(note?.data[1]).toEqual(['M05 Lotsenstelle lang', 'Beschreibung', long.join('\n').length]);
  });

  test('is not cut within a letter', async () => {
    const { file } = await exported(
      'xlsx',
      Array.from({ length: 9 }, () => '😀'.repeat(2000)),
    );
    const cell = (await readCells(file))?.[1]?.[column] ?? '';
    expect(cell.isWellFormed()).toBe(true);
    expect(cell.length).toBeGreaterThan(32_760);
    expect(cell.length).toBeLessThanOrEqual(32_767);
  });

  test('comes back whole from a CSV file, and never as half a text from an Excel file', async () => {
    const csv = await exported('csv', long);
    expect(await look(csv.here, csv.file)).toMatchObject({
      mistakes: [],
      measures: [{ measure: { text: { description: long } } }],
    });
    const xlsx = await exported('xlsx', long);
    const found = await look(xlsx.here, xlsx.file);
    expect(found).toMatchObject({
      count: 1,
      measures: [],
      mistakes: [{ row: 2, column: 'Beschreibung', problem: 'text-cut' }],
    });
  });

  test('and one that just fits is left alone, without a second sheet', async () => {
    const fits = [...Array.from({ length: 8 }, () => 'x'.repeat(4000)), 'x'.repeat(32_767 - 8 * 4001)];
    const { here, file } = await exported('xlsx', fits);
    expect(await look(here, file)).toMatchObject({
      mistakes: [],
      measures: [{ measure: { text: { description: fits } } }],
    });
    expect(await readXlsxFile(Buffer.from(file))).toHaveLength(1);
  });
});

test('nothing in a CSV file is a formula', async () => {
  const here = await measuresHere();
  const { roundId, people } = here.round;
  const title = '=HYPERLINK("http://x")';
  await here.gave(people.coordination, 'measure.add', { roundId, measures: [newMeasure(title, { goal: '\t@x' })] });
  const filter = readView(new URLSearchParams()).filter;
  const csv = (await exportAs(here.db.kysely, people.coordination, { format: 'csv', filter })).toString();
  expect(csv).toContain(`"'=HYPERLINK(""http://x"")"`);
  expect(csv.startsWith('\uFEFFNr.;Titel;Status;')).toBe(true);
  expect((await list(here.db.kysely, people.coordination)).at(-1)?.title).toBe(title);
});

test('the address of a view shows others the same', () => {
  const address = '?view=board&area=Kreyenbr%C3%BCck&status=draft&column=goal&column=duty';
  const view = readView(new URLSearchParams(address));
  expect(view).toMatchObject({
    view: 'board',
    filter: { area: 'Kreyenbrück', status: 'draft' },
    columns: ['goal', 'duty'],
  });
  expect(viewAddress(view)).toBe(address);
  expect(viewAddress(readView(new URLSearchParams('?view=x&column=y&area=')))).toBe('');
});
