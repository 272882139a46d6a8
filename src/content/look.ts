let isLooking = false
/** Lets everything go that was found out in the present look. */
const forgetters: (() => void)[] = []

/**
 * One look at the page: a call of ours from its beginning to its end. No code of the page runs meanwhile, so what was
 * found out about an element once holds until the end of it, and not an instant longer.
 */
export function look<T>(run: () => T): T {
  if (isLooking) return run()
  isLooking = true
  try {
    return run()
  } finally {
    isLooking = false
    for (const forget of forgetters) forget()
  }
}

/** The same function, which within one look computes once for each key. */
export function oncePerLook<K extends object, V>(compute: (key: K) => V): (key: K) => V {
  // Most looks ask about one thing, and many never ask: a map is made only for the second.
  let first: { key: K; value: V } | null = null
  let others: Map<K, V> | null = null
  forgetters.push(() => {
    first = null
    others = null
  })
  return (key) => {
    if (!isLooking) return compute(key)
    if (first?.key === key) return first.value
    if (others?.has(key) === true) return others.get(key) as V
    const value = compute(key)
    if (first === null) first = { key, value }
    else (others ??= new Map()).set(key, value)
    return value
  }
}
