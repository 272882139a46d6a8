import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { gzipSync } from 'node:zlib'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'
import { createAdapters } from '#agents/adapters/registry.ts'
import { commands } from '#cli/commands/registry.ts'
import { sensors } from '#content/sensors/registry.ts'
import { selectorStrategies } from '#content/target/selectors/registry.ts'
import { exporters } from '#exporters/registry.ts'
import { messageTable, type MessageName, type Replies } from '#messages/table.ts'
import { textRules } from '#redaction/rules/registry.ts'
import { faults } from './faults/faults/registry.ts'
import { gallery } from './gallery/registry.ts'
import { inferredTypes } from '#trajectory/inferred-signal.ts'
import { signalRules } from '#signals/rules/registry.ts'
import { migrations } from '#storage/migrations/registry.ts'
import { jsonSchemas } from '#trajectory/json-schema.ts'

const root = join(import.meta.dirname, '..')
const src = join(root, 'src')

// By a name the compiler does not follow: the file is JavaScript.
const config: string = '../eslint.config.js'
type Row = 'everything' | { values?: string[]; types?: string[] }
const { layers } = (await import(config)) as { layers: Record<string, Row> }

const foldersOf = (path: string): string[] =>
  readdirSync(path, { withFileTypes: true }).flatMap((item) => (item.isDirectory() ? [item.name] : []))
const read = (path: string): string => readFileSync(join(root, path), 'utf8')

const notBuilt = !existsSync(join(root, 'dist'))
if (notBuilt) console.warn('What is built is not checked: there is no dist/. `npm run build` makes it.')

describe('folders of src/', () => {
  it('stand in the layer table, every one', () => {
    expect(foldersOf(src).filter((folder) => !(folder in layers))).toEqual([])
  })

  it('are named by the table only where they exist or the design has planned them', () => {
    const planned = ['viewer']
    const named = Object.values(layers).flatMap((row) =>
      row === 'everything' ? [] : [...(row.values ?? []), ...(row.types ?? [])],
    )
    const gone = [...Object.keys(layers), ...named].filter(
      (name) => !planned.includes(name) && !existsSync(join(src, name)),
    )
    expect(gone).toEqual([])
  })

  it('import downwards: the table has no circle', () => {
    const below = (folder: string): string[] => {
      const row = layers[folder]
      return row === undefined || row === 'everything' ? [] : (row.values ?? []).map((name) => name.split('/')[0] ?? '')
    }
    const circles: string[] = []
    const walk = (folder: string, way: string[]): void => {
      if (way.includes(folder)) circles.push([...way, folder].join(' → '))
      else for (const next of below(folder)) walk(next, [...way, folder])
    }
    for (const folder of Object.keys(layers)) walk(folder, [])
    expect(circles).toEqual([])
  })

  it('are explained in docs/architecture.md, every one', () => {
    const text = read('docs/architecture.md')
    expect(foldersOf(src).filter((folder) => !text.includes(`${folder}/`))).toEqual([])
  })
})

