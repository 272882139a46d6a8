import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { rolldown } from 'rolldown'
import type { Plugin } from 'vite'

/** What the browser starts when something happens, whatever it consists of. */
const file = 'background.js'

/**
 * Writes the background as one classic script. Chromium looks for the modules of a worker one after the other at each of
 * its starts, and recording waits for that: 335 ms from a death until it goes on, as one script 230 (`npm run bench --
 * --only wake` holds it against an extension that does nothing else).
 */
export function joinBackground(outDir: string): Plugin {
  return {
    name: 'cairn:join-background',
    enforce: 'post',
    async writeBundle(_options, written) {
      const manifestFile = join(outDir, 'manifest.json')
      const manifest = JSON.parse(readFileSync(manifestFile, 'utf8')) as { background: Background }
      const loader =
        'scripts' in manifest.background ? manifest.background.scripts[0] : manifest.background.service_worker
      if (loader === undefined) throw new Error(`${manifestFile} names no background`)
      const joined = await rolldown({
        input: join(outDir, loader),
        // Where a module is, which a script has not; only what loads files of its own would ask, and nothing does.
        transform: { define: { 'import.meta': '{}' } },
      })
      await joined.write({ file: join(outDir, file), format: 'iife', strict: true, codeSplitting: false, minify: true })
      await joined.close()
      manifest.background = 'scripts' in manifest.background ? { scripts: [file] } : { service_worker: file }
      writeFileSync(manifestFile, `${JSON.stringify(manifest, null, 2)}\n`)

      rmSync(join(outDir, loader), { force: true })
      const chunks = Object.values(written).filter((chunk) => chunk.type === 'chunk')
      const ofPages = new Set<string>()
      for (const { fileName, facadeModuleId } of chunks) if (facadeModuleId?.endsWith('.html') === true) reach(fileName)
      for (const { fileName } of chunks) if (!ofPages.has(fileName)) rmSync(join(outDir, fileName), { force: true })

      function reach(fileName: string): void {
        const chunk = written[fileName]
        if (chunk?.type !== 'chunk' || ofPages.has(fileName)) return
        ofPages.add(fileName)
        for (const imported of [...chunk.imports, ...chunk.dynamicImports]) reach(imported)
      }
    },
  }
}

type Background = { service_worker: string; type?: string } | { scripts: string[]; type?: string }
