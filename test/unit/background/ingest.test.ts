import { createHash } from 'node:crypto'
import 'fake-indexeddb/auto'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import type { Requests } from '#background/requests.ts'
import type { DomSegment, EntryOnTheWay } from '#messages/delivery.ts'
import type { Runtime } from '#platform/browser.ts'
import type { CairnDatabase } from '#storage/database.ts'
import { storeCapture } from '#storage/pictures.ts'
import { storedSource } from '#storage/source.ts'
import { rememberTab } from '#storage/tabs.ts'
import { freshDatabase, shopId, trajectoryId } from '../storage/browser-storage.ts'
import { contentScript, contextOf, gapOnTheWay, stubExtension } from './content-script.ts'

stubExtension()
const { acceptPort } = await import('#background/ingest.ts')
const { createDeclarations } = await import('#background/declarations.ts')
const { createPorts } = await import('#background/ports.ts')

let database: CairnDatabase
const request = vi.fn()
/** The requests the browser saw leave, by address. */
const left = new Set<string>()
const requests: Requests = {
  start: () => undefined,
  stop: () => undefined,
  rest: () => undefined,
  saw: (claim) => Promise.resolve(left.has(claim.request?.url ?? '')),
}

beforeEach(async () => {
  vi.clearAllMocks()
  database = await freshDatabase()
  await database.put('recording', { trajectoryId, phase: 'recording', driver: 'human', messages: false }, 'live')
})

function connect(script = contentScript(), open: () => Promise<CairnDatabase> = () => Promise.resolve(database)) {
  const ports = createPorts()
  const screenshots = { request, takeNow: () => Promise.resolve() }
  const disk = {
    look: vi.fn(),
    failed: vi.fn(),
    sound: vi.fn(() => Promise.resolve()),
    inDoubt: () => Promise.resolve(false),
  }
  const context = contextOf(open)
  const declarations = createDeclarations(context, ports)
  acceptPort(context, { ports, screenshots, requests, declarations, disk }, script.port)
  return Object.assign(script, { ports, disk })
}

const stored = async () => (await database.getAll('entries')).map(({ entry }) => entry)

