import { browser } from '#platform/browser.ts'
import type { RecordingRow } from '#storage/database.ts'
import { readLosses } from './ledger.ts'

/** What the badge shows of a recording, apart from what it lacks. */
export function badgeOf(live: RecordingRow | null): keyof typeof badges {
  if (!live) return 'idle'
  if (live.phase !== 'paused') return 'recording'
  return live.pause ? pausedBadges[live.pause.reason] : 'paused'
}

/**
 * Shows on the toolbar whether Cairn records; `warn` when something is not being recorded, `full` when there is no room,
 * `barred` when there is no access, and, at rest, whether something was lost that nobody has read yet.
 */
export async function showBadge(state: keyof typeof badges): Promise<void> {
  const { action } = browser
  const { text, color, title } = badges[state === 'idle' && (await readLosses()).length > 0 ? 'lost' : state]
  await Promise.all([
    action.setBadgeText({ text }),
    action.setBadgeBackgroundColor({ color }),
    action.setTitle({ title }),
  ])
}

/** Shows for a moment what a key has done, or by `?` that it could not; the page itself is left alone. */
export async function showReaction(sign: string, problem: string | null = null): Promise<void> {
  const { action } = browser
  await Promise.all([
    action.setBadgeText({ text: sign }),
    action.setBadgeBackgroundColor({ color: problem === null ? '#2f5d50' : '#b45309' }),
    action.setTitle({ title: problem === null ? 'Cairn records' : `Cairn: ${problem}` }),
  ])
}
const red = '#c0201c'
const amber = '#b45309'
const grey = '#57606a'

const pausedBadges = { pause: 'paused', quota: 'full', 'no-permission': 'barred' } as const

const badges = {
  idle: { text: '', color: red, title: 'Cairn' },
  recording: { text: 'REC', color: red, title: 'Cairn records' },
  warn: { text: 'REC!', color: amber, title: 'Cairn records, but not everything: open for details' },
  paused: { text: 'II', color: grey, title: 'Cairn is paused' },
  lost: { text: 'LOST', color: amber, title: 'The browser lost something that was recorded: open for details' },
  barred: { text: 'II!', color: amber, title: 'Cairn is paused: it has no access to web pages any more' },
  full: { text: 'II!', color: amber, title: 'Cairn is paused: the disk is nearly full' },
} as const
