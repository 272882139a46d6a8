import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { createServer, type RequestListener } from 'node:http'
import { connect, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { serveCollector, type RunningCollector } from '#collector/server.ts'
import { AddressError, toCollectorAddress } from '#protocol/address.ts'
import { uploadBundle, type UploadOptions } from '#protocol/upload.ts'
import { bundleOf } from '../../support/sample-bundle.ts'
import { shopTrajectory, unfinishedTrajectory } from '../../support/sample-trajectory.ts'

const token = 'correct-horse'
const maxBytes = 64 * 1024
const dir = mkdtempSync(join(tmpdir(), 'cairn-server-'))
let collector: RunningCollector
let bundle: Blob
let sha256: string

const hashOf = async (blob: Blob): Promise<string> =>
  createHash('sha256')
    .update(new Uint8Array(await blob.arrayBuffer()))
    .digest('hex')

beforeAll(async () => {
  collector = await serveCollector({
    port: 0,
    dir,
    token,
    version: '1',
    maxBytes,
    idleTimeoutMs: 300,
    headersTimeoutMs: 300,
    requestTimeoutMs: 2_000,
  })
  bundle = await bundleOf(shopTrajectory())
  sha256 = await hashOf(bundle)
})

afterEach(() => readdirSync(dir).forEach((name) => rmSync(join(dir, name))))

afterAll(async () => {
  await collector.close()
  rmSync(dir, { recursive: true })
})

const upload = async (options: Partial<UploadOptions> = {}): ReturnType<typeof uploadBundle> =>
  uploadBundle({ url: collector.url, token, bundle, sha256, ...options })

/** Sends raw bytes and gives back all that comes until the server closes. */
async function talk(parts: readonly (string | Uint8Array)[]): Promise<string> {
  return new Promise((resolve) => {
    let answer = ''
    const socket = connect(collector.port, '127.0.0.1')
    socket.on('data', (data) => (answer += data.toString('latin1')))
    socket.on('error', () => undefined)
    socket.on('close', () => resolve(answer))
    for (const part of parts) socket.write(part)
  })
}

describe('uploadBundle', () => {
  it('stores a bundle, and finds it there the second time', async () => {
    const receipt = { id: 'shop0trajectory1', sha256, bytes: bundle.size }
    expect(await upload()).toEqual({ outcome: 'stored', receipt: { ...receipt, status: 'stored' } })
    expect(await upload({ url: `  ${collector.url}//  ` })).toEqual({
      outcome: 'already-stored',
      receipt: { ...receipt, status: 'already-stored' },
    })
    expect(
      createHash('sha256')
        .update(readFileSync(join(dir, `${sha256}.cairn.zip`)))
        .digest('hex'),
    ).toBe(sha256)
  })

  it('stores it once when five send it at once', async () => {
    const results = await Promise.all(Array.from({ length: 5 }, () => upload()))
    expect(results.map((result) => result.outcome).sort()).toEqual([
      ...Array<string>(4).fill('already-stored'),
      'stored',
    ])
  })

  it.each<[string, Partial<UploadOptions>, string, RegExp]>([
    ['a wrong token', { token: 'nope' }, 'unauthorized', /copy the one the collector printed/],
    ['an empty token', { token: '' }, 'unauthorized', /copy it again/],
    ['a token with a line break', { token: 'a\r\nX-Evil: 1' }, 'unauthorized', /copy it again/],
    ['a wrong hash', { sha256: '0'.repeat(64) }, 'hash-mismatch', /send it again/],
    ['a path that is no collector', { url: '/wrong' }, 'not-found', /nothing here/],
    ['a file address', { url: 'file:///tmp' }, 'bad-address', /by http or https, not by file/],
    ['words', { url: 'my collector' }, 'bad-address', /"my collector" is not a web address/],
  ])('is rejected for good: %s', async (_, options, code, message) => {
    const url = options.url?.startsWith('/') === true ? collector.url + options.url : (options.url ?? collector.url)
    expect(await upload({ ...options, url })).toMatchObject({
      outcome: 'rejected',
      code,
      message: expect.stringMatching(message) as string,
      retryable: false,
    })
    expect(readdirSync(dir)).toEqual([])
  })

  it('is rejected for good with a bundle that is too large, though the collector stops reading', async () => {
    const large = new Blob([new Uint8Array(30 * 1024 * 1024)])
    expect(await upload({ bundle: large, sha256: await hashOf(large) })).toMatchObject({
      outcome: 'rejected',
      code: 'too-large',
      retryable: false,
    })
    expect(readdirSync(dir)).toEqual([])
  })

  it('is rejected for good with a broken bundle, and told what is wrong', async () => {
    const broken = bundle.slice(0, 5000)
    const result = await upload({ bundle: broken, sha256: await hashOf(broken) })
    expect(result).toMatchObject({ outcome: 'rejected', code: 'invalid-bundle', problems: [{ code: 'not-a-bundle' }] })
  })

  it('may try again later when nobody answers', async () => {
    const closed = createServer()
    await new Promise<void>((resolve) => closed.listen(0, '127.0.0.1', resolve))
    const { port } = closed.address() as AddressInfo
    await new Promise((resolve) => closed.close(resolve))
    expect(await upload({ url: `http://127.0.0.1:${port}` })).toEqual({
      outcome: 'unreachable',
      message: expect.stringMatching(/cannot be reached: .*ECONNREFUSED/) as string,
      retryable: true,
    })
  })

  it('may try again later when it was stopped', async () => {
    expect(await upload({ signal: AbortSignal.abort() })).toMatchObject({ outcome: 'unreachable', retryable: true })
  })
})

describe('uploadBundle at something that is not a collector', () => {
  async function at(listener: RequestListener, options: Partial<UploadOptions> = {}): ReturnType<typeof uploadBundle> {
    const server = createServer(listener)
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    try {
      return await upload({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, ...options })
    } finally {
      server.closeAllConnections()
      server.close()
    }
  }
  const answer =
    (status: number, body: string, headers: Record<string, string> = {}): RequestListener =>
    (request, response) => {
      request.resume().on('end', () => response.writeHead(status, headers).end(body))
    }
  const receiptOf = (hash: string): string =>
    JSON.stringify({ id: 'shop0trajectory1', sha256: hash, bytes: 1, status: 'stored' })

  it.each([
    [200, '<html>Welcome to our Wi-Fi</html>', /not as a Cairn collector/],
    [201, '{}', /not as a Cairn collector/],
    [200, receiptOf('0'.repeat(64)), /nothing counts as stored/],
    [500, 'oops', /HTTP status 500/],
    [503, '', /HTTP status 503/],
    [507, JSON.stringify({ error: { code: 'storage-full', message: 'the disk is full' } }), /the disk is full/],
    [429, '', /HTTP status 429/],
    [408, '', /HTTP status 408/],
  ])('may try again later after %i %s', async (status, body, message) => {
    expect(await at(answer(status, body))).toEqual({
      outcome: 'unreachable',
      message: expect.stringMatching(message) as string,
      retryable: true,
    })
  })

  it.each([
    [400, 'bad-request'],
    [403, 'unauthorized'],
    [404, 'not-found'],
    [405, 'bad-request'],
    [413, 'too-large'],
  ])('is rejected for good after %i', async (status, code) => {
    expect(await at(answer(status, '<html>'))).toMatchObject({ outcome: 'rejected', code, retryable: false })
  })

  it('follows no redirect', async () => {
    const asked: string[] = []
    const listener: RequestListener = (request, response) => {
      asked.push(request.url ?? '')
      answer(307, '', { location: `${collector.url}/v1/bundles/${sha256}` })(request, response)
    }
    expect(await at(listener)).toMatchObject({ outcome: 'rejected', code: 'redirected', retryable: false })
    expect(asked).toEqual([`/v1/bundles/${sha256}`])
    expect(readdirSync(dir)).toEqual([])
  })

  it('gives up in time', async () => {
    expect(await at(() => undefined, { timeoutMs: 1_000 })).toEqual({
      outcome: 'unreachable',
      message: 'the collector did not answer within 1 s',
      retryable: true,
    })
  })

  it('may try again later when the connection breaks', async () => {
    expect(await at((request) => request.socket.destroy())).toMatchObject({ outcome: 'unreachable', retryable: true })
  })

  it('sends the token in a header only', async () => {
    const seen: string[] = []
    await at((request, response) => {
      seen.push(request.url ?? '', String(request.headers.authorization), String(request.headers['content-type']))
      answer(500, '')(request, response)
    })
    expect(seen).toEqual([`/v1/bundles/${sha256}`, `Bearer ${token}`, 'application/zip'])
  })
})

describe('toCollectorAddress', () => {
  it.each([
    ['https://collector.example', 'https://collector.example'],
    [' https://collector.example/ ', 'https://collector.example'],
    ['http://127.0.0.1:8787', 'http://127.0.0.1:8787'],
    ['https://lab.example/cairn//', 'https://lab.example/cairn'],
    ['HTTPS://Lab.Example:443/', 'https://lab.example'],
    ['http://[::1]:8787/', 'http://[::1]:8787'],
  ])('%s becomes %s', (text, address) => {
    expect(toCollectorAddress(text)).toBe(address)
    expect(toCollectorAddress(address)).toBe(address)
  })

  it.each([
    '',
    'collector.example',
    '//collector.example',
    'javascript:alert(1)',
    'ftp://x',
    'https://',
    'https://user:pass@x',
    'https://x/?token=1',
    'https://x/#a',
  ])('%j is refused', (text) => {
    expect(() => toCollectorAddress(text)).toThrow(AddressError)
  })
})

describe('hostile clients', () => {
  const head = (lines: string): string =>
    `PUT /v1/bundles/${sha256} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token}\r\nContent-Type: application/zip\r\n${lines}\r\n\r\n`

  it('with a slow head are cut off', async () => {
    const startMs = Date.now()
    expect(await talk(['PUT /v1/bundles/abc HTTP/1.1\r\nHost: x\r\n'])).toMatch(/^(HTTP\/1.1 408|$)/)
    expect(Date.now() - startMs).toBeLessThan(3_000)
  })

  it('with a body that never ends coming are cut off, and leave nothing', async () => {
    expect(await talk([head('Content-Length: 5000'), 'PK'])).toMatch(/408 Request Timeout[^]*nothing came/)
    expect(readdirSync(dir)).toEqual([])
  })

  it('that announce too much are refused before they send it', async () => {
    expect(await talk([head(`Content-Length: ${maxBytes + 1}\r\nConnection: close`)])).toMatch(/^HTTP\/1.1 413/)
  })

  it('that send too much in chunks are refused', async () => {
    const chunk = Buffer.concat([Buffer.from('8000\r\n'), Buffer.alloc(0x8000), Buffer.from('\r\n')])
    expect(
      await talk([
        head('Transfer-Encoding: chunked\r\nConnection: close'),
        ...Array<Buffer>(8).fill(chunk),
        '0\r\n\r\n',
      ]),
    ).toMatch(/^HTTP\/1.1 413/)
    expect(readdirSync(dir)).toEqual([])
  })

  it('that give two lengths are refused', async () => {
    expect(await talk([head('Content-Length: 5\r\nTransfer-Encoding: chunked'), '0\r\n\r\n'])).toMatch(/^HTTP\/1.1 400/)
  })

  it('with a path that leads outside get nothing', async () => {
    const ask = (path: string): Promise<string> =>
      talk([`GET ${path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token}\r\nConnection: close\r\n\r\n`])
    for (const path of [
      '/v1/bundles/../../../../etc/passwd',
      '/../../etc/passwd',
      '//etc/passwd',
      '/v1/bundles/%2e%2e%2f%2e%2e%2fetc%2fpasswd',
    ]) {
      expect(await ask(path)).toMatch(/^HTTP\/1.1 404/)
    }
  })

  it('that hang up in the middle leave nothing', async () => {
    const socket = connect(collector.port, '127.0.0.1')
    socket.write(head(`Content-Length: ${bundle.size}`))
    socket.write(new Uint8Array(await bundle.slice(0, 3000).arrayBuffer()))
    await expect.poll(() => readdirSync(dir)).toEqual([expect.stringMatching(/\.part$/)])
    socket.destroy()
    await expect.poll(() => readdirSync(dir)).toEqual([])
  })

  it('leave the collector working', async () => {
    const other = await bundleOf(unfinishedTrajectory())
    expect(await upload({ bundle: other, sha256: await hashOf(other) })).toMatchObject({ outcome: 'stored' })
  })
})

describe('serveCollector', () => {
  it('listens on loopback unless told otherwise, and says where', () => {
    expect(collector.url).toBe(`http://127.0.0.1:${collector.port}`)
  })

  it('rejects when the port is taken', async () => {
    await expect(serveCollector({ port: collector.port, dir, token, version: '1' })).rejects.toThrow(/EADDRINUSE/)
  })

  it('answers what is under way before it closes, and nothing after', async () => {
    const other = await serveCollector({ port: 0, dir, token, version: '1' })
    const underWay = upload({ url: other.url })
    await expect.poll(() => readdirSync(dir).length).toBeGreaterThan(0)
    await other.close()
    expect(await underWay).toMatchObject({ outcome: 'stored' })
    expect(await upload({ url: other.url })).toMatchObject({ outcome: 'unreachable' })
  })
})
