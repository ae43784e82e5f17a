import { defineConfig } from '@playwright/test';
import { launchOptions } from './tests/support/browser.ts';

/** Journeys: several people in real browsers. Each file starts its own server (tests/support/planungsrunde.ts). */
export default defineConfig({
  testDir: 'tests/journeys',
  testMatch: '*.journey.ts',
  // Apart from vitest's report, because Playwright empties this folder when it starts.
  outputDir: 'test-results/journeys',
  fullyParallel: false,
  workers: 2,
  retries: 0,
  forbidOnly: true,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: [['list'], ['json', { outputFile: 'test-results/playwright.json' }]],
  use: {
    browserName: 'chromium',
    locale: 'de-DE',
    timezoneId: 'Europe/Berlin',
    launchOptions: launchOptions(),
    screenshot: 'only-on-failure',
    trace: 'retain-on-failure',
  },
});
