import type { Server } from 'node:http'
import { createAdaptorServer } from '@hono/node-server'
import { createCollector, type CollectorOptions } from './app.ts'

export interface ServeOptions extends CollectorOptions {
  /** 0 takes any free port. */
  port: number
  /** Loopback unless told otherwise: a collector on a network needs https in front of it. */
  host?: string
  /** For the head of a request; slower clients are cut off. */
  headersTimeoutMs?: number
  /** For a whole request. */
  requestTimeoutMs?: number
}

/** A collector that listens. */
export interface RunningCollector {
  url: string
  port: number
  /** Takes no more requests and resolves when those under way are answered, or cut off after five seconds. */
  close: () => Promise<void>
}

const closeAfterMs = 5_000

/** Starts a collector on a port; rejects when the port is taken. */
export async function serveCollector(options: ServeOptions): Promise<RunningCollector> {
  const { port, host = '127.0.0.1', headersTimeoutMs = 10_000, requestTimeoutMs = 15 * 60_000 } = options
  const app = await createCollector(options)
  const server = createAdaptorServer({
    fetch: app.fetch,
    hostname: host,
    serverOptions: {
      headersTimeout: headersTimeoutMs,
      requestTimeout: requestTimeoutMs,
      connectionsCheckingInterval: Math.min(headersTimeoutMs, 5_000),
      keepAliveTimeout: 5_000,
      maxHeaderSize: 16 * 1024,
    },
  }) as Server
  server.maxConnections = 200

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.off('error', reject)
      resolve()
    })
  })
  const address = server.address()
  const actualPort = typeof address === 'object' && address !== null ? address.port : port
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${actualPort}`,
    port: actualPort,
    close: () =>
      new Promise((resolve) => {
        const timer = setTimeout(() => server.closeAllConnections(), closeAfterMs)
        server.close(() => {
          clearTimeout(timer)
          resolve()
        })
        server.closeIdleConnections()
      }),
  }
}
