/** Numbers that came out of order and are remembered one by one. */
const strayLimit = 256

/** Where a number stands among those that came before. */
export interface Place {
  /** So many numbers are missing right before it. */
  missing: number
  /** It was not the next one. */
  irregular: boolean
}

/** Watches the numbers of one agent: 1, 2, 3 and so on. */
export interface Sequence {
  take: (n: number) => Place | 'again'
}

/** `midway`: the first number heard may be any. */
export function createSequence(midway: boolean): Sequence {
  /** Everything up to here has come, or is not waited for. */
  let through = 0
  let highest = 0
  let begun = !midway
  /**
   * Numbers beyond `through` that have come. Somebody else may send a far number in an agent's name; what the agent
   * itself sends next must not pass for a repetition.
   */
  const strays = new Set<number>()

  return {
    take(n) {
      if (!begun) {
        begun = true
        through = n
        highest = n
        return { missing: 0, irregular: false }
      }
      if (n <= through || strays.has(n)) return 'again'
      const missing = Math.max(0, n - highest - 1)
      const irregular = n !== through + 1 && n !== highest + 1
      highest = Math.max(highest, n)
      strays.add(n)
      if (strays.size > strayLimit) through = Math.min(...strays) - 1
      while (strays.delete(through + 1)) through += 1
      return { missing, irregular }
    },
  }
}
