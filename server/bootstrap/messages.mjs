import { run } from './child.mjs';

/**
 * How the texts in src/messages become code. vite.config.ts takes the same, so a build and a check write the same files.
 * @type {{ project: string, outdir: string, strategy: ('cookie' | 'preferredLanguage' | 'baseLocale')[], cookieName: string }}
 */
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
  const options = JSON.stringify({ ...messages, cleanOutdir: false });
  const script = `import { compile } from '@inlang/paraglide-js'; await compile(${options});`;
  const { code, output } = await run(node, ['--input-type=module', '--eval', script], { quiet: true });
  if (code !== 0) process.stderr.write(output);
}
