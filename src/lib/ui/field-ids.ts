/** What every field of a form is told. Its id is its name unless told otherwise. */
export interface FieldProps {
  label: string;
  name: string;
  id?: string | undefined;
  value?: string | undefined;
  /** Quiet words after the label, e.g. "oder ein Kürzel". */
  optional?: string | undefined;
  hint?: string | undefined;
  error?: string | undefined;
}

/** The ids that tie a field to its hint and its error message; screen readers read them in this order. */
export interface FieldWiring {
  hintId: string;
  errorId: string;
  /** For `aria-describedby`; undefined when there is nothing to describe. */
  describedBy: string | undefined;
  /** For `aria-invalid`. */
  invalid: 'true' | undefined;
}

/** Wires a field whose input has the id `id`, so that ErrorSummary and screen readers find what belongs to it. */
export function wireField(id: string, hint: string | undefined, error: string | undefined): FieldWiring {
  const hintId = `${id}-hint`;
  const errorId = `${id}-error`;
  const parts = [hint ? hintId : '', error ? errorId : ''].filter((part) => part !== '');
  return {
    hintId,
    errorId,
    describedBy: parts.length === 0 ? undefined : parts.join(' '),
    invalid: error ? 'true' : undefined,
  };
}
