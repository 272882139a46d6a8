import { describe, expect, it } from 'vitest'
import manifest from '../../../manifest.json' with { type: 'json' }
import { stubExtension } from './content-script.ts'

stubExtension()
const { commandNames } = await import('#background/commands.ts')

describe('commands', () => {
  it('are the same in the manifest and in the background', () => {
    expect([...commandNames].sort()).toEqual(Object.keys(manifest.commands).sort())
  })

  it('suggest no more keys than Chromium takes, and none twice', () => {
    const keys = Object.values(manifest.commands).flatMap((command) =>
      'suggested_key' in command ? [command.suggested_key.default] : [],
    )
    expect(keys.length).toBeLessThanOrEqual(4)
    expect(new Set(keys).size).toBe(keys.length)
  })
})