describe('a content script', () => {
  it('is greeted with the terms of the recording, and told how far it has come', async () => {
    const first = connect()
    first.hello(shopId)
    await first.heard('welcome')
    const shortcuts = ['0101Y', '0101KeyY']
    expect(first.received).toEqual([
      { type: 'welcome', trajectoryId, through: 0, driver: 'human', messages: false, declared: [], shortcuts },
    ])
    first.send(1, [gapOnTheWay(`${shopId}:1`), gapOnTheWay(`${shopId}:2`)])
    await first.heard('ack')
    const again = connect()
    again.hello(shopId, trajectoryId)
    await again.heard('welcome')
    expect(again.received[0]).toMatchObject({ through: 2 })
  })

  it('is acknowledged only when its entries are stored', async () => {
    const script = connect()
    script.hello(shopId)
    script.send(1, [gapOnTheWay(`${shopId}:1`)])
    await script.heard('ack')
    expect(script.received.at(-1)).toEqual({ type: 'ack', through: 1 })
    expect((await stored()).map(({ id }) => id)).toEqual([`${shopId}:1`])
  })

  it('does not say where it is: the browser does', async () => {
    const script = connect()
    script.hello(shopId)
    script.send(1, [
      { ...gapOnTheWay(`${shopId}:1`), tabId: 99, frameId: 9, documentId: 'X', origin: 'https://bank.example' },
    ])
    await script.heard('ack')
    expect(await stored()).toMatchObject([{ tabId: 7, frameId: 0, documentId: 'D0', origin: 'https://shop.example' }])
  })

  it('speaks for its own source alone', async () => {
    const script = connect()
    script.hello(shopId)
    script.send(1, [gapOnTheWay('another000000001:1'), gapOnTheWay('background:1'), gapOnTheWay(`${shopId}:1`)])
    await script.heard('ack')
    expect((await stored()).map(({ id }) => id)).toEqual([`${shopId}:1`])
  })

  it('speaks of what it says it speaks of, and leaves out no more than can have been lost', async () => {
    const script = connect()
    script.hello(shopId)
    await script.heard('welcome')
    script.send(1, [gapOnTheWay(`${shopId}:1`), gapOnTheWay(`${shopId}:4000000000`), gapOnTheWay(`${shopId}:3`)])
    await script.heard('ack')
    expect((await stored()).map(({ id }) => id)).toEqual([`${shopId}:1`, `${shopId}:3`])
    script.send(60_004, [gapOnTheWay(`${shopId}:60004`)])
    await script.heard('ack', 2)
    script.send(4_000_000, [gapOnTheWay(`${shopId}:4000000`)])
    await script.heard('stop')
    expect((await stored()).map(({ id }) => id)).toEqual([`${shopId}:1`, `${shopId}:3`, `${shopId}:60004`])
  })

  it('has frames of its tab and origin told what an agent does in it, under a name of its own, and nobody else', async () => {
    const script = connect()
    const others = {
      frame: contentScript({ frameId: 3 }),
      otherOrigin: contentScript({ frameId: 4, origin: 'https://ads.example' }),
      otherTab: contentScript({ tab: { id: 8 } as Runtime.MessageSender['tab'] }),
    }
    for (const { port } of Object.values(others)) script.ports.add(port)
    const event = { type: 'TOOL_CALL_END', toolCallId: 'call-1' }
    const acting = { type: 'acting', atMs: 5, key: 'page-agent', runId: 'run-1', event } as const
    // Whoever has not said who it is speaks for nobody.
    script.say(acting)
    script.hello(shopId)
    await script.heard('welcome')
    script.say(acting)
    expect(others.frame.received).toEqual([
      { type: 'agent', atMs: 5, key: `${shopId} page-agent`, runId: 'run-1', event },
    ])
    expect([script, others.otherOrigin, others.otherTab].flatMap(({ received }) => received)).toEqual([
      expect.objectContaining({ type: 'welcome' }),
    ])
  })

  it('tells nobody what an agent does where origins are opaque: all of them read alike', async () => {
    const script = connect(contentScript({ origin: 'null' }))
    const frame = contentScript({ frameId: 3, origin: 'null' })
    script.ports.add(frame.port)
    script.hello(shopId)
    await script.heard('welcome')
    script.say({ type: 'acting', atMs: 5, key: 'page-agent', runId: null, event: { type: 'RUN_STARTED', runId: 'r' } })
    expect(frame.received).toEqual([])
  })

  it('is sent away when nothing is recorded, or when it cannot say who it is', async () => {
    await database.delete('recording', 'live')
    const late = connect()
    late.hello(shopId)
    await late.heard('stop')
    await database.put('recording', { trajectoryId, phase: 'recording', driver: null, messages: false }, 'live')
    const odd = connect()
    odd.hello('../../x')
    await odd.heard('stop')
    expect(odd.received).toEqual([{ type: 'stop' }])
  })

  it('is told to stop, and still heard, when its recording is coming to an end', async () => {
    await database.put('recording', { trajectoryId, phase: 'stopping', driver: null, messages: false }, 'live')
    const script = connect()
    script.hello(shopId)
    await script.heard('stop')
    script.send(1, [gapOnTheWay(`${shopId}:1`)])
    await script.heard('ack')
    expect(await stored()).toHaveLength(1)
  })

  it('is told to stop when its trajectory was deleted', async () => {
    const script = connect()
    script.hello(shopId)
    await script.heard('welcome')
    await database.delete('trajectories', trajectoryId)
    script.send(1, [gapOnTheWay(`${shopId}:1`)])
    await script.heard('stop')
    expect(await stored()).toEqual([])
  })

  it('that asks for a picture gets it for its own tab', async () => {
    const script = connect()
    script.hello(shopId)
    script.say({ type: 'settled' })
    await vi.waitFor(() => expect(request).toHaveBeenCalledWith(trajectoryId, 7))
  })
})

