import * as v from 'valibot';

/** Line breaks of one kind, no spaces at the ends, and nothing that a database or a spreadsheet stumbles over. */
const text = (longest: number) =>
  v.pipe(
    v.string(),
    v.transform((typed) => typed.replaceAll(/\r\n?/g, '\n').replaceAll(controls, '').trim()),
    v.maxLength(longest),
  );
const controls = /[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g;

const names = v.pipe(v.array(v.pipe(text(160), v.nonEmpty())), v.maxLength(30));
/** Whole euros; a city's measure stays below two billion. */
const euros = v.nullable(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(2_000_000_000)));

/** A year, a month or a day: `2027`, `2027-08`, `2027-08-01`. */
export const YearOrDay = v.pipe(
  v.string(),
  v.regex(/^(19|20)\d\d(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$/),
  v.check((when) => when.length < 10 || isDay(when)),
);
const isDay = (day: string): boolean => new Date(`${day}T00:00:00Z`).toJSON()?.startsWith(day) ?? false;

/** Whether the law obliges the city: fully, in part, or not at all. */
export const duties = ['mandatory', 'partly', 'voluntary'] as const;
export type Duty = (typeof duties)[number];

/**
 * The typed fields of a measure's profile (Steckbrief), each with what it may hold. The results chain has the three
 * levels of the Wirktreppe: `output` (steps 1–3), `outcome` at the target group (4–6), `society` (7).
 */
export const profileFields = {
  title: v.pipe(text(160), v.nonEmpty()),
  summary: text(600),
  goal: text(1000),
  targetGroup: text(300),
  areas: names,
  leadUnit: text(160),
  partners: names,
  costOnce: euros,
  costYearly: euros,
  funding: text(600),
  staff: text(300),
  from: v.nullable(YearOrDay),
  until: v.nullable(YearOrDay),
  duty: v.nullable(v.picklist(duties)),
  output: text(600),
  outcome: text(600),
  society: text(600),
  indicator: text(300),
  baseline: text(160),
  target: text(160),
  targetBy: v.nullable(v.pipe(v.string(), v.isoDate(), v.check(isDay))),
  committees: names,
} as const;

export type FieldName = keyof typeof profileFields;
/** The names of the fields in the order of the profile. */
export const fieldNames = Object.keys(profileFields).filter((name): name is FieldName => name in profileFields);

export const ProfileValues = v.strictObject(profileFields);
/** Every typed field of a profile. Money in whole euros; `null` where nothing is known. */
export type Profile = v.InferOutput<typeof ProfileValues>;

/** Some of the fields, to be set to these values. */
export const ProfileChange = v.pipe(
  v.partial(ProfileValues),
  v.check((change) => Object.keys(change).length > 0),
);
export type ProfileChange = { readonly [Name in FieldName]?: Profile[Name] | undefined };

/** A profile of which nothing but the title is known. */
export const blankProfile = (title: string): Profile => ({
  ...{ title, summary: '', goal: '', targetGroup: '', areas: [], leadUnit: '', partners: [] },
  ...{ costOnce: null, costYearly: null, funding: '', staff: '', from: null, until: null, duty: null },
  ...{ output: '', outcome: '', society: '', indicator: '', baseline: '', target: '', targetBy: null, committees: [] },
});

/** Whether two values of a field are the same. */
export const isSameValue = (one: Profile[FieldName], other: Profile[FieldName]): boolean =>
  JSON.stringify(one) === JSON.stringify(other);

/** The fields of `change` that differ from what `now` holds: what is left to be set. */
export function whatChanges(now: Profile, change: ProfileChange): FieldName[] {
  return fieldNames.filter((name) => {
    const wanted = change[name];
    return wanted !== undefined && !isSameValue(wanted, now[name]);
  });
}

/** The profile with the fields of `change` set. */
export function withChange(now: Profile, change: ProfileChange): Profile {
  const wanted = whatChanges(now, change).map((name) => [name, change[name]] as const);
  return { ...now, ...Object.fromEntries(wanted) };
}

/** Whether a period ends before it begins; a year or a month counts as a whole. */
export const endsTooEarly = ({ from, until }: Pick<Profile, 'from' | 'until'>): boolean =>
  from !== null && until !== null && until < from.slice(0, until.length);
