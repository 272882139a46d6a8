import type { Page } from 'playwright'
import { ReplayFailure } from '#replay/failure.ts'
import { isMasked } from '#replay/mask.ts'
import type { Stage } from '#replay/stage.ts'
import type { Named, Performer } from './performer.ts'

export const goto: Performer<'goto'> = {
  on: 'tab',
  async run({ tabId, args: { url } }, stage) {
    await stage.goTo(tabId, url)
    return isMasked(url) ? 'went there with something made up for what is masked in the address' : undefined
  },
}

export const goBack: Performer<'go_back'> = {
  on: 'tab',
  run: (action, stage) => travel(action, stage, (page) => page.goBack({ waitUntil: 'commit' })),
}

export const goForward: Performer<'go_forward'> = {
  on: 'tab',
  run: (action, stage) => travel(action, stage, (page) => page.goForward({ waitUntil: 'commit' })),
}

export const reload: Performer<'reload'> = {
  on: 'tab',
  run: (action, stage) => travel(action, stage, (page) => page.reload({ waitUntil: 'commit' })),
}

/** A page answers a person's way through the history within this time. */
const travelMs = 10_000

async function travel(
  { tabId, args: { url } }: Named<'go_back' | 'go_forward' | 'reload'>,
  stage: Stage,
  go: (page: Page) => Promise<unknown>,
): Promise<string | undefined> {
  await go(stage.page(tabId))
  const elsewhere = await stage.arrival(tabId, url, travelMs)
  if (elsewhere === null) return undefined
  throw new ReplayFailure(elsewhere === undefined ? 'it led nowhere' : `it led to ${elsewhere}`)
}

export const newTab: Performer<'new_tab'> = {
  on: 'tab',
  async run({ tabId }, stage) {
    if (tabId === null) throw new ReplayFailure('the recording does not say which tab')
    await stage.openTab(tabId)
    return undefined
  },
}

export const tabClose: Performer<'tab_close'> = {
  on: 'tab',
  async run({ tabId }, stage) {
    if (tabId !== null && !stage.hasTab(tabId)) return 'it closed by itself'
    await stage.page(tabId).close({ runBeforeUnload: false })
    return undefined
  },
}

export const tabFocus: Performer<'tab_focus'> = {
  on: 'tab',
  async run({ tabId }, stage) {
    await stage.page(tabId).bringToFront()
    return undefined
  },
}

/** A dialog opens soon after its cause. */
const dialogMs = 5000

export const handleDialog: Performer<'handle_dialog'> = {
  on: 'tab',
  async run(action, stage) {
    // No driver sees it, and nothing in the page depends on it.
    if (action.args.dialog === 'print') return 'printing is left to the browser'
    if (await stage.answered(action, dialogMs)) return undefined
    throw new ReplayFailure(`no ${action.args.dialog} came`)
  },
}

export const resize: Performer<'resize'> = {
  on: 'tab',
  async run({ tabId, args: { width, height } }, stage) {
    await stage.page(tabId).setViewportSize({ width, height })
    return undefined
  },
}
