import type { Action } from '#trajectory/action.ts'
import type { Effect } from '#trajectory/effect.ts'
import { isDeed } from '#signals/deed.ts'
import type { Overview } from '#signals/overview.ts'
import type { Finding, SignalRule } from '#signals/rule.ts'

/** Who comes back as soon as this has hardly read what was there. */
const glanceMs = 15_000
/** Who stays longer has read it: that is no wrong turn. */
const longestMs = 60_000

type Navigation = Extract<Effect, { name: 'navigation' }>

export const wrongTurnRule: SignalRule = {
  type: 'wrong-turn',
  version: 1,
  finds: 'An action leads to another page, nothing is done there, and within a minute the same one comes back.',
  find: (overview) =>
    overview.log.flatMap((entry): Finding[] => {
      if (entry.kind !== 'effect' || entry.name !== 'navigation' || entry.causeId === null) return []
      const turn = overview.entry(entry.causeId)
      if (turn?.kind !== 'action' || !isDeed(turn)) return []
      const from = overview.observationBefore(turn)?.url
      if (from === undefined || pageOf(from) === pageOf(entry.url)) return []
      const back = comingBack(overview, entry, turn, from)
      if (!back || back.atMs - entry.atMs > longestMs) return []
      return [
        {
          targetId: turn.id,
          atMs: back.atMs,
          confidence: back.atMs - entry.atMs <= glanceMs && back.actor === turn.actor ? 0.8 : 0.5,
          evidence: [turn.id, entry.id, back.id],
          text: `back after ${Math.round((back.atMs - entry.atMs) / 1000)} s with nothing done`,
        },
      ]
    }),
}

/** What brings the same actor back to the page left, if it is the first thing done on the other one. */
function comingBack(overview: Overview, arrival: Navigation, turn: Action, from: string): Action | undefined {
  const { tabId, atMs } = arrival
  const next = overview
    .actionsBetween(atMs, atMs + longestMs + 1)
    .find(
      (action) =>
        action.tabId === tabId &&
        action.id !== turn.id &&
        (isDeed(action) || ['goto', 'go_back', 'go_forward', 'reload', 'tab_close'].includes(action.name)),
    )
  if (!next) return undefined
  // Firefox does not tell whether the person or the page goes back.
  if (next.name === 'go_back') return next.actor === turn.actor || next.actor === 'unknown' ? next : undefined
  if (next.actor !== turn.actor) return undefined
  const returned = overview.navigationsOf(next).some(({ url }) => isSamePage(url, from, arrival.url))
  return returned ? next : undefined
}

/** Whether an address is the one left: exactly, or without its query where only the path tells the pages apart. */
function isSamePage(url: string, from: string, away: string): boolean {
  if (pageOf(url) === pageOf(from)) return true
  return pathOf(url) === pathOf(from) && pathOf(from) !== pathOf(away)
}

function pathOf(url: string): string {
  return url.replace(/[?#].*$/s, '')
}

/** An address without its fragment. */
function pageOf(url: string): string {
  return url.replace(/#.*$/s, '')
}
