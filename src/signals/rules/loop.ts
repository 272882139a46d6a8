import type { Observation } from '#trajectory/observation.ts'
import type { Overview } from '#signals/overview.ts'
import type { Finding, SignalRule } from '#signals/rule.ts'
import type { Call, Run } from '#signals/run.ts'
import { stayedStill } from '#signals/stillness.ts'
import type { Action } from '#trajectory/action.ts'

/** Longer circles are not looked for. */
const longestPeriod = 6

/** One step of an agent: what it did, in which state, as one text; equal texts are the same again. */
interface Turn {
  key: string
  /** Whether the page provably stayed as it was, or the step did nothing to it at all. */
  isIdle: boolean
  call: Call
  deeds: readonly Action[]
}

export const loopRule: SignalRule = {
  type: 'loop',
  version: 1,
  finds:
    'An agent does the same in the same state again: one step three times or more without any change of the page, or a circle of two to six steps at least twice.',
  find: (overview) => overview.runs.flatMap((run) => loopsOf(turnsOf(overview, run), overview)),
}

function turnsOf(overview: Overview, run: Run): Turn[] {
  return run.calls
    .filter(({ name }) => !/wait|sleep|ask|done|finish/i.test(name))
    .map((call) => {
      const deeds = overview.actionsOfCall(call)
      const observation = deeds.map((deed) => overview.observationBefore(deed)).find((each) => each !== undefined)
      return {
        key: JSON.stringify([call.name, call.args, call.result, deeds.map(doing), stateOf(observation)]),
        isIdle: deeds.length === 0 || deeds.every((deed) => stayedStill(overview, deed)),
        call,
        deeds,
      }
    })
}

function doing({ name, args, target }: Action): unknown {
  return [
    name,
    'value' in args ? args.value : '',
    target?.selectors.find(({ unique }) => unique)?.value ?? target?.name,
  ]
}

/** What there was to see and use, without where it was. */
function stateOf(observation: Observation | undefined): unknown {
  return observation && [observation.url, observation.outline.map(({ nodeId: _node, box: _box, ...seen }) => seen)]
}

function loopsOf(turns: readonly Turn[], { stepOf }: Overview): Finding[] {
  const found: Finding[] = []
  for (let start = 0; start < turns.length;) {
    const loop = longestLoopAt(turns, start)
    if (!loop) {
      start += 1
      continue
    }
    const { period, count } = loop
    const inIt = turns.slice(start, start + period * count)
    const [first, last] = [inIt[0], inIt.at(-1)]
    start += period * count
    if (!first || !last) continue
    const ids = inIt.map(({ call }) => call.startId)
    found.push({
      targetId: first.call.startId,
      atMs: last.call.startAtMs,
      confidence: period > 1 && count === 2 ? 0.6 : 0.9,
      evidence: ids,
      text: `${period === 1 ? 'the same step' : `the same ${period} steps`} ${count} times, from step ${stepOf(first.call.startId)?.index ?? '?'}`,
      loop: { period, count },
    })
  }
  return found
}

/** The circle that covers most steps from here on. */
function longestLoopAt(turns: readonly Turn[], start: number): { period: number; count: number } | undefined {
  let best: { period: number; count: number } | undefined
  for (let period = 1; period <= longestPeriod; period++) {
    let length = period
    while (turns[start + length] && turns[start + length]?.key === turns[start + length - period]?.key) length += 1
    const count = Math.floor(length / period)
    const cycle = turns.slice(start, start + period)
    const isLoop =
      period === 1
        ? count >= 3 && turns.slice(start, start + count - 1).every(({ isIdle }) => isIdle)
        : count >= 2 && new Set(cycle.map(({ key }) => key)).size > 1
    if (isLoop && count * period > (best ? best.count * best.period : 0)) best = { period, count }
  }
  return best
}
