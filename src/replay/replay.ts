import { openAsBlob } from 'node:fs'
import { chromium, type BrowserContext, type BrowserContextOptions } from 'playwright'
import { findChromium } from '#chromium/find-chromium.ts'
import { quietSwitches } from '#chromium/quiet-switches.ts'
import { actionText } from '#trajectory/action-text.ts'
import type { Action } from '#trajectory/action.ts'
import { openBundle } from '#trajectory/bundle/reader.ts'
import type { Environment } from '#trajectory/header.ts'
import { statesOf, recordedDocuments } from './documents.ts'
import { reasonOf, ReplayFailure } from './failure.ts'
import { findTarget, type Found } from './finding.ts'
import { planReplay, type Plan, type PlanStep } from './plan.ts'
import { madeUpFiles } from './performers/field.ts'
import type { Performer } from './performers/performer.ts'
import { performers } from './performers/table.ts'
import { countResults, type ActionReport, type FinalReport, type ReplayReport } from './report.ts'
import type { Rewrite } from './rewrite.ts'
import { createStage, type Stage } from './stage.ts'
import { compareStates, type DocumentState } from './state-comparison.ts'

export interface ReplayOptions {
  /** Chromium to use; found by itself when not given. */
  executablePath?: string
  headless?: boolean
  /** Origins that are elsewhere now. */
  rewrite?: Rewrite
  /** How long to wait for an element, and for the final state to be reached. 5000 unless given. */
  timeoutMs?: number
  /** Replays in this browser instead of a new one, and leaves the pages open. */
  context?: BrowserContext
  /** Called as soon as it is known how an action went. What follows may still turn `matched` into `failed`. */
  onAction?: (action: ActionReport) => void
}

/** After a failure what depends on it will not be found either; the wait for it is this short. */
const impatientMs = 1500
/** What an action led to in the recording comes within this time. */
const consequenceMs = 10_000
/** Nobody saw what led there; a page that goes there by itself has this long. */
const unexplainedMs = 2500
/** Between two looks at the final state. */
const lookEveryMs = 100

/** Carries a bundle's actions out in a real browser, and says how each went and whether the pages end as they did. */
export async function replayTrajectory(file: string, options: ReplayOptions = {}): Promise<ReplayReport> {
  const bundle = await openBundle(await openAsBlob(file))
  try {
    const header = await bundle.header()
    const plan = await planReplay(bundle.log(), {
      startUrl: header.task.startUrl,
      documents: await recordedDocuments(bundle),
    })
    if (options.context) return await carryOut(plan, options.context, options)
    const browser = await chromium.launch({
      headless: options.headless ?? true,
      executablePath: options.executablePath ?? findChromium(),
      args: [...quietSwitches],
    })
    try {
      return await carryOut(plan, await browser.newContext(settingsFor(plan, header.environment)), options)
    } finally {
      await browser.close()
    }
  } finally {
    await bundle.close()
  }
}

/** What a page can tell of the person's computer, as far as it was recorded. */
function settingsFor({ steps }: Plan, { locale, timeZone }: Environment): BrowserContextOptions {
  const touched = steps.some((step) => step.kind === 'action' && ['tap', 'swipe', 'pinch'].includes(step.action.name))
  return {
    ...(locale === '' ? {} : { locale }),
    ...(timeZone === '' ? {} : { timezoneId: timeZone }),
    hasTouch: touched,
  }
}

async function carryOut(plan: Plan, context: BrowserContext, options: ReplayOptions): Promise<ReplayReport> {
  const { rewrite = {}, timeoutMs = 5000 } = options
  const stage = createStage({ context, rewrite, timeoutMs, dialogs: plan.dialogs, viewports: plan.viewports })
  const reports = new Map<string, ActionReport>()
  for (const { tabId, url } of [...plan.openingTabs].reverse()) {
    await stage.openTab(tabId)
    if (url !== 'about:blank') await stage.goTo(tabId, url)
  }

  for (const step of plan.steps) {
    if (step.kind === 'action') {
      const report = await perform(step, stage)
      reports.set(report.id, report)
      stage.patienceMs = report.result === 'failed' ? Math.min(impatientMs, timeoutMs) : timeoutMs
      options.onAction?.(report)
    } else await follow(step, stage, reports)
  }

  const actions = [...reports.values()]
  return {
    actions,
    final: await finalReport(plan.ends, stage, timeoutMs),
    counts: countResults(actions),
    notes: stage.notes,
  }
}

