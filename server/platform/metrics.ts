/** Counts what happens. */
export type Counter = { add(n?: number): void };

/** A counter for each value of one label. The values must come from a closed set: each is kept until the process ends. */
export type Counters<Value extends string = string> = { add(value: Value, n?: number): void };

/** Counts how many observations lie at or below each bound, and their sum. */
export type Histogram = { observe(x: number): void };

/**
 * The numbers of one running process, in the order in which they were registered.
 *
 * `add` and `observe` are made for hot paths: they allocate nothing and format nothing. Names and units follow
 * Prometheus: seconds and bytes, and `_total` at the end of what only grows. Registering throws when the name is taken
 * or not one that Prometheus accepts, or when bounds do not rise.
 */
export type Metrics = {
  counter(name: string, help: string): Counter;
  /** `values` stand at 0 from the start, so that a scrape also sees the first increase. */
  counters<Value extends string>(name: string, help: string, label: string, values?: readonly Value[]): Counters<Value>;
  /** What goes up and down; `read` is asked at each scrape and must not wait or throw. */
  gauge(name: string, help: string, read: () => number): void;
  /** What only grows and is counted elsewhere; `read` as for a gauge. */
  total(name: string, help: string, read: () => number): void;
  /** `bounds` rise; what lies above the last one counts as +Inf. */
  histogram(name: string, help: string, bounds: readonly number[]): Histogram;
  /** All of it in the Prometheus text exposition format 0.0.4. */
  text(): string;
};

type Kind = 'counter' | 'gauge' | 'histogram';

/** An empty registry. Nothing is shared between two of them. */
export function createMetrics(): Metrics {
  const families = new Map<string, () => string>();
  const register = (kind: Kind, name: string, help: string, samples: () => readonly string[]) => {
    if (!/^[a-zA-Z_:][a-zA-Z0-9_:]*$/.test(name)) throw new Error(`Not the name of a metric: ${name}`);
    if (families.has(name)) throw new Error(`There is already a metric ${name}`);
    const head = `# HELP ${name} ${escaped(help)}\n# TYPE ${name} ${kind}\n`;
    families.set(name, () => head + samples().join('\n') + '\n');
  };
  const read = (kind: Kind) => (name: string, help: string, value: () => number) =>
    register(kind, name, help, () => [sample(name, value())]);
  return {
    gauge: read('gauge'),
    total: read('counter'),
    counter(name, help) {
      let count = 0;
      register('counter', name, help, () => [sample(name, count)]);
      return { add: (n = 1) => void (count += n) };
    },
    counters(name, help, label, values = []) {
      const counts = new Map<string, number>(values.map((value) => [value, 0]));
      register('counter', name, help, () =>
        [...counts].map(([value, count]) => sample(`${name}{${label}="${quoted(value)}"}`, count)),
      );
      return { add: (value, n = 1) => void counts.set(value, (counts.get(value) ?? 0) + n) };
    },
    histogram(name, help, bounds) {
      if (bounds.some((bound, at) => !(bound > (bounds[at - 1] ?? -Infinity))))
        throw new Error(`The bounds of ${name} do not rise`);
      const { observe, samples } = buckets(name, Float64Array.from(bounds));
      register('histogram', name, help, samples);
      return { observe };
    },
    text: () => [...families.values()].map((family) => family()).join(''),
  };
}

/** One cell for each bound, one for what lies above them, and the sum in the last: all in place, none ever allocated. */
function buckets(name: string, bounds: Float64Array) {
  const above = bounds.length;
  const sum = above + 1;
  const cells = new Float64Array(above + 2);
  const add = (cell: number, n: number) => void (cells[cell] = (cells[cell] ?? 0) + n);
  const observe = (x: number): void => {
    let cell = 0;
    while (cell < above && x > (bounds[cell] ?? Infinity)) cell += 1;
    add(cell, 1);
    add(sum, x);
  };
  const samples = (): string[] => {
    let count = 0;
    const upTo = (bound: number, cell: number) =>
      sample(`${name}_bucket{le="${numeral(bound)}"}`, (count += cells[cell] ?? 0));
    const lines = [...bounds, Infinity].map(upTo);
    return [...lines, sample(`${name}_sum`, cells[sum] ?? 0), sample(`${name}_count`, count)];
  };
  return { observe, samples };
}

const sample = (series: string, value: number): string => `${series} ${numeral(value)}`;

const numeral = (value: number): string =>
  Number.isFinite(value) || Number.isNaN(value) ? String(value) : value > 0 ? '+Inf' : '-Inf';

const escaped = (text: string): string => text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');

const quoted = (text: string): string => escaped(text).replaceAll('"', '\\"');
