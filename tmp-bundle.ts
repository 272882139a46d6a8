import { writeFile } from 'node:fs/promises'
import { bundleExporter } from '#exporters/bundle.ts'
import { shopTrajectory } from './test/support/sample-trajectory.ts'
const sampleHeader = shopTrajectory().header
const total = Number(process.argv[2])
const src = 'flood00000000001'
const outline = Array.from({ length: 40 }, (_, i) => ({ nodeId: 100 + i, role: 'button', name: `Put article ${i} into the basket`, tag: 'button', box: { x: 20, y: 20 * i, width: 180, height: 18 } }))
async function* log(): AsyncGenerator<any> {
  for (let n = 1; n <= total; n++) {
    const atMs = 1_795_000_000_000 + n * 1200
    const base = { id: `${src}:${n}`, atMs, tabId: 1, frameId: 0, documentId: 'D', origin: 'https://shop.example', provenance: 'observed' }
    if (n % 3 === 1) yield { ...base, kind: 'observation', reason: 'action', url: `https://shop.example/${n}`, title: 'Shop', viewport: { width: 1280, height: 800, deviceScaleFactor: 1 }, scroll: { x: 0, y: 0 }, focus: null, outline, outlineTruncated: false, dom: null, screenshot: null }
    else if (n % 3 === 0) yield { ...base, kind: 'dom', endAtMs: atMs, lines: 1, file: `dom/${src}.jsonl`, firstLine: n / 3 }
    else yield { ...base, kind: 'action', name: 'click', args: { button: 'left', modifiers: [], position: { x: 5, y: 5 }, count: 1 }, actor: 'unknown', attribution: { method: 'none', confidence: 0, evidence: {} }, target: { role: 'button', name: 'x', tag: 'button', text: '', label: null, placeholder: null, testId: null, attributes: { class: 'put', id: `put-${n % 40}` }, box: { x: 20, y: 20, width: 180, height: 18 }, framePath: [], shadowDepth: 0, nodeId: 100 + (n % 40), selectors: [{ kind: 'css', value: `#put-${n % 40}`, unique: true }] }, observationId: `${src}:${n - 1}`, endAtMs: atMs + 80, surface: 'page', moments: ['pointerdown', 'mouseup', 'click'].map((type) => ({ type, atMs, isTrusted: false })) }
  }
}
const bytes = async function* () { for (let n = 3; n <= total; n += 3) yield new TextEncoder().encode(`${JSON.stringify({ type: 3, data: { n }, timestamp: 1 })}\n`) }
const stream = bundleExporter.write({ header: async () => sampleHeader as any, log, domSourceIds: async () => [src], domBytes: bytes, async *screenshots() {} })
await writeFile(process.argv[3]!, Buffer.from(await new Response(stream as any).arrayBuffer()))
