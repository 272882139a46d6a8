import { describe, expect, it } from 'vitest'
import type { TestPage } from '../support/browser-under-test.ts'
import { asPerson } from '../support/cast.ts'
import { openPopup, readRecorded, type Popup, type Recorded } from '../support/popup.ts'
import { pause, useStudio } from '../support/studio.ts'

const studio = useStudio()

function gapsOf({ log }: Recorded, reason: string) {
  return log.flatMap((entry) => (entry.kind === 'gap' && entry.reason === reason ? [entry] : []))
}

function clicksOf({ actions }: Recorded) {
  return actions.filter(({ name, target }) => name === 'click' && target?.attributes.id === 'count')
}

/** The popup opened anew, once it shows what is being recorded. */
async function popupAgain(): Promise<Popup> {
  const popup = await openPopup(studio.browser)
  await popup.page.waitFor(() => document.querySelector('section[aria-label="Recording"]'))
  return popup
}

async function stopAndRead(popup: Popup): Promise<Recorded> {
  await popup.stop()
  await popup.judge('Skip')
  return readRecorded(await popup.exportNewest())
}

/** What a page could notice of a recorder in its own world. */
function natives(page: TestPage): Promise<string[]> {
  return page.evaluate(() => {
    const own = window as { seen?: unknown[] }
    own.seen ??= [EventTarget.prototype.dispatchEvent, window.fetch, window.confirm]
    const now = [EventTarget.prototype.dispatchEvent, window.fetch, window.confirm]
    return now.map((native, i) => `${native.name} ${native === own.seen?.[i] ? 'as it was' : 'replaced'}`)
  })
}

describe('an extension that is reloaded while it records', () => {
  it('goes on in the pages that are open, once, with a gap in between', async () => {
    const { browser, pages } = studio
    const page = await browser.newPage(pages.url('/workbench.html'))
    const before = await natives(page)
    const popup = await openPopup(browser)
    await popup.record('Go on after an update')
    await page.bringToFront()
    await pause()
    await page.click('#count')
    await pause()
    const listeners = await browser.countListeners(page)

    await browser.reloadExtension()
    await pause(1000)
    await page.bringToFront()
    // The old one has gone, also where nothing happens in the page: nobody listens twice.
    expect(await browser.countListeners(page)).toBe(listeners)
    await page.click('#count')
    await pause()

    const recorded = await stopAndRead(await popupAgain())
    expect(recorded.header.status).toBe('complete')
    const [gap, ...more] = gapsOf(recorded, 'interrupted')
    expect(more).toEqual([])
    const clicks = clicksOf(recorded)
    expect(clicks.map(({ actor }) => actor)).toEqual(['human', 'human'])
    const [first, second] = clicks
    expect(first?.id.split(':')[0]).not.toBe(second?.id.split(':')[0])
    expect(gap?.atMs).toBeGreaterThanOrEqual(first?.atMs ?? Infinity)
    expect(gap?.endAtMs).toBeLessThan(second?.atMs ?? 0)
    // The page is left as it was.
    expect(await natives(page)).toEqual(before)
    await page.close()
  })
})

describe('an extension that is switched off while it records', () => {
  it('is silent within a second, and closes the recording once it is switched on again', async () => {
    const { browser, pages } = studio
    const page = await browser.newPage(pages.url('/workbench.html'))
    const listeners = await browser.countListeners(page)
    const popup = await openPopup(browser)
    await popup.record('Be switched off')
    await page.bringToFront()
    await pause()
    await page.click('#count')
    await pause()

    await browser.enableExtension(false)
    await pause(1000)
    expect(await browser.countListeners(page)).toBe(listeners)
    await page.bringToFront()
    await page.click('#count')
    await pause()
    await browser.enableExtension(true)
    await pause(2500)

    const again = await openPopup(browser)
    expect(await again.page.text('li .quiet')).toContain('interrupted')
    const recorded = await readRecorded(await again.exportNewest())
    expect(recorded.header.status).toBe('interrupted')
    expect(clicksOf(recorded)).toHaveLength(1)
    expect(gapsOf(recorded, 'interrupted')).toHaveLength(1)
    expect(await browser.countListeners(page)).toBe(listeners)
    // And it records again.
    await again.record('Record again')
    await page.bringToFront()
    await pause()
    await page.click('#count')
    await pause()
    expect(clicksOf(await stopAndRead(again))).toHaveLength(1)
    await page.close()
  })
})

