import { rm } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readRecorded, type Recorded } from '../support/popup.ts'
import { eventually, launchRawChromium, newProfile, type RawChromium } from '../support/raw-chromium.ts'
import { pause } from '../support/studio.ts'

const isChromium = process.env.CAIRN_BROWSER !== 'firefox'

let profile: string
let server: Server
let origin: string
/** What pages told of themselves. */
let told: string[] = []

/** Two pages: the first has the second prerendered, and goes there when it is told so. */
const pagesByPath: Record<string, string> = {
  '/first': `<title>First</title><button id="go">Go</button><script>
    const rules = document.createElement('script')
    rules.type = 'speculationrules'
    rules.textContent = JSON.stringify({ prerender: [{ source: 'list', urls: ['/second', '/never'] }] })
    document.head.append(rules)
    const wait = async () => { while ((await (await fetch('/may-go')).text()) !== 'yes') await new Promise((r) => setTimeout(r, 100)); location.href = '/second' }
    wait()
  </script>`,
  '/second': `<title>Second</title><p>unseen until now</p><script>
    fetch('/told?second-' + document.prerendering)
    document.addEventListener('prerenderingchange', () => fetch('/told?second-activated'))
  </script>`,
  '/never': `<title>Never</title><script>fetch('/told?never-' + document.prerendering)</script>`,
  '/list': `<title>List</title><button id="again">Again</button><script>
    addEventListener('pageshow', ({ persisted }) => {
      if (!persisted) return setTimeout(() => { location.href = '/detail' }, 300)
      fetch('/told?list-restored')
      setInterval(() => document.getElementById('again').click(), 200)
    })
  </script>`,
  '/detail': `<title>Detail</title><script>
    fetch('/told?detail')
    const wait = async () => { while ((await (await fetch('/may-go')).text()) !== 'yes') await new Promise((r) => setTimeout(r, 100)); history.back() }
    wait()
  </script>`,
  '/private': `<title>Private</title><script>fetch('/told?private')</script>`,
  '/busy': `<title>Busy</title><script>setTimeout(() => { for (;;); }, 500)</script>`,
  '/page': `<title>Page</title><button id="b">B</button><script>setInterval(() => document.getElementById('b').click(), 200)</script>`,
}
let mayGo = false

