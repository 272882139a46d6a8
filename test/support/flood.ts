/** What `flood` sends. */
export interface Flood {
  entries: number
  sourceId: string
  /** When the first of them happened; the others follow every 1.2 seconds, so that 100,000 are 33 hours. */
  fromMs: number
}

/**
 * Says so many entries to the background as a content script does, so that they come into the log the way all entries
 * come: checked, stamped, committed, acknowledged. Runs in a page of the extension, and must use nothing from outside of
 * itself. A third of them are observations of forty elements, a third actions, a third segments of the DOM stream.
 */
export function flood({ entries, sourceId, fromMs }: Flood): Promise<void> {
  const perBatch = 300
  const inFlight = 4
  const outline = Array.from({ length: 40 }, (_, i) => ({
    nodeId: 100 + i,
    role: 'button',
    name: `Put article ${i} into the basket`,
    tag: 'button',
    box: { x: 20, y: 20 * i, width: 180, height: 18 },
  }))

  const make = (n: number): object => {
    const atMs = fromMs + n * 1200
    const base = { id: `${sourceId}:${n}`, atMs, provenance: 'observed' }
    if (n % 3 === 1) {
      const size = { width: 1280, height: 800, deviceScaleFactor: 1 }
      const seen = {
        url: `https://shop.example/${n}`,
        title: 'Shop',
        viewport: size,
        scroll: { x: 0, y: 0 },
        focus: null,
      }
      const rest = { outline, outlineTruncated: false, dom: null, changedAtMs: atMs - 500 }
      return { ...base, kind: 'observation', reason: 'action', ...seen, ...rest }
    }
    if (n % 3 === 0) {
      const text = `${JSON.stringify({ type: 3, data: { source: 0, n, text: 'x'.repeat(400) }, timestamp: atMs })}\n`
      return { ...base, kind: 'dom', endAtMs: atMs, lines: 1, text }
    }
    const target = {
      role: 'button',
      name: `Put article ${n % 40} into the basket`,
      tag: 'button',
      text: '',
      label: null,
      placeholder: null,
      testId: null,
      attributes: { class: 'put', id: `put-${n % 40}` },
      box: { x: 20, y: 20, width: 180, height: 18 },
      framePath: [],
      shadowDepth: 0,
      nodeId: 100 + (n % 40),
      selectors: [{ kind: 'css', value: `#put-${n % 40}`, unique: true }],
    }
    return {
      ...base,
      kind: 'action',
      name: 'click',
      args: { button: 'left', modifiers: [], position: { x: 5, y: 5 }, count: 1 },
      actor: 'unknown',
      attribution: { method: 'none', confidence: 0, evidence: {} },
      target,
      observationId: `${sourceId}:${n - 1}`,
      endAtMs: atMs + 80,
      surface: 'page',
      moments: ['pointerdown', 'mouseup', 'click'].map((type) => ({ type, atMs, isTrusted: false })),
    }
  }

  return new Promise((resolve, reject) => {
    const port = chrome.runtime.connect({ name: 'cairn.delivery' })
    let sent = 0
    const send = (): void => {
      const first = sent + 1
      const last = Math.min(entries, sent + perBatch)
      if (first > last) return
      const parcels = Array.from({ length: last - sent }, (_, i) => {
        const entry = make(first + i)
        return 'text' in entry ? entry : JSON.stringify(entry)
      })
      sent = last
      port.postMessage({ type: 'batch', first, last, parcels })
    }
    port.onDisconnect.addListener(() => reject(new Error('the background closed the port')))
    port.onMessage.addListener(({ type, through }: { type: string; through: number }) => {
      if (type === 'welcome') for (let i = 0; i < inFlight; i++) send()
      else if (type === 'ack' && through < entries) send()
      else if (type === 'ack') {
        port.disconnect()
        resolve()
      } else if (type === 'stop') reject(new Error('nothing is being recorded'))
    })
    port.postMessage({ type: 'hello', sourceId, trajectoryId: null, url: 'https://shop.example/' })
  })
}
