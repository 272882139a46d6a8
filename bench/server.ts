import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { bundleScript } from './bundle.ts'
import { workloadPage } from './page.ts'

/** The pages that are measured, on loopback. */
export interface Server {
  /** Address of a workload page with about that many nodes. */
  page: (nodes: number) => string
  close: () => Promise<void>
}

export async function startServer(): Promise<Server> {
  const workloads = await bundleScript('workloads')
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://loopback')
    if (url.pathname === '/workloads.js') {
      response.writeHead(200, { 'content-type': 'text/javascript; charset=utf-8' }).end(workloads)
    } else {
      const nodes = Number(url.searchParams.get('nodes') ?? 5000)
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(workloadPage(nodes))
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    page: (nodes) => `${origin}/?nodes=${nodes}`,
    close: () => new Promise((resolve) => server.close(() => resolve()).closeAllConnections()),
  }
}
