import { spawn } from 'node:child_process'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { Readable, Writable } from 'node:stream'
import { findChromium } from '#chromium/find-chromium.ts'
import { quietSwitches } from '#chromium/quiet-switches.ts'
import type { MessageName, Replies, Reply, Request } from '#messages/table.ts'

/** Chromium with the build for tests and nobody attached to its pages, which then behave as they do for people. */
export interface RawChromium {
  ask: <N extends MessageName>(name: N, request: Request<N>) => Promise<Replies[N]>
  /** Opens a page in front. */
  open: (url: string) => Promise<void>
  /** Opens a page in a private window. */
  openPrivate: (url: string) => Promise<void>
  /** Kills the browser as a crash of the machine does; its profile stays. */
  kill: () => Promise<void>
}

/** With a profile, that of a browser that was killed before. */
export async function launchRawChromium(profile: string): Promise<RawChromium> {
  const extension = resolve('dist/chrome-testing')
  const child = spawn(
    findChromium(),
    [
      ...quietSwitches,
      '--headless=new',
      '--remote-debugging-pipe',
      `--user-data-dir=${profile}`,
      `--load-extension=${extension}`,
      `--disable-extensions-except=${extension}`,
      'about:blank',
    ],
    { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'], detached: true },
  )
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const cdp = connect(child.stdio[3] as Writable, child.stdio[4] as Readable)
  await cdp.send('Browser.setDownloadBehavior', { behavior: 'allow', downloadPath: profile })

  /** Runs in the extension's worker, waking it when it sleeps is the page's part. */
  async function inWorker<T>(expression: string): Promise<T> {
    const worker = await eventually(async () => {
      const { targetInfos } = (await cdp.send('Target.getTargets', {})) as {
        targetInfos: { targetId: string; type: string; url: string }[]
      }
      const found = targetInfos.find(
        ({ type, url }) => type === 'service_worker' && url.startsWith('chrome-extension://'),
      )
      if (!found) throw new Error('the worker of the extension does not run')
      return found
    })
    const { sessionId } = (await cdp.send('Target.attachToTarget', { targetId: worker.targetId, flatten: true })) as {
      sessionId: string
    }
    const { result } = (await cdp.send(
      'Runtime.evaluate',
      { expression, awaitPromise: true, returnByValue: true },
      sessionId,
    )) as { result: { value: T } }
    await cdp.send('Target.detachFromTarget', { sessionId })
    return result.value
  }

  async function kill(): Promise<void> {
    // Its own process group: helpers go with it.
    if (child.pid !== undefined && child.exitCode === null && child.signalCode === null)
      process.kill(-child.pid, 'SIGKILL')
    await ended
  }

  return {
    async ask(name, request) {
      const reply = await eventually(() =>
        inWorker<Reply<never> | undefined>(`globalThis.cairn?.ask(${JSON.stringify({ cairn: name, request })})`).then(
          (reply) => {
            if (!reply) throw new Error('the worker is not ready')
            return reply
          },
        ),
      )
      if (!reply.ok) throw new Error(reply.error)
      return reply.value
    },
    open: (url) => inWorker(`chrome.tabs.create({ url: ${JSON.stringify(url)} }).then(() => undefined)`),
    async openPrivate(url) {
      const { browserContextId } = (await cdp.send('Target.createBrowserContext', {})) as { browserContextId: string }
      await cdp.send('Target.createTarget', { url, browserContextId })
    },
    kill,
  }
}

export function newProfile(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'cairn-profile-'))
}

/** Tries until it succeeds, for at most 20 seconds. */
export async function eventually<T>(run: () => T | Promise<T>): Promise<T> {
  const deadlineMs = Date.now() + 20_000
  for (;;) {
    try {
      return await run()
    } catch (error) {
      if (Date.now() > deadlineMs) throw error
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
  }
}

/** The debugging protocol of the browser itself, over its pipes: JSON texts, each ended by a zero. */
function connect(to: Writable, from: Readable) {
  const waiting = new Map<number, (message: { result?: unknown; error?: { message: string } }) => void>()
  let rest = ''
  from.setEncoding('utf8').on('data', (text: string) => {
    const texts = (rest + text).split('\0')
    rest = texts.pop() ?? ''
    for (const each of texts) {
      const message = JSON.parse(each) as { id?: number; result?: unknown; error?: { message: string } }
      if (message.id !== undefined) waiting.get(message.id)?.(message)
    }
  })
  to.on('error', () => undefined)
  from.on('error', () => undefined)
  let lastId = 0
  return {
    send: (method: string, params: object, sessionId?: string) =>
      new Promise<unknown>((resolve, reject) => {
        const id = ++lastId
        waiting.set(id, ({ result, error }) => (error ? reject(new Error(error.message)) : resolve(result)))
        to.write(`${JSON.stringify({ id, method, params, ...(sessionId === undefined ? {} : { sessionId }) })}\0`)
      }),
  }
}
