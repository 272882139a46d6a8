import { WebSocketServer } from 'ws'
import type { AddressInfo } from 'node:net'

/** Something that happened in a page, as the page itself wrote it down. */
export interface Line {
  kind: 'key' | 'fill' | 'click' | 'agent' | 'dom'
  /** By this it is found again in an export. */
  mark: string
  /** Epoch ms. */
  atMs: number
  /** What the field held, for `key` and `fill`. */
  text: string | null
}

/** The ledger of what happened, kept outside of the browser: whatever dies there, the book has what came before. */
export interface Book {
  /** Where pages send their lines, one JSON text each. */
  url: string
  lines: Line[]
  close: () => Promise<void>
}

export async function openBook(): Promise<Book> {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0 })
  const lines: Line[] = []
  server.on('connection', (socket) => {
    socket.on('message', (data: Buffer) => lines.push(JSON.parse(data.toString()) as Line))
    // A browser that is killed says no goodbye.
    socket.on('error', () => socket.terminate())
  })
  await new Promise((resolve) => server.once('listening', resolve))
  return {
    url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}`,
    lines,
    async close() {
      for (const socket of server.clients) socket.terminate()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