describe('an entry', () => {
  async function storedAs(entry: unknown) {
    const script = connect()
    script.hello(shopId)
    script.send(1, [entry])
    await script.heard('ack')
    return (await stored())[0]
  }

  it('that does not fit the format leaves a gap in its place, which says why', async () => {
    const entry = await storedAs({ ...gapOnTheWay(`${shopId}:1`), reason: 'because', evil: true })
    expect(entry).toMatchObject({
      id: `${shopId}:1`,
      kind: 'gap',
      reason: 'invalid-entry',
      detail: expect.stringContaining('reason') as unknown,
    })
  })

  it('that is too large is cut, and says so', async () => {
    const entry = await storedAs({ ...gapOnTheWay(`${shopId}:1`, 'x'.repeat(1_100_000)), reason: 'load-shed' })
    expect(entry).toMatchObject({ kind: 'gap', reason: 'load-shed', truncated: { detail: 1_100_000 - 96 * 1024 } })
  })

  it('that cannot be cut enough leaves a gap in its place', async () => {
    const wide = (depth: number): unknown => (depth === 0 ? 'xx' : Array.from({ length: 40 }, () => wide(depth - 1)))
    const entry = await storedAs({ ...gapOnTheWay(`${shopId}:1`), reason: 'load-shed', wide: wide(3) })
    expect(entry).toMatchObject({ id: `${shopId}:1`, kind: 'gap', reason: 'oversized-entry' })
  })

  it('of the DOM stream that comes in pieces counts when all are there, however often each comes', async () => {
    const text = Array.from({ length: 5000 }, (_, n) => `${JSON.stringify({ type: 3, n })}\n`).join('')
    const whole = { id: `${shopId}:1`, kind: 'dom', atMs: 1, endAtMs: 2, provenance: 'observed', lines: 5000 } as const
    const cuts = [0, 30_000, 60_000]
    const pieces = cuts.map((from, i): EntryOnTheWay => {
      const more = i < cuts.length - 1
      return { ...whole, from, text: text.slice(from, cuts[i + 1]), ...(more ? { more } : {}) }
    })
    const script = connect()
    script.hello(shopId)
    const say = (piece: EntryOnTheWay, last: number): void =>
      script.say({ type: 'batch', first: 1, last, parcels: [piece as DomSegment] })
    for (const i of [0, 1, 0, 1]) say(pieces[i]!, 0)
    await script.heard('ack', 4)
    expect(await stored()).toEqual([])
    expect(script.received.filter(({ type }) => type === 'ack').at(-1)).toMatchObject({ through: 0 })
    say(pieces[2]!, 1)
    await script.heard('ack', 5)
    expect(await stored()).toMatchObject([{ kind: 'dom', lines: 5000, tabId: 7 }])
    expect((await stored())[0]).not.toHaveProperty('from')
    const source = await storedSource(database, trajectoryId)
    const chunks: Uint8Array[] = []
    for await (const chunk of source.domBytes(shopId)) chunks.push(chunk)
    expect(Buffer.concat(chunks).toString()).toBe(text)
  })

  it('of the DOM stream is stored compressed, apart from the log', async () => {
    const text = `${JSON.stringify({ type: 2 })}\n`.repeat(1000)
    const entry = await storedAs({
      id: `${shopId}:1`,
      kind: 'dom',
      atMs: 1,
      endAtMs: 2,
      provenance: 'observed',
      lines: 1000,
      text,
    })
    expect(entry).toMatchObject({ kind: 'dom', lines: 1000, tabId: 7 })
    expect(entry).not.toHaveProperty('text')
    expect((await database.getAll('segments')).reduce((sum, { rawBytes }) => sum + rawBytes, 0)).toBe(text.length)
  })

  const seen = {
    id: `${shopId}:1`,
    kind: 'observation',
    atMs: 1000,
    provenance: 'observed',
    reason: 'action',
    url: 'https://shop.example/',
    title: '',
    viewport: { width: 1, height: 1, deviceScaleFactor: 1 },
    scroll: { x: 0, y: 0 },
    focus: null,
    outline: [],
    outlineTruncated: false,
    dom: null,
  }

  it.each([
    ['fresh', 700, false],
    ['stale: the page has changed since', 950, true],
  ])('of what was seen gets the last picture of its tab from before it, %s', async (_what, changedAtMs, stale) => {
    const capture = { trajectoryId, tabId: 7, startedAtMs: 800, finishedAtMs: 900, pictureId: 'abc' }
    await storeCapture(database, capture, { blob: new Blob(['x']), width: 80, height: 60 })
    await storeCapture(
      database,
      { ...capture, startedAtMs: 1000, finishedAtMs: 1100, pictureId: 'later' },
      { blob: new Blob(['y']), width: 80, height: 60 },
    )
    const entry = await storedAs({ ...seen, changedAtMs })
    expect(entry).toMatchObject({
      screenshot: { file: expect.stringContaining('abc') as unknown, width: 80, ageMs: 100, stale },
    })
    expect(entry).not.toHaveProperty('changedAtMs')
  })

  it('of what was seen in a page that is gone already has no picture, and is stored', async () => {
    await rememberTab(database, trajectoryId, 7, { documentAtMs: 5000 })
    expect(await storedAs({ ...seen, changedAtMs: 0 })).toMatchObject({ kind: 'observation', screenshot: null })
  })

  it('of what was seen has no picture where none was taken', async () => {
    expect(await storedAs({ ...seen, changedAtMs: 0 })).toMatchObject({ kind: 'observation', screenshot: null })
  })
})