beforeAll(async () => {
  profile = await newProfile()
  server = createServer(({ url = '' }, response) => {
    if (url.startsWith('/told?')) told.push(url.slice('/told?'.length))
    response
      .writeHead(200, { 'content-type': 'text/html' })
      .end(url === '/may-go' ? (mayGo ? 'yes' : 'no') : (pagesByPath[url.split('?')[0] ?? ''] ?? ''))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(async () => {
  server.closeAllConnections()
  server.close()
  await rm(profile, { recursive: true, force: true, maxRetries: 5 })
})

async function start(browser: RawChromium, instruction: string): Promise<string> {
  const request = { instruction, source: 'script' as const, startUrl: null, tags: [], driver: 'script' as const }
  return (await browser.ask('recording.start', request)).trajectoryId
}

async function read(browser: RawChromium, trajectoryId: string): Promise<Recorded> {
  return readRecorded((await browser.ask('trajectory.export', { trajectoryId, format: 'bundle' })).path)
}

describe.runIf(isChromium)('a browser that nobody drives', () => {
  it('has nothing recorded of pages that are prerendered, before the person sees them', async () => {
    const browser = await launchRawChromium(profile)
    try {
      told = []
      const trajectoryId = await start(browser, 'Go to the second page')
      await browser.open(`${origin}/first`)
      await eventually(() => expect(told).toEqual(expect.arrayContaining(['second-true', 'never-true'])))
      // Longer than a frame may be silent.
      await pause(3000)
      const before = await read(browser, trajectoryId)
      expect(before.text).not.toContain('/second')
      expect(before.text).not.toContain('/never')
      mayGo = true
      await eventually(() => expect(told).toContain('second-activated'))
      await pause(1000)
      await browser.ask('recording.stop', {})
      const { log, text } = await read(browser, trajectoryId)
      expect(text).not.toContain('/never')
      expect(text).toContain('unseen until now')
      const arrival = log.find(
        (entry) => entry.kind === 'effect' && entry.name === 'navigation' && entry.url.endsWith('/second'),
      )
      expect(arrival).toMatchObject({ frameId: 0 })
      const [look] = log.filter((entry) => entry.kind === 'observation' && entry.url.endsWith('/second'))
      expect(look).toMatchObject({ frameId: 0, reason: 'end' })
      expect(log.filter((entry) => entry.kind === 'gap' && entry.reason === 'frame-failed')).toEqual([])
    } finally {
      await browser.kill()
    }
  })

  it('records a page that was prerendered before the recording began', async () => {
    const browser = await launchRawChromium(profile)
    try {
      told = []
      mayGo = false
      // The worker answers once it is there.
      await browser.ask('recording.status', {})
      await browser.open(`${origin}/first`)
      await eventually(() => expect(told).toContain('second-true'))
      await start(browser, 'Go to a page that waits')
      mayGo = true
      await eventually(() => expect(told).toContain('second-activated'))
      await pause(1000)
      const { trajectoryId } = await browser.ask('recording.stop', {})
      const { text, log } = await read(browser, trajectoryId)
      expect(text).toContain('unseen until now')
      expect(log.filter((entry) => entry.kind === 'observation' && entry.url.endsWith('/second'))).not.toEqual([])
    } finally {
      await browser.kill()
    }
  })

  it('records a page that comes back, and was left before the recording began', async () => {
    const browser = await launchRawChromium(profile)
    try {
      told = []
      mayGo = false
      // The worker answers once it is there.
      await browser.ask('recording.status', {})
      await browser.open(`${origin}/list`)
      await eventually(() => expect(told).toContain('detail'))
      await start(browser, 'Go back to the list')
      mayGo = true
      await eventually(() => expect(told).toContain('list-restored'))
      await pause(1500)
      const { trajectoryId } = await browser.ask('recording.stop', {})
      const { actions } = await read(browser, trajectoryId)
      expect(actions.filter(({ name, target }) => name === 'click' && target?.name === 'Again')).not.toEqual([])
    } finally {
      await browser.kill()
    }
  })

  it('has nothing recorded of private windows', async () => {
    const browser = await launchRawChromium(profile)
    try {
      told = []
      const trajectoryId = await start(browser, 'Look around')
      await browser.open(`${origin}/page`)
      await browser.openPrivate(`${origin}/private`)
      await eventually(() => expect(told).toContain('private'))
      await pause(1500)
      await browser.ask('recording.stop', {})
      const { text, actions } = await read(browser, trajectoryId)
      expect(actions.filter(({ name }) => name === 'click').length).toBeGreaterThan(0)
      expect(text).not.toContain('/private')
    } finally {
      await browser.kill()
    }
  })

  it('records what is valid, and ends after all of it, while somebody sets the clock back', async () => {
    const browser = await launchRawChromium(profile)
    try {
      const trajectoryId = await start(browser, 'Set the clock back')
      await browser.open(`${origin}/page`)
      await pause(1500)
      await browser.inWorker('{ const now = Date.now; Date.now = () => now() - 3_600_000 }')
      await browser.open(`${origin}/page?later`)
      await pause(1500)
      await browser.ask('recording.stop', {})
      const { header, log, actions, steps } = await read(browser, trajectoryId)
      expect(header.status).toBe('complete')
      expect(Math.max(...log.map(({ atMs }) => atMs))).toBeLessThanOrEqual(header.endedAtMs ?? 0)
      expect(actions.filter(({ name }) => name === 'click').length).toBeGreaterThan(5)
      expect(new Set(steps.flatMap(({ actionIds }) => actionIds)).size).toBeGreaterThan(5)
    } finally {
      await browser.kill()
    }
  })

  it('closes what a killed one recorded, and what was being stopped, at its next start', async () => {
    const ids: string[] = []
    for (const phase of ['recording', 'paused', 'stopping'] as const) {
      const browser = await launchRawChromium(profile)
      try {
        ids.push(await start(browser, `Be killed while ${phase}`))
        await browser.open(`${origin}/page`)
        await pause(1500)
        if (phase === 'paused') await browser.ask('recording.pause', {})
        // A page that never says goodbye holds the end up for seconds.
        if (phase === 'stopping') {
          await browser.open(`${origin}/busy`)
          await pause(700)
          void browser.ask('recording.stop', {}).catch(() => undefined)
          await pause(1000)
        }
      } finally {
        await browser.kill()
      }
    }
    const browser = await launchRawChromium(profile)
    try {
      const { recording } = await browser.ask('recording.status', {})
      expect(recording).toBeNull()
      for (const id of ids) {
        const { header, log, actions } = await read(browser, id)
        expect([id, header.status]).toEqual([id, 'interrupted'])
        expect(actions.filter(({ name }) => name === 'click').length).toBeGreaterThan(0)
        const gaps = log.flatMap((entry) => (entry.kind === 'gap' ? [entry.reason] : []))
        expect(gaps.filter((reason) => reason === 'interrupted')).toHaveLength(1)
        expect(Math.max(...log.map(({ atMs }) => atMs))).toBeLessThanOrEqual(header.endedAtMs ?? 0)
      }
    } finally {
      await browser.kill()
    }
  })
})
