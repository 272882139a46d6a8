import { excerpt } from './excerpt.ts'

/** Name of the format, in every header. */
export const formatName = 'cairn-trajectory'

/** Version written today. Version 1: 2026-11, first release. */
export const formatVersion = 1

type Json = Record<string, unknown>

/** One step of the upgrade chain: a header or entry of version `from` becomes one of `from + 1`. */
export interface Upgrade {
  from: number
  header: (header: Json) => Json
  entry: (entry: Json) => Json
}

/** Every version ever written has its step here, in order, none left out. */
export const upgrades: readonly Upgrade[] = []

/** Thrown for a file this build cannot read, with what to do about it. */
export class FormatVersionError extends Error {
  override name = 'FormatVersionError'
}

/** Reads the version of a header, or throws a {@link FormatVersionError} naming what is wrong. */
export function versionOf(header: unknown): number {
  const json = typeof header === 'object' && header !== null ? (header as Json) : {}
  if (json.format !== formatName) {
    throw new FormatVersionError(`not a Cairn trajectory: format is ${excerpt(json.format)}, expected "${formatName}"`)
  }
  const version = json.formatVersion
  if (typeof version !== 'number' || !Number.isInteger(version) || version < 1) {
    throw new FormatVersionError(`formatVersion is ${excerpt(version)}; it must be a whole number from 1`)
  }
  if (version > formatVersion) {
    throw new FormatVersionError(
      `format version ${version} is newer than this Cairn reads (up to ${formatVersion}); update Cairn and try again`,
    )
  }
  return version
}

/** The upgrades that lead from a version to the present one. */
export function upgradesFrom(version: number): readonly Upgrade[] {
  return upgrades.filter((upgrade) => upgrade.from >= version)
}
