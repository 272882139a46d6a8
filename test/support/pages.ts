import { readFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join, normalize, resolve } from 'node:path'

const mediaTypes: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.pdf': 'application/pdf',
  '.svg': 'image/svg+xml',
}

/** Pages on two loopback origins: what one of them frames from the other is cross-origin. */
export interface Pages {
  url: (path: string) => string
  otherOrigin: string
  close: () => Promise<void>
}

/** Serves a folder, the fixture pages by default, on both origins. */
export async function servePages(
  root = resolve('test/fixtures/pages'),
  headers: Record<string, string> = {},
): Promise<Pages> {
  const [first, second] = await Promise.all([listen(root, headers), listen(root, headers)])
  const origin = originOf(first)
  const otherOrigin = originOf(second)
  return {
    url: (path) => `${origin}${path}${path.includes('?') ? '&' : '?'}other=${encodeURIComponent(otherOrigin)}`,
    otherOrigin,
    async close() {
      await Promise.all(
        [first, second].map((server) => new Promise((resolve) => server.close(resolve).closeAllConnections())),
      )
    },
  }
}

function listen(root: string, headers: Record<string, string>): Promise<Server> {
  const server = createServer((request, response) => {
    const path = normalize(new URL(request.url ?? '/', 'http://loopback').pathname)
    readFile(join(root, path)).then(
      (bytes) =>
        response
          .writeHead(200, { ...headers, 'content-type': mediaTypes[extname(path)] ?? 'application/octet-stream' })
          .end(bytes),
      () => response.writeHead(404, { 'content-type': 'text/plain' }).end('not here'),
    )
  })
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)))
}

function originOf(server: Server): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}
