import type * as z from 'zod'
import { HeaderSchema, type Header } from '#trajectory/header.ts'
import { ManifestSchema, type Manifest } from '#trajectory/manifest.ts'
import { upgradesFrom, versionOf, type Upgrade } from '#trajectory/version.ts'
import { parseJson } from './json-depth.ts'
import { hashStream } from './hash.ts'
import { layout } from './layout.ts'
import { textOf } from './lines.ts'
import { validateLog } from './validate-log.ts'
import { createReport, type Problem, type Report } from './problem.ts'
import { sealProblem } from './seal.ts'
import { openZip, ZipLimitError, type Zip, type ZipLimits } from './zip.ts'

/**
 * Checks a bundle and returns every problem found; an empty list means valid. Never throws for bad input.
 * Give `limits` for a bundle from a stranger: one that unpacks to more is refused before it is unpacked.
 */
export async function validateBundle(blob: Blob, limits: ZipLimits = {}): Promise<Problem[]> {
  const { problems, report } = createReport()
  let zip: Zip
  try {
    zip = await openZip(blob, limits)
  } catch (error) {
    report({ code: error instanceof ZipLimitError ? 'too-large' : 'not-a-bundle', file: '', message: messageOf(error) })
    return problems
  }
  try {
    await checkZip(blob, zip, report)
    const manifest = await readJson(zip, layout.manifest, ManifestSchema, report)
    if (manifest) await checkFiles(zip, manifest, report)
    const checked = await checkHeader(zip, manifest, report)
    if (checked) await validateLog(zip, checked, report)
  } catch (error) {
    report({ code: 'not-a-bundle', file: '', message: messageOf(error) })
  } finally {
    await zip.close()
  }
  return problems
}

async function checkZip(blob: Blob, zip: Zip, report: Report): Promise<void> {
  const seal = await sealProblem(blob)
  if (seal !== undefined) report({ code: 'broken-seal', file: '', message: seal })
  for (const ambiguity of zip.ambiguities) {
    report({ code: 'ambiguous-zip', file: '', message: `readers may not agree on what is in the zip: ${ambiguity}` })
  }
  const seen = new Set<string>()
  for (const path of zip.paths) {
    if (seen.has(path)) report({ code: 'duplicate-file', file: path, message: 'stands in the zip more than once' })
    seen.add(path)
  }
}

async function readJson<T>(zip: Zip, file: string, schema: z.ZodType<T>, report: Report): Promise<T | undefined> {
  const json = await readRawJson(zip, file, report)
  if (json === undefined) return undefined
  const result = schema.safeParse(json)
  if (result.success) return result.data
  for (const issue of result.error.issues) {
    report({ code: 'malformed-json', file, path: issue.path.join('.'), message: issue.message })
  }
  return undefined
}

async function readRawJson(zip: Zip, file: string, report: Report): Promise<unknown> {
  if (!zip.has(file)) {
    report({ code: 'missing-file', file, message: 'every bundle has this file' })
    return undefined
  }
  try {
    return parseJson(await textOf(zip.read(file)))
  } catch (error) {
    report({ code: 'malformed-json', file, message: messageOf(error) })
    return undefined
  }
}

async function checkFiles(zip: Zip, manifest: Manifest, report: Report): Promise<void> {
  for (const [file, expected] of Object.entries(manifest.files)) {
    if (!zip.has(file)) {
      report({ code: 'missing-file', file, message: 'listed in manifest.json but not in the zip' })
      continue
    }
    try {
      const actual = await hashStream(zip.read(file))
      if (actual.bytes !== expected.bytes) {
        report({ code: 'wrong-size', file, message: `${actual.bytes} bytes, manifest.json says ${expected.bytes}` })
      } else if (actual.sha256 !== expected.sha256) {
        report({
          code: 'wrong-hash',
          file,
          message: `SHA-256 is ${actual.sha256}, manifest.json says ${expected.sha256}`,
        })
      }
    } catch (error) {
      report({ code: 'unreadable-file', file, message: messageOf(error) })
    }
  }
  for (const file of zip.paths) {
    if (file !== layout.manifest && !Object.hasOwn(manifest.files, file)) {
      report({ code: 'extra-file', file, message: 'in the zip but not listed in manifest.json' })
    }
  }
}

async function checkHeader(
  zip: Zip,
  manifest: Manifest | undefined,
  report: Report,
): Promise<{ header: Header | undefined; upgrades: readonly Upgrade[] } | undefined> {
  const raw = await readRawJson(zip, layout.header, report)
  if (raw === undefined) return undefined
  let upgrades: readonly Upgrade[]
  try {
    upgrades = upgradesFrom(versionOf(raw))
  } catch (error) {
    report({ code: 'unknown-version', file: layout.header, path: 'formatVersion', message: messageOf(error) })
    return undefined
  }
  const result = HeaderSchema.safeParse(
    upgrades.reduce((json, step) => step.header(json), raw as Record<string, unknown>),
  )
  if (!result.success) {
    for (const issue of result.error.issues) {
      report({ code: 'malformed-json', file: layout.header, path: issue.path.join('.'), message: issue.message })
    }
  } else if (manifest && manifest.trajectoryId !== result.data.id) {
    report({
      code: 'dangling-reference',
      file: layout.manifest,
      path: 'trajectoryId',
      message: `is ${manifest.trajectoryId}, trajectory.json says ${result.data.id}`,
    })
  }
  return { header: result.data, upgrades }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
