import { browser } from '#platform/browser.ts'

/** A document's clock starts at a time that no other shares, but for rounding. */
const sameClockMs = 0.01

/**
 * The tab that shows a document. A debugging protocol does not know the browser's numbers of tabs, so whoever drives the
 * browser by one says what it sees: the address, and if several tabs show that, when the document's clock started.
 */
export async function findTab({ url, timeOriginMs }: { url: string; timeOriginMs: number }): Promise<number | null> {
  const tabs = await browser.tabs.query({})
  const there = tabs.filter((tab) => tab.url === url)
  const [only] = there
  if (there.length === 1 && only?.id !== undefined) return only.id
  // None: the address is just changing.
  for (const { id } of there.length > 0 ? there : tabs) {
    const started = id === undefined ? null : await timeOriginOf(id)
    if (id !== undefined && started !== null && Math.abs(started - timeOriginMs) < sameClockMs) return id
  }
  return null
}

async function timeOriginOf(tabId: number): Promise<number | null> {
  const results = await browser.scripting
    .executeScript({ target: { tabId }, func: () => performance.timeOrigin, injectImmediately: true })
    .catch(() => [])
  const started: unknown = results[0]?.result
  return typeof started === 'number' ? started : null
}
