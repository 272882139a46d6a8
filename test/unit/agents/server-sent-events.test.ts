import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createEventStreamReader } from '#agents/server-sent-events.ts'

function read(pieces: string[], limit?: number): { events: string[]; unheard: number } {
  const reader = createEventStreamReader(limit)
  const events = [...pieces.flatMap((piece) => reader.feed(piece)), ...reader.end()]
  return { events, unheard: reader.unheardChars }
}

/** The text cut at any places, empty pieces included. */
const cut = (text: string) =>
  fc.array(fc.nat(text.length), { maxLength: 12 }).map((places) => {
    const sorted = [0, ...places.sort((a, b) => a - b), text.length]
    return sorted.slice(1).map((to, i) => text.slice(sorted[i], to))
  })

describe('a stream of server-sent events', () => {
  it.each([
    ['data: a\n\ndata: b\n\n', ['a', 'b']],
    ['data:a\r\n\r\ndata:  b\r\r', ['a', ' b']],
    ['\uFEFFdata: a\n\n', ['a']],
    ['event: x\nid: 1\n: comment\ndata: a\ndata: b\ndata\nretry: 5\n\n', ['a\nb\n']],
    ['data\n\n', ['']],
    ['event: none\n\ndatum: x\n\n', []],
    ['data: no empty line at the end', ['no empty line at the end']],
    ['\n\n\r\n', []],
  ])('%j holds %j', (text, events) => {
    expect(read([text])).toEqual({ events, unheard: 0 })
    expect(read(text.split(''))).toEqual({ events, unheard: 0 })
  })

  it('holds the same wherever it is cut', () => {
    const lines = fc.array(
      fc.tuple(
        fc.constantFrom('data: ', 'data:', 'data', ':', 'event: ', 'x'),
        fc.string({ unit: fc.constantFrom('a', 'ö', '😀', ' ', ':') }),
        fc.constantFrom('\n', '\r\n', '\r', '\n\n', '\r\n\r\n'),
      ),
    )
    fc.assert(
      fc.property(
        lines.map((parts) => parts.flat().join('')).chain((text) => fc.tuple(fc.constant(text), cut(text))),
        ([text, pieces]) => {
          expect(read(pieces)).toEqual(read([text]))
        },
      ),
    )
  })

  it('loses an event that is too long, and no other, and holds no more than that of it', () => {
    const long = 'x'.repeat(50)
    const text = `data: a\n\ndata: ${long}\ndata: ${long}\n\ndata: b\n\n`
    fc.assert(
      fc.property(cut(text), (pieces) => {
        expect(read(pieces, 40)).toEqual({ events: ['a', 'b'], unheard: 112 })
      }),
    )
    expect(read([`data: ${long}`], 40)).toEqual({ events: [], unheard: 56 })
  })
})
