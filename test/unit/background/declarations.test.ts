import 'fake-indexeddb/auto'
import { beforeEach, describe, expect, it } from 'vitest'
import type { CairnDatabase } from '#storage/database.ts'
import { freshDatabase, shopId, trajectoryId } from '../storage/browser-storage.ts'
import { contentScript, contextOf, stubExtension } from './content-script.ts'

stubExtension()
const { acceptPort } = await import('#background/ingest.ts')
const { createDeclarations, declaredCallAt } = await import('#background/declarations.ts')
const { createPorts } = await import('#background/ports.ts')

let database: CairnDatabase
beforeEach(async () => {
  database = await freshDatabase()
  await database.put('recording', { trajectoryId, phase: 'recording', driver: 'human', messages: false }, 'live')
})

/** A worker, as it is when it has just started. */
function startWorker() {
  const context = contextOf(() => Promise.resolve(database))
  const ports = createPorts()
  const declarations = createDeclarations(context, ports)
  const screenshots = { request: () => undefined, takeNow: () => Promise.resolve() }
  const requests = {
    start: () => undefined,
    stop: () => undefined,
    rest: () => undefined,
    saw: () => Promise.resolve(false),
  }
  const disk = {
    look: () => undefined,
    failed: () => undefined,
    sound: () => Promise.resolve(),
    inDoubt: () => Promise.resolve(false),
  }
  let seq = 0
  return {
    connect(script = contentScript()) {
      acceptPort(context, { ports, screenshots, requests, declarations, disk }, script.port)
      script.hello(shopId)
      return script
    },
    declare: (event: Record<string, unknown>, tabId: number | null = 7) =>
      declarations.declare([{ tabId, envelope: { v: 1, src: { name: 'driver', instance: 'd' }, seq: ++seq, event } }]),
  }
}

const began = { type: 'TOOL_CALL_END', toolCallId: 'c1', metadata: { runId: 'r1' } }
const ended = { type: 'TOOL_CALL_RESULT', toolCallId: 'c1', messageId: 'm', content: '', metadata: { runId: 'r1' } }
const stored = async () => (await database.getAll('entries')).map(({ entry }) => entry)
const live = async () => (await database.get('recording', 'live'))!

describe('what a driver declares', () => {
  it('resolves when every frame of that tab has heard, and is written by the top one', async () => {
    const worker = startWorker()
    const [top, inner, elsewhere] = [{}, { frameId: 3 }, { tab: { id: 8 } as never }].map((sender) =>
      worker.connect(contentScript(sender)),
    )
    await Promise.all([top, inner, elsewhere].map((script) => script!.heard('welcome')))
    let resolved = false
    const declared = worker.declare(began).then(() => (resolved = true))
    await Promise.all([top!.heard('declared'), inner!.heard('declared')])
    top!.say({ type: 'heard', n: 1 })
    await Promise.resolve()
    expect(resolved).toBe(false)
    inner!.say({ type: 'heard', n: 1 })
    await declared
    const ids = [{ runId: 'r1', event: { type: 'TOOL_CALL_END', runId: 'r1', toolCallId: 'c1' } }]
    expect(top!.received.at(-1)).toMatchObject({ said: ids, write: [{ event: began, channel: 'driver@1' }] })
    expect(inner!.received.at(-1)).toMatchObject({ said: ids, write: [] })
    expect(elsewhere!.received.map(({ type }) => type)).toEqual(['welcome'])
    expect(await stored()).toEqual([])
  })

  it('is written by the background where no document can', async () => {
    const worker = startWorker()
    const leaving = worker.connect()
    await leaving.heard('welcome')
    const declared = worker.declare(began)
    await leaving.heard('declared')
    leaving.leave()
    await declared
    await worker.declare(ended, null)
    expect(await stored()).toMatchObject([
      { provenance: 'declared', event: { type: 'TOOL_CALL_END' }, tabId: 7, documentId: null },
      { provenance: 'declared', event: { type: 'TOOL_CALL_RESULT' }, tabId: null, documentId: null },
    ])
  })

  it('is known to documents that come later, also after the worker’s death', async () => {
    await startWorker().declare(began)
    const reborn = startWorker()
    const script = reborn.connect()
    await script.heard('welcome')
    expect(script.received[0]).toMatchObject({ declared: [{ runId: 'r1', toolCallId: 'c1' }] })
    script.leave()
    await reborn.declare(ended)
    const late = reborn.connect()
    await late.heard('welcome')
    expect(late.received[0]).toMatchObject({ declared: [] })
  })

  it('holds up to what was wrong, and the rest is refused in words', async () => {
    const worker = startWorker()
    await worker.declare(began)
    await expect(worker.declare({ type: 'MADE_UP' })).rejects.toThrow('no event of AG-UI 1.0')
    await database.delete('recording', 'live')
    await expect(worker.declare(ended)).rejects.toThrow('no recording is running')
  })

  it('makes the browser’s own interface the agent’s while its call goes on, and in its tab', async () => {
    const worker = startWorker()
    await worker.declare(began)
    const now = Date.now()
    expect(declaredCallAt(await live(), 7, now, false)).toMatchObject({ toolCallId: 'c1' })
    expect(declaredCallAt(await live(), 8, now, false)).toBeUndefined()
    expect(declaredCallAt(await live(), 8, now, true)).toMatchObject({ toolCallId: 'c1' })
    // A driver that died does not speak for all that follows.
    expect(declaredCallAt(await live(), 7, now + 121_000, false)).toBeUndefined()
    await worker.declare(ended)
    const [call] = (await live()).declared ?? []
    // What is still on its way is asked about later.
    expect(declaredCallAt(await live(), 7, call!.toMs!, false)).toMatchObject({ toolCallId: 'c1' })
    expect(declaredCallAt(await live(), 7, call!.toMs! + 1, false)).toBeUndefined()
  })
})
