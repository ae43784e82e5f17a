import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { configTable, readConfig } from '../../server/platform/config.ts';
import { ConfigProblem } from '../../server/platform/problem.ts';

describe('the configuration', () => {
  test('has a default for everything', () => {
    expect(readConfig({})).toEqual({
      port: 3000,
      host: '127.0.0.1',
      dataDir: resolve('data'),
      databaseUrl: undefined,
      origins: ['http://localhost:3000', 'http://127.0.0.1:3000'],
      trustProxy: false,
      demo: 'auto',
      logLevel: 'info',
      metricsToken: undefined,
    });
  });

  test('takes what the environment says', () => {
    const env = {
      PORT: '8080',
      HOST: '0.0.0.0',
      DATA_DIR: '/var/lib/planungsrunde',
      DATABASE_URL: 'postgresql://planung:geheim@db:5432/planung',
      ORIGIN: 'https://planung.example/',
      TRUST_PROXY: '1',
      DEMO: 'no',
      LOG_LEVEL: 'warn',
      METRICS_TOKEN: 'sixteen-letters!',
    };
    expect(Object.keys(env)).toEqual(configTable.map(({ name }) => name));
    expect(readConfig(env)).toEqual({
      port: 8080,
      host: '0.0.0.0',
      dataDir: '/var/lib/planungsrunde',
      databaseUrl: 'postgresql://planung:geheim@db:5432/planung',
      origins: ['https://planung.example'],
      trustProxy: 1,
      demo: 'no',
      logLevel: 'warn',
      metricsToken: 'sixteen-letters!',
    });
  });

  test('takes the defaults that the table names', () => {
    const defaults = configTable
      .filter(({ default: value }) => !value.includes('PORT'))
      .map(({ name, default: value }): [string, string] => [name, value]);
    expect(readConfig(Object.fromEntries(defaults))).toEqual(readConfig({}));
  });

  test('treats an empty variable like one that is not set', () => {
    expect(readConfig({ PORT: '', ORIGIN: ' ', TRUST_PROXY: '' })).toEqual(readConfig({}));
  });

  test.each([
    ['PORT', 'abc'],
    ['PORT', '65536'],
    ['PORT', '-1'],
    ['PORT', '3000.5'],
    ['HOST', 'http://localhost'],
    ['DATABASE_URL', 'mysql://planung@db/planung'],
    ['DATABASE_URL', 'db:5432'],
    ['ORIGIN', 'planung.example'],
    ['ORIGIN', 'https://planung.example/runde'],
    ['ORIGIN', 'https://name@planung.example'],
    ['TRUST_PROXY', 'true'],
    ['TRUST_PROXY', '99'],
    ['DEMO', 'ja'],
    ['LOG_LEVEL', 'laut'],
    ['METRICS_TOKEN', 'fifteen-letters'],
    ['METRICS_TOKEN', 'mehr als sechzehn'],
    ['METRICS_TOKEN', 'Umlaute-übertragen-sich-nicht'],
  ])('refuses %s=%s with one sentence in each language that names the variable', (name, value) => {
    const problem = catching(() => readConfig({ [name]: value }));
    expect(problem).toBeInstanceOf(ConfigProblem);
    const [german, english, ...more] = String((problem as Error).message).split('\n');
    expect(german).toContain(`Die Einstellung ${name} passt nicht`);
    expect(english).toContain(`The setting ${name} is not valid`);
    expect(more).toEqual([]);
  });

  test('never repeats a password', () => {
    const problem = catching(() => readConfig({ DATABASE_URL: 'postgrs://planung:geheim@db/planung' }));
    expect(String(problem)).toContain('DATABASE_URL');
    expect(String(problem)).not.toContain('geheim');
  });
});

function catching(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    return error;
  }
}
