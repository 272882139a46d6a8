/**
 * A function as it can be sent into a page: it must use nothing from outside of itself. Some compilers wrap named
 * functions in a call of their helper `__name`; the page gets a stand-in for it.
 */
export function inPage<A extends unknown[], R>(run: (...args: A) => R): (...args: A) => R {
  const source = `(...args) => { const __name = (named) => named; return (${run.toString()})(...args) }`
  return Object.assign((...args: A) => run(...args), { toString: () => source })
}
