import { join } from 'node:path'
import { Linter, type Rule } from 'eslint'
import tseslint from 'typescript-eslint'
import { describe, expect, it } from 'vitest'

// The rules are JavaScript, which the compiler does not follow; their paths are texts to it.
const folder: string = '../../../eslint-rules'
const load = async (file: string, name: string) =>
  ((await import(`${folder}/${file}.js`)) as Record<string, Rule.RuleModule>)[name]!
const rules = {
  layers: await load('layers', 'layersRule'),
  'file-names': await load('file-names', 'fileNamesRule'),
  'no-work-at-load': await load('no-work-at-load', 'noWorkAtLoadRule'),
  'no-module-state': await load('no-module-state', 'noModuleStateRule'),
}

const cwd = process.cwd()
const table = {
  base: {},
  pure: { values: ['base'] },
  page: { values: ['pure', 'wire/id.ts'], types: ['wire'] },
  wire: { values: ['base'] },
  entrypoints: 'everything',
}

/** Which messages a rule has for a file of the project. */
function lint(rule: keyof typeof rules, file: string, code: string, ...options: unknown[]): string[] {
  const linter = new Linter({ cwd })
  const messages = linter.verify(
    code,
    [
      {
        files: ['**/*.ts'],
        languageOptions: { parser: tseslint.parser },
        plugins: { own: { rules } },
        rules: { [`own/${rule}`]: ['error', ...options] },
      },
    ],
    { filename: join(cwd, file) },
  )
  return messages.map(({ messageId, message }) => messageId ?? message)
}

describe('layers', () => {
  it.each<[string, string, string, string[]]>([
    ['what the table allows', 'src/pure/a.ts', "import { b } from '#base/b.ts'", []],
    ['what it does not', 'src/base/a.ts', "import { b } from '#pure/b.ts'", ['crossing']],
    ['not even as a type', 'src/base/a.ts', "import type { B } from '#pure/b.ts'", ['crossing']],
    ['types where it allows types', 'src/page/a.ts', "import type { B } from '#wire/b.ts'", []],
    [
      'types written inline, which still load the module',
      'src/page/a.ts',
      "import { type B } from '#wire/b.ts'",
      ['typesOnly'],
    ],
    ['values where it allows types', 'src/page/a.ts', "import { b } from '#wire/b.ts'", ['typesOnly']],
    ['the one file it allows', 'src/page/a.ts', "import { b } from '#wire/id.ts'", []],
    ['in a re-export', 'src/base/a.ts', "export { b } from '#pure/b.ts'", ['crossing']],
    ['in a re-export of everything', 'src/base/a.ts', "export * from '#pure/b.ts'", ['crossing']],
    ['when it is loaded later', 'src/base/a.ts', "export const load = () => import('#pure/b.ts')", ['crossing']],
    ['in a type', 'src/base/a.ts', "export type B = import('#pure/b.ts').B", ['crossing']],
    ['anything from an entry point', 'src/entrypoints/a.ts', "import { b } from '#page/b.ts'", []],
    ['an entry point itself', 'src/pure/a.ts', "import '#entrypoints/a.ts'", ['entrypoint']],
    ['by climbing', 'src/pure/rules/a.ts', "import { b } from '../b.ts'", ['climb']],
    ['its own folder where ./ does not reach', 'src/pure/rules/a.ts', "import { b } from '#pure/b.ts'", []],
    ['its own folder where ./ does', 'src/pure/a.ts', "import { b } from '#pure/rules/b.ts'", ['near']],
    ['beside it', 'src/pure/a.ts', "import { b } from './b.ts'", []],
    ['packages', 'src/base/a.ts', "import * as z from 'zod'", []],
    ['in a folder the table does not know', 'src/new/a.ts', 'export const a = 1', ['noRow']],
    ['in tests', 'test/unit/a.test.ts', "import { b } from '../../src/pure/b.ts'", []],
  ])('%s', (_what, file, code, expected) => {
    expect(lint('layers', file, code, table)).toEqual(expected)
  })
})

describe('file names', () => {
  it.each([
    ['src/pure/entry-id.ts', []],
    ['src/storage/migrations/001-first-stores.ts', []],
    ['src/entrypoints/content.iife.ts', []],
    ['test/unit/a.test.ts', []],
    ['src/pure/utils.ts', ['empty']],
    ['test/support/helpers.ts', ['empty']],
    ['src/pure/types.d.ts', ['empty']],
    ['src/pure/entryId.ts', ['kebab']],
    ['src/pure/entry_id.ts', ['kebab']],
  ])('%s', (file, expected) => {
    expect(lint('file-names', file, '')).toEqual(expected)
  })
})

describe('no work at load', () => {
  it.each<[string, string, string[]]>([
    ['declarations', "import { a } from './a.ts'\nexport const b = a()\nfunction c() { d() }\nexport type E = 1", []],
    ['a directive', "'use strict'", []],
    ['a call', 'start()', ['work']],
    ['an assignment', 'globalThis.x = 1', ['work']],
    ['a condition', 'if (x) y()', ['work']],
    ['a loop', 'for (const x of y) z()', ['work']],
    ['waiting', 'export const x = await y()', ['work']],
    ['waiting in a function', 'export const x = async () => { await y() }', []],
    ['an import for its effect', "import './polyfill.ts'", ['effect']],
  ])('%s', (_what, code, expected) => {
    expect(lint('no-work-at-load', 'src/pure/a.ts', code)).toEqual(expected)
  })
})

describe('no module state', () => {
  it.each<[string, string, string[]]>([
    ['a constant', 'export const limit = 7', []],
    ['a table that is only read', "const names = new Set(['a'])\nexport const is = (x) => names.has(x)", []],
    ['a variable', 'let live = false', ['variable']],
    ['a map that is filled', 'const waiting = new Map()\nexport const put = (x) => waiting.set(x, 1)', ['changed']],
    ['a list that grows', 'export const list = []\nexport const add = (x) => { list.push(x) }', ['changed']],
    [
      'an object that is written to',
      'const state = { live: false }\nexport const go = () => { state.live = true }',
      ['changed'],
    ],
    ['a counter in an object', 'const state = { n: 0 }\nexport const go = () => { state.n++ }', ['changed']],
    [
      'what a function makes for itself',
      'export function start() { const open = new Map(); let n = 0; open.set(n++, 1) }',
      [],
    ],
  ])('%s', (_what, code, expected) => {
    expect(lint('no-module-state', 'src/background/a.ts', code)).toEqual(expected)
  })
})
