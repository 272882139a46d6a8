// Declarations for those who import Cairn, bundled so that they need nothing of src/.
import { rolldown } from 'rolldown'
import { dts } from 'rolldown-plugin-dts'

const bundle = await rolldown({
  input: {
    library: 'src/entrypoints/library.ts',
    playwright: 'src/entrypoints/playwright.ts',
    agent: 'src/entrypoints/agent.ts',
  },
  external: [/^[^.#/]/],
  resolve: { tsconfigFilename: 'tsconfig.json' },
  plugins: [dts({ emitDtsOnly: true, compilerOptions: { noEmit: false, declaration: true } })],
})
await bundle.write({ dir: 'dist/node', format: 'es', chunkFileNames: 'chunks/[name]-[hash].js' })
