import { describe, expect, it } from 'vitest'
import { attribute } from '#agents/attribution.ts'
import type { Action } from '#trajectory/action.ts'
import type { Actor, Evidence } from '#trajectory/attribution.ts'
import type { Span } from '../../support/cast.ts'
import { count, deriveAgain, faultsOf, isGrave, tableOf, truthOf, type Confusion } from '../../support/confusion.ts'

const action = (atMs: number, isTrusted: boolean, evidence: Evidence = {}): Action =>
  ({
    name: 'click',
    atMs,
    moments: [{ type: 'click', atMs, isTrusted }],
    ...attribute(evidence),
    attribution: { ...attribute(evidence), evidence },
  }) as unknown as Action

describe('who did it in truth', () => {
  const cast: Span[] = [
    { by: 'agent', fromMs: 1000, toMs: 9000 },
    { by: 'human', fromMs: 4000, toMs: 4100 },
  ]

  it.each([
    ['a script before anybody is at work', 500, false, null, 'script'],
    ['an agent at work', 2000, false, null, 'agent by synthetic events'],
    ['the browser on behalf of an agent', 2000, true, null, 'agent by synthetic events'],
    ['a person in the midst of it', 4050, true, null, 'human'],
    ['what a person leads to a little later', 4300, true, null, 'human'],
    ['an agent at that very time', 4050, false, null, 'agent by synthetic events'],
    ['an agent that drives the browser', 500, true, 'agent', 'agent by CDP'],
    ['a script in a driven browser', 500, false, 'agent', 'script'],
  ] as const)('%s', (_what, atMs, isTrusted, driver, truth) => {
    expect(truthOf(action(atMs, isTrusted), driver, cast)).toBe(truth)
  })
})

describe('the confusion of a run', () => {
  const whole: Confusion = {
    human: { human: 3, mixed: 1, unknown: 1 },
    'agent by synthetic events': { agent: 2 },
    'agent by CDP': { agent: 1 },
    script: { script: 1 },
  }

  it('is shown as a table, and well when nobody is taken for another', () => {
    expect(faultsOf(whole)).toEqual([])
    const row = tableOf(whole).split('\n')[1]!
    expect(row.trim().split(/\s{2,}/)).toEqual(['human', '3', '0', '0', '1', '1'])
  })

  it.each<[Parameters<typeof isGrave>[0], Actor]>([
    ['agent by synthetic events', 'human'],
    ['agent by CDP', 'human'],
    ['script', 'human'],
    ['human', 'agent'],
  ])('is a fault when %s is said to be %s', (truth, verdict) => {
    const confusion = structuredClone(whole)
    count(confusion, truth, verdict)
    expect(isGrave(truth, verdict)).toBe(true)
    expect(faultsOf(confusion)).toEqual([`1 of ${truth} said to be of ${verdict}`])
  })

  it('is a fault when nothing of somebody was recorded', () => {
    expect(faultsOf({ ...whole, script: undefined })).toEqual(['nothing was recorded of script'])
  })
})

describe('an attribution derived again', () => {
  const actors = new Map<string, Actor>([
    ['a:1', 'agent'],
    ['a:2', 'script'],
  ])
  const typed: Evidence = { isTrusted: true, primary: true, editorIds: ['a:1'], editors: ['agent'] }

  it('is the same', () => {
    const { actor, attribution } = action(0, true, typed)
    expect(actor).toBe('mixed')
    expect(deriveAgain(action(0, true, typed), actors)).toEqual({
      actor,
      attribution: { method: attribution.method, confidence: attribution.confidence, evidence: typed },
    })
  })

  it('follows the actors of the log, not what the evidence says of them', () => {
    expect(deriveAgain(action(0, true, { ...typed, editorIds: ['a:2'] }), actors).actor).toBe('human')
    const follows: Evidence = { isTrusted: true, primary: false, causeId: 'a:1', causeActor: 'human' }
    expect(deriveAgain(action(0, true, follows), actors).actor).toBe('agent')
    expect(() => deriveAgain(action(0, true, { ...typed, editorIds: ['a:9'] }), actors)).toThrow('a:9')
  })
})
