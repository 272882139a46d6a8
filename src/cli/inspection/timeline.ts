import type { InferredSignal } from '#trajectory/inferred-signal.ts'
import type { Entry } from '#trajectory/entry.ts'
import type { Step } from '#trajectory/step.ts'

/** What an inspection shows, in time order: steps, and entries that belong to none. */
export type TimelineItem =
  { atMs: number; step: Step } | { atMs: number; entry: Entry } | { atMs: number; inferred: InferredSignal }

/** Agent events worth a line of their own; the rest is inside a step or says nothing to a person. */
const spokenEvents = [
  'RUN_STARTED',
  'RUN_FINISHED',
  'RUN_ERROR',
  'TEXT_MESSAGE_CONTENT',
  'TEXT_MESSAGE_CHUNK',
  'ACTIVITY_SNAPSHOT',
]
const spokenNames = ['recorder.interrupt', 'recorder.resume', 'recorder.takeover', 'recorder.undo', 'recorder.retry']

/** Merges steps with the runs, gaps, outcomes, and loose effects and signals around them. */
export function toTimeline(
  steps: readonly Step[],
  log: readonly Entry[],
  inferred: readonly InferredSignal[],
): TimelineItem[] {
  const inSteps = new Set(steps.flatMap((step) => [...step.effectIds, ...step.signalIds]))
  const items: TimelineItem[] = steps.map((step) => ({ atMs: step.startAtMs, step }))
  for (const entry of log) if (isShown(entry) && !inSteps.has(entry.id)) items.push({ atMs: entry.atMs, entry })
  for (const signal of inferred) if (signal.stepIndex === null) items.push({ atMs: signal.atMs, inferred: signal })
  return items.sort((a, b) => a.atMs - b.atMs)
}

function isShown(entry: Entry): boolean {
  switch (entry.kind) {
    case 'effect':
    case 'signal':
    case 'outcome':
    case 'gap':
      return true
    case 'agent': {
      const { type, name } = entry.event
      return (
        spokenEvents.includes(type) || (type === 'CUSTOM' && typeof name === 'string' && spokenNames.includes(name))
      )
    }
    // Actions are in steps, observations are named by them, the DOM stream is for machines.
    case 'action':
    case 'observation':
    case 'dom':
      return false
    default:
      return entry satisfies never
  }
}
