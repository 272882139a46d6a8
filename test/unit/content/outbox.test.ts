import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createOutbox, type EntryDraft } from '#content/outbox.ts'
import { unpack, type Batch, type EntryOnTheWay } from '#messages/delivery.ts'
import { createBackground } from './scripted-background.ts'

const sourceId = 'shop000000000001'

function draft(text: string): EntryDraft {
  return { kind: 'gap', atMs: 1, provenance: 'observed', reason: 'oversized-entry', detail: text, url: null }
}

function open(background = createBackground()) {
  const onWelcome = vi.fn()
  const onStop = vi.fn()
  const outbox = createOutbox({
    sourceId,
    connect: () => background.connect(),
    url: () => 'https://shop.example/',
    onWelcome,
    onStop,
  })
  return { background, outbox, onWelcome, onStop }
}

async function nextTask(): Promise<void> {
  for (let turn = 0; turn < 2; turn++)
    await new Promise<void>((resolve) => {
      const { port1, port2 } = new MessageChannel()
      port1.onmessage = () => {
        port1.close()
        resolve()
      }
      port2.postMessage(null)
    })
}

const entriesOf = (batch: Batch): { id: string; detail: string }[] =>
  batch.parcels.map(unpack) as { id: string; detail: string }[]

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

describe('the outbox', () => {
  it('says who it is before anything else, and passes on the terms of the recording', async () => {
    const { background, onWelcome } = open()
    await vi.advanceTimersByTimeAsync(0)
    expect(background.received).toEqual([{ type: 'hello', sourceId, trajectoryId: null, url: 'https://shop.example/' }])
    expect(onWelcome).toHaveBeenCalledExactlyOnceWith({
      type: 'welcome',
      trajectoryId: 'trajectory000001',
      through: 0,
      driver: null,
      messages: false,
      shortcuts: [],
      declared: [],
    })
  })

  it('numbers entries from 1 without holes, and sends them together after a short wait', async () => {
    const { background, outbox } = open()
    const ids = ['a', 'b', 'c'].map((text) => outbox.add(draft(text)))
    await vi.advanceTimersByTimeAsync(99)
    expect(background.batches.flatMap(entriesOf).length).toBeLessThanOrEqual(3)
    await vi.advanceTimersByTimeAsync(1)
    expect(ids).toEqual([1, 2, 3].map((n) => `${sourceId}:${n}`))
    expect([...background.committed.values()].map(({ id }) => id)).toEqual(ids)
    expect(outbox.pending).toBe(0)
  })

  it('leaves when the extension has gone, also where its port is neither answered nor closed', async () => {
    const background = createBackground()
    const onStop = vi.fn()
    let isOrphan = false
    createOutbox({
      sourceId,
      connect() {
        const port = background.connect()
        background.goDeaf()
        return port
      },
      isOrphan: () => isOrphan,
      url: () => 'https://shop.example/',
      onWelcome: () => undefined,
      onStop,
    })
    await vi.advanceTimersByTimeAsync(1000)
    expect(onStop).not.toHaveBeenCalled()
    isOrphan = true
    await vi.advanceTimersByTimeAsync(500)
    expect(onStop).toHaveBeenCalledExactlyOnceWith(true)
  })

  it('sends nothing before it is welcome', async () => {
    const background = createBackground()
    background.greet = () => undefined
    const { outbox } = open(background)
    outbox.add(draft('a'))
    await vi.advanceTimersByTimeAsync(1500)
    expect(background.batches).toEqual([])
  })

  it('sends on time even when there is always something new', async () => {
    const { background, outbox } = open()
    await vi.advanceTimersByTimeAsync(0)
    for (let i = 0; i < 40; i++) {
      outbox.add(draft(String(i)))
      await vi.advanceTimersByTimeAsync(50)
    }
    // Two seconds of an entry every 50 ms: what is not sent is lost when the page crashes.
    expect(background.committed.size).toBeGreaterThanOrEqual(36)
  })

  it('keeps entries until they are acknowledged', async () => {
    const { background, outbox } = open(createBackground({ answers: false }))
    outbox.add(draft('a'))
    await vi.advanceTimersByTimeAsync(500)
    expect(background.batches).toHaveLength(1)
    expect(outbox.pending).toBe(1)
    background.answer()
    expect(outbox.pending).toBe(0)
  })

  it('sends a gap in the place of an entry that cannot be made, and goes on', async () => {
    const { background, outbox } = open()
    const id = outbox.add(() => {
      throw new Error('too deep')
    })
    outbox.add(draft('after'))
    await vi.advanceTimersByTimeAsync(500)
    const entries = background.batches.flatMap(
      (batch) => batch.parcels.map(unpack) as { id: string; kind: string; reason: string }[],
    )
    expect(entries[0]).toMatchObject({ id, kind: 'gap', reason: 'invalid-entry' })
    expect(entries).toHaveLength(2)
    expect(outbox.pending).toBe(0)
  })

  it('makes an entry when it is sent, and makes it once', async () => {
    const { background, outbox } = open(createBackground({ answers: false }))
    const make = vi.fn(() => draft('late'))
    outbox.add(make)
    expect(make).not.toHaveBeenCalled()
    await vi.advanceTimersByTimeAsync(200)
    background.answers = true
    background.breakConnection()
    await vi.advanceTimersByTimeAsync(3000)
    expect(make).toHaveBeenCalledOnce()
    expect(background.committed.size).toBe(1)
  })

  it('has no more than four batches on the way', async () => {
    const { background, outbox } = open(createBackground({ answers: false }))
    await vi.advanceTimersByTimeAsync(0)
    for (let i = 0; i < 10; i++) outbox.add(draft('x'.repeat(120 * 1024)))
    await vi.advanceTimersByTimeAsync(500)
    expect(background.batches.map(({ first }) => first)).toEqual([1, 2, 3, 4])
    background.answer(1)
    expect(background.batches.map(({ first }) => first)).toEqual([1, 2, 3, 4, 5])
  })

  it('closes a batch at its size, and sends an entry that is larger alone', async () => {
    const { background, outbox } = open()
    await vi.advanceTimersByTimeAsync(0)
    for (const size of [50, 50, 50, 300, 1]) outbox.add(draft('x'.repeat(size * 1024)))
    await vi.advanceTimersByTimeAsync(500)
    expect(background.batches.map(({ first, last }) => [first, last])).toEqual([
      [1, 2],
      [3, 3],
      [4, 4],
      [5, 5],
    ])
  })

  it('waits with what does not fill a batch until the one on its way is stored', async () => {
    const { background, outbox } = open(createBackground({ answers: false }))
    await vi.advanceTimersByTimeAsync(0)
    for (let i = 0; i < 20; i++) {
      outbox.add(draft(`${i}`))
      await vi.advanceTimersByTimeAsync(20)
    }
    expect(background.batches.map(({ first, last }) => [first, last])).toEqual([[1, 1]])
    background.answer(1)
    expect(background.batches.map(({ first, last }) => [first, last])).toEqual([
      [1, 1],
      [2, 16],
    ])
    background.answers = true
    background.answer()
    await vi.advanceTimersByTimeAsync(100)
    expect(outbox.pending).toBe(0)
  })

  it('sends a segment of the DOM stream at once', async () => {
    const { background, outbox } = open()
    await vi.advanceTimersByTimeAsync(0)
    outbox.add({ kind: 'dom', atMs: 1, endAtMs: 2, lines: 1, text: '{}\n', provenance: 'observed' })
    await vi.advanceTimersByTimeAsync(1)
    expect(background.committed.size).toBe(1)
  })

  it('sends all that is due in one batch after a broken connection, once it is welcome', async () => {
    const { background, outbox } = open(createBackground({ answers: false }))
    await vi.advanceTimersByTimeAsync(0)
    outbox.add(draft('a'))
    await vi.advanceTimersByTimeAsync(100)
    outbox.add(draft('b'))
    await vi.advanceTimersByTimeAsync(150)
    const before = background.received.length
    background.breakConnection()
    await nextTask()
    expect(background.received.slice(before)).toMatchObject([
      { type: 'hello', trajectoryId: 'trajectory000001' },
      { type: 'batch', first: 1, last: 2 },
    ])
  })

  it('connects anew when its greeting is not answered', async () => {
    const { background, outbox } = open()
    await vi.advanceTimersByTimeAsync(0)
    outbox.add(draft('a'))
    background.breakConnection()
    background.goDeaf()
    await vi.advanceTimersByTimeAsync(5000)
    expect(outbox.pending).toBe(0)
  })

  it('connects again in the next task: a dying worker takes what comes at once, and timers of a page that nobody sees come late', async () => {
    const { background } = open()
    background.breakConnection()
    expect(background.ports).toHaveLength(1)
    // No time passes.
    await nextTask()
    expect(background.ports).toHaveLength(2)
  })

  it('sends again what was unacknowledged when the connection broke, in order, and names its trajectory', async () => {
    const { background, outbox } = open(createBackground({ answers: false }))
    for (const text of ['a', 'b']) outbox.add(draft(text))
    await vi.advanceTimersByTimeAsync(200)
    outbox.add(draft('c'))
    background.answers = true
    background.breakConnection()
    await vi.advanceTimersByTimeAsync(3000)
    expect(background.received.filter(({ type }) => type === 'hello').at(-1)).toMatchObject({
      trajectoryId: 'trajectory000001',
    })
    expect([...background.committed.values()].map((entry) => (entry as { detail?: string }).detail)).toEqual([
      'a',
      'b',
      'c',
    ])
    expect(outbox.pending).toBe(0)
  })

  it('does not send again what the background had stored although it could not say so', async () => {
    const background = createBackground({ answers: false })
    const { outbox } = open(background)
    outbox.add(draft('a'))
    await vi.advanceTimersByTimeAsync(200)
    background.committed.set(1, { id: `${sourceId}:1` })
    background.breakConnection()
    await vi.advanceTimersByTimeAsync(3000)
    expect(outbox.pending).toBe(0)
  })

  it('takes a batch that is not acknowledged in two seconds for lost', async () => {
    const background = createBackground({ answers: false })
    const { outbox } = open(background)
    outbox.add(draft('a'))
    await vi.advanceTimersByTimeAsync(300)
    background.goDeaf()
    background.answers = true
    await vi.advanceTimersByTimeAsync(5000)
    expect(background.ports).toHaveLength(2)
    expect(background.ports[0]!.closed).toBe(true)
    expect(outbox.pending).toBe(0)
  })

  it('finds by itself that its port is closed, as after the back-forward cache', async () => {
    const { background, outbox } = open()
    await vi.advanceTimersByTimeAsync(0)
    background.ports[0]!.closed = true
    outbox.add(draft('a'))
    await vi.advanceTimersByTimeAsync(3000)
    expect(background.committed.size).toBe(1)
  })

  it('sends again at once when told that its port may be closed', async () => {
    const { background, outbox } = open()
    await vi.advanceTimersByTimeAsync(0)
    background.answers = false
    outbox.add(draft('a'))
    await vi.advanceTimersByTimeAsync(200)
    background.answers = true
    outbox.renew()
    await vi.advanceTimersByTimeAsync(200)
    expect(background.ports).toHaveLength(2)
    expect(background.ports[0]!.closed).toBe(true)
    expect(background.committed.size).toBe(1)
    expect(outbox.pending).toBe(0)
  })

  it('waits longer and longer for a background that does not come back', async () => {
    const { background } = open()
    background.greet = (port) => {
      port.closed = true
      port.gone()
    }
    await vi.advanceTimersByTimeAsync(10_000)
    expect(background.ports.length).toBeLessThan(20)
  })

  it('takes no notice of a connection that is over', async () => {
    const { background, outbox, onStop } = open(createBackground({ answers: false }))
    outbox.add(draft('a'))
    await vi.advanceTimersByTimeAsync(200)
    const old = background.ports[0]!
    background.breakConnection()
    await vi.advanceTimersByTimeAsync(100)
    old.listener({ type: 'ack', through: 1 })
    old.listener({ type: 'stop' })
    expect(outbox.pending).toBe(1)
    expect(onStop).not.toHaveBeenCalled()
  })

  it('at the end of the page sends all at once, window or not', async () => {
    const { background, outbox } = open(createBackground({ answers: false }))
    await vi.advanceTimersByTimeAsync(0)
    for (let i = 0; i < 10; i++) outbox.add(draft('x'.repeat(120 * 1024)))
    outbox.flush()
    expect(background.batches.map(({ last }) => last)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
  })

  it('at the end of the page sends all, also before it was welcome', () => {
    const { background, outbox } = open()
    outbox.add(draft('a'))
    outbox.flush()
    expect(background.batches.map(({ last }) => last)).toEqual([1])
  })

  it('at the end of the page sends all, also when the connection has gone deaf: over a new one', async () => {
    const { background, outbox } = open(createBackground({ answers: false }))
    outbox.add(draft('a'))
    await vi.advanceTimersByTimeAsync(200)
    background.goDeaf()
    await vi.advanceTimersByTimeAsync(2000)
    for (let i = 0; i < 10; i++) outbox.add(draft('x'.repeat(120 * 1024)))
    outbox.flush()
    expect(background.ports).toHaveLength(2)
    expect(
      background.batches.slice(1).flatMap(({ first, last }) => (first === last ? [first] : [first, last])),
    ).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11])
  })

  it('goes when the extension is gone, and says so once its maker is ready', async () => {
    const background = createBackground()
    background.refuse()
    let ready = false
    const onStop = vi.fn(() => expect(ready).toBe(true))
    const outbox = createOutbox({
      sourceId,
      connect: () => background.connect(),
      url: () => '',
      onWelcome: () => undefined,
      onStop,
    })
    ready = true
    await vi.advanceTimersByTimeAsync(5000)
    expect(onStop).toHaveBeenCalledOnce()
    expect(outbox.add(draft('a'))).toBe(`${sourceId}:1`)
    await outbox.close()
    expect(outbox.pending).toBe(0)
  })

  it('becomes an orphan when the extension is reloaded under it', async () => {
    const { background, outbox, onStop } = open()
    await vi.advanceTimersByTimeAsync(0)
    background.refuse()
    background.breakConnection()
    await vi.advanceTimersByTimeAsync(5000)
    expect(onStop).toHaveBeenCalledOnce()
    await outbox.close()
  })

  it('stops when it is told to', async () => {
    const { background, onStop } = open()
    await vi.advanceTimersByTimeAsync(0)
    background.send({ type: 'stop' })
    expect(onStop).toHaveBeenCalledOnce()
  })

  it('closes after the last acknowledgement, with a goodbye', async () => {
    const { background, outbox } = open(createBackground({ answers: false }))
    await vi.advanceTimersByTimeAsync(0)
    outbox.add(draft('last'))
    let isClosed = false
    const closing = outbox.close().then(() => (isClosed = true))
    await vi.advanceTimersByTimeAsync(500)
    expect(isClosed).toBe(false)
    background.answer()
    await closing
    expect(background.received.at(-1)).toEqual({ type: 'goodbye' })
    expect(background.ports[0]!.closed).toBe(true)
  })

  it('closes without an acknowledgement that never comes', async () => {
    const { outbox } = open(createBackground({ answers: false }))
    outbox.add(draft('last'))
    const closing = outbox.close()
    await vi.advanceTimersByTimeAsync(10_000)
    await closing
    expect(vi.getTimerCount()).toBe(0)
  })

  it('says when the page has settled, to a background that listens', async () => {
    const { background, outbox } = open()
    outbox.notify({ type: 'settled' })
    await vi.advanceTimersByTimeAsync(0)
    outbox.notify({ type: 'settled' })
    expect(background.received.map(({ type }) => type)).toEqual(['hello', 'settled'])
  })

  it('brings every entry, in order, whenever connections break, hang or lose what was on its way', async () => {
    const deed = fc.oneof(
      { weight: 6, arbitrary: fc.nat(3).map((count) => ({ do: 'add', count })) },
      { weight: 4, arbitrary: fc.nat(700).map((ms) => ({ do: 'wait', ms })) },
      { weight: 3, arbitrary: fc.nat(4).map((count) => ({ do: 'answer', count })) },
      { weight: 2, arbitrary: fc.constant({ do: 'break' }) },
      { weight: 1, arbitrary: fc.constant({ do: 'deafen' }) },
      { weight: 1, arbitrary: fc.constant({ do: 'flush' }) },
    )
    await fc.assert(
      fc.asyncProperty(fc.array(deed, { maxLength: 40 }), async (deeds) => {
        const background = createBackground({ answers: false })
        const { outbox } = open(background)
        const texts: string[] = []
        for (const step of deeds as { do: string; count: number; ms: number }[]) {
          if (step.do === 'add') {
            for (let i = 0; i <= step.count; i++) {
              texts.push(`entry ${texts.length + 1}`)
              outbox.add(draft(texts.at(-1)!))
            }
          } else if (step.do === 'wait') await vi.advanceTimersByTimeAsync(step.ms)
          else if (step.do === 'answer') background.answer(step.count)
          else if (step.do === 'break') background.breakConnection()
          else if (step.do === 'deafen') background.goDeaf()
          else outbox.flush()
        }
        background.answers = true
        background.answer()
        await vi.advanceTimersByTimeAsync(20_000)

        expect(outbox.pending).toBe(0)
        expect([...background.committed.values()].map((entry) => (entry as { detail?: string }).detail)).toEqual(texts)
        expect([...background.committed.values()].map(({ id }) => id)).toEqual(
          texts.map((_, index) => `${sourceId}:${index + 1}`),
        )
        // Nothing ever arrives before what came before it: storage may take a hole for the end.
        let highest = 0
        for (const n of background.arrivals) {
          expect(n).toBeLessThanOrEqual(highest + 1)
          highest = Math.max(highest, n)
        }
        await Promise.all([outbox.close(), vi.advanceTimersByTimeAsync(5000)])
      }),
      {
        numRuns: 150,
        // An acknowledgement came before the greeting, and the greeting never.
        examples: [
          [
            [
              { do: 'add', count: 0 },
              { do: 'flush' },
              { do: 'answer', count: 1 },
              { do: 'deafen' },
              { do: 'add', count: 0 },
            ],
          ],
        ],
      },
    )
  }, 60_000)
})

