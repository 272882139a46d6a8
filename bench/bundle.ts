import { resolve } from 'node:path'
import { rolldown } from 'rolldown'

/** One file of `bench/in-page/` with all it imports, as a classic script. */
export async function bundleScript(name: string): Promise<string> {
  const build = await rolldown({ input: resolve(import.meta.dirname, 'in-page', `${name}.ts`) })
  const { output } = await build.generate({ format: 'iife' })
  await build.close()
  return output[0].code
}
