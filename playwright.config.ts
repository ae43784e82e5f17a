import { defineConfig } from '@playwright/test';
import { launchOptions } from './tests/support/browser.ts';

/**
 * Journeys: several people in real browsers. Each file starts its own server (tests/support/planungsrunde.ts).
 * Without traces, which cost time: `--trace on` makes them.
 */
export default defineConfig({
  testDir: 'tests/journeys',
  testMatch: '*.journey.ts',
  // Apart from vitest's report, because Playwright empties this folder when it starts.
  outputDir: 'test-results/journeys',
  fullyParallel: false,
  workers: 2,
  retries: 0,
  forbidOnly: true,
  // Generous for busy machines: what is there in time waits for nothing.
  timeout: 120_000,
  expect: { timeout: 15_000 },
  reporter: [['list'], ['json', { outputFile: 'test-results/playwright.json' }]],
  use: {
    browserName: 'chromium',
    locale: 'de-DE',
    timezoneId: 'Europe/Berlin',
    launchOptions: launchOptions(),
    screenshot: 'only-on-failure',
  },
});
