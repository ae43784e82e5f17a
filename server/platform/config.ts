import { resolve } from 'node:path';
import * as v from 'valibot';
import { ConfigProblem } from './problem.ts';

/** Everything that the environment decides, checked. */
export type Config = {
  /** TCP port; 0 lets the system choose one. */
  readonly port: number;
  /** Address of the network interface to listen on. */
  readonly host: string;
  /** Absolute path of the directory that holds the embedded database and the keys of secret ballots. */
  readonly dataDir: string;
  /** An existing PostgreSQL server; undefined means the embedded one. Holds a password: never log it. */
  readonly databaseUrl: string | undefined;
  /** Origins from which forms, sockets and documents are accepted; the first is the address to print. */
  readonly origins: readonly [string, ...string[]];
  /** Number of reverse proxies whose X-Forwarded headers are believed; false believes none. */
  readonly trustProxy: number | false;
  /** Whether the fictional demo round is loaded into an empty database. */
  readonly demo: Demo;
  readonly logLevel: LogLevel;
  /** Opens `/metrics` to who sends it; undefined keeps it closed. Never log it. */
  readonly metricsToken: string | undefined;
};

/** auto: only into an empty embedded database; yes: into any empty database; no: never. */
export type Demo = 'auto' | 'yes' | 'no';

/** From talkative to silent. */
export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

/** One variable of the environment, as README.md shows it. */
export type ConfigRow = { readonly name: string; readonly default: string; readonly de: string; readonly en: string };

/** All variables that the product reads. A test compares README.md with this table. */
export const configTable: readonly ConfigRow[] = [
  { name: 'PORT', default: '3000', de: 'Port, auf dem der Dienst antwortet', en: 'port that the service answers on' },
  {
    name: 'HOST',
    default: '127.0.0.1',
    de: 'Netzwerkadresse, auf der er lauscht; 0.0.0.0 öffnet ihn für das Netz',
    en: 'network address it listens on; 0.0.0.0 opens it to the network',
  },
  {
    name: 'DATA_DIR',
    default: './data',
    de: 'Verzeichnis der eingebauten Datenbank; auch mit DATABASE_URL liegen hier die Schlüssel geheimer Abstimmungen, solange sie laufen',
    en: 'directory of the embedded database; also with DATABASE_URL it holds the keys of secret ballots while they run',
  },
  {
    name: 'DATABASE_URL',
    default: '',
    de: 'vorhandener PostgreSQL-Server ab Version 15 (postgres://…) statt der eingebauten Datenbank',
    en: 'existing PostgreSQL server, version 15 or newer (postgres://…), instead of the embedded database',
  },
  {
    name: 'ORIGIN',
    default: 'http://localhost:PORT',
    de: 'öffentliche Adresse, zum Beispiel https://planung.example',
    en: 'public address such as https://planung.example',
  },
  {
    name: 'TRUST_PROXY',
    default: 'false',
    de: 'Zahl der vorgeschalteten Proxys, deren X-Forwarded-Angaben gelten, oder false',
    en: 'number of reverse proxies whose X-Forwarded headers are believed, or false',
  },
  {
    name: 'DEMO',
    default: 'auto',
    de: 'Demo-Runde laden: auto (nur in die leere eingebaute Datenbank), yes (auch in eine leere DATABASE_URL), no (nie)',
    en: 'load the demo round: auto (only into the empty embedded database), yes (also into an empty DATABASE_URL), no (never)',
  },
  {
    name: 'LOG_LEVEL',
    default: 'info',
    de: 'Ausführlichkeit des Protokolls: debug, info, warn oder error',
    en: 'how much is logged: debug, info, warn or error',
  },
  {
    name: 'METRICS_TOKEN',
    default: '',
    de: 'öffnet /metrics für Prometheus mit diesem Bearer-Token, mindestens 16 Zeichen; ohne bleibt es geschlossen',
    en: 'opens /metrics to a Prometheus with this bearer token, at least 16 characters; without one it stays closed',
  },
];

/**
 * Reads and checks the configuration. An empty variable counts as not set.
 * @throws ConfigProblem naming the first variable that is wrong
 */
