import { describe, expect, it } from 'vitest'
import { planReplay, reasonToSkip, type Plan } from '#replay/plan.ts'
import { performers } from '#replay/performers/table.ts'
import { actionNames, type Action } from '#trajectory/action.ts'
import type { Entry } from '#trajectory/entry.ts'
import { backgroundSourceId, byAgent, click, createSampleLog, origin, shopSourceId } from '../../support/sample-log.ts'
import { shopTrajectory } from '../../support/sample-trajectory.ts'

async function* each(log: Entry[]): AsyncGenerator<Entry> {
  for (const entry of log) yield await Promise.resolve(entry)
}

const plan = (log: Entry[], startUrl: string | null = null): Promise<Plan> =>
  planReplay(each(log), { startUrl, documents: [] })

/** What is to be done, and what is left and why. */
const told = ({ steps }: Plan): string[] =>
  steps.map((step) =>
    step.kind === 'action'
      ? `${step.action.name}${step.skip === null ? '' : ` (${step.skip})`}`
      : `${step.kind} ${step.effect.url}${step.effect.causeId === null ? '' : ` from ${step.effect.causeId}`}`,
  )

const byScript: Action['attribution'] = { method: 'synthetic', confidence: 0.9, evidence: { isTrusted: false } }
const submitted = (causeId?: string): Action['attribution'] => ({
  method: 'inherited',
  confidence: 0.85,
  evidence: { isTrusted: true, ...(causeId === undefined ? {} : { causeId }) },
})
const navigation = { name: 'navigation', causeId: null, sameDocument: false, transitionType: 'form_submit' } as const

describe('a plan', () => {
  it('does not carry out what follows from something else', async () => {
    const { log, action, add } = createSampleLog()
    const id = action(shopSourceId, 1, 'click', click)
    action(shopSourceId, 1.05, 'submit', {}, { attribution: submitted(id) })
    add('effect', backgroundSourceId, 1.1, { ...navigation, url: `${origin}/done`, transitionQualifiers: [] })
    expect(told(await plan(log))).toEqual([
      'click',
      `submit (it follows from ${id})`,
      `navigation ${origin}/done from ${id}`,
    ])
  })

  it('leaves to the page what the page did, and carries out what an agent did', async () => {
    const { log, action } = createSampleLog()
    action(shopSourceId, 1, 'click', click, { actor: 'script', attribution: byScript })
    action(shopSourceId, 2, 'submit', {}, { actor: 'unknown', attribution: submitted() })
    action(shopSourceId, 3, 'click', click, { actor: 'agent', attribution: byAgent('call-1') })
    action(shopSourceId, 4, 'submit', {}, { actor: 'agent', attribution: byAgent('call-1') })
    action(shopSourceId, 5, 'click', click, { surface: 'agent-ui' })
    const { steps } = await plan(log)
    expect(steps.map((step) => step.kind === 'action' && step.skip === null)).toEqual([false, false, true, true, false])
  })

  it('carries out what a tester declared to be a script', () => {
    const { log, action } = createSampleLog()
    const declared = { method: 'declared-driver', confidence: 0.9, evidence: {} } as const
    action(shopSourceId, 1, 'click', click, { actor: 'script', attribution: declared })
    expect(reasonToSkip(log[0] as Action)).toBeNull()
  })

  it('leaves the keys of the clipboard to what they do', () => {
    const { log, action } = createSampleLog()
    action(shopSourceId, 1, 'press', { key_comb: 'Control+V' })
    action(shopSourceId, 2, 'press', { key_comb: 'Control+B' })
    expect(log.map((entry) => reasonToSkip(entry as Action) === null)).toEqual([false, true])
  })

  it('opens the tabs that were open, where they were, and no others', async () => {
    const { log, action, add } = createSampleLog()
    action(shopSourceId, 1, 'click', click)
    add('effect', backgroundSourceId, 1.1, { name: 'popup', causeId: null, openedTabId: 8, url: `${origin}/help` })
    action(backgroundSourceId, 2, 'new_tab', { index: 2 }, { tabId: 9, surface: 'browser' })
    action(backgroundSourceId, 3, 'goto', { url: `${origin}/new` }, { tabId: 9, surface: 'browser' })
    action(shopSourceId, 4, 'click', click, { tabId: 8 })
    action(backgroundSourceId, 5, 'tab_focus', { index: 0, url: `${origin}/old` }, { tabId: 6, surface: 'browser' })
    const { openingTabs, steps } = await plan(log, `${origin}/start`)
    expect(openingTabs).toEqual([
      { tabId: 7, url: `${origin}/start` },
      { tabId: 6, url: `${origin}/old` },
    ])
    expect(steps).toHaveLength(6)
  })

  it('begins where the first observation was, not where the task says', async () => {
    const { openingTabs, viewports, ends } = await plan(shopTrajectory().log, 'https://elsewhere.example/')
    expect(openingTabs[0]).toEqual({ tabId: 7, url: `${origin}/search?q=milk` })
    expect(viewports.get(7)).toEqual({ width: 1280, height: 720 })
    expect(ends).toEqual([{ tabId: 7, top: true, url: `${origin}/search?q=milk`, final: undefined }])
  })

  it('begins where the DOM stream says when nothing was observed before the first navigation', async () => {
    const { log, add } = createSampleLog()
    add('effect', backgroundSourceId, 2, { ...navigation, url: `${origin}/next`, transitionQualifiers: [] })
    const documents = [
      { tabId: 7, atMs: log[0]!.atMs - 500, url: `${origin}/first` },
      { tabId: 7, atMs: log[0]!.atMs + 500, url: `${origin}/next` },
    ]
    const { openingTabs } = await planReplay(each(log), { startUrl: null, documents })
    expect(openingTabs).toEqual([{ tabId: 7, url: `${origin}/first` }])
  })
})

describe('performers', () => {
  it('know every action of the format, and say why of those they leave', () => {
    expect(Object.keys(performers).sort()).toEqual([...actionNames].sort())
    for (const performer of Object.values(performers))
      if (performer.on === 'nothing') expect(performer.why).not.toBe('')
  })
})
