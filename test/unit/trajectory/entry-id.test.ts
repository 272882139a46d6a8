import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { EntryIdSchema, SourceIdSchema } from '#trajectory/entry-base.ts'
import { createSourceId, fromEntryId, toEntryId } from '#trajectory/entry-id.ts'

describe('entry ids', () => {
  it('survive being joined and split', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z0-9]{4,32}$/), fc.integer({ min: 1 }), (sourceId, n) => {
        const id = toEntryId(sourceId, n)
        expect(EntryIdSchema.safeParse(id).success).toBe(true)
        expect(fromEntryId(id)).toEqual({ sourceId, n })
      }),
    )
  })

  it.each(['', 'shop', 'shop:', 'shop:0', 'shop:01', 'shop:1.5', 'shop:1e3', 'shop: 1', ':1', 'shop:1:2', 'SHOP:1'])(
    '%j is none',
    (id) => {
      expect(fromEntryId(id)).toEqual({ sourceId: '', n: NaN })
      expect(EntryIdSchema.safeParse(id).success).toBe(false)
    },
  )
})

describe('createSourceId', () => {
  it('gives valid ids, another one each time', () => {
    const ids = Array.from({ length: 1000 }, createSourceId)
    expect(new Set(ids).size).toBe(1000)
    expect(ids.filter((id) => !SourceIdSchema.safeParse(id).success || id.length !== 16)).toEqual([])
  })
})
