/** Random numbers that come again with their seed. */
export interface Random {
  /** At least `min`, less than `max`. */
  between: (min: number, max: number) => number
  pick: <T>(list: readonly T[]) => T
  /** True with this probability. */
  chance: (probability: number) => boolean
}

/** mulberry32; a text of a seed is hashed first (FNV-1a). */
export function createRandom(seed: string): Random {
  let state = 0x811c9dc5
  for (const character of seed) state = Math.imul(state ^ (character.codePointAt(0) ?? 0), 0x01000193)

  function next(): number {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }

  return {
    between: (min, max) => min + next() * (max - min),
    pick(list) {
      const picked = list[Math.floor(next() * list.length)]
      if (picked === undefined) throw new Error('there is nothing to pick from')
      return picked
    },
    chance: (probability) => next() < probability,
  }
}