export function readConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const given = Object.fromEntries(configTable.map(({ name }) => [name, env[name]?.trim() || undefined]));
  const result = v.safeParse(environment, given, { abortEarly: true });
  if (!result.success) throw problemWith(String(result.issues[0].path?.[0]?.key));
  const { PORT, HOST, DATA_DIR, DATABASE_URL, ORIGIN, TRUST_PROXY, DEMO, LOG_LEVEL, METRICS_TOKEN } = result.output;
  return {
    port: PORT,
    host: HOST,
    dataDir: DATA_DIR,
    databaseUrl: DATABASE_URL,
    origins: ORIGIN === undefined ? localOrigins(PORT) : [ORIGIN],
    trustProxy: TRUST_PROXY,
    demo: DEMO,
    logLevel: LOG_LEVEL,
    metricsToken: METRICS_TOKEN,
  };
}

/** The origins of a service on this machine that has no public address; port 1–65535. */
export function localOrigins(port: number): [string, string] {
  return [`http://localhost:${String(port)}`, `http://127.0.0.1:${String(port)}`];
}

const wholeNumber = (from: number, to: number) =>
  v.pipe(v.string(), v.regex(/^\d{1,5}$/), v.transform(Number), v.minValue(from), v.maxValue(to));

const address = (protocols: readonly string[]) =>
  v.pipe(
    v.string(),
    v.check((text) => URL.canParse(text) && protocols.includes(new URL(text).protocol)),
  );

const environment = v.object({
  PORT: v.optional(wholeNumber(0, 65_535), '3000'),
  HOST: v.optional(v.pipe(v.string(), v.regex(/^[A-Za-z0-9.:_-]+$/)), '127.0.0.1'),
  DATA_DIR: v.pipe(
    v.optional(v.string(), './data'),
    v.transform((path) => resolve(path)),
  ),
  DATABASE_URL: v.optional(address(['postgres:', 'postgresql:'])),
  ORIGIN: v.optional(
    v.pipe(
      address(['http:', 'https:']),
      v.transform((text) => new URL(text)),
      v.check((url) => url.pathname === '/' && url.search === '' && url.hash === '' && url.username === ''),
      v.transform((url) => url.origin),
    ),
  ),
  TRUST_PROXY: v.pipe(
    v.optional(v.union([v.literal('false'), wholeNumber(0, 16)]), 'false'),
    v.transform((hops) => (hops === 'false' || hops === 0 ? false : hops)),
  ),
  DEMO: v.optional(v.picklist(['auto', 'yes', 'no']), 'auto'),
  LOG_LEVEL: v.optional(v.picklist(['debug', 'info', 'warn', 'error']), 'info'),
  // What a header carries unchanged.
  METRICS_TOKEN: v.optional(v.pipe(v.string(), v.regex(/^[\x21-\x7E]{16,}$/))),
});

/** The value itself is left out: DATABASE_URL holds a password, METRICS_TOKEN is one. */
function problemWith(name: string): ConfigProblem {
  const [german, english] = wanted[name] ?? ['ein anderer Wert nötig', 'needs another value'];
  return new ConfigProblem(
    `Die Einstellung ${name} passt nicht: ${german}.`,
    `The setting ${name} is not valid: ${english}.`,
  );
}

const wanted: Readonly<Record<string, readonly [string, string]>> = {
  PORT: ['Sie muss eine ganze Zahl von 0 bis 65535 sein', 'it must be a whole number from 0 to 65535'],
  HOST: [
    'Sie muss eine Netzwerkadresse oder ein Rechnername sein, zum Beispiel 127.0.0.1',
    'it must be a network address or a host name such as 127.0.0.1',
  ],
  DATABASE_URL: [
    'Sie muss eine Adresse wie postgres://name:kennwort@rechner:5432/datenbank sein (Sonderzeichen im Kennwort mit % kodiert)',
    'it must be an address like postgres://name:password@host:5432/database (special characters in the password %-encoded)',
  ],
  ORIGIN: [
    'Sie muss eine Adresse ohne Pfad sein, zum Beispiel https://planung.example',
    'it must be an address without a path, such as https://planung.example',
  ],
  TRUST_PROXY: [
    'Sie muss false oder die Zahl der vorgeschalteten Proxys sein (1 bis 16)',
    'it must be false or the number of reverse proxies (1 to 16)',
  ],
  DEMO: ['Sie muss auto, yes oder no sein', 'it must be auto, yes or no'],
  LOG_LEVEL: ['Sie muss debug, info, warn oder error sein', 'it must be debug, info, warn or error'],
  METRICS_TOKEN: [
    'Sie muss mindestens 16 Zeichen haben, ohne Leerzeichen und Umlaute',
    'it must have at least 16 characters, plain ASCII without spaces',
  ],
};
