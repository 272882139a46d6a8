export interface Queue<T> {
  push: (item: T) => void
  /** So many of the oldest. */
  take: (most: number) => T[]
  readonly length: number
}

/** Not an array that is shifted: a flood is long. */
export function createQueue<T>(): Queue<T> {
  let items: T[] = []
  let taken = 0
  return {
    push: (item) => items.push(item),
    take(most) {
      const some = items.slice(taken, taken + most)
      taken += some.length
      if (2 * taken >= items.length) {
        items = items.slice(taken)
        taken = 0
      }
      return some
    },
    get length() {
      return items.length - taken
    },
  }
}
