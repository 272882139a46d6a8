import type { Action } from '#trajectory/action.ts'
import { isDeed } from './deed.ts'
import type { Overview } from './overview.ts'
import type { Run } from './run.ts'

/** Deeds of a person that are no further apart than this are one intervention, whatever the agent does meanwhile. */
const pauseMs = 10_000
/** A press this long before a cancelled run's end is what cancelled it. */
const stopMs = 5000

/** A person who acts on the page while a run is open. */
export interface Intervention {
  run: Run
  deeds: readonly Action[]
  /** What the agent did or called last before: an entry id. */
  beforeId: string
  /** What it did or called first afterwards. */
  after: { id: string; atMs: number } | null
}

/** Finds where people act in the tab of an open run. Who answers a question of the agent does not intervene. */
export function findInterventions(overview: Overview): Intervention[] {
  const { actionsBetween, runs } = overview
  return runs.flatMap((run) => {
    const tabs = new Set([run.tabId, ...overview.actionsOfRun(run).map(({ tabId }) => tabId)])
    const waits = waitsOf(run)
    const deeds = actionsBetween(run.startAtMs, run.endAtMs).filter(
      (action) =>
        action.actor === 'human' &&
        isDeed(action) &&
        tabs.has(action.tabId) &&
        !(run.end === 'cancelled' && run.endAtMs - action.atMs <= stopMs) &&
        !waits.some(({ fromMs, toMs }) => fromMs <= action.atMs && action.atMs <= toMs),
    )
    const doings = doingsOf(run, overview)
    const stretches: Action[][] = []
    for (const deed of deeds) {
      const stretch = stretches.at(-1)
      const last = stretch?.at(-1)
      if (stretch && last && !isInterrupted(last, deed, doings)) stretch.push(deed)
      else stretches.push([deed])
    }
    return stretches.map((stretch): Intervention => {
      const first = stretch[0]?.atMs ?? run.startAtMs
      const last = stretch.at(-1)?.endAtMs ?? first
      return {
        run,
        deeds: stretch,
        beforeId: doings.findLast(({ atMs }) => atMs <= first)?.id ?? run.startId,
        after: doings.find(({ atMs }) => atMs > last) ?? null,
      }
    })
  })
}

function isInterrupted(last: Action, next: Action, doings: readonly { atMs: number }[]): boolean {
  return next.atMs - last.endAtMs > pauseMs && doings.some(({ atMs }) => atMs > last.endAtMs && atMs < next.atMs)
}

/** Calls of a run and actions in it, in time order. */
function doingsOf(run: Run, { actionsOfRun }: Overview): { id: string; atMs: number }[] {
  return [
    ...run.calls.map(({ startId, startAtMs }) => ({ id: startId, atMs: startAtMs })),
    ...actionsOfRun(run).map(({ id, atMs }) => ({ id, atMs })),
  ].sort((a, b) => a.atMs - b.atMs)
}

/** Whiles in which an agent waits for its person: it said so, or it calls a tool that asks. */
export function waitsOf(run: Run): { fromMs: number; toMs: number }[] {
  const waits = run.calls
    .filter(({ name }) => /ask|confirm|approv|human|user/i.test(name))
    .map(({ startAtMs, endAtMs }) => ({ fromMs: startAtMs, toMs: endAtMs }))
  for (const { event, atMs } of run.entries) {
    const open = waits.at(-1)
    if (event.name === 'recorder.interrupt') waits.push({ fromMs: atMs, toMs: Infinity })
    else if (event.name === 'recorder.resume' && open?.toMs === Infinity) open.toMs = atMs
  }
  return waits
}
