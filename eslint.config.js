import { defineConfig } from 'eslint/config'
import tseslint from 'typescript-eslint'
import { fileNamesRule } from './eslint-rules/file-names.js'
import { layersRule } from './eslint-rules/layers.js'
import { noModuleStateRule } from './eslint-rules/no-module-state.js'
import { noWorkAtLoadRule } from './eslint-rules/no-work-at-load.js'

/**
 * The layer table: which folder of `src/` may import which. `values` allows everything of a folder, or of the one file
 * named; `types` allows `import type` alone, which leaves nothing in the built code. What is not listed is not allowed.
 * The same table stands, with its reasons, in docs/architecture.md.
 *
 * @type {Record<string, 'everything' | { values?: string[], types?: string[] }>}
 */
export const layers = {
  // Pure: run in a page, in the extension and in Node alike.
  trajectory: {},
  redaction: {},
  signals: { values: ['trajectory'] },
  exporters: { values: ['trajectory', 'signals'] },
  protocol: { values: ['trajectory'] },

  // In pages. zod (26 kB) must never get there, and most of trajectory/ and messages/ is zod: types only, plus the
  // single files that are known to be without it. test/architecture.test.ts walks the import graph to make sure.
  agents: {
    values: [
      'trajectory/ag-ui-event.ts', // which fields an event cannot be without
      'trajectory/bundle/json-depth.ts', // what is nested too deep is refused where it arrives
    ],
    types: ['trajectory'],
  },
  content: {
    values: [
      'redaction', // masking happens in the page
      'trajectory/server-channel.ts', // who says what a page may forward
      'trajectory/entry-id.ts', // ids are given out where entries arise
      'trajectory/bundle/json-depth.ts', // what is nested too deep is refused where it arrives
      'agents/announcement.ts', // names of the events, and how long an announcement may be
      'agents/attribution.ts', // the pure rule on who acted
      'agents/intake.ts', // checks what agents announce, with what it needs for that
      'agents/json.ts', // readers of what a page said
      'agents/losses.ts',
      'agents/token-bucket.ts',
      'agents/markers.ts', // what agents that drive from outside leave in a page
      'agents/own-interface.ts', // selectors of agents' panels
      'platform/shadow-root.ts', // looks into closed shadow roots; without the polyfill
    ],
    types: ['trajectory', 'messages', 'agents'],
  },

  // The extension's own contexts.
  platform: { types: ['trajectory'] },
  messages: { values: ['trajectory', 'platform'] },
  settings: { values: ['platform'] },
  storage: { values: ['trajectory'] },
  background: {
    values: [
      'trajectory',
      'redaction',
      'signals',
      'exporters',
      'protocol',
      'platform',
      'messages',
      'settings',
      'storage',
      'agents/announcement.ts',
      'agents/attribution.ts',
      'agents/intake.ts',
      'agents/losses.ts',
      'agents/token-bucket.ts',
    ],
    types: ['agents'],
  },
  ui: { values: ['trajectory'] },
  popup: { values: ['ui', 'messages', 'settings', 'trajectory', 'exporters', 'platform'] },
  panel: { values: ['ui', 'messages', 'settings', 'trajectory', 'platform'] },
  options: { values: ['ui', 'messages', 'settings', 'platform'] },
  // Reads what is stored; changing it is the background's.
  viewer: { values: ['ui', 'messages', 'settings', 'trajectory', 'signals', 'exporters', 'storage', 'platform'] },

  // Node.
  collector: { values: ['trajectory', 'protocol', 'exporters'] },
  chromium: {},
  replay: {
    values: [
      'trajectory',
      'redaction', // what the replayed pages hold is masked as the recording was
      'chromium',
      'content/final-state.ts', // runs in the replayed pages as it ran in the recorded ones
    ],
  },
  playwright: {
    values: [
      'trajectory',
      'protocol',
      'chromium',
      'replay',
      'agents/emitter.ts', // agents that drive from outside speak as those in pages do
    ],
    types: ['messages'], // testers ask the worker in the words of the message table
  },
  cli: { values: ['trajectory', 'redaction', 'signals', 'exporters', 'protocol', 'collector', 'replay', 'playwright'] },

  // One file per manifest or bin entry; imported by none.
  entrypoints: 'everything',
}

