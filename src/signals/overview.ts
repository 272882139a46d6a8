import type { Action } from '#trajectory/action.ts'
import type { AgentEntry } from '#trajectory/agent.ts'
import type { Effect } from '#trajectory/effect.ts'
import type { Entry } from '#trajectory/entry.ts'
import type { Header } from '#trajectory/header.ts'
import type { Observation } from '#trajectory/observation.ts'
import { derivePlacedSteps, type Step } from '#trajectory/step.ts'
import { readRuns, type Call, type Run } from './run.ts'

/** A trajectory as rules look at it: header, log and steps, and what several of them need to know of it. */
export interface Overview {
  header: Header
  log: readonly Entry[]
  steps: readonly Step[]
  /** Actions in time order, without the pointer's ways. */
  actions: readonly Action[]
  /** What followed by itself, in time order. */
  effects: readonly Effect[]
  runs: readonly Run[]
  /** Time of the last entry, or of the end where that is later. */
  endAtMs: number
  entry: (id: string) => Entry | undefined
  stepOf: (id: string) => Step | undefined
  /** The run an agent's action was done in. */
  runOf: (action: Action) => Run | undefined
  callOf: (action: Action) => Call | undefined
  /** Those actions that began after one instant and before another. */
  actionsBetween: (fromMs: number, toMs: number) => readonly Action[]
  /** Navigations that an action caused, in time order. */
  navigationsOf: (action: Action) => readonly Navigation[]
  /** The other way round, in time order. */
  actionsOfRun: (run: Run) => readonly Action[]
  actionsOfCall: (call: Call) => readonly Action[]
  observationBefore: (action: Action) => Observation | undefined
  /** The next observation of the same document after an action; null when there is none. */
  observationAfter: (action: Action) => Observation | undefined
}

/** Reads a log in time order. */
export async function createOverview(header: Header, log: readonly Entry[]): Promise<Overview> {
  const { steps, indexOf } = await derivePlacedSteps(log)
  const entries = new Map(log.map((entry) => [entry.id, entry]))
  const actions = log.filter((entry): entry is Action => entry.kind === 'action' && entry.name !== 'pointer_path')
  const runs = readRuns(
    log.filter((entry): entry is AgentEntry => entry.kind === 'agent'),
    log,
  )
  const calls = runs.flatMap((run) => run.calls.map((call) => ({ run, call })))
  const callById = new Map(calls.map((each) => [placeOf(each.run.documentId, each.call.id), each]))
  const callByStep = new Map<number, { run: Run; call: Call }>()
  for (const each of calls) {
    const index = indexOf.get(each.call.startId)
    if (index !== undefined) callByStep.set(index, each)
  }
  const observations = new Map<string | null, Observation[]>()
  for (const entry of log) {
    if (entry.kind !== 'observation') continue
    const list = observations.get(entry.documentId)
    if (list) list.push(entry)
    else observations.set(entry.documentId, [entry])
  }

  function withCall(action: Action): { run: Run; call: Call } | undefined {
    const { toolCallId } = action.attribution.evidence
    return (
      callByStep.get(indexOf.get(action.id) ?? 0) ??
      (toolCallId === undefined ? undefined : callById.get(placeOf(action.documentId, toolCallId)))
    )
  }

  const effects = log.filter((entry): entry is Effect => entry.kind === 'effect')
  const navigations = new Map<string, Navigation[]>()
  for (const effect of effects) {
    if (effect.name !== 'navigation' || effect.causeId === null) continue
    const list = navigations.get(effect.causeId)
    if (list) list.push(effect)
    else navigations.set(effect.causeId, [effect])
  }

  const runOf = new Map<Action, Run>()
  const callOf = new Map<Action, Call>()
  const actionsOf = new Map<Run | Call, Action[]>()
  const note = (owner: Run | Call, action: Action): void => {
    const list = actionsOf.get(owner)
    if (list) list.push(action)
    else actionsOf.set(owner, [action])
  }
  for (const action of actions) {
    const found = withCall(action)
    const run =
      action.actor === 'agent'
        ? (found?.run ??
          runs.findLast(
            ({ documentId, startAtMs, endAtMs }) =>
              (documentId === null || documentId === action.documentId) &&
              startAtMs <= action.atMs &&
              action.atMs <= endAtMs,
          ))
        : undefined
    if (run) {
      runOf.set(action, run)
      note(run, action)
    }
    if (found) {
      callOf.set(action, found.call)
      note(found.call, action)
    }
  }

  return {
    header,
    log,
    steps,
    actions,
    effects,
    runs,
    endAtMs: Math.max(header.endedAtMs ?? 0, log.at(-1)?.atMs ?? header.startedAtMs),
    entry: (id) => entries.get(id),
    stepOf: (id) => steps[(indexOf.get(id) ?? 0) - 1],
    runOf: (action) => runOf.get(action),
    callOf: (action) => callOf.get(action),
    actionsBetween: (fromMs, toMs) => {
      // `firstAt` finds what is not before an instant; what began at that very instant is between it and nothing.
      let from = firstAt(actions, fromMs)
      while ((actions[from]?.atMs ?? Infinity) === fromMs) from += 1
      return actions.slice(from, firstAt(actions, toMs))
    },
    navigationsOf: ({ id }) => navigations.get(id) ?? [],
    actionsOfRun: (run) => actionsOf.get(run) ?? [],
    actionsOfCall: (call) => actionsOf.get(call) ?? [],
    observationBefore(action) {
      const entry = action.observationId === null ? undefined : entries.get(action.observationId)
      return entry?.kind === 'observation' ? entry : undefined
    },
    observationAfter(action) {
      const list = observations.get(action.documentId) ?? []
      const next = list.slice(firstAt(list, action.endAtMs), firstAt(list, action.endAtMs) + 2)
      return next.find(({ id }) => id !== action.observationId)
    },
  }
}

type Navigation = Extract<Effect, { name: 'navigation' }>

const placeOf = (documentId: string | null, callId: string): string => JSON.stringify([documentId, callId])

/** Position of the first of a list in time order that is not before an instant. */
export function firstAt(list: readonly { atMs: number }[], atMs: number): number {
  let [low, high] = [0, list.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((list[middle]?.atMs ?? Infinity) < atMs) low = middle + 1
    else high = middle
  }
  return low
}
