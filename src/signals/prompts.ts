import type { Overview } from './overview.ts'
import type { Run } from './run.ts'
import { beginsWith, hasPhrase, overlapOf, tokensOf, type Overlap } from './text.ts'
import { phrasesOf } from './words.ts'

/** A request of the person, and the one before it to the same agent. */
export interface FollowUp {
  before: Run
  after: Run
  text: string
  overlap: Overlap
  /** How it reads beside the one before. Scolding can be either, or neither. */
  reads: 'same' | 'narrower' | 'other'
  scolds: boolean
  /** 0 to 1. */
  confidence: number
}

/** What was found in each log: several rules ask, and comparing requests is the dearest thing they do. */
const known = new WeakMap<Overview, FollowUp[]>()

/** Requests that follow another one. What an agent is told twice by its own client is one request. */
export function followUps(overview: Overview): FollowUp[] {
  const found = known.get(overview) ?? findFollowUps(overview)
  known.set(overview, found)
  return found
}

function findFollowUps({ runs, actionsBetween }: Overview): FollowUp[] {
  const found: FollowUp[] = []
  const agentOf = (run: Run): string => run.entries[0]?.agent.instance ?? ''
  /** The last request to each agent. */
  const asked = new Map<string, Run>()
  for (const after of runs) {
    const { prompt } = after
    if (!prompt) continue
    const before = asked.get(agentOf(after))
    asked.set(agentOf(after), after)
    if (!before?.prompt || (prompt.messageId !== null && prompt.messageId === before.prompt.messageId)) continue
    const overlap = overlapOf(before.prompt.text, prompt.text)
    const scolds = isScolding(prompt.text)
    const goesOn = phrasesOf('narrowing').some((phrase) => beginsWith(prompt.text, phrase))
    const narrows = goesOn || phrasesOf('narrowing').some((phrase) => hasPhrase(prompt.text, phrase))
    const actedBetween = actionsBetween(before.endAtMs, after.startAtMs).some(
      ({ actor, surface, name }) => actor === 'human' && surface === 'page' && name !== 'scroll',
    )
    const certainty = actedBetween ? 0.6 : 1
    const kept = 1 - overlapOf(prompt.text, before.prompt.text).added
    let reads: FollowUp['reads'] = 'other'
    let confidence = 0
    if (kept >= 0.6 && overlap.added >= (narrows ? 0.25 : 0.5)) {
      reads = 'narrower'
      confidence = 0.8 * certainty
    } else if (overlap.similarity >= 0.55) {
      reads = 'same'
      confidence = Math.min(0.95, overlap.similarity) * certainty
    } else if (goesOn && !scolds && tokensOf(prompt.text).length <= 10) {
      // "Only organic ones": nothing of the request before is repeated, and it cannot be meant without it.
      reads = 'narrower'
      confidence = 0.6 * certainty
    }
    found.push({ before, after, text: prompt.text, overlap, reads, scolds, confidence })
  }
  return found
}

/** Whether somebody is told off: by what is said, or by how loud it is. */
function isScolding(text: string): boolean {
  return phrasesOf('scolding').some((phrase) => hasPhrase(text, phrase)) || isShouted(text)
}

/** Capital letters in all words, where the script has such; or several exclamation marks after a request. */
export function isShouted(text: string): boolean {
  const words = text.match(/\p{L}{3,}/gu) ?? []
  return words.length >= 3 && words.every((word) => word === word.toUpperCase() && word !== word.toLowerCase())
}

/** What a run came to: its last call, or what it did last, or its beginning. */
export function resultOf({ actionsOfRun }: Overview, run: Run): string {
  return run.calls.at(-1)?.startId ?? actionsOfRun(run).at(-1)?.id ?? run.startId
}
