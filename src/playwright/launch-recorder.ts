import { existsSync } from 'node:fs'
import { copyFile, mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { chromium, type BrowserContext, type Page, type Worker } from 'playwright'
import { findChromium } from '#chromium/find-chromium.ts'
import { quietSwitches } from '#chromium/quiet-switches.ts'
import type { MessageName, Replies, Reply, Request } from '#messages/table.ts'
import { replayTrajectory, type ReplayOptions } from '#replay/replay.ts'
import type { ReplayReport } from '#replay/report.ts'
import type { OutcomeSummary } from '#trajectory/outcome.ts'
import type { SignalType } from '#trajectory/signal.ts'
import { driveAgent, type DrivenAgent, type DrivenAgentOptions } from './driven-agent.ts'

export interface LaunchOptions {
  headless?: boolean
  /** Chromium to use; found by itself when not given. */
  executablePath?: string
  /** Built extension; the one beside this package when not given. */
  extensionDir?: string
  /** Profile to keep; a fresh one, removed at close, when not given. */
  userDataDir?: string
  /** Further Chromium switches. */
  args?: string[]
  /** Switches that Playwright gives Chromium by itself and that you do not want. */
  ignoreDefaultArgs?: string[]
  viewport?: { width: number; height: number }
}

export interface StartOptions {
  instruction: string
  /** Opened in the first page before recording starts. */
  startUrl?: string
  tags?: string[]
  /** Whom this script plays: its input is recorded as that actor's. A stand-in for a person unless told otherwise. */
  driver?: 'human' | 'agent' | 'script'
}

export interface SignalOptions {
  type: SignalType
  text?: string
  /** For ratings: 0 to 1. */
  score?: number
  /** Entry id; the last agent action unless given. */
  targetId?: string
}

export interface OutcomeOptions {
  success: boolean | 'partly'
  by?: OutcomeSummary['by']
  score?: number
  text?: string | null
}

/** Chromium with the built extension, in a profile of its own. */
export interface Recorder {
  context: BrowserContext
  extensionId: string
  /** Starts recording; resolves with the trajectory id. */
  start: (options: StartOptions) => Promise<string>
  /** Records how a person reacted; resolves with the id of the signal. */
  signal: (options: SignalOptions) => Promise<string>
  /** An agent that this script drives the browser for, or passes on the words of. */
  agent: (options: DrivenAgentOptions) => DrivenAgent
  /** Stops; everything produced so far is stored when it resolves. */
  stop: (options?: { outcome?: OutcomeOptions }) => Promise<string>
  /**
   * Ends whatever is still going on: stops a running recording, and judges the last one unless somebody has. Resolves
   * with its id, or null when nothing was recorded.
   */
  finish: (outcome: OutcomeOptions) => Promise<string | null>
  /** Writes the last trajectory (or another) to a file, in any export format. */
  export: (path: string, options?: { format?: string; trajectoryId?: string }) => Promise<void>
  /**
   * Carries a trajectory's actions out again in a Chromium of its own: that of a file, or the last one recorded. With
   * `context`, in that browser.
   */
  replay: (fileOrOptions?: string | RecorderReplayOptions) => Promise<ReplayReport>
  close: () => Promise<void>
}

export interface RecorderReplayOptions extends ReplayOptions {
  /** A bundle; the trajectory below, or the last one, when not given. */
  file?: string
  trajectoryId?: string
}

/** Launches Chromium with Cairn, for scripted sessions. Branded Chrome cannot be used: it ignores `--load-extension`. */
export async function launchRecorder(options: LaunchOptions = {}): Promise<Recorder> {
  const extensionDir = options.extensionDir ?? builtExtension()
  const profile = options.userDataDir ?? (await mkdtemp(join(tmpdir(), 'cairn-profile-')))
  const context = await chromium.launchPersistentContext(profile, {
    headless: options.headless ?? true,
    executablePath: options.executablePath ?? findChromium(),
    viewport: options.viewport ?? { width: 1280, height: 800 },
    ignoreDefaultArgs: ['--disable-extensions', ...(options.ignoreDefaultArgs ?? [])],
    args: [
      ...quietSwitches,
      `--load-extension=${extensionDir}`,
      `--disable-extensions-except=${extensionDir}`,
      ...(options.args ?? []),
    ],
  })
  const worker = await extensionWorker(context)
  let lastTrajectoryId: string | null = null

  async function ask<N extends MessageName>(name: N, request: Request<N>): Promise<Replies[N]> {
    const current = await extensionWorker(context)
    const reply = (await current.evaluate(
      (message) =>
        (globalThis as unknown as { cairn: { ask: (message: unknown) => Promise<unknown> } }).cairn.ask(message),
      { cairn: name, request },
    )) as Reply<Replies[N]>
    if (!reply.ok) throw new Error(reply.error)
    return reply.value
  }

  /** Tabs keep their numbers wherever they go. */
  const tabs = new WeakMap<Page, number>()

  async function tabOf(page: Page): Promise<number | null> {
    const known = tabs.get(page)
    if (known !== undefined || page.isClosed()) return known ?? null
    const { tabId } = await ask('tab.find', await clockOf(page))
    if (tabId !== null) tabs.set(page, tabId)
    return tabId
  }

  async function judge(trajectoryId: string, { success, by = 'human', score, text }: OutcomeOptions): Promise<void> {
    await ask('trajectory.judge', { trajectoryId, success, by, score: score ?? null, text: text ?? null })
  }

  async function save(
    path: string,
    { format = 'bundle', trajectoryId }: { format?: string; trajectoryId?: string } = {},
  ): Promise<void> {
    const id = trajectoryId ?? lastTrajectoryId
    if (id === null) throw new Error('nothing was recorded yet, so there is nothing to export; call start() first')
    const saved = await ask('trajectory.export', { trajectoryId: id, format })
    await mkdir(dirname(path), { recursive: true })
    await copyFile(saved.path, path)
  }

  return {
    context,
    extensionId: new URL(worker.url()).host,
    async start({ instruction, startUrl, tags = [], driver = 'human' }) {
      if (startUrl !== undefined) {
        const page: Page = context.pages()[0] ?? (await context.newPage())
        await page.goto(startUrl)
      }
      const { trajectoryId } = await ask('recording.start', {
        instruction,
        source: 'script',
        startUrl: startUrl ?? null,
        tags,
        driver,
      })
      lastTrajectoryId = trajectoryId
      return trajectoryId
    },
    async signal({ type, text, score, targetId }) {
      const { id } = await ask('trajectory.signal', {
        type,
        text: text ?? null,
        score: score ?? null,
        targetId: targetId ?? null,
      })
      return id
    },
    agent: (agentOptions) =>
      driveAgent(agentOptions, {
        declare: (said) => ask('agent.declare', { said }),
        tabOf,
        firstPage: () => context.pages()[0],
      }),
    async stop({ outcome } = {}) {
      const { trajectoryId } = await ask('recording.stop', {})
      if (outcome) await judge(trajectoryId, outcome)
      return trajectoryId
    },
    async finish(outcome) {
      const { recording } = await ask('recording.status', {})
      if (recording) await ask('recording.stop', {})
      if (lastTrajectoryId === null) return null
      const { trajectories } = await ask('trajectory.list', {})
      if (trajectories.find(({ id }) => id === lastTrajectoryId)?.success === null)
        await judge(lastTrajectoryId, outcome)
      return lastTrajectoryId
    },
    export: save,
    async replay(fileOrOptions = {}) {
      const { file, trajectoryId, ...rest } =
        typeof fileOrOptions === 'string' ? { file: fileOrOptions } : fileOrOptions
      const same: ReplayOptions = {
        headless: options.headless ?? true,
        ...(options.executablePath === undefined ? {} : { executablePath: options.executablePath }),
      }
      if (file !== undefined) return replayTrajectory(file, { ...same, ...rest })
      const folder = await mkdtemp(join(tmpdir(), 'cairn-replay-'))
      try {
        const path = join(folder, 'trajectory.cairn.zip')
        await save(path, trajectoryId === undefined ? {} : { trajectoryId })
        return await replayTrajectory(path, { ...same, ...rest })
      } finally {
        await rm(folder, { recursive: true, force: true })
      }
    },
    async close() {
      await context.close()
      if (options.userDataDir === undefined) await rm(profile, { recursive: true, force: true })
    },
  }
}

/** The extension's worker, waking it when it sleeps. */
async function extensionWorker(context: BrowserContext): Promise<Worker> {
  const alive = context
    .serviceWorkers()
    .filter((worker) => worker.url().startsWith('chrome-extension://'))
    .at(-1)
  return alive ?? context.waitForEvent('serviceworker', { timeout: 15_000 })
}

/** What tells a page from others with the same address; asked in a world of its own, where the page cannot answer. */
async function clockOf(page: Page): Promise<{ url: string; timeOriginMs: number }> {
  const session = await page.context().newCDPSession(page)
  try {
    const { frameTree } = await session.send('Page.getFrameTree')
    const { executionContextId } = await session.send('Page.createIsolatedWorld', { frameId: frameTree.frame.id })
    const { result } = await session.send('Runtime.evaluate', {
      contextId: executionContextId,
      expression: 'performance.timeOrigin',
      returnByValue: true,
    })
    return { url: page.url(), timeOriginMs: Number(result.value) }
  } finally {
    await session.detach()
  }
}

/** `dist/chrome-testing`, beside this file once built, or at the root of the repository. */
function builtExtension(): string {
  for (let directory = dirname(fileURLToPath(import.meta.url)); ; directory = dirname(directory)) {
    const candidate = join(directory, 'dist', 'chrome-testing')
    if (existsSync(join(candidate, 'manifest.json'))) return candidate
    if (directory === dirname(directory)) throw new Error('the extension is not built yet; run `npm run build`')
  }
}
