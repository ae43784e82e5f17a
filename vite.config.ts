import { paraglideVitePlugin } from '@inlang/paraglide-js';
import { sveltekit } from '@sveltejs/kit/vite';
import { defineConfig } from 'vite';
import { messages } from './server/bootstrap/messages.mjs';
import { planungsrunde } from './server/vite-plugin.ts';
import { kernSubset } from './src/lib/ui/kern-subset.ts';

export default defineConfig({
  plugins: [kernSubset(), paraglideVitePlugin(messages), sveltekit(), planungsrunde()],
  // light-dark() of the tokens goes to the browser as it is; lowered it would be larger and lose the theme switch.
  build: { target: 'es2022', cssTarget: ['chrome123', 'firefox121', 'safari17.5'] },
  server: { port: Number(process.env.PORT ?? 3000), strictPort: true },
});
