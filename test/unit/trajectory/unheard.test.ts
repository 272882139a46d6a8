import { describe, expect, it } from 'vitest'
import { unheardRequests } from '#trajectory/unheard.ts'
import { createSampleLog, backgroundSourceId } from '../../support/sample-log.ts'

const url = 'https://model.example/v1/chat/completions'

describe('requests to models', () => {
  it.each<[string, { bodyHash: string | null; atS?: number }, { bodyHash: string | null; url?: string }, number]>([
    ['the same body', { bodyHash: 'a' }, { bodyHash: 'a' }, 0],
    ['another body', { bodyHash: 'a' }, { bodyHash: 'b' }, 1],
    ['a body nobody knows, at that time', { bodyHash: null }, { bodyHash: 'b' }, 0],
    ['a body nobody knows, at another time', { bodyHash: null, atS: 60 }, { bodyHash: 'b' }, 1],
    ['the same body, elsewhere', { bodyHash: 'a' }, { bodyHash: 'a', url: 'https://other.example/' }, 1],
  ])('are heard when somebody told of one with %s', (_what, seen, told, unheard) => {
    const { log, add, says } = createSampleLog()
    const id = says(1, { type: 'CUSTOM' })
    const atMs = log.find((entry) => entry.id === id)!.atMs
    const request = { url, atMs, ...told }
    says(1, { type: 'CUSTOM' }, { request })
    const { atS = 1, bodyHash } = seen
    add('effect', backgroundSourceId, atS, { name: 'model_request', causeId: null, url, bodyHash })
    expect(unheardRequests(log)).toHaveLength(unheard)
  })

  it('are heard when an agent tells of its inferences afterwards, one each', () => {
    const { log, add, says } = createSampleLog()
    const policy = { provider: 'p', model: 'm' }
    for (const atS of [1, 3, 4]) {
      add('effect', backgroundSourceId, atS, { name: 'model_request', causeId: null, url, bodyHash: null })
    }
    for (const atS of [2, 5]) says(atS, { type: 'CUSTOM' }, { policy })
    expect(unheardRequests(log).map(({ atMs }) => atMs)).toEqual([log[1]!.atMs])
  })
})
