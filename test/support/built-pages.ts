import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { build } from 'vite'
import { servePages, type Pages } from './pages.ts'

/** Bundles `page.html` of a folder with the packages it uses, and serves it as `/page.html`. */
export async function serveBuilt(root: string): Promise<Pages> {
  const dir = await mkdtemp(join(tmpdir(), 'cairn-built-'))
  // Libraries choose what they are by this word, and test runners set it to theirs.
  const mode = process.env.NODE_ENV
  process.env.NODE_ENV = 'production'
  await build({
    configFile: false,
    root: resolve(root),
    logLevel: 'error',
    build: {
      outDir: dir,
      target: 'es2022',
      minify: false,
      reportCompressedSize: false,
      rolldownOptions: { input: resolve(root, 'page.html') },
    },
  }).finally(() => {
    process.env.NODE_ENV = mode
  })
  // Without it, MCP-B refuses to work in Firefox.
  const pages = await servePages(dir, { 'origin-agent-cluster': '?1' })
  return {
    ...pages,
    async close() {
      await pages.close()
      await rm(dir, { recursive: true, force: true })
    },
  }
}
