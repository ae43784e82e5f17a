import { sql } from 'kysely';

/** A value for a column of the type `jsonb`. */
export const asJson = (value: unknown) => sql<unknown>`${JSON.stringify(value)}::text::jsonb`;