describe('a batch that could not be stored', () => {
  it('is not acknowledged, and neither is what came after it: both come again', async () => {
    const complain = vi.spyOn(console, 'error').mockImplementation(() => undefined)
    let fails = false
    const script = connect(contentScript(), () =>
      fails ? Promise.reject(new Error('the disk is full')) : Promise.resolve(database),
    )
    script.hello(shopId)
    await script.heard('welcome')
    fails = true
    script.send(1, [gapOnTheWay(`${shopId}:1`)])
    await vi.waitFor(() => expect(complain).toHaveBeenCalled())
    fails = false
    script.send(2, [gapOnTheWay(`${shopId}:2`)])
    await new Promise((resolve) => setTimeout(resolve, 100))
    // An acknowledgement of 2 would say that 1 is stored: the page would forget it.
    expect(script.received.filter(({ type }) => type === 'ack')).toEqual([])
  })
})

describe('a claim', () => {
  const said = (n: number, url: string) => ({
    id: `${shopId}:${n}`,
    kind: 'agent',
    atMs: 100,
    provenance: 'claimed',
    agent: { name: 'ag-ui', version: null, instance: 't' },
    channel: 'ag-ui@1',
    runId: 'r',
    event: { type: 'RUN_STARTED', threadId: 't', runId: 'r' },
    request: { url, atMs: 90, bodyHash: null },
    // A page that reaches the channel might say so itself.
    corroboratedBy: ['webRequest'],
  })

  beforeEach(() => {
    left.clear()
    left.add('https://agent.example/seen')
  })

  it('is corroborated by what the browser saw, and by nothing the page says', async () => {
    const script = connect()
    script.hello(shopId)
    await script.heard('welcome')
    script.send(1, [said(1, 'https://agent.example/seen'), said(2, 'https://agent.example/unseen')])
    await script.heard('ack')
    const [seen, unseen] = await stored()
    expect(seen).toMatchObject({ corroboratedBy: ['webRequest'] })
    expect(unseen).not.toHaveProperty('corroboratedBy')
  })

  it('keeps what the content script saw in the page', async () => {
    const script = connect()
    script.hello(shopId)
    await script.heard('welcome')
    const both = { corroboratedBy: ['webRequest', 'dom', 'debugger'] }
    script.send(1, [
      { ...said(1, 'https://agent.example/seen'), ...both },
      { ...said(2, 'https://agent.example/unseen'), ...both },
    ])
    await script.heard('ack')
    expect(await stored()).toMatchObject([{ corroboratedBy: ['dom', 'webRequest'] }, { corroboratedBy: ['dom'] }])
  })
})

describe('what an agent says', () => {
  const said = (n: number, event: object, channel = 'agui-event@1') => ({
    id: `${shopId}:${n}`,
    kind: 'agent',
    atMs: 1,
    provenance: 'claimed',
    agent: { name: 'a', version: null, instance: 'i' },
    channel,
    runId: null,
    event,
  })

  async function storedAll(...entries: object[]) {
    const script = connect()
    script.hello(shopId)
    script.send(1, entries)
    await script.heard('ack')
    return stored()
  }

  it('is checked again where no page can reach: event by event, each refused one under its own number', async () => {
    expect(
      await storedAll(
        said(1, { type: 'STEP_STARTED', stepName: 's' }),
        said(2, { type: 'TOOL_CALL_START', toolCallId: 'c' }),
        said(3, { type: 'RAW', event: 'x'.repeat(400_000) }),
      ),
    ).toMatchObject([
      { kind: 'agent', id: `${shopId}:1` },
      { kind: 'gap', id: `${shopId}:2`, reason: 'agent-malformed', count: 1 },
      { kind: 'gap', id: `${shopId}:3`, reason: 'agent-oversized', count: 1 },
    ])
  })

  it('keeps of an opaque value its hash alone, however deep', async () => {
    const message = { id: 'm', role: 'reasoning', content: '', encryptedValue: 'opaque' }
    const [entry] = await storedAll(said(1, { type: 'MESSAGES_SNAPSHOT', messages: [message] }))
    const hash = 'sha256:' + createHash('sha256').update('opaque').digest('hex')
    expect(entry).toMatchObject({ event: { messages: [{ ...message, encryptedValue: hash }] } })
  })
})
