import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { attribute, derivedWindowMs, scrollWindowMs, toolTailMs } from '#agents/attribution.ts'
import { ActorSchema, AttributionSchema, type Evidence } from '#trajectory/attribution.ts'

const trustedPrimary: Evidence = { isTrusted: true, primary: true }
const synthetic: Evidence = { isTrusted: false, primary: true }
const derived: Evidence = { isTrusted: true, primary: false }
const rawPress: Evidence = { ...trustedPrimary, events: ['pointerdown'], pointerType: 'mouse', pressure: 0 }
const acting = { agent: 'somebody', acting: true }
const attached = { agent: 'somebody', acting: false }

describe('attribute', () => {
  // Every rung of the ladder, from the top.
  it.each<[string, Evidence, string, string]>([
    ['the browser’s own interface', { transitionType: 'typed' }, 'human', 'browser-ui'],
    ['the browser’s own interface, driven', { transitionType: 'typed', driver: 'agent' }, 'agent', 'declared-driver'],
    ['a synthetic event', synthetic, 'script', 'synthetic'],
    ['a synthetic event in a run', { ...synthetic, runId: 'r' }, 'agent', 'synthetic-in-run'],
    ['a synthetic event in a tool call', { ...synthetic, toolCallId: 'c' }, 'agent', 'synthetic-in-run'],
    ['a synthetic event right after a real one', { ...synthetic, sincePrimaryMs: 1 }, 'script', 'synthetic'],
    ['real input', trustedPrimary, 'human', 'trusted-primary'],
    [
      'real input while an agent runs: a takeover',
      { ...trustedPrimary, runId: 'r', toolCallId: 'c' },
      'human',
      'trusted-primary',
    ],
    ['real input of a declared driver', { ...trustedPrimary, driver: 'script' }, 'script', 'declared-driver'],
    [
      'several characters at once without a key',
      { ...trustedPrimary, inputType: 'insertText', insertedLength: 5, keyBefore: false },
      'unknown',
      'none',
    ],
    [
      'several characters at once after a key',
      { ...trustedPrimary, inputType: 'insertText', insertedLength: 5, keyBefore: true },
      'human',
      'trusted-primary',
    ],
    [
      'pasted text',
      { ...trustedPrimary, inputType: 'insertFromPaste', insertedLength: 50, keyBefore: false },
      'human',
      'trusted-primary',
    ],
    ['what the browser fills in for an agent', { ...derived, webmcp: true }, 'agent', 'webmcp'],
    [
      'what the browser fills in for an agent right after a click',
      { ...derived, webmcp: true, sincePrimaryMs: 1, causeActor: 'human' },
      'agent',
      'webmcp',
    ],
    ['real input while the browser fills in', { ...trustedPrimary, webmcp: true }, 'human', 'trusted-primary'],
    ['real input beside the mark of an agent', { ...trustedPrimary, marker: acting }, 'unknown', 'marker'],
    ['a press without pressure beside it', { ...rawPress, marker: acting }, 'agent', 'marker'],
    ['a press without pressure, without a mark', rawPress, 'human', 'trusted-primary'],
    ['a click, which never has pressure', { ...rawPress, events: ['click'], marker: acting }, 'unknown', 'marker'],
    [
      'real input where an agent is merely attached',
      { ...trustedPrimary, marker: attached },
      'human',
      'trusted-primary',
    ],
    [
      'real input of a declared driver beside a mark',
      { ...trustedPrimary, driver: 'human', marker: acting },
      'human',
      'declared-driver',
    ],
    ['a consequence of input beside a mark', { ...derived, sincePrimaryMs: 1, marker: acting }, 'unknown', 'marker'],
    ['one editor of a field', { ...derived, editors: ['agent', 'agent'] }, 'agent', 'editors'],
    ['two editors of a field', { ...derived, editors: ['agent', 'human'] }, 'mixed', 'editors'],
    [
      'what follows from an agent’s action',
      { ...derived, causeActor: 'agent', sincePrimaryMs: 1 },
      'agent',
      'inherited',
    ],
    [
      'what follows from an action of nobody knows whom',
      { ...derived, causeActor: 'unknown', toolCallId: 'c' },
      'agent',
      'tool-window',
    ],
    ['a consequence of real input', { ...derived, sincePrimaryMs: derivedWindowMs }, 'human', 'inherited'],
    ['a consequence of driven input', { ...derived, sincePrimaryMs: 1, driver: 'agent' }, 'agent', 'inherited'],
    ['a consequence too late to be one', { ...derived, sincePrimaryMs: derivedWindowMs + 0.1 }, 'unknown', 'none'],
    [
      'a consequence of the nearer, synthetic event',
      { ...derived, sincePrimaryMs: 8, sinceSyntheticMs: 2 },
      'script',
      'inherited',
    ],
    ['the same in a run', { ...derived, sincePrimaryMs: 8, sinceSyntheticMs: 2, runId: 'r' }, 'agent', 'inherited'],
    [
      'a consequence of real input that came after a synthetic event',
      { ...derived, sincePrimaryMs: 2, sinceSyntheticMs: 8 },
      'human',
      'inherited',
    ],
    ['scrolling soon after the wheel', { ...derived, sinceScrollInputMs: scrollWindowMs }, 'human', 'inherited'],
    ['scrolling long after it', { ...derived, sinceScrollInputMs: scrollWindowMs + 0.1 }, 'unknown', 'none'],
    ['scrolling in a tool call', { ...derived, sinceScrollInputMs: 20, toolCallId: 'c' }, 'agent', 'tool-window'],
    ['scrolling right after one', { ...derived, sinceScrollInputMs: 200, sinceToolMs: 30 }, 'agent', 'tool-window'],
    ['something in a tool call', { ...derived, toolCallId: 'c' }, 'agent', 'tool-window'],
    ['something just after a tool call', { ...derived, sinceToolMs: toolTailMs }, 'agent', 'tool-window'],
    ['something long after a tool call', { ...derived, sinceToolMs: toolTailMs + 1 }, 'unknown', 'none'],
    ['a consequence of a synthetic event', { ...derived, sinceSyntheticMs: derivedWindowMs }, 'script', 'inherited'],
    [
      'a consequence of a synthetic event in a run',
      { ...derived, sinceSyntheticMs: 1, runId: 'r' },
      'agent',
      'inherited',
    ],
    ['something during a run, without more', { ...derived, runId: 'r' }, 'unknown', 'none'],
    ['nothing at all', {}, 'unknown', 'none'],
  ])('%s', (_what, evidence, actor, method) => {
    expect(attribute(evidence)).toMatchObject({ actor, method })
  })

  it('is less sure of a human where the browser is driven by automation', () => {
    for (const evidence of [trustedPrimary, { transitionType: 'typed' }, { ...derived, sincePrimaryMs: 1 }]) {
      expect(attribute({ ...evidence, webdriver: true }).confidence).toBeLessThan(attribute(evidence).confidence)
    }
  })

  it('never takes what a mouse of flesh and blood does for an agent’s, whatever marks a page puts in', () => {
    for (const marker of [acting, attached]) {
      const press: Evidence = { ...rawPress, pressure: 0.5, marker }
      expect(attribute(press).actor).not.toBe('agent')
      expect(attribute(press).confidence).toBeLessThan(attribute({ ...rawPress, pressure: 0.5 }).confidence)
    }
    expect(attribute({ ...rawPress, marker: acting }).confidence).toBeLessThan(0.8)
  })

  const milliseconds = fc.double({ min: 0, max: 1000, noNaN: true })
  const anything: fc.Arbitrary<Evidence> = fc.record(
    {
      events: fc.array(fc.string()),
      isTrusted: fc.boolean(),
      primary: fc.boolean(),
      detail: fc.nat(3),
      pointerType: fc.constantFrom('mouse', 'touch', 'pen', ''),
      inputType: fc.constantFrom('insertText', 'insertFromPaste'),
      insertedLength: fc.nat(20),
      keyBefore: fc.boolean(),
      userActivation: fc.boolean(),
      hasFocus: fc.boolean(),
      webdriver: fc.boolean(),
      webmcp: fc.constant<true>(true),
      runId: fc.string(),
      toolCallId: fc.string(),
      sinceToolMs: milliseconds,
      sincePrimaryMs: milliseconds,
      sinceSyntheticMs: milliseconds,
      marker: fc.record({ agent: fc.string(), acting: fc.boolean() }),
    },
    { requiredKeys: [] },
  )

  it('never gives "human" for anything a page can bring about by itself', () => {
    // A page cannot make trusted input, nor make it recent; all the rest it can arrange.
    const byPage = anything.filter(
      ({ isTrusted, primary, sincePrimaryMs }) =>
        isTrusted === false ||
        (isTrusted === true && primary !== true && (sincePrimaryMs ?? Infinity) > derivedWindowMs),
    )
    fc.assert(
      fc.property(byPage, (evidence) => {
        expect(attribute(evidence).actor).not.toBe('human')
      }),
      { numRuns: 2000 },
    )
  })

  it('says what fits the format, whatever the evidence', () => {
    fc.assert(
      fc.property(anything, (evidence) => {
        const { actor, ...rest } = attribute(evidence)
        expect(ActorSchema.safeParse(actor).success).toBe(true)
        expect(AttributionSchema.safeParse({ ...rest, evidence: {} }).success).toBe(true)
      }),
    )
  })
})
