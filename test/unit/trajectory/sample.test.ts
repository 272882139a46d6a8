import { EventSchemas } from '@ag-ui/core/schemas'
import { describe, expect, it } from 'vitest'
import { parseEntry } from '#trajectory/entry.ts'
import { HeaderSchema } from '#trajectory/header.ts'
import { shopTrajectory, unfinishedTrajectory } from '../../support/sample-trajectory.ts'

describe.each([
  ['shop', shopTrajectory()],
  ['unfinished', unfinishedTrajectory()],
])('the sample %s', (_, sample) => {
  it('is of the format, and the same each time', () => {
    HeaderSchema.parse(sample.header)
    expect(sample.log.map(parseEntry)).toEqual(sample.log.map((entry) => ({ entry })))
    expect([shopTrajectory(), unfinishedTrajectory()]).toContainEqual(sample)
  })

  it('has agent entries that are AG-UI 1.0 events', () => {
    const events = sample.log.flatMap((entry) => (entry.kind === 'agent' ? [entry.event] : []))
    expect(events.filter((event) => !EventSchemas.safeParse(event).success)).toEqual([])
  })

  it('stands in time order', () => {
    const times = sample.log.map((entry) => entry.atMs)
    expect(times).toEqual(times.toSorted((a, b) => a - b))
  })
})
