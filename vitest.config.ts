import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';

/** `LONG=1` (npm run test:long) adds what takes minutes: fault injection, fuzzing, load. */
const long = process.env.LONG === '1' ? ['tests/**/*.long.ts'] : [];

export default defineConfig({
  // Without the SvelteKit plugin, so that server tests run on plain Node. The Svelte plugin compiles `.svelte.ts`
  // for the server: `$state` is a plain value, `$derived` is computed on reading, `$effect` does nothing.
  plugins: [svelte({ configFile: false })],
  test: {
    environment: 'node',
    include: ['tests/**/*.test.ts', ...long],
    globalSetup: ['tests/support/postgres.ts'],
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 20_000,
    hookTimeout: 60_000,
    reporters: ['default', ['json', { outputFile: 'test-results/vitest.json' }]],
  },
});
