import 'fake-indexeddb/auto'
import { createHash } from 'node:crypto'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import type { Requests } from '#background/requests.ts'
import type { CairnDatabase } from '#storage/database.ts'
import { freshDatabase, trajectoryId } from '../storage/browser-storage.ts'
import { contextOf, stubExtension } from './content-script.ts'

type Listener = (details: Record<string, unknown>) => undefined

stubExtension()
const listeners = new Set<Listener>()
const webRequest = {
  onBeforeRequest: {
    addListener: (listener: Listener) => listeners.add(listener),
    removeListener: (listener: Listener) => listeners.delete(listener),
    hasListener: (listener: Listener) => listeners.has(listener),
  },
}
vi.doMock('#platform/browser.ts', () => ({ browser: { webRequest, runtime: { id: 'cairn' } } }))
const { createRequests } = await import('#background/requests.ts')

let database: CairnDatabase
let requests: Requests
const url = 'https://agent.example/api/run'
const atMs = 1_000_000
const hash = createHash('sha256').update('{}').digest('hex')

beforeEach(async () => {
  listeners.clear()
  database = await freshDatabase()
  await database.put('recording', { trajectoryId, phase: 'recording', driver: null, messages: false }, 'live')
  requests = createRequests(contextOf(() => Promise.resolve(database)))
})

function leave(details: Record<string, unknown> = {}): void {
  const raw = [{ bytes: new TextEncoder().encode('{}').buffer }]
  const full = { method: 'POST', tabId: 7, frameId: 0, url: `${url}?key=secret`, timeStamp: atMs, requestBody: { raw } }
  for (const listener of listeners) listener({ ...full, ...details })
}

const claim = {
  id: 'abcd:1',
  channel: 'ag-ui@1',
  tabId: 7,
  frameId: 0,
  request: { url, atMs: atMs + 20, bodyHash: hash },
}

describe('a request the browser saw leave', () => {
  it('stands for one claim of each channel, and for the same claim again', async () => {
    leave()
    expect(await requests.saw(claim)).toBe(true)
    expect(await requests.saw(claim), 'sent again').toBe(true)
    expect(await requests.saw({ ...claim, id: 'abcd:2' }), 'a second claim of the same').toBe(false)
    expect(await requests.saw({ ...claim, id: 'abcd:2', channel: 'openai-compatible@1' })).toBe(true)
  })

  it.each<[string, Record<string, unknown>]>([
    ['another tab', { tabId: 8 }],
    ['another frame', { frameId: 3 }],
    ['another address', { url: 'https://agent.example/api/other' }],
    ['another time', { timeStamp: atMs + 60_000 }],
    ['another body', { requestBody: { raw: [{ bytes: new TextEncoder().encode('{"a":1}').buffer }] } }],
    ['a request that is no POST', { method: 'GET' }],
  ])('stands for no claim of %s', async (_what, details) => {
    leave(details)
    expect(await requests.saw(claim)).toBe(false)
  })

  it('stands for a claim without a hash, and so does one whose body the browser does not tell', async () => {
    leave({ requestBody: undefined })
    expect(await requests.saw(claim)).toBe(true)
    leave({ timeStamp: atMs + 20_000 })
    const request = { url, atMs: atMs + 20_000, bodyHash: null }
    expect(await requests.saw({ ...claim, id: 'abcd:3', request })).toBe(true)
  })

  it('may come after the claim', async () => {
    const now = Date.now()
    const answer = requests.saw({ ...claim, request: { ...claim.request, atMs: now } })
    leave({ timeStamp: now })
    expect(await answer).toBe(true)
  })

  it('is written when it went where models are asked, with no query and no body', async () => {
    leave()
    leave({ url: 'https://api.openai.com/v1/chat/completions?key=secret', tabId: -1, frameId: 0 })
    leave({ url: 'https://api.anthropic.com/v1/messages' })
    leave({ url: 'https://mail.example/messages' })
    await vi.waitFor(async () => expect(await database.count('entries')).toBe(2))
    const entries = (await database.getAll('entries')).map(({ entry }) => entry)
    // Which body is hashed first is nobody's business.
    expect(entries).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          name: 'model_request',
          tabId: null,
          url: 'https://api.openai.com/v1/chat/completions',
        }),
        expect.objectContaining({ tabId: 7, url: 'https://api.anthropic.com/v1/messages', bodyHash: hash }),
      ]),
    )
    expect(entries.map(({ provenance }) => provenance)).toEqual(['observed', 'observed'])
    expect(JSON.stringify(entries)).not.toContain('secret')
  })
})

describe('listening', () => {
  it('begins with the worker, goes on in a recording, and ends with it', () => {
    expect(listeners.size, 'it may be a request that woke the worker').toBe(1)
    requests.start()
    expect(listeners.size).toBe(1)
    requests.rest()
    expect(listeners.size, 'a recording has begun').toBe(1)
    requests.stop()
    expect(listeners.size).toBe(0)
  })

  it('ends when the worker finds no recording', () => {
    requests.rest()
    expect(listeners.size).toBe(0)
  })
})
