import { appendFileSync, existsSync, readFileSync } from 'node:fs'
import process from 'node:process'
import { attribute } from '#agents/attribution.ts'
import type { Action } from '#trajectory/action.ts'
import { ActorSchema, type Actor, type Evidence } from '#trajectory/attribution.ts'
import type { Header } from '#trajectory/header.ts'
import type { Span } from './cast.ts'

/** Who did it in truth, and how. */
const truths = [
  'human',
  'human by CDP',
  'agent by synthetic events',
  'agent by CDP',
  'script',
  'script by CDP',
] as const
export type Truth = (typeof truths)[number]

/** How often what was done by the one was said to be done by the other. */
export type Confusion = Partial<Record<Truth, Partial<Record<Actor, number>>>>

/** What a wheel, a key or a click of a person leads to may come this long after the driver has done with it. */
const tailMs = 400
/** Clocks of the page and of the test. */
const skewMs = 20

/**
 * Who carried an action out, by what the spec did and when. Takes nothing of the recorder's word but when the action's
 * first event was, of which type, and whether the browser trusted it.
 */
export function truthOf(action: Action, driver: Header['environment']['driver'], cast: readonly Span[]): Truth {
  // Whoever asked for the dialog, a person chose the files in it.
  const telling = action.name === 'upload_file' ? action.moments.at(-1) : action.moments[0]
  const trusted = telling?.isTrusted ?? true
  const { atMs, name } = action
  const atWork = (by: Span['by'], laterMs: number, soonerMs = skewMs): boolean =>
    cast.some((span) => span.by === by && span.fromMs - soonerMs <= atMs && atMs <= span.toMs + laterMs)
  // A person may have acted right before; and an agent's first event comes some time after its turn begins.
  if (trusted && atWork('agent outside', 0, 0)) return 'agent by CDP'
  if (driver !== null && trusted) return `${driver} by CDP`
  // A hand's edit begins with a key or a press; what the browser fills in for an agent has neither.
  const byBrowser = atWork('agent by the browser', tailMs) && /^(input|change)$/.test(telling?.type ?? '')
  if (trusted && byBrowser) return 'agent by CDP'
  // The driver answers dialogs whenever they come.
  if (trusted && (atWork('human', tailMs) || name === 'handle_dialog')) return 'human'
  if (atWork('agent', tailMs) || atWork('agent by the browser', tailMs)) return 'agent by synthetic events'
  return 'script'
}

/** Verdicts that would make a recording useless: whatever else is unknown, these two are never taken for each other. */
export function isGrave(truth: Truth, verdict: Actor): boolean {
  return verdict === 'human' ? !truth.startsWith('human') : verdict === 'agent' && truth.startsWith('human')
}

/** The attribution of an action once more, from the evidence in the bundle and from the other actions' actors alone. */
export function deriveAgain(action: Action, actors: ReadonlyMap<string, Actor>): Pick<Action, 'actor' | 'attribution'> {
  const { causeActor: _cause, editors: _editors, ...stored } = action.attribution.evidence
  const evidence: Evidence = { ...stored }
  const cause = stored.causeId === undefined ? undefined : actors.get(stored.causeId)
  if (cause) evidence.causeActor = cause
  if (stored.editorIds)
    evidence.editors = stored.editorIds.map((id) => {
      const actor = actors.get(id)
      if (!actor) throw new Error(`${id} is said to have written into a field, and is no action`)
      return actor
    })
  const { actor, ...verdict } = attribute(evidence)
  return { actor, attribution: { ...verdict, evidence } }
}

/** Adds what one bundle says to the confusion of this run, if somebody keeps it (`CAIRN_CONFUSION`, a file). */
export function keepConfusion(confusion: Confusion): void {
  const file = process.env.CAIRN_CONFUSION
  if (file) appendFileSync(file, `${JSON.stringify(confusion)}\n`)
}

export function readConfusion(file: string): Confusion {
  const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n') : []
  const sum: Confusion = {}
  for (const line of lines.filter((line) => line !== '')) {
    const one = JSON.parse(line) as Confusion
    for (const truth of truths)
      for (const [verdict, n] of Object.entries(one[truth] ?? {})) count(sum, truth, verdict as Actor, n)
  }
  return sum
}

export function count(confusion: Confusion, truth: Truth, verdict: Actor, n = 1): void {
  const row = (confusion[truth] ??= {})
  row[verdict] = (row[verdict] ?? 0) + n
}

/** For people: a row for each truth, a column for each verdict. */
export function tableOf(confusion: Confusion): string {
  const verdicts = ActorSchema.options
  const rows = [
    ['who did it ╲ who is said to', ...verdicts],
    ...truths.map((truth) => [truth, ...verdicts.map((verdict) => String(confusion[truth]?.[verdict] ?? 0))]),
  ]
  const widths = rows[0]!.map((_, i) => Math.max(...rows.map((row) => row[i]!.length)))
  return rows
    .map((row) => row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!))).join('  '))
    .join('\n')
}

/** Without these a run has shown nothing. */
const expected: readonly Truth[] = ['human', 'agent by synthetic events', 'agent by CDP', 'script']

/** What is wrong with the confusion of a whole run; empty when nothing is. */
export function faultsOf(confusion: Confusion): string[] {
  const missing = expected.filter((truth) => confusion[truth] === undefined)
  const grave = truths.flatMap((truth) =>
    ActorSchema.options.flatMap((verdict) => {
      const n = confusion[truth]?.[verdict] ?? 0
      return n > 0 && isGrave(truth, verdict) ? [`${n} of ${truth} said to be of ${verdict}`] : []
    }),
  )
  return [...missing.map((truth) => `nothing was recorded of ${truth}`), ...grave]
}
