import type { Action } from '#trajectory/action.ts'
import type { ExpectedAction } from './app.ts'

/** Those of the expected actions that a log does not hold in this order, as JSON; empty when all are there. */
export function missing(expected: readonly ExpectedAction[], actions: readonly Action[]): string[] {
  let from = 0
  return expected
    .filter((wanted) => {
      const index = actions.findIndex((action, at) => at >= from && fits(action, wanted))
      if (index >= 0) from = index + 1
      return index < 0
    })
    .map((wanted) =>
      JSON.stringify(wanted, (_key, value: unknown) => (value instanceof RegExp ? String(value) : value)),
    )
}

function fits({ actor, name, target, args }: Action, wanted: ExpectedAction): boolean {
  if (actor !== 'human' || name !== wanted.name) return false
  if (wanted.role !== undefined && target?.role !== wanted.role) return false
  if (wanted.on !== undefined && !isCalled(target?.name === '' ? target.text : target?.name, wanted.on)) return false
  return includes(args, wanted.args ?? {})
}

function isCalled(called: string | undefined, wanted: string | RegExp): boolean {
  return called !== undefined && (typeof wanted === 'string' ? called === wanted : wanted.test(called))
}

/** Whether everything wanted is there; objects may hold more, lists may not. */
function includes(there: unknown, wanted: unknown): boolean {
  if (typeof wanted !== 'object' || wanted === null) return Object.is(there, wanted)
  if (typeof there !== 'object' || there === null) return false
  if (Array.isArray(wanted) && (!Array.isArray(there) || there.length !== wanted.length)) return false
  return Object.entries(wanted).every(([key, value]) => includes((there as Record<string, unknown>)[key], value))
}