describe('access to web pages that is taken away', () => {
  it('ends what is recorded within a second, says so, and goes on where it is given again', async () => {
    const { browser, pages } = studio
    const page = await browser.newPage(pages.url('/workbench.html'))
    const listeners = await browser.countListeners(page)
    const popup = await openPopup(browser)
    await popup.record('Lose access')
    await page.bringToFront()
    await pause()
    await page.click('#count')
    await pause()

    await browser.allowPages(false)
    await pause(1000)
    expect(await browser.countListeners(page)).toBe(listeners)
    await page.bringToFront()
    await page.click('#count')
    await page.goto(pages.url('/arrived.html?unseen'))
    await page.goto(pages.url('/workbench.html'))
    await popup.page.waitFor(() => document.querySelector('[data-testid=access-hint]'))

    await browser.allowPages(true)
    await popup.page.waitFor(() => document.body.innerText.includes('Pause'))
    await page.bringToFront()
    await pause()
    await page.click('#count')
    await pause()
    const recorded = await stopAndRead(popup)
    expect(clicksOf(recorded)).toHaveLength(2)
    expect(recorded.text).not.toContain('unseen')
    const [gap, ...more] = gapsOf(recorded, 'no-permission')
    expect(more).toEqual([])
    const { atMs, endAtMs = 0 } = gap ?? { atMs: 0 }
    expect(
      recorded.log.filter((entry) => entry.atMs > atMs + 1000 && entry.atMs < endAtMs && entry.tabId !== null),
    ).toEqual([])
    expect(clicksOf(recorded)[1]?.atMs).toBeGreaterThan(endAtMs)
    await page.close()
  })
})

describe('a page into which the scripts are put twice', () => {
  it('is recorded once, and left as it was', async () => {
    const { browser, pages } = studio
    const page = await browser.newPage(pages.url('/workbench.html'))
    const listeners = await browser.countListeners(page)
    const popup = await openPopup(browser)
    await popup.record('Be told once')
    await page.bringToFront()
    await pause()
    const recording = await browser.countListeners(page)
    // As the background does where a page that begins to load does not speak yet.
    await popup.page.evaluate(async () => {
      const { scripting, tabs } = (globalThis as unknown as { browser?: typeof chrome }).browser ?? chrome
      const [tab] = (await tabs.query({})).filter(({ url }) => url?.includes('/workbench.html'))
      for (const { js, world } of await scripting.getRegisteredContentScripts())
        await scripting.executeScript({
          target: { tabId: tab?.id ?? 0, allFrames: true },
          files: js ?? [],
          world: world ?? 'MAIN',
        })
    })
    await pause()
    expect(await browser.countListeners(page)).toBe(recording)
    await page.click('#count')
    await pause()
    expect(clicksOf(await stopAndRead(popup))).toHaveLength(1)
    expect(await browser.countListeners(page)).toBe(listeners)
    await page.close()
  })
})

describe('a page that was left before the recording began', () => {
  // Playwright's Chromium keeps no pages; beginning.spec.ts has that.
  it.each([
    ['is recorded when somebody goes back to it', false],
    ['is recorded when somebody goes back to it, and it was recorded before', true],
  ])('%s', async (_what, wasRecorded) => {
    const { browser, pages } = studio
    const page = await browser.newPage(pages.url('/workbench.html?left'))
    if (wasRecorded) await (await openPopup(browser)).record('What was before')
    await page.bringToFront()
    await page.evaluate(() => Object.assign(window, { wasLeft: true }))
    await page.goto(pages.url('/arrived.html'))
    if (wasRecorded) await stopAndRead(await popupAgain())
    const popup = await openPopup(browser)
    await popup.record('Go back')
    await page.bringToFront()
    await pause()
    await page.goBack()
    await page.waitFor(() => document.title === 'Workbench')
    const isKept = await page.evaluate(() => 'wasLeft' in window)
    expect(isKept).toBe(process.env.CAIRN_BROWSER === 'firefox')
    // The recorder of the former recording goes first.
    await pause(wasRecorded ? 2500 : undefined)
    await page.click('#count')
    await pause()
    const recorded = await stopAndRead(popup)
    const [click] = clicksOf(recorded)
    expect(click?.actor).toBe('human')
    expect(recorded.log.find(({ id }) => id === click?.observationId)).toMatchObject({
      url: expect.stringContaining('?left') as string,
    })
    await page.close()
  })
})

