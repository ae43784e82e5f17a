import { run } from './child.mjs';

/** How the texts in src/messages become code; vite.config.ts uses the same, so both write the same files. */
export const messages = {
  project: './project.inlang',
  outdir: './src/lib/paraglide',
  strategy: ['cookie', 'preferredLanguage', 'baseLocale'],
  cookieName: 'locale',
};

/**
 * Writes src/lib/paraglide, without a build.
 * @param {string} node
 */
export async function compileMessages(node) {
  const script = `import { compile } from '@inlang/paraglide-js'; await compile(${JSON.stringify(messages)});`;
  const { code, output } = await run(node, ['--input-type=module', '--eval', script], { quiet: true });
  if (code !== 0) process.stderr.write(output);
}
