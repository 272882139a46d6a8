import { runCli } from '#cli/main.ts'

/** What `cairn inspect` prints of a bundle. */
export async function inspect(file: string): Promise<string> {
  let out = ''
  const print = (text: string): void => {
    out += text
  }
  await runCli(['inspect', '--full', file], { out: print, err: print, colours: 'off', env: {}, cwd: process.cwd() })
  return out
}
