import { browser } from '#platform/browser.ts'
import { boundShortcuts, onShortcutsChanged } from '#platform/shortcuts.ts'
import { openSidePanel } from '#platform/side-panel.ts'
import type { Request } from '#messages/table.ts'
import type { CairnDatabase } from '#storage/database.ts'
import { appendOwn } from '#storage/log.ts'
import { badgeOf, showBadge, showReaction } from './badge.ts'
import type { BackgroundContext } from './context.ts'
import { rememberHintAsked } from './hint-asked.ts'
import { own } from './own.ts'
import type { Ports } from './ports.ts'
import { liveRecording } from './recording.ts'
import { giveSignal, isTakenOver, lastAgentAction, releaseMs } from './signals.ts'
import { toStrokes } from './strokes.ts'

/** Every command of the manifest, with what it does; resolves with the sign that the badge shows for it. */
const commands: Record<string, (asked: Asked) => Promise<string>> = {
  accept: (asked) => signal(asked, 'accept', '✓'),
  reject: (asked) => signal(asked, 'reject', '✗'),
  hint: askForHint,
  'take-over': async (asked) =>
    (await isTakenOver(asked.database, asked.trajectoryId))
      ? signal(asked, 'hand-back', 'BACK')
      : signal(asked, 'takeover', 'MINE'),
  undo: (asked) => signal(asked, 'undo', 'UNDO'),
  ...Object.fromEntries(
    [1, 2, 3, 4, 5].map((stars) => [
      `rate-${stars}`,
      (asked: Asked) => signal(asked, 'rating', `${stars}/5`, (stars - 1) / 4),
    ]),
  ),
  success: (asked) => judge(asked, true, 'DONE'),
  partly: (asked) => judge(asked, 'partly', 'PART'),
  failure: (asked) => judge(asked, false, 'FAIL'),
}

/** Names of the commands; the manifest lists the same. */
export const commandNames = Object.keys(commands)

interface Asked {
  database: CairnDatabase
  ports: Ports
  trajectoryId: string
  /** When the key was pressed. */
  atMs: number
}

/** The sign stays this long on the badge. */
const signMs = 1500

/** Listens to the keys that are commands: reactions of the person that need neither panel nor popup. */
export function listenToCommands(context: BackgroundContext, ports: Ports): void {
  let shown = 0
  // One after the other: what `take-over` means depends on the one before.
  let queue = Promise.resolve()

  browser.commands.onCommand.addListener((name: string, tab?: { windowId?: number }) => {
    // First of all: browsers open the panel only straight from the key.
    if (name === 'hint' && tab?.windowId !== undefined)
      openSidePanel(tab.windowId).catch((error: unknown) => console.error('cairn: the panel did not open', error))
    const atMs = Date.now()
    queue = queue.then(() => carryOut(name, atMs)).catch((error: unknown) => console.error('cairn: no command', error))
    context.track(queue)
  })
  onShortcutsChanged(() =>
    context.track(
      boundShortcuts().then((shortcuts) => ports.tellAll({ type: 'shortcuts', shortcuts: toStrokes(shortcuts) })),
    ),
  )

  async function carryOut(name: string, atMs: number): Promise<void> {
    const run = Object.hasOwn(commands, name) ? commands[name] : undefined
    const database = await context.database()
    const live = await liveRecording(database)
    // Nothing to react to: the badge says by its absence that nothing is being recorded.
    if (!run || !live) return
    const sign = ++shown
    try {
      const word = await run({ database: await context.writable(), ports, trajectoryId: live.trajectoryId, atMs })
      await showReaction(word)
    } catch (error) {
      await showReaction('?', error instanceof Error ? error.message : String(error))
    }
    setTimeout(() => {
      // A later sign has its own time.
      if (sign === shown) context.track(showState(database))
    }, signMs)
  }
}

async function showState(database: CairnDatabase): Promise<void> {
  const live = await liveRecording(database)
  const row = live ? await database.get('trajectories', live.trajectoryId) : undefined
  const state = badgeOf(live)
  await showBadge(state === 'recording' && row && row.gaps > 0 ? 'warn' : state)
}

async function signal(
  { database, ports, atMs }: Asked,
  type: Request<'trajectory.signal'>['type'],
  sign: string,
  score: number | null = null,
): Promise<string> {
  await giveSignal(database, ports, { type, text: null, score, targetId: null }, atMs)
  return sign
}

async function judge(
  { database, trajectoryId, atMs }: Asked,
  success: Request<'trajectory.judge'>['success'],
  sign: string,
): Promise<string> {
  const outcome = { kind: 'outcome', success, score: null, by: 'human', text: null } as const
  await appendOwn(database, trajectoryId, { ...outcome, atMs, ...own })
  return sign
}

/** The hint is about what the agent had done when the key was pressed, however long it takes to write. */
async function askForHint({ database, ports, trajectoryId, atMs }: Asked): Promise<string> {
  await ports.release(releaseMs)
  const targetId = await lastAgentAction(database, trajectoryId, atMs)
  if (targetId === null) throw new Error('no action of an agent is recorded yet that a hint could be about')
  await rememberHintAsked({ trajectoryId, targetId, atMs })
  return 'HINT'
}
