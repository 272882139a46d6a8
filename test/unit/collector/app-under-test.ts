import { createHash } from 'node:crypto'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Hono } from 'hono'
import { afterEach, beforeAll, beforeEach, expect } from 'vitest'
import { createCollector } from '#collector/app.ts'
import { ErrorSchema, type ErrorCode } from '#protocol/contract.ts'
import { bundleOf } from '../../support/sample-bundle.ts'
import { shopTrajectory } from '../../support/sample-trajectory.ts'

// A collector with a folder of its own for every test of the file that imports this; the exports follow it.
export const token = 'correct-horse'
export const maxBytes = 64 * 1024
export const nowMs = Date.UTC(2026, 10, 21)
export let bundle: Uint8Array<ArrayBuffer>
export let sha256: string
export let dir: string
export let app: Hono
export let logged: string[]

export const hashOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')
export const bytesOf = async (blob: Blob): Promise<Uint8Array<ArrayBuffer>> => new Uint8Array(await blob.arrayBuffer())

beforeAll(async () => {
  bundle = await bytesOf(await bundleOf(shopTrajectory()))
  sha256 = hashOf(bundle)
})

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'cairn-collector-'))
  await restart()
})

afterEach(() => rmSync(dir, { recursive: true }))

export async function restart(): Promise<void> {
  logged = []
  app = await createCollector({
    dir,
    token,
    version: '1.2.3',
    maxBytes,
    idleTimeoutMs: 200,
    clock: () => nowMs,
    log: (line) => logged.push(line),
  })
}

export async function put(body: BodyInit, key: string, headers: Record<string, string> = {}): Promise<Response> {
  return await app.request(`/v1/bundles/${key}`, {
    method: 'PUT',
    body,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/zip', ...headers },
    duplex: 'half',
  } as RequestInit)
}

export const get = async (
  path: string,
  headers: Record<string, string> = { authorization: `Bearer ${token}` },
): Promise<Response> => await app.request(path, { headers })

/** Expects this error, in this form, and the folder as it was before. */
export async function expectError(
  response: Response,
  code: ErrorCode,
  status: number,
  message: RegExp,
  files: string[] = [],
): Promise<void> {
  const body = ErrorSchema.strict().parse(await response.json())
  expect([response.status, body.error.code]).toEqual([status, code])
  expect(body.error.message).toMatch(message)
  expect(readdirSync(dir)).toEqual(files)
}
