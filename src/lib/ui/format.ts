/** Languages of the screens. */
export type FormatLocale = 'de' | 'en';

/** A moment: a Date, milliseconds since 1970, or an ISO 8601 text. */
export type Moment = Date | number | string;

/** Every date and time is the city's, wherever the reader or the server stands. */
const timeZone = 'Europe/Berlin';

const tags = { de: 'de-DE', en: 'en-GB' } as const;

function perLocale<T>(make: (tag: string) => T): Record<FormatLocale, T> {
  return { de: make(tags.de), en: make(tags.en) };
}

const dates = perLocale(
  (tag) => new Intl.DateTimeFormat(tag, { day: '2-digit', month: '2-digit', year: 'numeric', timeZone }),
);
const longDates = perLocale(
  (tag) => new Intl.DateTimeFormat(tag, { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric', timeZone }),
);
const times = perLocale((tag) => new Intl.DateTimeFormat(tag, { hour: '2-digit', minute: '2-digit', timeZone }));

/** "14.01.2027", "14/01/2027". */
export function formatDate(moment: Moment, locale: FormatLocale): string {
  return dates[locale].format(new Date(moment));
}

/** "Donnerstag, 14. Januar 2027", "Thursday 14 January 2027". */
export function formatLongDate(moment: Moment, locale: FormatLocale): string {
  return longDates[locale].format(new Date(moment));
}

/** "14:25". */
export function formatTime(moment: Moment, locale: FormatLocale): string {
  return times[locale].format(new Date(moment));
}

/** "14:00–16:30 Uhr", "14:00–16:30". */
export function formatTimeRange(from: Moment, to: Moment, locale: FormatLocale): string {
  const range = `${formatTime(from, locale)}–${formatTime(to, locale)}`;
  return locale === 'de' ? `${range} Uhr` : range;
}

/** "1.234,5", "1,234.5"; exactly `digits` decimals when given, otherwise as many as the value has, at most three. */
export function formatNumber(value: number, locale: FormatLocale, digits?: number): string {
  const limits = digits === undefined ? {} : { minimumFractionDigits: digits, maximumFractionDigits: digits };
  return new Intl.NumberFormat(tags[locale], limits).format(value);
}

/**
 * A title as it is shown, for the eye alone: "-lotsen" and "Nr. 1" are not torn apart at the end of a line. Never for
 * what is stored, sent or compared.
 */
export function keepTogether(title: string): string {
  return title.replaceAll(/(^|\s)-(?=\p{L})/gu, '$1-\u2060').replaceAll(/\b(Nr|No)\. (?=\d)/g, '$1.\u00A0');
}

/** A whole number of minutes and seconds as a clock shows it: 372 s → "06:12"; below zero it stays at "00:00". */
export function formatClock(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const two = (part: number): string => String(part).padStart(2, '0');
  return `${two(Math.floor(whole / 60))}:${two(whole % 60)}`;
}
