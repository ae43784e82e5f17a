import * as v from 'valibot';

/** 31 symbols that are not mistaken for one another: no 0/O, 1/I/L. 31⁸ ≈ 8.5·10¹¹ codes. */
export const codeAlphabet = '23456789ABCDEFGHJKMNPQRSTUVWXYZ';
export const codeLength = 8;

/** A session code as typed by a person: case, spaces and hyphens do not matter. */
export const SessionCode = v.pipe(
  v.string(),
  v.transform((typed) => typed.toUpperCase().replace(/[\s-]/g, '')),
  v.regex(new RegExp(`^[${codeAlphabet}]{${codeLength}}$`)),
  v.brand('SessionCode'),
);
export type SessionCode = v.InferOutput<typeof SessionCode>;

/** For reading aloud and copying: `K7M4 QXAB`. */
export const spellCode = (code: string): string => code.replace(/^(.{4})(.{4})$/, '$1 $2');

/** Builds a code from dice: `roll()` gives whole numbers 0–30, evenly spread. */
export const makeCode = (roll: () => number): SessionCode =>
  v.parse(SessionCode, Array.from({ length: codeLength }, () => codeAlphabet[roll()]).join(''));
