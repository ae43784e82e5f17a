import { defineConfig } from 'eslint/config';
import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import tseslint from 'typescript-eslint';
import svelteConfig from './svelte.config.js';

/** Relative and `#` imports name the file they mean; SvelteKit's generated `./$types` is the one exception. */
const importsNameTheFile = {
  selector:
    ':matches(ImportDeclaration, ExportNamedDeclaration, ExportAllDeclaration, ImportExpression)' +
    '[source.value=/^(#|\\.\\.?\\u002F(?!\\$types$))(?!.*\\.(ts|js|mjs|svelte|json|css|svg)(\\?.*)?$)/]',
  message: 'Import the file with its ending (.ts, .svelte, .js).',
};

/**
 * What TypeScript cannot see for us, everywhere.
 * @type {import('eslint').Linter.RulesRecord}
 */
const everywhere = {
  eqeqeq: ['error', 'always'],
  'no-console': 'error',
  'no-empty': 'error',
  'no-eval': 'error',
  'no-implied-eval': 'error',
  'no-var': 'error',
  'prefer-const': 'error',
  'no-constant-condition': 'error',
  'no-constant-binary-expression': 'error',
  'no-self-compare': 'error',
  'no-unreachable-loop': 'error',
  'no-control-regex': 'off',
  'no-restricted-syntax': ['error', importsNameTheFile],
  'max-lines': ['error', 300],
  'max-lines-per-function': ['error', { max: 60, skipBlankLines: true, skipComments: true }],
};

/** @type {import('eslint').Linter.RulesRecord} */
const typed = {
  '@typescript-eslint/ban-ts-comment': ['error', { 'ts-expect-error': true, 'ts-ignore': true, 'ts-nocheck': true }],
  '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
  '@typescript-eslint/no-explicit-any': 'error',
  '@typescript-eslint/no-floating-promises': 'error',
  '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { attributes: false, arguments: false } }],
  '@typescript-eslint/no-non-null-assertion': 'error',
  '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
  '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
  '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
  // Express, form actions and Kysely's migrations are async by contract, awaiting or not.
  '@typescript-eslint/require-await': 'off',
  // SvelteKit's `error` and `redirect` are thrown, and are not errors.
  '@typescript-eslint/only-throw-error': 'off',
};

export default defineConfig(
  {
    ignores: [
      'build/',
      '.svelte-kit/',
      'src/lib/paraglide/',
      'data/',
      'project.inlang/',
      'static/',
      'test-results/',
      'coverage/',
    ],
  },
  { linterOptions: { noInlineConfig: true, reportUnusedDisableDirectives: 'error' } },
  ...tseslint.configs.recommendedTypeChecked,
  ...svelte.configs.recommended,
  {
    languageOptions: {
      globals: { ...globals.node, ...globals.browser },
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname, extraFileExtensions: ['.svelte'] },
    },
    rules: { ...everywhere, ...typed },
  },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { parserOptions: { parser: tseslint.parser, svelteConfig } },
    rules: {
      // `let { … } = $props()` reassigns what is bindable; svelte's own rule knows which.
      'prefer-const': 'off',
      'svelte/prefer-const': ['error', { destructuring: 'all' }],
      'svelte/button-has-type': 'error',
      'svelte/no-target-blank': 'error',
      'svelte/require-each-key': 'error',
      'svelte/no-at-html-tags': 'error',
      // Addresses are written as they are: the product is always served from the root.
      'svelte/no-navigation-without-resolve': 'off',
    },
  },
  { files: ['**/*.svelte'], rules: { 'max-lines': ['error', 150] } },
  {
    files: ['tests/**/*.ts'],
    rules: {
      'max-lines-per-function': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/unbound-method': 'off',
      // Playwright's fixtures take an object pattern even when they need nothing.
      'no-empty-pattern': 'off',
    },
  },
  { files: ['**/*.js', '**/*.mjs', '*.config.ts'], ...tseslint.configs.disableTypeChecked },
  {
    // Runs before anything is installed: it can only speak through the console.
    files: ['server/bootstrap*.mjs', 'server/bootstrap/**/*.mjs'],
    rules: { 'no-console': 'off' },
  },
  // Tests, measurements and pictures answer on the console.
  { files: ['tests/**'], rules: { 'no-console': 'off' } },
);
