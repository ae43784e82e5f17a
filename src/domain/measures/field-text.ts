import * as v from 'valibot';
import { type Duty, type FieldName, type Profile, profileFields } from './profile.ts';

/** Why a typed or imported text cannot be the value of a field. */
export type FieldProblem =
  | 'missing'
  | 'too-long'
  | 'too-many'
  | 'not-money'
  | 'unclear-money'
  | 'money-cents'
  | 'not-when'
  | 'not-day'
  | 'not-duty';

export type ReadField<Name extends FieldName> =
  { readonly ok: true; readonly value: Profile[Name] } | { readonly ok: false; readonly problem: FieldProblem };

/** The German words of a file, the first one is written; forms send the code. */
const dutyWords: Record<Duty, readonly string[]> = {
  mandatory: ['Pflichtaufgabe', 'pflicht', 'pflichtig', 'ja', 'mandatory'],
  partly: ['teilweise Pflichtaufgabe', 'teilweise', 'teils', 'partly'],
  voluntary: ['freiwillig', 'freiwillige Aufgabe', 'nein', 'voluntary'],
};

const lists: readonly FieldName[] = ['areas', 'partners', 'committees'];
const money: readonly FieldName[] = ['costOnce', 'costYearly'];

/** A value as people write it, in German notation: `65.000`, `08/2027`, `31.12.2028`; lists one to a line. */
export function fieldText<Name extends FieldName>(name: Name, value: Profile[Name]): string {
  if (value === null) return '';
  if (Array.isArray(value)) return value.join('\n');
  if (typeof value === 'number') return String(value).replaceAll(/\B(?=(\d{3})+$)/g, '.');
  if (name === 'from' || name === 'until' || name === 'targetBy') return dateText(value);
  if (name === 'duty') return Object.entries(dutyWords).find(([duty]) => duty === value)?.[1][0] ?? '';
  return value;
}

/** `2028-12-31` → `31.12.2028`, `2027-08` → `08/2027`, `2027` → `2027`. */
export function dateText(when: string): string {
  const [year, month, day] = when.split('-');
  if (month === undefined) return when;
  return day === undefined ? `${month}/${year}` : `${day}.${month}.${year}`;
}

/** Reads what `fieldText` writes, and what people write instead of it. */
export function readField<Name extends FieldName>(name: Name, typed: string): ReadField<Name> {
  const text = typed.replace(/^\uFEFF/, '').trim();
  const raw = rawValue(name, text);
  if (typeof raw === 'object' && raw !== null && 'problem' in raw) return { ok: false, problem: raw.problem };
  const parsed = v.safeParse(profileFields[name], raw);
  // The schema of this field yields the type of this field.
  if (parsed.success) return { ok: true, value: parsed.output as Profile[Name] };
  return { ok: false, problem: problemOf(name, text) };
}

type Raw = string | number | null | string[] | { problem: FieldProblem };

function rawValue(name: FieldName, text: string): Raw {
  if (lists.includes(name))
    return [
      ...new Set(
        text
          .split(/[\n;]/)
          .map((each) => each.trim())
          .filter((each) => each !== ''),
      ),
    ];
  if (money.includes(name)) return euros(text);
  if (name === 'from' || name === 'until') return text === '' ? null : (when(text) ?? { problem: 'not-when' });
  if (name === 'targetBy') return text === '' ? null : (lastDay(text) ?? { problem: 'not-day' });
  if (name === 'duty') return text === '' ? null : (duty(text) ?? { problem: 'not-duty' });
  return text;
}

function problemOf(name: FieldName, text: string): FieldProblem {
  if (name === 'title' && text === '') return 'missing';
  if (money.includes(name)) return 'not-money';
  if (name === 'from' || name === 'until') return 'not-when';
  if (name === 'targetBy') return 'not-day';
  return lists.includes(name) && text.split(/[\n;]/).length > 30 ? 'too-many' : 'too-long';
}

/** Whole euros from `65.000`, `65.000,00 €`, `65000`, `EUR 65 000`; null where nothing stands there. */
function euros(text: string): Raw {
  const bare = text.replaceAll(/€|Euro|EUR|[\s\u00A0\u202F]/gi, '');
  if (bare === '') return null;
  const found = /^(\d{1,3}(?:\.\d{3})+|\d+)(?:,(\d{1,2}|-{1,2}|–))?$/.exec(bare);
  // "65,000" is 65 in German and sixty-five thousand in English; "65.00" is neither.
  if (found === null) return { problem: /^\d+([.,]\d+)+$/.test(bare) ? 'unclear-money' : 'not-money' };
  const [, whole = '', cents = ''] = found;
  if (/[1-9]/.test(cents)) return { problem: 'money-cents' };
  return Number(whole.replaceAll('.', ''));
}

/** A year, month or day in the ways it is written here, as ISO 8601. */
function when(text: string): string | null {
  const day = /^(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})$/.exec(text);
  if (day !== null) return `${day[3]}-${two(day[2])}-${two(day[1])}`;
  const month = /^(\d{1,2})[/.](\d{4})$/.exec(text);
  if (month !== null) return `${month[2]}-${two(month[1])}`;
  return /^\d{4}(-\d{2}){0,2}$/.test(text) ? text : null;
}

/** A day; a year or a month stands for its last one. */
function lastDay(text: string): string | null {
  const found = when(text);
  if (found === null || found.length === 10) return found;
  const [year = 0, month = 12] = found.split('-').map(Number);
  return month < 1 || month > 12 ? null : new Date(Date.UTC(year, month, 0)).toISOString().slice(0, 10);
}

const two = (digits = ''): string => digits.padStart(2, '0');

function duty(text: string): Duty | null {
  const word = text.toLocaleLowerCase('de');
  const found = Object.entries(dutyWords).find(([, words]) =>
    words.some((each) => each.toLocaleLowerCase('de') === word),
  );
  return (found?.[0] as Duty | undefined) ?? null;
}
