import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium, type LaunchOptions } from '@playwright/test';
import { object, parse, string } from 'valibot';

/** A Chromium that starts here: its executable and what its environment needs on top of ours. */
export interface Browser {
  executablePath: string;
  env: Record<string, string>;
  from: 'CHROMIUM' | 'installed' | 'playwright' | 'npm';
}

/** Where the browser from npm is unpacked, once per version; `npm ci` removes it. */
const cache = join(import.meta.dirname, '../../node_modules/.cache/chromium');
const installedNames = [
  'chromium',
  'chromium-browser',
  'google-chrome-stable',
  'google-chrome',
  'microsoft-edge-stable',
];

/**
 * The first Chromium that starts: `CHROMIUM`, one on the PATH, Playwright's own, the one from npm (Linux x64).
 * @throws Error with one sentence that says what to do when there is none
 */
export function findBrowser(): Browser {
  const named = process.env.CHROMIUM;
  if (named) {
    if (starts(named)) return { executablePath: named, env: {}, from: 'CHROMIUM' };
    throw new Error(`CHROMIUM names ${named}, which does not start as a browser: correct it or leave it out.`);
  }
  const installed = onPath().find((path) => starts(path));
  if (installed) return { executablePath: installed, env: {}, from: 'installed' };
  const own = chromium.executablePath();
  if (own && starts(own)) return { executablePath: own, env: {}, from: 'playwright' };
  if (process.platform === 'linux' && process.arch === 'x64') return fromNpm();
  throw new Error(
    'No browser for the tests: install Chromium or Chrome, set CHROMIUM to its path, or run "npx playwright install chromium".',
  );
}

/** Options for `chromium.launch` and Playwright's `use.launchOptions`: nothing in them lets the browser call home. */
export function launchOptions(browser: Browser = findBrowser()): LaunchOptions {
  const asRoot = process.getuid?.() === 0;
  return {
    executablePath: browser.executablePath,
    env: { ...process.env, ...browser.env },
    args: [
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      ...(asRoot ? ['--no-sandbox'] : []),
    ],
  };
}

/** `@sparticuz/chromium` as it comes: a headless shell, and the few libraries that a bare system lacks. */
export function fromNpm(): Browser {
  const directory = unpacked();
  const libraries = [join(directory, 'al2023/lib'), process.env.LD_LIBRARY_PATH].filter(Boolean).join(delimiter);
  const browser: Browser = {
    executablePath: join(directory, 'chromium'),
    env: { LD_LIBRARY_PATH: libraries, ...fonts(directory) },
    from: 'npm',
  };
  if (starts(browser.executablePath, browser.env)) return browser;
  throw new Error(
    'The browser from npm does not start on this system: install Chromium or Chrome, or set CHROMIUM to its path.',
  );
}

/** Unpacks beside the final place and renames, so that two runs at once never see half a browser. */
function unpacked(): string {
  const library = createRequire(import.meta.url).resolve('@sparticuz/chromium');
  const target = join(cache, version(library));
  if (existsSync(target)) return target;
  mkdirSync(cache, { recursive: true });
  const fresh = mkdtempSync(join(cache, 'unpacking-'));
  try {
    // The package unpacks into the system's temp folder: a process of its own is told another one.
    const script = `import { inflate } from ${JSON.stringify(pathToFileURL(library).href)};
      for (const file of process.argv.slice(1)) await inflate(file);`;
    const files = ['chromium.br', 'al2023.tar.br', 'fonts.tar.br', 'swiftshader.tar.br'];
    const packed = files.map((file) => join(dirname(library), '../bin', file));
    const env = { ...process.env, TMPDIR: fresh };
    execFileSync(process.execPath, ['--input-type=module', '-e', script, '--', ...packed], { env, stdio: 'pipe' });
    writeFileSync(join(fresh, 'fonts.conf'), `<fontconfig><dir>${target}/fonts</dir></fontconfig>`);
    renameSync(fresh, target);
  } catch (error) {
    if (!existsSync(target)) throw error;
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
  return target;
}

function version(library: string): string {
  const manifest: unknown = JSON.parse(readFileSync(join(dirname(library), '../package.json'), 'utf8'));
  return parse(object({ version: string() }), manifest).version;
}

/** The system's fonts where it has any, else the one family that the package brings. */
function fonts(directory: string): Record<string, string> {
  return existsSync('/etc/fonts/fonts.conf') ? {} : { FONTCONFIG_FILE: join(directory, 'fonts.conf') };
}

function onPath(): string[] {
  const directories = (process.env.PATH ?? '').split(delimiter).filter(Boolean);
  return installedNames
    .flatMap((name) => directories.map((each) => join(each, name)))
    .filter((path) => existsSync(path));
}

/** Asks for the version: a stub without a browser behind it, or one that lacks a library, fails here. */
function starts(path: string, env: Record<string, string> = {}): boolean {
  if (!existsSync(path)) return false;
  const asked = spawnSync(path, ['--version'], { env: { ...process.env, ...env }, stdio: 'pipe', timeout: 20_000 });
  return asked.status === 0;
}
