import { readFile, writeFile } from 'node:fs/promises';
import { chromium, type Page } from '@playwright/test';
import { launchOptions } from '../support/browser.ts';
import { openSession } from '../support/people.ts';
import { startPlanungsrunde } from '../support/planungsrunde.ts';

/** A mid-range phone on slow 4G, as Lighthouse throttles it: 4 × slower CPU, 1.6 Mbit/s down, 750 kbit/s up, 150 ms. */
const phone = { cpu: 4, downBytes: 204_800, upBytes: 96_000, latencyMs: 150, rounds: 5 };

type Figures = {
  usableMs: number;
  paintMs: number;
  largestMs: number;
  scriptBytes: number;
  styleBytes: number;
  totalBytes: number;
};

/** Measures the join page on a throttled phone with an empty cache, and writes the medians into docs/performance.md. */
async function measure(): Promise<void> {
  const product = await startPlanungsrunde();
  const browser = await chromium.launch(launchOptions());
  try {
    const code = await openSession(browser, product.address);
    const rounds: Figures[] = [];
    for (let round = 0; round < phone.rounds; round += 1) {
      const context = await browser.newContext({
        viewport: { width: 390, height: 844 },
        deviceScaleFactor: 2,
        isMobile: true,
      });
      rounds.push(await visit(await context.newPage(), `${product.address}/join/${code}`));
      await context.close();
    }
    await report(rounds);
  } finally {
    await browser.close();
    await product.stop();
  }
}

/** Usable: the heading is painted, the name can be typed and the page's own script has taken over. */
async function visit(page: Page, address: string): Promise<Figures> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Network.enable');
  await devtools.send('Network.emulateNetworkConditions', {
    offline: false,
    latency: phone.latencyMs,
    downloadThroughput: phone.downBytes,
    uploadThroughput: phone.upBytes,
  });
  await devtools.send('Emulation.setCPUThrottlingRate', { rate: phone.cpu });
  const kinds = new Map<string, string>();
  const bytes = { script: 0, style: 0, total: 0 };
  devtools.on('Network.responseReceived', ({ requestId, type }) => kinds.set(requestId, type));
  devtools.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    bytes.total += encodedDataLength;
    if (kinds.get(requestId) === 'Script') bytes.script += encodedDataLength;
    if (kinds.get(requestId) === 'Stylesheet') bytes.style += encodedDataLength;
  });
  const began = performance.now();
  await page.goto(address, { waitUntil: 'load' });
  await page.getByRole('textbox').first().fill('A. Brandes');
  const usableMs = performance.now() - began;
  const paint = await page.evaluate(
    () =>
      new Promise<{ first: number; largest: number }>((resolve) => {
        const first = performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0;
        new PerformanceObserver((list) =>
          resolve({ first, largest: list.getEntries().at(-1)?.startTime ?? 0 }),
        ).observe({
          type: 'largest-contentful-paint',
          buffered: true,
        });
      }),
  );
  await page.waitForLoadState('networkidle');
  return {
    usableMs,
    paintMs: paint.first,
    largestMs: paint.largest,
    scriptBytes: bytes.script,
    styleBytes: bytes.style,
    totalBytes: bytes.total,
  };
}

async function report(rounds: readonly Figures[]): Promise<void> {
  const median = (name: keyof Figures) =>
    rounds.map((round) => round[name]).sort((a, b) => a - b)[Math.floor(rounds.length / 2)] ?? 0;
  const ms = (name: keyof Figures) => `${String(Math.round(median(name)))} ms`;
  const kB = (name: keyof Figures) => `${(median(name) / 1000).toFixed(1)} kB`;
  const table = [
    '| Join page, throttled phone, empty cache | Median of 5 | Goal |',
    '|---|---|---|',
    `| usable: loaded, the name can be typed | ${ms('usableMs')} | ≤ 2,000 ms |`,
    `| first contentful paint | ${ms('paintMs')} | |`,
    `| largest contentful paint | ${ms('largestMs')} | |`,
    `| script on the wire | ${kB('scriptBytes')} | ≤ 150 kB |`,
    `| styles on the wire | ${kB('styleBytes')} | |`,
    `| everything on the wire | ${kB('totalBytes')} | |`,
  ].join('\n');
  process.stdout.write(`${table}\n`);
  const file = 'docs/performance.md';
  const text = await readFile(file, 'utf8');
  await writeFile(file, text.replace(/(<!-- join -->)[\s\S]*?(<!-- \/join -->)/, `$1\n\n${table}\n\n$2`));
}

await measure();
