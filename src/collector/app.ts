// The reference collector: takes bundles in and hands them out. Nothing here knows sockets; see server.ts.
import { createReadStream } from 'node:fs'
import { Readable } from 'node:stream'
import { Hono } from 'hono'
import { cors } from 'hono/cors'
import { bundleExtension, bundleMediaType } from '#trajectory/bundle/layout.ts'
import { Sha256Schema, collectorName, paths, type BundleList, type Health } from '#protocol/contract.ts'
import { Failure, toFailure } from './failure.ts'
import { tooLargeMessage } from './receive.ts'
import { toLogLine } from './request-log.ts'
import { openStore } from './store.ts'
import { isAuthorized } from './token.ts'

export interface CollectorOptions {
  /** Folder of the bundles; created when it is missing. */
  dir: string
  /** Whoever has it may upload and download. */
  token: string
  /** Shown by `GET /v1/health`. */
  version: string
  /** Largest bundle taken in. */
  maxBytes?: number
  /** Longest silence of a sender in the middle of a bundle. */
  idleTimeoutMs?: number
  clock?: () => number
  /** Takes one line per request; it never holds a body or a token. */
  log?: (line: string) => void
}

/** A day of recording with a picture per step is far below this. */
const defaultMaxBytes = 256 * 1024 * 1024

/** Extension pages and workers, of any extension: its id differs from one installation to the next in Firefox. */
const extensionOrigin = /^(chrome|moz)-extension:\/\/[a-z0-9-]+$/

/** Builds the collector as a function from Request to Response (`app.fetch`); its folder is ready when this resolves. */
export async function createCollector(options: CollectorOptions): Promise<Hono> {
  const {
    dir,
    token,
    version,
    maxBytes = defaultMaxBytes,
    idleTimeoutMs = 30_000,
    clock = Date.now,
    log = () => undefined,
  } = options
  if (token === '') throw new Error('a collector needs a token')
  const store = await openStore({
    dir,
    maxBytes,
    idleTimeoutMs,
    clock,
    onUnreadable: (sha256, error) =>
      log(toLogLine({ atMs: clock(), method: '-', path: sha256, status: 0, note: `cannot be read: ${String(error)}` })),
  })
  const app = new Hono()

  app.use(async (c, next) => {
    const startMs = performance.now()
    await next()
    const note = c.error ? toNote(c.error) : undefined
    const tookMs = performance.now() - startMs
    log(
      toLogLine({
        atMs: clock(),
        method: c.req.method,
        path: c.req.path,
        status: c.res.status,
        tookMs,
        ...(note === undefined ? {} : { note }),
      }),
    )
  })
  app.use(async (c, next) => {
    await next()
    c.header('cache-control', 'no-store')
    c.header('x-content-type-options', 'nosniff')
  })
  app.use(
    cors({
      origin: (origin) => (extensionOrigin.test(origin) ? origin : null),
      allowMethods: ['GET', 'PUT'],
      allowHeaders: ['authorization', 'content-type'],
      maxAge: 600,
    }),
  )
  app.get(paths.health, (c) => c.json({ ok: true, name: collectorName, version } satisfies Health))
  app.use(async (c, next) => {
    if (!isAuthorized(c.req.header('authorization'), token)) {
      c.header('www-authenticate', 'Bearer')
      throw new Failure(
        'unauthorized',
        'the token is missing or wrong; copy the one the collector printed when it started',
      )
    }
    await next()
  })
  app.get(paths.bundles, async (c) => c.json({ bundles: await store.list() } satisfies BundleList))
  app.put(paths.bundle(':sha256'), async (c) => {
    const sha256 = Sha256Schema.safeParse(c.req.param('sha256'))
    if (!sha256.success)
      throw new Failure('bad-request', 'the address must end in the SHA-256 of the bundle: 64 lower-case hex digits')
    checkHeaders(c.req.raw.headers, maxBytes)
    const receipt = await store.receive(c.req.raw.body, sha256.data)
    return c.json(receipt, receipt.status === 'stored' ? 201 : 200)
  })
  app.get(paths.bundle(':sha256'), async (c) => {
    const sha256 = Sha256Schema.safeParse(c.req.param('sha256'))
    const stored = sha256.success ? await store.find(sha256.data) : undefined
    if (!stored) throw new Failure('not-found', 'there is no bundle of that SHA-256')
    // A stream nobody reads would keep its file open.
    const body =
      c.req.method === 'HEAD'
        ? null
        : (Readable.toWeb(createReadStream(stored.path)) as ReadableStream<Uint8Array<ArrayBuffer>>)
    return new Response(body, {
      headers: {
        'content-type': bundleMediaType,
        'content-length': String(stored.bytes),
        'content-disposition': `attachment; filename="${sha256.data ?? ''}.${bundleExtension}"`,
      },
    })
  })
  app.notFound(() => {
    throw new Failure('not-found', `there is nothing here; the collector knows ${paths.health} and ${paths.bundles}`)
  })
  app.onError((error, c) => {
    const failure = toFailure(error)
    return c.json(failure.body, failure.status)
  })
  return app
}

function checkHeaders(headers: Headers, maxBytes: number): void {
  const mediaType = headers.get('content-type')?.split(';')[0]?.trim().toLowerCase()
  if (mediaType !== bundleMediaType) throw new Failure('bad-request', `the body must be ${bundleMediaType}`)
  if (headers.has('content-encoding'))
    throw new Failure('bad-request', 'the body must not be encoded; a zip is compressed already')
  const length = headers.get('content-length')
  if (length === null) return
  if (!/^[0-9]{1,15}$/.test(length)) throw new Failure('bad-request', 'the content-length is not a number')
  if (Number(length) > maxBytes) throw new Failure('too-large', tooLargeMessage(maxBytes))
}

/** What the log adds for a request that failed: the code, and for our own failures what really happened. */
function toNote(error: Error): string {
  const { code } = toFailure(error)
  return error instanceof Failure ? code : `${code}: ${error.message}`
}
