import { firstAt, type Overview } from '#signals/overview.ts'
import { waitsOf } from '#signals/interventions.ts'
import type { Finding, SignalRule } from '#signals/rule.ts'
import type { Run } from '#signals/run.ts'

/** A run that is silent for this long stalls. */
const silenceMs = 30_000

export const stallRule: SignalRule = {
  type: 'stall',
  version: 1,
  finds:
    'Half a minute or more in an open run in which the agent neither says nor does anything, and waits neither for the person nor by a tool that waits.',
  find(overview) {
    const human = humanSigns(overview)
    return overview.runs.flatMap((run) => stallsOf(overview, run, human.get(run.tabId) ?? []))
  },
}

interface Sign {
  id: string | null
  atMs: number
}

/** When a person had done something, by tab, in time order. */
function humanSigns({ actions }: Overview): Map<number | null, Sign[]> {
  const signs = new Map<number | null, Sign[]>()
  for (const { id, actor, tabId, endAtMs } of actions) {
    if (actor !== 'human') continue
    const sign = { id, atMs: endAtMs }
    const list = signs.get(tabId)
    if (list) list.push(sign)
    else signs.set(tabId, [sign])
  }
  for (const list of signs.values()) list.sort((a, b) => a.atMs - b.atMs)
  return signs
}

function stallsOf(overview: Overview, run: Run, human: readonly Sign[]): Finding[] {
  const waits = [
    ...waitsOf(run),
    ...run.calls
      .filter(({ name }) => /wait|sleep/i.test(name))
      .map(({ startAtMs, endAtMs }) => ({ fromMs: startAtMs, toMs: endAtMs })),
  ]
  const signs: Sign[] = [
    ...run.entries.map(({ id, atMs }) => ({ id, atMs })),
    ...overview.actionsOfRun(run).map(({ id, endAtMs }) => ({ id, atMs: endAtMs })),
    ...human.slice(firstAt(human, run.startAtMs), firstAt(human, run.endAtMs + 1)),
    ...(run.endId === null ? [{ id: null, atMs: run.endAtMs }] : []),
  ]
    .filter(({ atMs }) => atMs >= run.startAtMs && atMs <= run.endAtMs)
    .sort((a, b) => a.atMs - b.atMs)
  return signs.slice(1).flatMap(({ atMs, id }, i): Finding[] => {
    const before = signs[i]
    const silentMs = atMs - (before?.atMs ?? atMs)
    if (!before || before.id === null || silentMs < silenceMs) return []
    if (waits.some(({ fromMs, toMs }) => fromMs <= before.atMs && before.atMs < toMs)) return []
    const lastDone = run.calls.findLast(({ startAtMs }) => startAtMs <= before.atMs)
    return [
      {
        targetId: lastDone?.startId ?? run.startId,
        atMs: before.atMs + silenceMs,
        confidence: 0.8,
        evidence: [before.id, ...(id === null ? [] : [id])],
        text: `silent for ${Math.round(silentMs / 1000)} s`,
      },
    ]
  })
}
