import { describe, expect, it } from 'vitest'
import { FormatVersionError, formatVersion, upgrades, upgradesFrom, versionOf } from '#trajectory/version.ts'
import { openBundle } from '#trajectory/bundle/reader.ts'
import { bundleOf } from '../../support/sample-bundle.ts'
import { shopTrajectory } from '../../support/sample-trajectory.ts'
import { editText, repack } from './bundle/repack.ts'

describe('versionOf', () => {
  it('reads the version of a header', () => {
    expect(versionOf({ format: 'cairn-trajectory', formatVersion: 1 })).toBe(1)
  })

  it.each([
    [null],
    [[]],
    ['text'],
    [{}],
    [{ format: 'atif' }],
    [{ format: 'cairn-trajectory' }],
    [{ format: 'cairn-trajectory', formatVersion: 0 }],
    [{ format: 'cairn-trajectory', formatVersion: 1.5 }],
  ])('refuses %j', (header) => {
    expect(() => versionOf(header)).toThrow(FormatVersionError)
  })

  it('refuses a newer version by name and says what to do', () => {
    expect(() => versionOf({ format: 'cairn-trajectory', formatVersion: 7 })).toThrow(
      /format version 7 is newer than this Cairn reads \(up to 1\); update Cairn/,
    )
  })
})

describe('the upgrade chain', () => {
  it('has one step for every version ever written, none left out', () => {
    expect(upgrades.map((upgrade) => upgrade.from)).toEqual(Array.from({ length: formatVersion - 1 }, (_, i) => i + 1))
    expect(upgradesFrom(formatVersion)).toEqual([])
  })
})

describe('openBundle', () => {
  it('refuses a bundle of a newer version', async () => {
    const newer = await repack(await bundleOf(shopTrajectory()), (files) =>
      editText(files, 'trajectory.json', (text) => text.replace('"formatVersion": 1', '"formatVersion": 2')),
    )
    await expect(openBundle(newer)).rejects.toThrow(/format version 2 is newer/)
  })
})