const extensionApi = 'Only src/platform/ speaks to the browser; take what you need from there, or add it there.'

export default defineConfig(
  {
    ignores: [
      'node_modules/',
      'dist/',
      'coverage/',
      'test-results/',
      'trajectories/',
      'bench-results/',
      'fault-results/',
      '**/*.d.ts',
    ],
  },
  {
    files: ['**/*.{ts,tsx}'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      // `import { type A }` alone still loads the module, and content scripts must not load some.
      '@typescript-eslint/no-import-type-side-effects': 'error',
      '@typescript-eslint/consistent-type-exports': 'error',
      '@typescript-eslint/explicit-module-boundary-types': 'off',
      // A number reads the same in a template as it does anywhere else.
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      // `return close(x)` ends a case in one line, and says nothing false: the function is declared to return nothing.
      '@typescript-eslint/no-confusing-void-expression': [
        'error',
        { ignoreArrowShorthand: true, ignoreVoidOperator: true, ignoreVoidReturningFunctions: true },
      ],
      // `const { parse } = JSON` and `Element.prototype.matches.call(…)` are how code stays safe from the page it runs in.
      '@typescript-eslint/unbound-method': 'off',
      // `_name` says: here to fit a signature.
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', caughtErrorsIgnorePattern: '^_' },
      ],
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      // What the compiler does not see.
      'no-async-promise-executor': 'error',
      'no-cond-assign': 'error',
      'no-constant-binary-expression': 'error',
      'no-control-regex': 'error',
      'no-empty': 'error',
      'no-empty-character-class': 'error',
      'no-eval': 'error',
      'no-loss-of-precision': 'error',
      'no-misleading-character-class': 'error',
      'no-self-assign': 'error',
      'no-unsafe-finally': 'error',
      'no-useless-escape': 'error',
      'no-var': 'error',
      'prefer-const': 'error',
      'no-restricted-syntax': [
        'error',
        { selector: 'ExportDefaultDeclaration', message: 'Named exports only: one name for one thing, everywhere.' },
        {
          selector: 'TSEnumDeclaration',
          message: 'A union of strings, or `as const`, needs no runtime code and survives JSON.',
        },
      ],
    },
  },
  {
    files: ['**/*.{ts,tsx,js}'],
    plugins: { cairn: { rules: { 'file-names': fileNamesRule } } },
    rules: { 'cairn/file-names': 'error' },
  },
  {
    files: ['src/**/*.{ts,tsx}'],
    plugins: {
      house: {
        rules: { layers: layersRule, 'no-work-at-load': noWorkAtLoadRule, 'no-module-state': noModuleStateRule },
      },
    },
    rules: {
      'house/layers': ['error', layers],
    },
  },
  {
    files: ['src/**/*.{ts,tsx}'],
    ignores: ['src/entrypoints/**'],
    rules: {
      'house/no-work-at-load': 'error',
    },
  },
  {
    files: ['src/**/*.{ts,tsx}'],
    ignores: ['src/platform/**'],
    rules: {
      'no-restricted-imports': ['error', { paths: [{ name: 'webextension-polyfill', message: extensionApi }] }],
      'no-restricted-globals': [
        'error',
        { name: 'browser', message: extensionApi },
        { name: 'chrome', message: extensionApi },
      ],
      'no-restricted-properties': [
        'error',
        ...['globalThis', 'self', 'window'].flatMap((object) =>
          ['browser', 'chrome'].map((property) => ({ object, property, message: extensionApi })),
        ),
      ],
    },
  },
  {
    files: ['src/background/**/*.ts'],
    rules: { 'house/no-module-state': 'error' },
  },
  {
    files: ['test/**/*.{ts,tsx}'],
    rules: {
      // A test that finds nothing must fail, and `!` fails it in the right line.
      '@typescript-eslint/no-non-null-assertion': 'off',
      // Tests hand over what real callers cannot: malformed requests, hostile values.
      '@typescript-eslint/no-unsafe-type-assertion': 'off',
      // A test knows what it has put into its page: `find<HTMLInputElement>('input')`.
      '@typescript-eslint/no-unnecessary-type-parameters': 'off',
    },
  },
  {
    // Tools find these by their default export.
    files: ['*.config.{ts,js}', 'test/playwright/playwright.config.ts'],
    rules: { 'no-restricted-syntax': 'off' },
  },
)