describe('more of the DOM stream than can be stored', () => {
  const line = (n: number): string => `${JSON.stringify({ type: 3, n, filler: 'x'.repeat(2 * 1024 * 1024) })}\n`
  const segment = (n: number): EntryDraft => {
    const text = line(n) + line(n + 1)
    return { kind: 'dom', atMs: n, endAtMs: n + 1, lines: 2, text, provenance: 'observed', redacted: {} }
  }

  it('is given up, line by line, and everything else is kept, in order', async () => {
    const background = createBackground({ answers: false })
    const onRelief = vi.fn()
    const outbox = createOutbox({
      sourceId,
      connect: () => background.connect(),
      url: () => 'https://shop.example/',
      onWelcome: () => undefined,
      onRelief,
      onStop: () => undefined,
    })
    await vi.advanceTimersByTimeAsync(0)
    for (let i = 0; i < 20; i++) {
      outbox.add(segment(i * 10))
      outbox.add(draft(`action ${i}`))
      await vi.advanceTimersByTimeAsync(150)
    }
    expect(onRelief).not.toHaveBeenCalled()
    while (outbox.pending > 0) {
      background.answer()
      await vi.advanceTimersByTimeAsync(150)
    }
    expect(onRelief).toHaveBeenCalledExactlyOnceWith()
    const entries = [...background.committed.values()] as (EntryDraft & { id: string })[]
    expect(entries.map(({ id }) => id)).toEqual(entries.map((_, i) => `${sourceId}:${i + 1}`))
    const details = entries.flatMap((entry) => (entry.kind === 'gap' ? [entry.detail] : []))
    expect(details.slice(0, 20)).toEqual(Array.from({ length: 20 }, (_, i) => `action ${i}`))
    const segments = entries.flatMap((entry) => (entry.kind === 'dom' ? [entry] : []))
    expect(segments.map(({ text }) => text.split('\n').length - 1)).toEqual(Array.from({ length: 20 }, () => 2))
    const whole = segments.filter(({ text }) => text.includes('filler'))
    const chars = whole.reduce((sum, { text }) => sum + text.length, 0)
    expect(chars).toBeGreaterThan(0)
    expect(chars).toBeLessThanOrEqual(24 * 1024 * 1024)
    const gap = entries.find((entry) => entry.kind === 'gap' && entry.reason === 'load-shed')
    expect(gap).toMatchObject({ count: 2 * (20 - whole.length), atMs: whole.length * 10 })
    outbox.add(segment(500))
    await vi.advanceTimersByTimeAsync(150)
    background.answer()
    expect(background.committed.get(42), 'what comes after that').toMatchObject({
      text: expect.stringContaining('filler') as string,
    })
  })
})

