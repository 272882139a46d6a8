import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { extname, join, normalize } from 'node:path'
import process from 'node:process'
import { getRequestListener } from '@hono/node-server'
import { demoScript } from './demo-script.ts'
import { createModelProxy } from './model-proxy.ts'
import { createModelServer, type ModelServerOptions } from './model-server.ts'
import type { ModelServer } from './model-totals.ts'
import { builtShopDirectory, ensureShopIsBuilt } from './shop-build.ts'

/** How to start the demo. */
export interface DemoOptions {
  /** A free port is taken if none is given. */
  readonly port?: number
  /** Another script for the assistant than the demo's own. */
  readonly script?: ModelServerOptions['script']
}

/** A running demo: the shop, and the model behind its assistant. */
export interface Demo {
  readonly url: string
  readonly model: Pick<ModelServer, 'totals' | 'requests'>
  /** The key the page uses; a test can make sure that it appears nowhere. */
  readonly apiKey: string
  readonly close: () => Promise<void>
}

const host = '127.0.0.1'
const scriptedModel = 'cairn-demo'

const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.json': 'application/json',
}

/** Builds the shop if need be and serves it, with its model, on the loopback interface. */
export async function startDemo({ port = 0, script = demoScript }: DemoOptions = {}): Promise<Demo> {
  await ensureShopIsBuilt()
  const apiKey = `demo-key-${randomUUID()}`
  const { model, server: modelServer } = createModel(apiKey, script)

  const listener = getRequestListener(async (request) => {
    const { pathname } = new URL(request.url)
    if (pathname.startsWith('/v1/')) return modelServer.fetch(request)
    if (pathname === '/assistant-config.json') return Response.json({ model, apiKey })
    return serveShopFile(pathname)
  })
  const server = createServer((request, response) => void listener(request, response))
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, resolve)
  })
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The demo server has no port')

  return {
    url: `http://${host}:${address.port}/`,
    model: { totals: modelServer.totals, requests: modelServer.requests },
    apiKey,
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error ? reject(error) : resolve()))
        server.closeAllConnections()
      }),
  }
}

function createModel(pageApiKey: string, script: ModelServerOptions['script']): { model: string; server: ModelServer } {
  const { OPENAI_BASE_URL: baseUrl, OPENAI_API_KEY: apiKey = '', OPENAI_MODEL: realModel } = process.env
  if (!baseUrl) {
    return { model: scriptedModel, server: createModelServer({ script, model: scriptedModel, apiKey: pageApiKey }) }
  }
  if (!realModel) throw new Error('OPENAI_BASE_URL is set: set OPENAI_MODEL too')
  return { model: realModel, server: createModelProxy({ baseUrl, apiKey, model: realModel, pageApiKey }) }
}

async function serveShopFile(pathname: string): Promise<Response> {
  try {
    // The leading slash of a normalized path keeps ".." from climbing out of the directory.
    const path = normalize(decodeURIComponent(pathname === '/' ? '/index.html' : pathname))
    const file = await readFile(join(builtShopDirectory, path))
    return new Response(file, {
      headers: {
        'content-type': contentTypes[extname(path)] ?? 'application/octet-stream',
        'cache-control': 'no-cache',
      },
    })
  } catch {
    return new Response('Not found', { status: 404, headers: { 'content-type': 'text/plain' } })
  }
}
