import { readFileSync, readdirSync, unlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createCollector } from '#collector/app.ts'
import { BundleListSchema, HealthSchema, ReceiptSchema } from '#protocol/contract.ts'
import { bundleOf } from '../../support/sample-bundle.ts'
import { shopTrajectory, unfinishedTrajectory } from '../../support/sample-trajectory.ts'
import { app, bundle, bytesOf, dir, get, hashOf, logged, nowMs, put, restart, sha256, token } from './app-under-test.ts'

describe('a bundle that is sent', () => {
  it('is stored under its hash, with its row beside it', async () => {
    const response = await put(bundle, sha256)
    expect(response.status).toBe(201)
    expect(ReceiptSchema.parse(await response.json())).toEqual({
      id: 'shop0trajectory1',
      sha256,
      bytes: bundle.length,
      status: 'stored',
    })
    expect(readdirSync(dir).sort()).toEqual([`${sha256}.cairn.zip`, `${sha256}.json`])
    expect(hashOf(readFileSync(join(dir, `${sha256}.cairn.zip`)))).toBe(sha256)
  })

  it('is one bundle when it is sent again', async () => {
    await put(bundle, sha256)
    const again = await put(bundle, sha256)
    expect([again.status, await again.json()]).toEqual([
      200,
      { id: 'shop0trajectory1', sha256, bytes: bundle.length, status: 'already-stored' },
    ])
    expect(readdirSync(dir)).toHaveLength(2)
  })

  it('is one bundle when it is sent ten times at once', async () => {
    const answers = await Promise.all(Array.from({ length: 10 }, () => put(bundle, sha256)))
    expect(answers.map((answer) => answer.status).sort()).toEqual([...Array<number>(9).fill(200), 201])
    expect(readdirSync(dir)).toHaveLength(2)
  })

  it('comes back byte for byte', async () => {
    await put(bundle, sha256)
    const response = await get(`/v1/bundles/${sha256}`)
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toBe('application/zip')
    expect(hashOf(new Uint8Array(await response.arrayBuffer()))).toBe(sha256)
  })

  it('without an announced length is stored too', async () => {
    expect((await put(new Blob([bundle]).stream(), sha256)).status).toBe(201)
  })

  it('survives a restart', async () => {
    await put(bundle, sha256)
    await restart()
    expect((await put(bundle, sha256)).status).toBe(200)
  })
})

describe('the listing', () => {
  const row = { id: 'shop0trajectory1', instruction: 'Add oat milk to my basket', status: 'complete', actions: 9 }

  async function list(): Promise<unknown[]> {
    const response = await get('/v1/bundles')
    expect(response.status).toBe(200)
    return BundleListSchema.parse(await response.json()).bundles
  }

  it('is empty at first', async () => {
    expect(await list()).toEqual([])
  })

  it('has a row per bundle', async () => {
    await put(bundle, sha256)
    const other = await bytesOf(await bundleOf(unfinishedTrajectory()))
    await put(other, hashOf(other))
    const rows = await list()
    expect(rows).toHaveLength(2)
    const { startedAtMs, endedAtMs } = shopTrajectory().header
    expect(rows).toContainEqual({ ...row, sha256, startedAtMs, endedAtMs, bytes: bundle.length, receivedAtMs: nowMs })
    expect(rows).toContainEqual(
      expect.objectContaining({ id: 'unfinished000002', status: 'recording', endedAtMs: null, actions: 1 }),
    )
  })

  it.each([
    ['missing', (path: string) => unlinkSync(path)],
    ['no JSON', (path: string) => writeFileSync(path, '{"sha')],
    [
      'of another bundle',
      (path: string) => writeFileSync(path, readFileSync(path, 'utf8').replace(sha256, '0'.repeat(64))),
    ],
    ['of another shape', (path: string) => writeFileSync(path, '{"sha256":7}')],
  ])('makes a row again that is %s', async (_, damage) => {
    await put(bundle, sha256)
    const path = join(dir, `${sha256}.json`)
    damage(path)
    expect(await list()).toMatchObject([{ ...row, sha256 }])
    expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({ ...row, sha256 })
  })

  it('leaves out what cannot be read, says so in the log, and lists the rest', async () => {
    await put(bundle, sha256)
    const damaged = 'f'.repeat(64)
    writeFileSync(join(dir, `${damaged}.cairn.zip`), 'not a zip')
    writeFileSync(join(dir, 'notes.txt'), 'mine')
    expect(await list()).toMatchObject([{ sha256 }])
    expect(logged.filter((line) => line.includes('cannot be read'))).toEqual([expect.stringContaining(damaged)])
  })
})