describe('a page that the browser takes away', () => {
  it('has a gap where it crashed, and is recorded again once it is reloaded', async () => {
    const { browser, pages } = studio
    const page = await browser.newPage(pages.url('/workbench.html'))
    const popup = await openPopup(browser)
    await popup.record('Survive a crash')
    await page.bringToFront()
    await pause()
    await page.click('#count')
    await pause()
    await browser.crash(page)
    await popup.page.waitFor(() =>
      document.querySelector('[data-testid=gap-hint]')?.textContent.includes('workbench.html crashed'),
    )
    const after = await browser.newPage(pages.url('/workbench.html?after'))
    await pause()
    await after.click('#count')
    await pause()
    const recorded = await stopAndRead(popup)
    expect(recorded.header.status).toBe('complete')
    const [first, second] = clicksOf(recorded)
    const [gap, ...more] = gapsOf(recorded, 'tab-crashed')
    expect(more).toEqual([])
    expect(gap?.tabId).toBe(first?.tabId)
    expect(gap?.url).toContain('workbench.html')
    expect(second).toBeDefined()
    await after.close()
  })

  it('has no such gap where somebody goes to a place that does not answer', async () => {
    const { browser, pages } = studio
    const page = await browser.newPage(pages.url('/workbench.html'))
    const popup = await openPopup(browser)
    await popup.record('Follow a dead link')
    await page.bringToFront()
    await pause()
    await page.goto('http://127.0.0.1:1/').catch(() => undefined)
    await pause(2500)
    expect(gapsOf(await stopAndRead(popup), 'tab-crashed')).toEqual([])
    await page.close()
  })

  it('has a gap also where it crashed as soon as it was there', async () => {
    const { browser, pages } = studio
    const page = await browser.newPage(pages.url('/workbench.html'))
    const popup = await openPopup(browser)
    await popup.record('Survive an early crash')
    await page.goto(pages.url('/workbench.html?early'))
    await browser.crash(page)
    await popup.page.waitFor(() =>
      document.querySelector('[data-testid=gap-hint]')?.textContent.includes('workbench.html crashed'),
    )
    const recorded = await stopAndRead(popup)
    const [gap, ...more] = gapsOf(recorded, 'tab-crashed')
    expect(more).toEqual([])
    expect(gap?.url).toContain('workbench.html?early')
  })

  it('is followed where it was thrown away to save memory and came back', async () => {
    const { browser, pages } = studio
    const page = await browser.newPage(pages.url('/workbench.html?kept'))
    const popup = await openPopup(browser)
    await popup.record('Come back later')
    await page.bringToFront()
    await pause()
    await page.click('#count')
    await pause()
    // A person goes to the other tab and comes back; only a script can have the browser discard it meanwhile.
    const back = await asPerson(() =>
      popup.page.evaluate(async () => {
        const { tabs } = (globalThis as { browser?: typeof chrome }).browser ?? chrome
        const idOf = async (): Promise<number> =>
          (await tabs.query({})).find(({ url }) => url?.includes('?kept'))?.id ?? -1
        const popup = await tabs.getCurrent()
        await tabs.update(popup?.id ?? -1, { active: true })
        await new Promise((resolve) => setTimeout(resolve, 500))
        await tabs.discard(await idOf())
        await new Promise((resolve) => setTimeout(resolve, 700))
        const id = await idOf()
        await tabs.update(id, { active: true })
        await new Promise((resolve) => setTimeout(resolve, 1500))
        return id
      }),
    )
    const recorded = await stopAndRead(popup)
    const [click] = clicksOf(recorded)
    const discarded = recorded.log.filter((entry) => entry.kind === 'effect' && entry.name === 'discarded')
    expect(discarded).toMatchObject([{ tabId: click?.tabId, becameTabId: back === click?.tabId ? null : back }])
    // Nobody reloaded it, and nobody went back.
    expect(recorded.actions.filter(({ name }) => name === 'reload' || name === 'go_back')).toEqual([])
    const later = recorded.log.filter(
      (entry) => entry.kind === 'observation' && entry.tabId === back && entry.atMs > (discarded[0]?.atMs ?? Infinity),
    )
    expect(later).toContainEqual(expect.objectContaining({ reason: 'end' }))
  })
})
