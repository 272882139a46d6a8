import { createHash } from 'node:crypto'
import { EventSchemas } from '@ag-ui/core/schemas'
import { expect } from 'vitest'
import type { AgentAdapter } from '#agents/adapter.ts'
import type { Announcement } from '#agents/announcement.ts'
import type { ExchangeEnd, HeardRequest, HeardResponse } from '#agents/exchange.ts'
import { createEventStreamReader } from '#agents/server-sent-events.ts'
import { parseEntry } from '#trajectory/entry.ts'

/** What a page asks and is answered, as the hook around `fetch` tells it to an adapter. */
export interface Exchange {
  url?: string
  body?: unknown
  run?: HeardRequest['run']
  mayTellMessages?: boolean
  response?: Partial<HeardResponse> | null
  /** The bodies of events, or one body of JSON. */
  data?: readonly unknown[]
  end?: Partial<ExchangeEnd>
}

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')

/** Plays an exchange to an adapter; gives what it announced, each of which must fit AG-UI and the format. */
export async function announced(adapter: AgentAdapter, exchange: Exchange): Promise<Announcement[]> {
  const said: Announcement[] = []
  const { url = 'https://agent.example/api', body = null, response = {}, data = [], end = {} } = exchange
  const listener = adapter.onRequest!(
    {
      atMs: 1000,
      url,
      method: 'POST',
      body,
      hash: (text) => Promise.resolve(sha256(text)),
      hashBody: () => Promise.resolve(sha256(JSON.stringify(body))),
      run: exchange.run ?? null,
      mayTellMessages: () => exchange.mayTellMessages === true,
    },
    (announcement) => said.push(announcement),
  )
  if (listener) {
    const head = { status: 200, mediaType: 'text/event-stream', uiMessageStream: null, ...response }
    if (response === null || listener.onResponse(head)) for (const item of data) listener.onData(item)
    listener.onEnd({ how: 'complete', error: null, unheardChars: 0, ...end })
  }
  await new Promise((resolve) => setTimeout(resolve, 0))
  for (const announcement of said) {
    expect(EventSchemas.safeParse(announcement.event).error?.issues, JSON.stringify(announcement)).toBeUndefined()
    const stamp = {
      id: 'abcd:1',
      kind: 'agent',
      provenance: 'claimed',
      tabId: 1,
      frameId: 0,
      documentId: null,
      origin: null,
    }
    expect(parseEntry(JSON.parse(JSON.stringify({ ...announcement, ...stamp })))).toHaveProperty('entry')
  }
  return said
}

/** The data of a recorded stream, cut anywhere on its way. */
export function dataOf(stream: string, cuts: readonly number[]): unknown[] {
  const reader = createEventStreamReader()
  const places = [0, ...cuts.map((cut) => cut % (stream.length + 1)).sort((a, b) => a - b), stream.length]
  const events = places.slice(1).flatMap((to, i) => reader.feed(stream.slice(places[i], to)))
  return [...events, ...reader.end()].flatMap((text) => {
    try {
      return [JSON.parse(text) as unknown]
    } catch {
      return []
    }
  })
}

/** Events as types, custom ones as their names. */
export function typesOf(said: readonly Announcement[]): string[] {
  return said.map(({ event }) => (event.type === 'CUSTOM' ? String(event.name) : event.type))
}
