import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { compile } from 'svelte/compiler'
import { build, type Plugin } from 'vite'

const root = resolve('test/gallery/apps')

/** Bundles the pages of all apps into a temporary folder, so that they need nothing but their own server. */
export async function buildGallery(): Promise<{ dir: string; remove: () => Promise<void> }> {
  const dir = await mkdtemp(join(tmpdir(), 'cairn-gallery-'))
  const files = await readdir(root, { recursive: true })
  // Libraries choose what they are by this word, and test runners set it to theirs.
  const mode = process.env.NODE_ENV
  process.env.NODE_ENV = 'production'
  await build({
    configFile: false,
    root,
    logLevel: 'error',
    plugins: [svelteComponents()],
    define: {
      __VUE_OPTIONS_API__: 'true',
      __VUE_PROD_DEVTOOLS__: 'false',
      __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: 'false',
    },
    build: {
      outDir: dir,
      // Read by no one, and half of the time it takes.
      minify: false,
      reportCompressedSize: false,
      rolldownOptions: { input: files.filter((file) => file.endsWith('.html')).map((file) => join(root, file)) },
    },
  }).finally(() => {
    process.env.NODE_ENV = mode
  })
  return { dir, remove: () => rm(dir, { recursive: true, force: true }) }
}

function svelteComponents(): Plugin {
  return {
    name: 'gallery:svelte',
    transform(code, id) {
      if (!id.endsWith('.svelte')) return null
      const { js } = compile(code, { filename: id, generate: 'client', css: 'injected' })
      return { code: js.code, map: js.map as never }
    },
  }
}
