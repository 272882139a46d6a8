import { vi } from 'vitest'
import type { BackgroundContext } from '#background/context.ts'
import type { EntryOnTheWay, FromBackground, FromContent } from '#messages/delivery.ts'
import type { Runtime } from '#platform/browser.ts'
import type { CairnDatabase } from '#storage/database.ts'

/** An extension API that only says where it is: enough for what is tested here to load. */
export function stubExtension(): void {
  const api = {
    runtime: { id: 'cairn', getURL: (path: string) => `chrome-extension://cairn/${path}` },
    tabs: { query: () => Promise.resolve([]) },
    commands: {
      getAll: () =>
        Promise.resolve([
          { name: 'accept', shortcut: 'Alt+Shift+Y' },
          { name: 'undo', shortcut: '' },
        ]),
    },
  }
  vi.stubGlobal('chrome', api)
  vi.stubGlobal('browser', api)
}

export function contextOf(database: () => Promise<CairnDatabase>): BackgroundContext {
  return { database, writable: database, scripts: [], track: (work) => void work, settled: () => Promise.resolve() }
}

/** The far end of a port: a content script in a page. */
export function contentScript(sender: Partial<Runtime.MessageSender> & { documentId?: string; origin?: string } = {}) {
  let hear: (message: unknown) => void = () => undefined
  let leave: () => void = () => undefined
  const received: FromBackground[] = []
  const port = {
    name: 'cairn.delivery',
    sender: {
      id: 'cairn',
      tab: { id: 7 },
      frameId: 0,
      documentId: 'D0',
      origin: 'https://shop.example',
      url: 'https://shop.example/p?q=1',
      ...sender,
    },
    postMessage: (message: FromBackground) => void received.push(message),
    disconnect: () => undefined,
    onMessage: { addListener: (listener: typeof hear) => (hear = listener) },
    onDisconnect: { addListener: (listener: typeof leave) => (leave = listener) },
  } as unknown as Runtime.Port

  return {
    port,
    received,
    say: (message: FromContent) => hear(message),
    leave: () => leave(),
    hello: (sourceId: string, trajectoryId: string | null = null) =>
      hear({ type: 'hello', sourceId, trajectoryId, url: 'https://shop.example/' }),
    send(first: number, entries: unknown[]): void {
      hear({
        type: 'batch',
        first,
        last: first + entries.length - 1,
        parcels: entries.map((entry) => JSON.stringify(entry)),
      })
    },
    /** Waits until the background has said something of this kind so many times. */
    heard: (type: FromBackground['type'], times = 1) =>
      vi.waitFor(() => {
        if (received.filter((message) => message.type === type).length < times)
          throw new Error(`no ${type} yet: ${JSON.stringify(received)}`)
      }),
  }
}

export function gapOnTheWay(id: string, detail = 'x'): EntryOnTheWay {
  return { id, kind: 'gap', atMs: 100, provenance: 'observed', reason: 'oversized-entry', detail, url: null }
}
