import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { crx } from '@crxjs/vite-plugin'
import { defineConfig, minify, type Plugin, type UserConfig } from 'vite'
import manifest from './manifest.json' with { type: 'json' }
import { joinBackground } from './scripts/join-background.ts'
import { writeLeanRrweb } from './scripts/lean-rrweb.ts'

type Variant = 'chrome' | 'chrome-testing' | 'firefox'

/** Pages that the plugin does not find in the manifest. */
const pagesBesides: Record<Variant, Record<string, string>> = {
  chrome: { offscreen: 'src/entrypoints/offscreen.html' },
  'chrome-testing': { offscreen: 'src/entrypoints/offscreen.html' },
  firefox: { panel: manifest.side_panel.default_path },
}

// One manifest.json; what differs between browsers is derived here.
function manifestFor(variant: Variant): Record<string, unknown> {
  const derived: Record<string, unknown> = structuredClone(manifest)
  if (variant === 'chrome-testing') {
    // Headless Chromium cannot answer the permission prompt: the build for tests has the access from the start.
    derived.host_permissions = manifest.optional_host_permissions
    delete derived.optional_host_permissions
  }
  if (variant === 'firefox') {
    derived.background = { scripts: [manifest.background.service_worker], type: 'module' }
    derived.permissions = manifest.permissions.filter((permission) => !['offscreen', 'sidePanel'].includes(permission))
    derived.sidebar_action = {
      default_panel: manifest.side_panel.default_path,
      default_title: manifest.name,
      default_icon: manifest.action.default_icon,
      open_at_install: false,
    }
    delete derived.side_panel
    derived.browser_specific_settings = {
      gecko: {
        id: 'cairn@cairn-recorder.example',
        strict_min_version: '140.0',
        data_collection_permissions: { required: ['none'] },
      },
    }
    delete derived.minimum_chrome_version
  }
  return derived
}

/**
 * The plugin makes content scripts reachable for pages, so that its own loader can fetch them. Ours need no loader,
 * and a reachable file would tell every page that Cairn is installed.
 */
function hideFromPages(outDir: string): Plugin {
  return {
    name: 'cairn:hide-from-pages',
    enforce: 'post',
    generateBundle(_options, bundle) {
      // The plugin builds content scripts apart; the copies among the pages' chunks are never loaded.
      for (const [name, chunk] of Object.entries(bundle)) {
        if (chunk.type === 'chunk' && chunk.facadeModuleId?.split('?')[0]?.endsWith('.iife.ts') === true)
          Reflect.deleteProperty(bundle, name)
      }
    },
    closeBundle() {
      const file = join(outDir, 'manifest.json')
      const written = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>
      delete written.web_accessible_resources
      writeFileSync(file, `${JSON.stringify(written, null, 2)}\n`)
      rmSync(join(outDir, '.vite'), { recursive: true, force: true })
    },
  }
}

/** Agent authors put this file into their pages as it is. */
function minifyAgent(): Plugin {
  return {
    name: 'cairn:minify-agent',
    async renderChunk(code, { name }) {
      return (await minify(`${name}.js`, code, { module: true })).code
    },
  }
}

/** The Node side: the library, the fixture for testers and the command line, with packages left to npm. */
function nodeBuild(): UserConfig {
  return nodeFiles(['cli', 'library', 'playwright'])
}

/** Apart from the rest of that folder, because what it has in common with them must be in it, not beside it. */
function agentBuild(): UserConfig {
  const { build } = nodeFiles(['agent'])
  return { plugins: [minifyAgent()], build: { ...build, emptyOutDir: false } }
}

function nodeFiles(names: string[]): UserConfig {
  return {
    build: {
      ssr: true,
      outDir: 'dist/node',
      emptyOutDir: true,
      target: 'node20',
      rolldownOptions: {
        input: Object.fromEntries(names.map((name) => [name, `src/entrypoints/${name}.ts`])),
        output: { entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
      },
    },
  }
}

/**
 * Every browser that runs the extension has what dom-accessibility-api brings along for older ones; and no zip is put
 * into ours, for which its writer would bring along a reader.
 */
const notNeeded = [
  { find: './zip-reader.js', replacement: 'data:text/javascript,export const ZipReader = null' },
  { find: './polyfills/SetLike.mjs', replacement: 'data:text/javascript,export default Set' },
  { find: './polyfills/array.from.mjs', replacement: 'data:text/javascript,export default Array.from' },
]

export default defineConfig(({ mode }) => {
  if (mode === 'node') return nodeBuild()
  if (mode === 'agent') return agentBuild()
  const variant: Variant = mode === 'firefox' || mode === 'chrome-testing' ? mode : 'chrome'
  const outDir = `dist/${variant}`
  return {
    resolve: { alias: [...notNeeded, { find: '@rrweb/record', replacement: writeLeanRrweb() }] },
    plugins: [
      crx({ manifest: manifestFor(variant) as never, browser: variant === 'firefox' ? 'firefox' : 'chrome' }),
      joinBackground(outDir),
      hideFromPages(outDir),
    ],
    build: {
      outDir,
      emptyOutDir: true,
      target: 'es2022',
      modulePreload: false,
      rolldownOptions: { input: pagesBesides[variant] },
    },
  }
})
