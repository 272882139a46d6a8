import type { FollowedEntry } from '#messages/table.ts'
import type { Action } from '#trajectory/action.ts'
import type { Actor } from '#trajectory/attribution.ts'
import type { AgentEntry } from '#trajectory/agent.ts'
import type { Gap } from '#trajectory/gap.ts'
import type { OutcomeSummary } from '#trajectory/outcome.ts'
import type { Signal } from '#trajectory/signal.ts'
import { createStepReader, type NamedStep } from '#trajectory/step.ts'
import { createSummary } from '#trajectory/summary.ts'

type Outcome = Extract<FollowedEntry, { kind: 'outcome' }>

/** What stands between steps: a run that begins or ends, something not recorded, a judgement, words about the whole. */
type LooseEntry = AgentEntry | Gap | Outcome | Signal

/** One line of the list. */
export type Item = { atMs: number; key: string } & (
  ({ kind: 'step' } & NamedStep) | { kind: 'entry'; entry: LooseEntry }
)

/** A log as the panel shows it. */
export interface LogView {
  /** In time order. */
  items: readonly Item[]
  /** Number of steps among them. */
  steps: number
  /** Place of the item that holds an action, or that this entry names. */
  placeOf: (entryId: string) => number | undefined
  action: (id: string) => Action | undefined
  signal: (id: string) => Signal | undefined
  /** Tokens and dollars of all inferences; null where nobody stated any. */
  tokens: number | null
  costUsd: number | null
  outcome: OutcomeSummary | null
}

const looseEvents = new Set(['RUN_STARTED', 'RUN_FINISHED', 'RUN_ERROR'])

/**
 * Folds entries of a growing log into what the panel shows. They may come in any order and more than once; each counts
 * once. Steps are derived by the rule that exports use, so that their numbers are the same.
 */
export function createLogView(): { read: (entries: readonly FollowedEntry[]) => void; view: () => LogView } {
  const seen = new Set<string>()
  const actions = new Map<string, Action>()
  const signals = new Map<string, Signal>()
  const loose: Item[] = []
  const steps = createStepReader()
  const summary = createSummary()

  function read(entries: readonly FollowedEntry[]): void {
    for (const entry of entries) {
      if (seen.has(entry.id)) continue
      seen.add(entry.id)
      steps.read(entry)
      summary.add(entry)
      if (entry.kind === 'action') actions.set(entry.id, entry)
      else if (entry.kind === 'signal') signals.set(entry.id, entry)
      else if (entry.kind !== 'agent' || looseEvents.has(entry.event.type)) loose.push(itemOf(entry))
    }
  }

  function view(): LogView {
    const { named } = steps.result()
    const inSteps = new Set<string>()
    const items: Item[] = named.map(({ step, entryId }) => {
      for (const id of step.signalIds) inSteps.add(id)
      return { kind: 'step', atMs: step.startAtMs, key: entryId, step, entryId }
    })
    items.push(...loose)
    // What is about nothing in particular stands for itself.
    for (const entry of signals.values()) if (!inSteps.has(entry.id)) items.push(itemOf(entry))
    items.sort((a, b) => a.atMs - b.atMs)
    const places = new Map<string, number>()
    for (const [place, item] of items.entries()) {
      if (item.kind !== 'step') continue
      places.set(item.entryId, place)
      for (const id of item.step.actionIds) places.set(id, place)
    }
    const { policies, outcome } = summary.result()
    const usages = policies.map(({ usage }) => usage)
    return {
      items,
      steps: named.length,
      placeOf: (entryId) => places.get(entryId),
      action: (id) => actions.get(id),
      signal: (id) => signals.get(id),
      tokens: sum(
        usages.map(({ totalTokens, promptTokens, completionTokens }) =>
          totalTokens === undefined && promptTokens === undefined && completionTokens === undefined
            ? undefined
            : (totalTokens ?? (promptTokens ?? 0) + (completionTokens ?? 0)),
        ),
      ),
      costUsd: sum(usages.map(({ costUsd }) => costUsd)),
      outcome,
    }
  }

  return { read, view }
}

function itemOf(entry: LooseEntry): Item {
  return { kind: 'entry', atMs: entry.atMs, key: entry.id, entry }
}

/** Null when there is nothing to add up: that is not zero. */
function sum(values: (number | undefined)[]): number | null {
  const known = values.filter((value) => value !== undefined)
  return known.length === 0 ? null : known.reduce((total, value) => total + value, 0)
}

export function actorOf(item: Item): Actor | null {
  return item.kind === 'step' ? item.step.actor : item.entry.kind === 'agent' ? 'agent' : null
}
