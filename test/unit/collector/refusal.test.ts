import { readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createCollector } from '#collector/app.ts'
import { ErrorSchema } from '#protocol/contract.ts'
import { bundleOf } from '../../support/sample-bundle.ts'
import { shopSourceId } from '../../support/sample-log.ts'
import { unfinishedTrajectory } from '../../support/sample-trajectory.ts'
import { editLine, pack, repack } from '../trajectory/bundle/repack.ts'
import {
  app,
  bundle,
  bytesOf,
  dir,
  expectError,
  get,
  hashOf,
  logged,
  maxBytes,
  put,
  sha256,
  token,
} from './app-under-test.ts'

describe('what is refused', () => {
  it.each([
    ['no token', {}],
    ['a wrong token', { authorization: 'Bearer correct-horsf' }],
    ['a longer token', { authorization: `Bearer ${token}x` }],
    ['an empty token', { authorization: 'Bearer ' }],
    ['another scheme', { authorization: `Basic ${token}` }],
  ])('%s', async (_, headers: Record<string, string>) => {
    const init = { method: 'PUT', body: bundle, headers: { 'content-type': 'application/zip', ...headers } }
    await expectError(
      await app.request(`/v1/bundles/${sha256}`, init),
      'unauthorized',
      401,
      /token is missing or wrong/,
    )
    await expectError(await get('/v1/bundles', headers), 'unauthorized', 401, /token/)
    await expectError(await get(`/v1/bundles/${sha256}`, headers), 'unauthorized', 401, /token/)
    await expectError(await get('/', headers), 'unauthorized', 401, /token/)
  })

  it('a token in the address', async () => {
    await expectError(await get(`/v1/bundles?token=${token}`, {}), 'unauthorized', 401, /token/)
  })

  it.each([
    'abc',
    '0'.repeat(63),
    'G'.repeat(64),
    'A'.repeat(64),
    '..%2f..%2fetc%2fpasswd',
    `${'0'.repeat(64)}%00`,
    `%2e%2e`,
  ])('the name %s', async (name) => {
    expect((await put(bundle, name)).status).toBeGreaterThanOrEqual(400)
    expect((await get(`/v1/bundles/${name}`)).status).toBe(404)
    expect(readdirSync(dir)).toEqual([])
    expect(readdirSync(join(dir, '..')).filter((file) => file.endsWith('.cairn.zip'))).toEqual([])
  })

  it('other bytes than the address says', async () => {
    await expectError(await put(bundle, '0'.repeat(64)), 'hash-mismatch', 422, new RegExp(sha256))
  })

  it('other bytes under the hash of a stored bundle, which stays as it is', async () => {
    await put(bundle, sha256)
    const files = readdirSync(dir)
    await expectError(await put(bundle.slice(1), sha256), 'hash-mismatch', 422, /send it again/, files)
    expect(hashOf(readFileSync(join(dir, `${sha256}.cairn.zip`)))).toBe(sha256)
  })

  it('an empty body', async () => {
    const empty = new Uint8Array()
    await expectError(await put(empty, hashOf(empty)), 'invalid-bundle', 422, /not a readable zip/)
  })

  it('a length over the limit, before anything is read', async () => {
    let read = false
    const body = new ReadableStream<Uint8Array>({ pull: () => void (read = true) }, { highWaterMark: 0 })
    await expectError(
      await put(body, sha256, { 'content-length': String(maxBytes + 1) }),
      'too-large',
      413,
      /larger than the 65536 bytes/,
    )
    expect(read).toBe(false)
  })

  it('a body that grows over the limit, and reads no further', async () => {
    let sent = 0
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        sent += 16 * 1024
        controller.enqueue(new Uint8Array(16 * 1024))
      },
    })
    await expectError(await put(body, sha256, { 'content-length': '100' }), 'too-large', 413, /larger/)
    expect(sent).toBeLessThan(maxBytes * 2)
  })

  it.each(['1e3', '-1', '0x10', ' '])('the content-length %j', async (length) => {
    await expectError(await put(bundle, sha256, { 'content-length': length }), 'bad-request', 400, /content-length/)
  })

  it.each<Record<string, string>>([
    { 'content-type': 'text/plain' },
    { 'content-type': '' },
    { 'content-encoding': 'gzip' },
  ])('%j', async (headers) => {
    await expectError(await put(bundle, sha256, headers), 'bad-request', 400, /must/)
  })

  it('a broken bundle, with what the validator found', async () => {
    const broken = await bytesOf(
      await repack(new Blob([bundle]), (files) =>
        editLine(files, 'log.jsonl', 3, (entry) => ({ ...entry, atMs: 'noon' })),
      ),
    )
    const response = await put(broken, hashOf(broken))
    const problems = ErrorSchema.parse(await response.clone().json()).error.problems
    await expectError(response, 'invalid-bundle', 422, /not a valid bundle: log.jsonl:3: /)
    expect(problems).toContainEqual(
      expect.objectContaining({ code: 'malformed-line', file: 'log.jsonl', line: 3, path: 'atMs' }),
    )
  })

  it.each(['../escape', '/etc/passwd', 'a\\..\\b', 'C:/x'])('a zip with the path %s', async (path) => {
    const harmless = 'x'.repeat(path.length)
    const packed = Buffer.from(await bytesOf(await pack([[harmless, new Uint8Array(3)]]))).toString('latin1')
    const zip = Buffer.from(packed.replaceAll(harmless, path), 'latin1')
    await expectError(await put(zip, hashOf(zip)), 'invalid-bundle', 422, /Unsafe filename/)
  })

  it('a zip bomb', async () => {
    const sample = unfinishedTrajectory()
    sample.dom.set(shopSourceId, [' '.repeat(20 * 1024 * 1024)])
    const bomb = await bytesOf(await bundleOf(sample))
    expect(bomb.length).toBeLessThan(maxBytes)
    await expectError(await put(bomb, hashOf(bomb)), 'invalid-bundle', 422, /unpacks to/)
  }, 20_000)

  it('a sender that stops in the middle', async () => {
    const body = new ReadableStream<Uint8Array>({ start: (controller) => controller.enqueue(bundle.slice(0, 100)) })
    await expectError(await put(body, sha256), 'timeout', 408, /nothing came/)
  })

  it('a body whose connection breaks', async () => {
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => controller.enqueue(bundle.slice(0, 100)),
      pull: (controller) => controller.error(new Error('reset')),
    })
    await expectError(await put(body, sha256), 'bad-request', 400, /connection broke/)
  })

  it.each(['/', '/v1', '/v1/', '/v1/bundles/', '/v2/bundles', '/favicon.ico', '/.env'])(
    'the address %s',
    async (path) => {
      await expectError(await get(path), 'not-found', 404, /./)
    },
  )

  it.each(['POST', 'DELETE', 'PATCH'])('the method %s', async (method) => {
    await put(bundle, sha256)
    const response = await app.request(`/v1/bundles/${sha256}`, {
      method,
      headers: { authorization: `Bearer ${token}` },
    })
    await expectError(response, 'not-found', 404, /./, readdirSync(dir))
    expect(readdirSync(dir)).toHaveLength(2)
  })

  it('a folder that is gone, without telling the client what happened', async () => {
    rmSync(dir, { recursive: true })
    const response = await put(bundle, sha256)
    const text = await response.text()
    expect([response.status, JSON.parse(text)]).toEqual([
      500,
      { error: { code: 'internal', message: 'the collector failed; its log says more' } },
    ])
    expect(logged.at(-1)).toMatch(/500 \d+ms internal: ENOENT/)
    writeFileSync(dir, '')
  })

  it('an empty token at the start', async () => {
    await expect(createCollector({ dir, token: '', version: '1' })).rejects.toThrow(/needs a token/)
  })
})
