import { signal } from '@preact/signals'
import { call } from '#messages/call.ts'
import type { LossItem, Replies, TrajectoryListItem } from '#messages/table.ts'
import { requestPageAccess } from '#platform/permissions.ts'
import { listShortcuts, type Shortcut } from '#platform/shortcuts.ts'
import type { SignalType } from '#trajectory/signal.ts'
import { signalWords } from '#ui/signal-words.ts'
import { createTask } from '#ui/task.ts'

export type LiveRecording = NonNullable<Replies['recording.status']['recording']>

/** What the popup shows. */
export const recording = signal<LiveRecording | null>(null)
export const trajectories = signal<TrajectoryListItem[]>([])
/** What the browser lost, until it is dismissed. */
export const losses = signal<LossItem[]>([])
/** The trajectory just stopped, until it is judged or skipped. */
export const toJudge = signal<string | null>(null)
/** What just happened, for a person to read. */
export const notice = signal<string | null>(null)
/** The hint being written, and the action it is about: that stays, whatever the agent does meanwhile. */
export const hint = signal<{ text: string; targetId: string | null }>({ text: '', targetId: null })
export const shortcuts = signal<Shortcut[]>([])
/** Nothing is known yet. */
export const loaded = signal(false)
export const task = createTask()

/** One thing at a time; what the last one had to say makes room for it. */
function act(work: () => Promise<void>): Promise<void> {
  notice.value = null
  return task.run(work)
}

export async function refresh(): Promise<void> {
  const [status, list, lost] = await Promise.all([
    call('recording.status', {}),
    call('trajectory.list', {}),
    call('loss.list', {}),
  ])
  recording.value = status.recording
  trajectories.value = list.trajectories.filter(({ id }) => id !== status.recording?.trajectoryId)
  losses.value = lost.losses
  loaded.value = true
}

export async function readShortcuts(): Promise<void> {
  shortcuts.value = await listShortcuts()
}

/** Writes how the person reacted to what the agent did last, as the popup shows it. */
export function react(type: SignalType): Promise<void> {
  const targetId = recording.value?.about?.id ?? null
  return act(async () => {
    await call('trajectory.signal', { type, text: null, score: null, targetId })
    notice.value = `${signalWords[type]}.`
    await refresh()
  })
}

export function writeHint(text: string): void {
  const targetId = text === '' ? null : (hint.value.targetId ?? recording.value?.about?.id ?? null)
  hint.value = { text, targetId }
}

export function saveHint(): Promise<void> {
  const { text, targetId } = hint.value
  return act(async () => {
    await call('trajectory.signal', { type: 'hint', text, score: null, targetId })
    notice.value = 'Hint saved.'
    writeHint('')
    await refresh()
  })
}

/** Judges the whole task while it is still being recorded. */
export function judgeNow(success: boolean | 'partly'): Promise<void> {
  return act(async () => {
    const trajectoryId = recording.value?.trajectoryId
    if (trajectoryId === undefined) return
    await call('trajectory.judge', { trajectoryId, success, score: null, by: 'human', text: null })
    notice.value = 'Judgement saved.'
    await refresh()
  })
}

export function record(instruction: string): Promise<void> {
  // First of all: browsers grant access only straight from the click.
  const access = requestPageAccess(['<all_urls>'])
  return act(async () => {
    toJudge.value = null
    if (!(await access)) throw new Error('Without access to web pages Cairn cannot record. Nothing was recorded.')
    await call('recording.start', { instruction, source: 'person', startUrl: null, tags: [], driver: null })
    await refresh()
  })
}

export function stop(): Promise<void> {
  return act(async () => {
    const { trajectoryId } = await call('recording.stop', {})
    toJudge.value = trajectoryId
    await refresh()
  })
}

export function pause(): Promise<void> {
  return act(async () => {
    await call('recording.pause', {})
    await refresh()
  })
}

export function resume(): Promise<void> {
  // First of all, as when a recording starts: it may have been taken away since.
  const access = requestPageAccess(['<all_urls>'])
  return act(async () => {
    if (!(await access)) throw new Error('Without access to web pages Cairn cannot go on.')
    await call('recording.resume', {})
    await refresh()
  })
}

export function judge(trajectoryId: string, success: boolean | 'partly'): Promise<void> {
  return act(async () => {
    await call('trajectory.judge', { trajectoryId, success, score: null, by: 'human', text: null })
    toJudge.value = null
    await refresh()
  })
}

export function exportTrajectory(trajectoryId: string): Promise<void> {
  return act(async () => {
    const { path } = await call('trajectory.export', { trajectoryId, format: 'bundle' })
    notice.value = `Saved to ${path}`
  })
}

export function upload(trajectoryId: string): Promise<void> {
  return act(async () => {
    const { detail } = await call('trajectory.upload', { trajectoryId })
    notice.value = detail
    await refresh()
  })
}

export function dismiss(trajectoryId: string): Promise<void> {
  return act(async () => {
    await call('loss.dismiss', { trajectoryId })
    await refresh()
  })
}

export function remove(trajectoryId: string): Promise<void> {
  return act(async () => {
    await call('trajectory.delete', { trajectoryId })
    await refresh()
  })
}