describe('at the start', () => {
  it('left-overs of a crash are removed, nothing else', async () => {
    await put(bundle, sha256)
    const files = readdirSync(dir)
    writeFileSync(join(dir, `${'ab'.repeat(16)}.part`), 'half a bundle')
    writeFileSync(join(dir, 'notes.txt'), 'mine')
    await restart()
    expect(readdirSync(dir).sort()).toEqual([...files, 'notes.txt'].sort())
  })

  it('a missing folder is made', async () => {
    const nested = join(dir, 'a', 'b')
    await createCollector({ dir: nested, token, version: '1' })
    expect(readdirSync(nested)).toEqual([])
  })
})

describe('health', () => {
  it('needs no token and tells no more than name and version', async () => {
    const response = await get('/v1/health', {})
    expect(HealthSchema.strict().parse(await response.json())).toEqual({
      ok: true,
      name: 'cairn-collector',
      version: '1.2.3',
    })
  })
})

describe('other origins', () => {
  const preflight = async (origin: string): Promise<Response> =>
    await app.request(`/v1/bundles/${sha256}`, {
      method: 'OPTIONS',
      headers: {
        origin,
        'access-control-request-method': 'PUT',
        'access-control-request-headers': 'authorization,content-type',
      },
    })

  it.each([
    'chrome-extension://abcdefghijklmnopabcdefghijklmnop',
    'moz-extension://0b1c2d3e-4f50-4a6b-8c7d-9e0f1a2b3c4d',
  ])('%s may call', async (origin) => {
    const answer = await preflight(origin)
    expect(answer.status).toBe(204)
    expect(answer.headers.get('access-control-allow-origin')).toBe(origin)
    expect(answer.headers.get('access-control-allow-methods')).toMatch(/PUT/)
    expect(answer.headers.get('access-control-allow-headers')).toMatch(/authorization/)
    expect(answer.headers.get('access-control-allow-credentials')).toBeNull()
    const stored = await put(bundle, sha256, { origin })
    expect(stored.headers.get('access-control-allow-origin')).toBe(origin)
    const refused = await put(bundle, 'abc', { origin })
    expect([refused.status, refused.headers.get('access-control-allow-origin')]).toEqual([400, origin])
  })

  it.each([
    'https://evil.example',
    'null',
    'http://localhost',
    'chrome-extension://a.evil.example',
    'https://x?chrome-extension://abc',
    'file://',
  ])('%s may not', async (origin) => {
    const answer = await preflight(origin)
    expect(answer.headers.get('access-control-allow-origin')).toBeNull()
    expect((await get('/v1/health', { origin })).headers.get('access-control-allow-origin')).toBeNull()
  })
})

describe('the log', () => {
  it('has one line per request, without tokens or bodies', async () => {
    await put(bundle, sha256)
    await get('/v1/bundles', { authorization: 'Bearer wrong' })
    await put(bundle, '0'.repeat(64))
    expect(logged).toEqual([
      expect.stringMatching(new RegExp(`^2026-11-21T00:00:00.000Z PUT /v1/bundles/${sha256} 201 \\d+ms$`)),
      expect.stringMatching(/GET \/v1\/bundles 401 \d+ms unauthorized$/),
      expect.stringMatching(/PUT \/v1\/bundles\/0{64} 422 \d+ms hash-mismatch$/),
    ])
    expect(logged.join()).not.toMatch(/horse|wrong|oat milk/)
  })

  it('stays one line whatever the address is', async () => {
    await get('/%0aforged%1b%5b2J/%E2%80%A8')
    await get(`/${'x'.repeat(5000)}`)
    expect(logged).toHaveLength(2)
    // eslint-disable-next-line no-control-regex -- looking for them is the purpose
    for (const line of logged) expect(line).not.toMatch(/[\u0000-\u001f\u2028]/)
    expect(Math.max(...logged.map((line) => line.length))).toBeLessThanOrEqual(300)
  })
})
