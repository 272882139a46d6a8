/** How many looks began so far, and whether one is under way. */
let looks = 0
let isLooking = false

/**
 * One look at the page: a call of ours from its beginning to its end. No code of the page runs meanwhile, so what was
 * found out about an element once holds until the end of it, and not an instant longer.
 */
export function look<T>(run: () => T): T {
  if (isLooking) return run()
  isLooking = true
  looks += 1
  try {
    return run()
  } finally {
    isLooking = false
  }
}

/** The same function, which within one look computes once for each key. */
export function oncePerLook<K extends object, V>(compute: (key: K) => V): (key: K) => V {
  let known = new WeakMap<K, V>()
  let knownIn = 0
  return (key) => {
    if (!isLooking) return compute(key)
    if (knownIn !== looks) {
      known = new WeakMap()
      knownIn = looks
    }
    if (known.has(key)) return known.get(key) as V
    const value = compute(key)
    known.set(key, value)
    return value
  }
}
