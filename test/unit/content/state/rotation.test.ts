import { describe, expect, it } from 'vitest'
import { createRotation } from '#content/dom/state/rotation.ts'

const filled = (count: number) => {
  const rotation = createRotation()
  for (let id = 1; id <= count; id++) rotation.add(id)
  return rotation
}

describe('a rotation', () => {
  it('looks at no more than its limit, and goes on where it ended', () => {
    const rotation = filled(5)
    const visited: number[] = []
    const turn = () => rotation.turn(2, (id) => visited.push(id) > 0)
    turn()
    expect(visited).toEqual([1, 2])
    turn()
    turn()
    expect(visited).toEqual([1, 2, 3, 4, 5, 1])
  })

  it('looks at each once in a turn, however long the turn may be', () => {
    const visited: number[] = []
    filled(3).turn(100, (id) => visited.push(id) > 0)
    expect(visited).toEqual([1, 2, 3])
  })

  it('lets go of what is gone, and takes it back when it comes again', () => {
    const rotation = filled(4)
    rotation.turn(4, (id) => id % 2 === 0)
    expect(rotation.size).toBe(2)
    rotation.add(1)
    rotation.add(2)
    const visited: number[] = []
    rotation.turn(10, (id) => visited.push(id) > 0)
    expect(visited.sort()).toEqual([1, 2, 4])
  })
})
