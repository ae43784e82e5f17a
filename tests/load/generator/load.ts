/** What the generator does to a server. Rates are key strokes per second, of each writer unless it says "in all". */
export type Load =
  | {
      readonly scenario: 'typing';
      readonly clients: number;
      readonly writers: number;
      readonly rate: number;
      readonly carets?: boolean;
    }
  | {
      readonly scenario: 'ramp';
      readonly clients: number;
      readonly writers: number;
      /** In all, one after the other. */
      readonly steps: readonly number[];
      /** The 99th percentile that still counts as working, in ms. */
      readonly limit: number;
    }
  | { readonly scenario: 'rooms'; readonly rooms: number; readonly per: number; readonly rate: number }
  | { readonly scenario: 'join'; readonly file: string; readonly herd: number; readonly singles: number }
  | { readonly scenario: 'restart'; readonly clients: number; readonly rooms: number }
  | { readonly scenario: 'open'; readonly letters: number };

/** What one cell measured, by name; `others` is the share of all cores that others used. */
export type Figures = Readonly<Record<string, number>>;