describe('growing folders', () => {
  // Beside one definition per file: the contract they fulfil, and parts that belong to one of them.
  const growing: { folder: string; listed: number; besides: string[] }[] = [
    { folder: 'content/sensors', listed: sensors.length, besides: ['sensor.ts', 'place.ts'] },
    { folder: 'content/target/selectors', listed: selectorStrategies.length, besides: ['strategy.ts'] },
    { folder: 'agents/adapters', listed: createAdapters().length, besides: [] },
    // The README inside a bundle, written by bundle.ts.
    { folder: 'exporters', listed: exporters.length, besides: ['exporter.ts', 'data-card.ts'] },
    { folder: 'redaction/rules', listed: textRules.length, besides: [] },
    { folder: 'storage/migrations', listed: migrations.length, besides: ['migration.ts'] },
    { folder: 'signals/rules', listed: signalRules.length, besides: [] },
    { folder: 'cli/commands', listed: commands.length, besides: [] },
  ]

  it.each(growing)('$folder/ and its registry hold the same', ({ folder, listed, besides }) => {
    const path = join(src, folder)
    const files = readdirSync(path, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts') && file !== 'registry.ts' && !besides.includes(file))
      .sort()
    const registered = importsOf(join(path, 'registry.ts'))
      .filter(({ specifier, isType }) => specifier.startsWith('./') && !isType)
      .map(({ specifier }) => specifier.slice(2))
      .sort()
    expect(registered).toEqual(files)
    expect(listed, 'a file is imported by the registry, but stands in its list not once').toBe(files.length)
    expect(besides.filter((file) => !existsSync(join(path, file)))).toEqual([])
  })

  it('test/gallery/apps/ and its registry hold the same', () => {
    expect(gallery.map(({ name }) => name).sort()).toEqual(foldersOf(join(root, 'test/gallery/apps')))
  })

  it('test/faults/faults/ and its registry hold the same', () => {
    const files = readdirSync(join(root, 'test/faults/faults')).filter((file) => file !== 'registry.ts')
    expect(faults.map(({ name }) => `${name}.ts`).sort()).toEqual(files.sort())
  })

  it.each([
    ['sensors', sensors.map(({ name }) => name)],
    ['selector strategies', selectorStrategies.map(({ kind }) => kind)],
    ['exporters', exporters.map(({ id }) => id)],
    ['redaction rules', textRules.map(({ id }) => id)],
    ['signal rules', signalRules.map(({ type }) => type)],
    ['commands', commands.map(({ name }) => name)],
    ['adapters', createAdapters().map(({ id }) => id)],
  ])('no two %s have the same name', (_what, names) => {
    expect(new Set(names).size).toBe(names.length)
  })
})

describe('redaction rules', () => {
  it.each(textRules.map((rule) => [rule.id, rule] as const))(
    '%s has samples of what it masks and what it leaves',
    (_id, rule) => {
      expect(rule.secrets.length).toBeGreaterThanOrEqual(3)
      expect(rule.harmless.length).toBeGreaterThanOrEqual(3)
      expect(rule.why).not.toBe('')
    },
  )
})

describe('signal rules', () => {
  it('are one for each type, in a file of its name, with positive and negative logs beside it', () => {
    expect(signalRules.map(({ type }) => type).sort()).toEqual([...inferredTypes].sort())
    const files = signalRules.map(({ type }) => `${type}.ts`).sort()
    expect(readdirSync(join(src, 'signals/rules')).filter((file) => file !== 'registry.ts')).toEqual(files)
    for (const { type } of signalRules) {
      const text = read(`test/unit/signals/rules/${type}.test.ts`)
      expect(text, type).toMatch(/describe\('[\w-]+ is (?:found|suspected)/)
      expect(text, type).toMatch(/describe\('[\w-]+ is not (?:found|suspected)/)
    }
  })

  it('are described in docs/signals.md in their own words', () => {
    const text = read('docs/signals.md').replace(/\s+/g, ' ')
    expect(signalRules.filter(({ finds }) => !text.includes(finds)).map(({ type }) => type)).toEqual([])
  })
})

describe('migrations', () => {
  it('count from 1 without a gap, in their order', () => {
    expect(migrations.map(({ to }) => to)).toEqual(migrations.map((_, index) => index + 1))
  })

  it('carry their number in their file name', () => {
    const numbers = readdirSync(join(src, 'storage/migrations')).flatMap((file) => /^(\d{3})-/.exec(file)?.[1] ?? [])
    expect(numbers.map(Number)).toEqual(migrations.map(({ to }) => to))
  })
})

describe('messages', () => {
  // An answer without a message, or a message without an answer, does not compile.
  const answered: [MessageName, keyof Replies] extends [keyof Replies, MessageName] ? true : never = true

  it('are named noun.verb, and each says who may send it', () => {
    expect(answered).toBe(true)
    const odd = Object.entries(messageTable).filter(
      ([name, { from }]) => !/^[a-z]+\.[a-z]+$/.test(name) || !from.some((sender) => sender.length > 0),
    )
    expect(odd).toEqual([])
  })
})

describe('content scripts', () => {
  it.each(['content.iife.ts', 'witness.iife.ts'])('%s reaches neither zod nor the polyfill', (entry) => {
    const { packages, ways } = reachableFrom(join(src, 'entrypoints', entry))
    const forbidden = packages.filter((name) => /^(zod|webextension-polyfill|preact|@preact)(\/|$)/.test(name))
    expect(forbidden.map((name) => ways.get(name))).toEqual([])
  })

  it('have imports that the walk sees', () => {
    expect(reachableFrom(join(src, 'entrypoints/content.iife.ts')).packages).toContain('@rrweb/record')
    expect(reachableFrom(join(src, 'entrypoints/background.ts')).packages).toContain('zod')
  })

  /** Bytes over the wire of a page's every document. */
  const budgets = [
    ['content.iife.js', 60_000],
    ['witness.iife.js', 16_000],
  ] as const
  const builds = ['chrome', 'firefox'].flatMap((browser) => budgets.map(([file, bytes]) => ({ browser, file, bytes })))

  it.skipIf(notBuilt).each(builds)('$file for $browser is built small and without zod', ({ browser, file, bytes }) => {
    const text = read(`dist/${browser}/src/entrypoints/${file}`)
    expect(gzipSync(text).byteLength).toBeLessThan(bytes)
    expect(/_zod|ZodError|safeParse|webextension-polyfill/.exec(text)?.[0]).toBeUndefined()
    // A content script that imports is no classic script; the browser would not run it.
    expect(/^\s*(import|export)[\s{*"']/m.exec(text)?.[0]).toBeUndefined()
  })
})

describe.skipIf(notBuilt)('built backgrounds and pages', () => {
  const variants = ['chrome', 'chrome-testing', 'firefox']

  it.each(variants)('%s has every file that its pages name', (variant) => {
    const assets = readdirSync(join(root, 'dist', variant, 'assets'))
    const pages = readdirSync(join(root, 'dist', variant, 'src/entrypoints')).filter((name) => name.endsWith('.html'))
    const texts = [
      ...pages.map((name) => read(`dist/${variant}/src/entrypoints/${name}`)),
      ...assets.filter((name) => name.endsWith('.js')).map((name) => read(`dist/${variant}/assets/${name}`)),
    ]
    const named = new Set(
      texts.flatMap((text) =>
        [...text.matchAll(/["'`](?:\.|\/assets)\/([\w.-]+\.(?:js|css))["'`]/g)].map(([, name]) => name),
      ),
    )
    expect(named.size).toBeGreaterThan(5)
    expect([...named].filter((name) => name !== undefined && !assets.includes(name))).toEqual([])
    // And none that nobody names.
    expect(assets.filter((name) => !named.has(name))).toEqual([])
  })

  it.each(variants)('%s has one classic script', (variant) => {
    const { background } = JSON.parse(read(`dist/${variant}/manifest.json`)) as { background: object }
    expect(background).toEqual(
      variant === 'firefox' ? { scripts: ['background.js'] } : { service_worker: 'background.js' },
    )
    const text = read(`dist/${variant}/background.js`)
    // As modules were; a worker may import nothing while it runs, and Firefox reads every character of it at every start.
    expect(text).toMatch(/^["'`]use strict["'`];\(function/)
    expect(/\bimport\s*\(\s*["'`]|^\s*(import|export)[\s{*"']/m.exec(text)?.[0]).toBeUndefined()
    expect(text.length).toBeLessThan(380_000)
  })
})

describe.skipIf(notBuilt)('built manifests', () => {
  const manifestOf = (variant: string): Record<string, unknown> =>
    JSON.parse(read(`dist/${variant}/manifest.json`)) as Record<string, unknown>

  it.each(['chrome', 'firefox'])(
    '%s can do nothing to a page before somebody allows it, and no page can see it',
    (variant) => {
      const manifest = manifestOf(variant)
      expect(
        Object.keys(manifest).filter((key) =>
          ['web_accessible_resources', 'content_scripts', 'host_permissions'].includes(key),
        ),
      ).toEqual([])
      expect(manifest.optional_host_permissions).toEqual(['<all_urls>'])
    },
  )

  it('the build for tests differs in one key alone', () => {
    const { optional_host_permissions, ...shipped } = manifestOf('chrome')
    const { host_permissions, ...tested } = manifestOf('chrome-testing')
    expect(host_permissions).toEqual(optional_host_permissions)
    expect(tested, 'built at different times? npm run build makes both').toEqual(shipped)
  })
})

describe('published JSON Schemas', () => {
  const schemas = Object.entries(jsonSchemas())

  it.each(schemas)('docs/schema/%s is what the code says', (file, schema) => {
    const published = existsSync(join(root, 'docs/schema', file))
      ? (JSON.parse(read(join('docs/schema', file))) as unknown)
      : null
    expect(published, 'write them anew: npx tsx scripts/write-schemas.ts').toEqual(JSON.parse(JSON.stringify(schema)))
  })

  it('are no more than there are', () => {
    expect(readdirSync(join(root, 'docs/schema')).sort()).toEqual(schemas.map(([file]) => file).sort())
  })
})

interface Import {
  specifier: string
  isType: boolean
}

/** What a module imports, statically or not. `import type` is told apart: it leaves nothing in the built code. */
function importsOf(file: string): Import[] {
  const found: Import[] = []
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) && ts.isStringLiteral(node.moduleSpecifier)) {
      found.push({
        specifier: node.moduleSpecifier.text,
        isType: node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword,
      })
    } else if (ts.isExportDeclaration(node) && node.moduleSpecifier && ts.isStringLiteral(node.moduleSpecifier)) {
      found.push({ specifier: node.moduleSpecifier.text, isType: node.isTypeOnly })
    } else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      const [first] = node.arguments
      if (first && ts.isStringLiteral(first)) found.push({ specifier: first.text, isType: false })
    }
    ts.forEachChild(node, visit)
  }
  visit(ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest))
  return found
}

/** Packages that end up in the bundle of an entry, each with the way that leads to it. */
function reachableFrom(entry: string): { packages: string[]; ways: Map<string, string> } {
  const ways = new Map<string, string>()
  const seen = new Set<string>()
  const walk = (file: string, way: string): void => {
    if (seen.has(file)) return
    seen.add(file)
    const here = `${way}${relative(src, file)}`
    for (const { specifier, isType } of importsOf(file)) {
      if (isType || specifier.includes('?') || specifier.endsWith('.css')) continue
      if (specifier.startsWith('#')) walk(join(src, specifier.slice(1)), `${here} → `)
      else if (specifier.startsWith('.')) walk(join(dirname(file), specifier), `${here} → `)
      else if (!ways.has(specifier)) ways.set(specifier, `${here} → ${specifier}`)
    }
  }
  walk(entry, '')
  return { packages: [...ways.keys()], ways }
}
