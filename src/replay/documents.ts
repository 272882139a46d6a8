import type { Page } from 'playwright'
import { finalStateOf } from '#content/final-state.ts'
import { createRedactor } from '#redaction/redactor.ts'
import type { Bundle } from '#trajectory/bundle/reader.ts'
import { fromEntryId } from '#trajectory/entry-id.ts'
import { inPage } from './in-page.ts'
import { madeUpText } from './mask.ts'
import type { RecordedDocument } from './plan.ts'
import type { DocumentState } from './state-comparison.ts'

/** What the documents of a page hold now, read and masked as the recorder reads and masks them. */
export async function statesOf(tabId: number, page: Page): Promise<DocumentState[]> {
  const redactor = createRedactor()
  // A secret that was typed in the recording is masked wherever the page repeats it; so is what stands in for it.
  redactor.taint(madeUpText)
  const states = await Promise.all(
    page.frames().map(async (frame): Promise<DocumentState[]> => {
      try {
        const final = await frame.evaluate(inPage(finalStateOf), null)
        return [redactor.value({ tabId, top: frame === page.mainFrame(), url: frame.url(), final }).value]
      } catch {
        // It went away while it was read; whoever compares will miss it.
        return []
      }
    }),
  )
  return states.flat()
}

/** Every top document of a bundle with its address, as the first event of its DOM stream says it. */
export async function recordedDocuments(bundle: Bundle): Promise<RecordedDocument[]> {
  const places = new Map<string, { tabId: number; atMs: number }>()
  for await (const { kind, id, tabId, frameId, atMs } of bundle.log()) {
    const { sourceId } = fromEntryId(id)
    if (kind === 'dom' && tabId !== null && frameId === 0 && !places.has(sourceId))
      places.set(sourceId, { tabId, atMs })
  }
  const documents: RecordedDocument[] = []
  for (const [sourceId, place] of places) {
    const url = await firstAddress(bundle.domBytes(sourceId))
    if (url !== null) documents.push({ ...place, url })
  }
  return documents
}

/** rrweb begins with an event of type 4 that holds the address; null when it does not. */
async function firstAddress(bytes: AsyncIterable<Uint8Array>): Promise<string | null> {
  const decoder = new TextDecoder()
  let text = ''
  for await (const chunk of bytes) {
    text += decoder.decode(chunk, { stream: true })
    for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n')) {
      const event = JSON.parse(text.slice(0, end)) as { type?: number; data?: { href?: unknown } }
      if (event.type === 4) return typeof event.data?.href === 'string' ? event.data.href : null
      text = text.slice(end + 1)
    }
  }
  return null
}