describe('a segment that is larger than a message', () => {
  const giant = (chars: number): Extract<EntryDraft, { kind: 'dom' }> => {
    const text = `${JSON.stringify({ type: 3, filler: '😀'.repeat(chars / 2) })}\n`
    return { kind: 'dom', atMs: 1, endAtMs: 2, lines: 1, text, provenance: 'observed' }
  }

  it('goes in pieces, one a task, between what was before it and after', async () => {
    const { background, outbox } = open()
    await vi.advanceTimersByTimeAsync(0)
    outbox.add(draft('before'))
    const sent = giant(36 * 1024 * 1024)
    outbox.add(sent)
    outbox.add(draft('after'))
    await vi.advanceTimersByTimeAsync(1000)
    expect(outbox.pending).toBe(0)
    const longest = Math.max(
      ...background.batches.map(({ parcels }) =>
        parcels.reduce((sum, parcel) => sum + (typeof parcel === 'string' ? parcel.length : parcel.text.length), 0),
      ),
    )
    expect(longest).toBeLessThanOrEqual(1024 * 1024)
    const entries = [...background.committed.values()] as EntryOnTheWay[]
    expect(entries.map(({ kind }) => kind)).toEqual(['gap', 'dom', 'gap'])
    expect(entries[1]?.kind === 'dom' && entries[1].text === sent.text, 'whole, also where it was cut').toBe(true)
  })

  it('begins again when the connection breaks in the middle of it, and is not given up for what comes after', async () => {
    const background = createBackground({ answers: false })
    const { outbox } = open(background)
    await vi.advanceTimersByTimeAsync(0)
    const sent = giant(8 * 1024 * 1024)
    outbox.add(sent)
    while (background.batches.length < 3) await vi.advanceTimersByTimeAsync(1)
    expect(background.batches.length).toBeLessThan(8)
    background.answer(2)
    background.breakConnection()
    await vi.advanceTimersByTimeAsync(2)
    for (let i = 0; i < 10; i++) outbox.add({ ...giant(4 * 1024 * 1024), atMs: i })
    background.answers = true
    background.answer()
    await vi.advanceTimersByTimeAsync(60_000)
    expect(outbox.pending).toBe(0)
    const entries = [...background.committed.values()] as EntryOnTheWay[]
    expect(entries[0]?.kind === 'dom' && entries[0].text === sent.text).toBe(true)
    expect(entries.some((entry) => entry.kind === 'gap' && entry.reason === 'load-shed')).toBe(true)
  })

  it('is given up only when no reader could take such a line', async () => {
    const { background, outbox } = open()
    outbox.add(giant(66 * 1024 * 1024))
    await vi.advanceTimersByTimeAsync(5000)
    const entries = [...background.committed.values()] as EntryOnTheWay[]
    expect(entries).toMatchObject([
      { kind: 'dom', lines: 1, text: expect.stringContaining('cairn.shed') as string },
      { kind: 'gap', reason: 'load-shed', count: 1 },
    ])
  })
})
