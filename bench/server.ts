import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { workloadPage } from './page.ts'

/** The pages that are measured, on loopback. */
export interface Server {
  /** Address of a workload page with about that many nodes. */
  page: (nodes: number) => string
  /** The same with everything laid out, and a little application on it. */
  app: (nodes: number, name: string) => string
  close: () => Promise<void>
}

export async function startServer(): Promise<Server> {
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://loopback')
    const nodes = Number(url.searchParams.get('nodes') ?? 5000)
    const shown = url.searchParams.has('shown')
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(workloadPage(nodes, shown))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    page: (nodes) => `${origin}/?nodes=${nodes}`,
    app: (nodes, name) => `${origin}/${name}?nodes=${nodes}&shown`,
    close: () => new Promise((resolve) => server.close(() => resolve()).closeAllConnections()),
  }
}
