import type { Actor, Attribution, Evidence } from '#trajectory/attribution.ts'

/** An agent that is silent for this long is taken for dead; else its window would claim everything that follows. */
export const longestSilenceMs = 120_000

type Verdict = { actor: Actor } & Pick<Attribution, 'method' | 'confidence'>
type Marker = NonNullable<Evidence['marker']>

/** A derived event this long after a trusted primary one is its consequence. */
export const derivedWindowMs = 12

/** Browsers scroll smoothly, and begin some frames after the wheel or the key. */
export const scrollWindowMs = 300

/** `scroll` and `change` may arrive this long after the tool call that caused them has ended. */
export const toolTailMs = 120

/** The verdict as an action carries it. */
export function attributed(evidence: Evidence): { actor: Actor; attribution: Attribution } {
  const { actor, ...verdict } = attribute(evidence)
  return { actor, attribution: { ...verdict, evidence } }
}

/**
 * Who acted, by the evidence around the first event of an action, and around the text it leaves in a field. Pure, so that
 * it can be derived again from a bundle. Nothing here trusts what a page says about a human.
 */
export function attribute(evidence: Evidence): Verdict {
  const verdict = verdictOn(evidence)
  // What the page itself makes of a text does not make it a work of two; and nobody becomes known by what others wrote.
  const hands = new Set([verdict.actor, ...(evidence.editors ?? [])])
  const both = hands.has('human') && hands.has('agent')
  if (!isHand(verdict.actor) || !(both || hands.has('mixed'))) return verdict
  return { actor: 'mixed', method: 'editors', confidence: Math.min(verdict.confidence, 0.85) }
}

function isHand(actor: Actor): boolean {
  return actor === 'human' || actor === 'agent'
}

/** The first rung that holds decides. */
function verdictOn(evidence: Evidence): Verdict {
  const { isTrusted, primary, runId, toolCallId, sinceToolMs, sincePrimaryMs, sinceSyntheticMs, driver, webdriver } =
    evidence

  if (evidence.transitionType === 'opened-tab' || evidence.perhapsByPage === true)
    return { actor: 'unknown', method: 'none', confidence: 0 }
  if (evidence.transitionType !== undefined) {
    // The browser's own interface: no page script has that, but automation does.
    if (driver) return { actor: driver, method: 'declared-driver', confidence: 0.9 }
    return { actor: 'human', method: 'browser-ui', confidence: webdriver === true ? 0.6 : 0.9 }
  }
  if (isTrusted === false) {
    if (runId !== undefined || toolCallId !== undefined) {
      return { actor: 'agent', method: 'synthetic-in-run', confidence: toolCallId !== undefined ? 0.95 : 0.75 }
    }
    return { actor: 'script', method: 'synthetic', confidence: 0.9 }
  }
  if (isTrusted === true && primary === true) {
    if (driver) return { actor: driver, method: 'declared-driver', confidence: 0.9 }
    if (evidence.keyBefore === false && (evidence.insertedLength ?? 0) > 1 && evidence.inputType === 'insertText') {
      // Several characters at once without a key: a protocol client, an extension or a phone keyboard.
      return { actor: 'unknown', method: 'none', confidence: 0.3 }
    }
    if (evidence.marker) return besideMarker(evidence, evidence.marker)
    return { actor: 'human', method: 'trusted-primary', confidence: webdriver === true ? 0.6 : 0.95 }
  }
  // A click may have asked the agent; what the browser fills in right after it is the agent's all the same.
  if (evidence.webmcp === true) return { actor: 'agent', method: 'webmcp', confidence: 0.9 }
  if (evidence.causeActor !== undefined && evidence.causeActor !== 'unknown')
    return { actor: evidence.causeActor, method: 'inherited', confidence: 0.85 }
  const follows = isScrolledByInput(evidence) || isWithin(sincePrimaryMs, derivedWindowMs, sinceSyntheticMs)
  // What a script writes in answer to a click is not what the person wrote.
  if (follows && evidence.byCommand !== true) {
    if (driver) return { actor: driver, method: 'inherited', confidence: 0.85 }
    if (evidence.marker?.acting === true) return { actor: 'unknown', method: 'marker', confidence: 0.3 }
    return { actor: 'human', method: 'inherited', confidence: webdriver === true ? 0.55 : 0.85 }
  }
  // A page can announce calls for as long as it likes: that alone must not take a person's scrolling for the agent's.
  if (evidence.announced === true) return { actor: 'unknown', method: 'none', confidence: 0 }
  if (toolCallId !== undefined || (sinceToolMs !== undefined && sinceToolMs <= toolTailMs)) {
    return { actor: 'agent', method: 'tool-window', confidence: 0.8 }
  }
  if (sinceSyntheticMs !== undefined && sinceSyntheticMs <= derivedWindowMs) {
    return runId !== undefined
      ? { actor: 'agent', method: 'inherited', confidence: 0.7 }
      : { actor: 'script', method: 'inherited', confidence: 0.7 }
  }
  return { actor: 'unknown', method: 'none', confidence: 0 }
}

/**
 * Real input beside the mark of an agent that drives the browser. The mark is the page's to make, the input is not: a
 * press of a mouse without pressure comes from a debugging protocol, whatever the page says, for browsers give every
 * mouse 0.5. Agents that send 0.5 as well cannot be told from a person by it, nor can keys.
 */
function besideMarker({ events, pointerType, pressure, webdriver }: Evidence, { acting }: Marker): Verdict {
  if (events?.[0] === 'pointerdown' && pointerType === 'mouse' && pressure === 0)
    return { actor: 'agent', method: 'marker', confidence: 0.7 }
  if (acting) return { actor: 'unknown', method: 'marker', confidence: 0.3 }
  return { actor: 'human', method: 'trusted-primary', confidence: webdriver === true ? 0.5 : 0.6 }
}

/** Whether the wheel or a key scrolled, and no tool call since. */
function isScrolledByInput({ sinceScrollInputMs, toolCallId, sinceToolMs }: Evidence): boolean {
  return toolCallId === undefined && isWithin(sinceScrollInputMs, scrollWindowMs, sinceToolMs)
}

/** Whether something happened at most `windowMs` ago, and nothing else since. */
function isWithin(sinceMs: number | undefined, windowMs: number, sinceOtherMs: number | undefined): boolean {
  return sinceMs !== undefined && sinceMs <= windowMs && (sinceOtherMs === undefined || sinceOtherMs >= sinceMs)
}
