import * as v from 'valibot';
import { GroupId } from '#domain/ids.ts';

/** Characters that nobody sees but that can turn a line around or break it. */
const invisible = /[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/** A name as others see it, 1–80 characters, trimmed and without invisible control characters. */
export const PersonName = v.pipe(
  v.string(),
  v.transform((typed) => typed.normalize('NFC').replace(invisible, ' ').replace(/\s+/g, ' ').trim()),
  v.minLength(1),
  v.maxLength(80),
);

/** An e-mail address in small letters, as accounts are found by it. */
export const Email = v.pipe(
  v.string(),
  v.transform((typed) => typed.trim().toLowerCase()),
  v.maxLength(254),
  v.email(),
);

/** The shortest password that a new account may have, in characters. There are no rules about which ones. */
export const shortestPassword = 12;

/** What a person types to sign in. Any non-empty text is a try. */
export const SignIn = v.object({
  email: v.pipe(
    v.string(),
    v.transform((typed) => typed.trim().toLowerCase()),
    v.minLength(1),
    v.maxLength(254),
  ),
  password: v.pipe(v.string(), v.minLength(1), v.maxLength(1000)),
});
export type SignIn = v.InferOutput<typeof SignIn>;

/** What the first coordinator types behind the setup link. The password may not be the e-mail address. */
export const SetUp = v.pipe(
  v.object({
    name: PersonName,
    email: Email,
    password: v.pipe(v.string(), v.minLength(shortestPassword), v.maxLength(1000)),
  }),
  v.forward(
    v.partialCheck(
      [['email'], ['password']],
      ({ email, password }) => password.trim().toLowerCase() !== email,
      'is the e-mail',
    ),
    ['password'],
  ),
);
export type SetUp = v.InferOutput<typeof SetUp>;

/** What a guest says about herself. No group: she speaks for herself only. */
export const JoinAsGuest = v.object({
  name: PersonName,
  groupId: v.pipe(
    v.optional(v.string(), ''),
    v.transform((chosen) => (chosen === '' ? null : chosen)),
    v.nullable(GroupId),
  ),
});
export type JoinAsGuest = v.InferOutput<typeof JoinAsGuest>;
