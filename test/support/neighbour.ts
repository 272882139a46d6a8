import { createHash } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/**
 * Another extension beside Cairn, with one empty page from which it can send messages, and a content script that
 * announces an agent in pages whose address says `neighbour=speaks`.
 */
export interface Neighbour {
  dir: string
  /** Its id, as each browser gives it. */
  id: { chromium: string; firefox: string }
  remove: () => Promise<void>
}

const firefoxId = 'agent@neighbour.example'

/** Runs in a world of its own, beside the page and beside Cairn. */
const contentScript = `
if (location.search.includes('neighbour=speaks')) {
  const src = { name: 'neighbour in the page', version: null, instance: 'content' }
  const event = { type: 'RUN_STARTED', threadId: 't', runId: 'content-run' }
  const detail = JSON.stringify({ v: 1, src, seq: 1, event })
  window.dispatchEvent(new CustomEvent('agui:event', { bubbles: true, composed: true, detail }))
  document.documentElement.dataset.spoken = 'yes'
}`

/** Writes a small extension into a temporary folder. */
export async function writeNeighbour(): Promise<Neighbour> {
  const dir = await mkdtemp(join(tmpdir(), 'cairn-neighbour-'))
  const manifest = {
    manifest_version: 3,
    name: 'Neighbour',
    version: '1.0.0',
    browser_specific_settings: { gecko: { id: firefoxId } },
    host_permissions: ['http://127.0.0.1/*'],
    content_scripts: [{ matches: ['http://127.0.0.1/*'], js: ['content.js'] }],
  }
  await writeFile(join(dir, 'manifest.json'), JSON.stringify(manifest))
  await writeFile(join(dir, 'content.js'), contentScript)
  await writeFile(join(dir, 'page.html'), '<!doctype html><title>Neighbour</title><main>Neighbour</main>')
  return {
    dir,
    id: { chromium: chromiumId(dir), firefox: firefoxId },
    remove: () => rm(dir, { recursive: true, force: true }),
  }
}

/** Chromium makes the id of an unpacked extension of its path: 128 bits of its hash, in the letters a to p. */
function chromiumId(dir: string): string {
  const hex = createHash('sha256').update(dir).digest('hex').slice(0, 32)
  return hex.replace(/./g, (digit) => String.fromCharCode('a'.charCodeAt(0) + parseInt(digit, 16)))
}
