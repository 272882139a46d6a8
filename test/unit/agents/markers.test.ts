import { describe, expect, it } from 'vitest'
import { markerAttribute, markers, type Marker } from '#agents/markers.ts'
import { ownInterface } from '#agents/own-interface.ts'

const selectorsOf = ({ acting, attached, stop, besides }: Marker): string[] =>
  [acting, attached, stop, besides].flatMap((selector) => selector?.split(',') ?? [])

describe('markers of agents that drive from outside', () => {
  it('name every agent once, in small letters', () => {
    const names = markers.map(({ agent }) => agent)
    expect(new Set(names).size).toBe(names.length)
    expect(names.filter((name) => !/^[a-z]+(?:-[a-z]+)*$/.test(name))).toEqual([])
  })

  it.each(markers.map((marker) => [marker.agent, marker] as const))(
    '%s has marks of its own that cost little to look for',
    (_agent, marker) => {
      // One element by its id, tag or attribute: nothing that has to be looked for around it.
      const plain = /^(?:#[a-z-]+|x-[a-z-]+|(?:[a-z]+)?\[[a-z-]+(?:=[a-z]+)?\])$/
      expect(selectorsOf(marker).filter((selector) => !plain.test(selector))).toEqual([])
      const others = markers.filter((other) => other !== marker).flatMap(selectorsOf)
      expect(selectorsOf(marker).filter((selector) => others.includes(selector))).toEqual([])
      expect(marker.lingerMs).toBeGreaterThan(0)
      expect(marker.lingerMs).toBeLessThanOrEqual(5000)
    },
  )

  it('are no part of the page, all of them', () => {
    const own = ownInterface.split(',')
    expect(markers.flatMap(selectorsOf).filter((selector) => !own.includes(selector))).toEqual([])
    expect(own.filter((selector) => selector.trim() === '')).toEqual([])
  })

  it('change by one attribute alone, the one that is watched', () => {
    const valued = markers.flatMap(selectorsOf).flatMap((selector) => /\[([a-z-]+)=/.exec(selector)?.[1] ?? [])
    expect(new Set(valued)).toEqual(new Set([markerAttribute]))
  })
})