async function perform(step: Extract<PlanStep, { kind: 'action' }>, stage: Stage): Promise<ActionReport> {
  const { action, skip } = step
  const report = { id: action.id, name: action.name, text: actionText(action, (text) => JSON.stringify(text)) }
  const performer = performers[action.name] as Performer<Action['name']>
  if (skip !== null) return { ...report, result: 'skipped', reason: skip }
  if (performer.on === 'nothing') return { ...report, result: 'skipped', reason: performer.why }
  try {
    if (performer.on === 'tab') {
      const reason = await performer.run(action, stage)
      if (action.tabId !== null && stage.hasTab(action.tabId)) await stage.settle(stage.page(action.tabId))
      return { ...report, result: 'matched', ...(reason === undefined ? {} : { reason }) }
    }
    const page = stage.page(action.tabId)
    let found: Found
    try {
      found = await find(step, stage)
    } catch (error) {
      // A page may open the chooser of a field that is in no document.
      const chooser = action.name === 'upload_file' && action.args.via === 'choice' ? stage.chooser(page) : null
      if (action.name !== 'upload_file' || !chooser) throw error
      await chooser.setFiles(madeUpFiles(action.args.files))
      await stage.settle(page)
      return { ...report, result: 'matched', by: 'the open file chooser' }
    }
    const reason = await performer.run(action, found, { stage, page })
    await stage.settle(page)
    return { ...report, result: found.result, by: found.by, ...(reason === undefined ? {} : { reason }) }
  } catch (error) {
    return { ...report, result: 'failed', reason: reasonOf(error) }
  }
}

/** The element of an action; the whole document when it has none. */
async function find({ action, seen }: Extract<PlanStep, { kind: 'action' }>, stage: Stage): Promise<Found> {
  const page = stage.page(action.tabId)
  if (action.target) return findTarget(page, { target: action.target, scroll: seen?.scroll ?? null }, stage.patienceMs)
  const url = seen?.url
  const frame = action.frameId === 0 ? page.mainFrame() : page.frames().find((candidate) => candidate.url() === url)
  if (!frame) throw new ReplayFailure('the frame it was in is not there')
  return { frame, handle: null, place: null, result: 'matched', by: 'the whole document' }
}

/** Waits for what followed by itself. When it does not, the action it followed from has failed. */
async function follow(
  step: Exclude<PlanStep, { kind: 'action' }>,
  stage: Stage,
  reports: Map<string, ActionReport>,
): Promise<void> {
  const { effect } = step
  const cause = effect.causeId === null ? undefined : reports.get(effect.causeId)
  const expected = cause?.result === 'matched' || cause?.result === 'healed' || cause?.result === 'skipped'
  const waitMs = expected ? consequenceMs : unexplainedMs
  const fail = (reason: string): void => {
    if (expected && cause.result !== 'skipped') Object.assign(cause, { result: 'failed', reason })
  }
  try {
    if (step.kind === 'popup') {
      if (await stage.claimPopup(step.effect.openedTabId, waitMs)) return
      fail(`it opened no tab for ${effect.url}`)
      stage.notes.push(`nothing opened a tab for ${effect.url}; it was opened by hand`)
      await stage.openTab(step.effect.openedTabId)
      return
    }
    // A tab that has shown nothing yet did not get there by itself.
    if (cause === undefined && stage.isBlank(effect.tabId)) {
      await stage.goTo(effect.tabId, effect.url)
      return
    }
    const elsewhere = await stage.arrival(effect.tabId, effect.url, step.effect.sameDocument ? impatientMs : waitMs)
    if (elsewhere === null) {
      await stage.settle(stage.page(effect.tabId))
      return
    }
    const where = elsewhere === undefined ? 'it led nowhere' : `it led to ${elsewhere}`
    if (step.effect.sameDocument) {
      stage.notes.push(`${effect.url} was not reached: ${where}`)
      return
    }
    fail(`it did not lead to ${effect.url}: ${where}`)
    stage.notes.push(`nothing led to ${effect.url}; it was opened by hand`)
    await stage.goTo(effect.tabId, effect.url)
  } catch (error) {
    stage.notes.push(`${effect.name} ${effect.url}: ${reasonOf(error)}`)
  }
}

/** Compares until all agrees or the time is over: pages take a moment to finish. */
async function finalReport(ends: readonly DocumentState[], stage: Stage, timeoutMs: number): Promise<FinalReport> {
  const compared = {
    documents: ends.length,
    texts: ends.filter(({ final }) => final).length,
    fields: ends.reduce((sum, { final }) => sum + (final?.fields.length ?? 0), 0),
  }
  const deadlineMs = Date.now() + timeoutMs
  for (;;) {
    const now = (await Promise.all(stage.tabs().map(({ tabId, page }) => statesOf(tabId, page)))).flat()
    const differences = compareStates(ends, now, stage.rewrite)
    // A recording without an end proves nothing.
    const agrees = differences.length === 0 && ends.length > 0
    const [first] = stage.tabs()
    if (agrees || !first || ends.length === 0 || Date.now() >= deadlineMs) return { agrees, differences, compared }
    await first.page.waitForTimeout(lookEveryMs)
  }
}
