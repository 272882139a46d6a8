import { existsSync } from 'node:fs'
import { readdir, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'

const shopDirectory = fileURLToPath(new URL('./shop', import.meta.url))

/** Where the built shop is. */
export const builtShopDirectory = fileURLToPath(new URL('../dist/demo', import.meta.url))

let pending: Promise<void> | undefined

/** Builds the shop into `dist/demo` unless the build there is newer than its sources. */
export function ensureShopIsBuilt(): Promise<void> {
  pending ??= buildIfStale().finally(() => {
    pending = undefined
  })
  return pending
}

async function buildIfStale(): Promise<void> {
  const builtAtMs = await modifiedAtMs(join(builtShopDirectory, 'index.html'))
  if (builtAtMs > (await newestSourceAtMs())) return

  // Tests may start in several processes at once: each builds aside, and whole directories change places.
  const asideDirectory = `${builtShopDirectory}-${process.pid}`
  await build({
    configFile: false,
    root: shopDirectory,
    // Only warnings about page-agent's own code are hidden by this.
    logLevel: 'error',
    build: {
      outDir: asideDirectory,
      emptyOutDir: true,
      target: 'es2023',
      modulePreload: { polyfill: false },
      chunkSizeWarningLimit: 1500,
      rolldownOptions: {
        input: ['index.html', 'checkout.html', 'newsletter.html'].map((page) => join(shopDirectory, page)),
      },
    },
  })
  await rm(builtShopDirectory, { recursive: true, force: true })
  try {
    await rename(asideDirectory, builtShopDirectory)
  } catch (error) {
    await rm(asideDirectory, { recursive: true, force: true })
    if (!existsSync(builtShopDirectory)) throw error
  }
}

async function newestSourceAtMs(): Promise<number> {
  const names = await readdir(shopDirectory, { recursive: true })
  const paths = [
    ...names.map((name) => join(shopDirectory, name)),
    fileURLToPath(import.meta.url),
    // Another version of page-agent shows here.
    fileURLToPath(new URL('../package-lock.json', import.meta.url)),
  ]
  return Math.max(...(await Promise.all(paths.map(modifiedAtMs))))
}

async function modifiedAtMs(path: string): Promise<number> {
  try {
    return (await stat(path)).mtimeMs
  } catch {
    return 0
  }
}
