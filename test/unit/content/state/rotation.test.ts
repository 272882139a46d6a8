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

  it('may go round the same ids as another, each at its own pace', () => {
    const ids = new Set([1, 2, 3])
    const [one, other] = [createRotation(ids), createRotation(ids)]
    const visited: number[] = []
    one.turn(2, (id) => id !== 1)
    ids.add(4)
    other.turn(2, (id) => visited.push(id) > 0)
    one.turn(2, (id) => visited.push(id) > 0)
    expect(visited).toEqual([2, 3, 3, 4])
    expect(one.has(1)).toBe(false)
  })
})
