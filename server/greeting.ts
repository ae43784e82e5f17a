import type { App } from './app.ts';
import type { Config } from './platform/config.ts';

/** What the terminal says when all is ready: the address and how to get in. German first, then English. */
export async function greet(app: App, config: Config): Promise<string> {
  const lines = [
    '',
    `  Planungsrunde: ${app.address}`,
    '',
    ...(await wayIn(app)),
    ...networkHint(config),
    '  Beenden mit Strg+C. Stop with Ctrl+C.',
    '',
  ];
  return `${lines.join('\n')}\n`;
}

async function wayIn(app: App): Promise<string[]> {
  if (app.demo)
    return [
      `  Demo-Runde (alle Inhalte erfunden): eintreten mit einem Klick unter ${app.address}/signin`,
      '  Demo round (all content is fictional): one click on that page lets you in.',
      '  Gäste kommen mit dem Code der Sitzung unter /join dazu, sobald die Moderation sie geöffnet hat.',
      '',
    ];
  if (!(await app.isNew())) return [];
  const link = `${app.address}/setup/${await app.people.createSetupLink()}`;
  return [
    '  Noch niemand hat ein Konto. Mit diesem Link legen Sie das erste an (gilt 24 Stunden, einmal):',
    '  Nobody has an account yet. This link creates the first one (valid for 24 hours, once):',
    `  ${link}`,
    '',
  ];
}

function networkHint({ host, origins }: Config): string[] {
  const local = ['127.0.0.1', 'localhost', '::1'].includes(host) || !origins[0].startsWith('http://localhost:');
  if (local) return [];
  return [
    '  Aus dem Netz erreichbar wird Planungsrunde mit ORIGIN, zum Beispiel ORIGIN=https://planung.example.',
    '  Set ORIGIN to the public address to let others in, for example ORIGIN=https://planung.example.',
    '',
  ];
}
