import { computed, signal } from '@preact/signals'
import { call } from '#messages/call.ts'
import type { Replies } from '#messages/table.ts'
import { listShortcuts, type Shortcut } from '#platform/shortcuts.ts'
import type { SignalType } from '#trajectory/signal.ts'
import { signalWords } from '#ui/signal-words.ts'
import { createTask } from '#ui/task.ts'
import { createFollower } from './follower.ts'
import { createLogView, type LogView } from './log-view.ts'

/** The recording that is followed; null when none runs. */
export const live = signal<Replies['recording.status']['recording']>(null)
/** The trajectory shown: the live one, or the one just ended. */
export const trajectoryId = signal<string | null>(null)
export const view = signal<LogView>(createLogView().view())
export const loaded = signal(false)
/** What was recorded before the panel was opened is still being read. */
export const reading = signal(false)
export const nowMs = signal(Date.now())
export const shortcuts = signal<Shortcut[]>([])
/** What just happened, for a person to read. */
export const notice = signal<string | null>(null)
export const task = createTask()

/** The step the person has chosen; null: the agent's last one. */
export const picked = signal<string | null>(null)
/** The step somebody is writing about: it stays, whatever the agent does meanwhile. */
const held = signal<string | null>(null)
export const hint = signal('')
export const note = signal('')
/** Counts up whenever a key asks for the hint field. */
export const hintCalls = signal(0)

/** The entry a reaction is about now; null when there is none yet. */
export const targetId = computed(() => picked.value ?? held.value ?? live.value?.about?.id ?? null)

/** A key pressed so long before the panel was there still means it. */
const hintPatienceMs = 10_000

/** Takes part in what the background knows; resolves when this page shows it. */
export function createPanel(): { refresh: () => Promise<void>; readShortcuts: () => Promise<void> } {
  let hintSeenMs = Date.now() - hintPatienceMs
  const { refresh } = createFollower({
    call,
    show(state) {
      // Another recording: what was chosen in the last one is gone.
      if (state.trajectoryId !== trajectoryId.value) forget()
      live.value = state.live
      trajectoryId.value = state.trajectoryId
      view.value = state.view
      reading.value = state.reading
      loaded.value = true
      const asked = state.live?.hintAsked
      if (!asked || asked.atMs <= hintSeenMs) return
      hintSeenMs = asked.atMs
      picked.value = asked.targetId
      hintCalls.value += 1
    },
  })
  return {
    refresh: async () => {
      // The background may die while it answers; the next one shows again what there is.
      await refresh().catch(() => undefined)
    },
    readShortcuts: async () => {
      shortcuts.value = await listShortcuts()
    },
  }
}

function forget(): void {
  picked.value = null
  held.value = null
  hint.value = ''
  note.value = ''
  notice.value = null
}

/** Chooses a step, or with null follows the agent again. */
export function pick(entryId: string | null): void {
  picked.value = entryId
  if (entryId === null) held.value = null
}

/** Somebody begins to write, or has emptied what they wrote. */
export function write(field: typeof hint, text: string): void {
  field.value = text
  if (hint.value === '' && note.value === '') held.value = null
  else held.value ??= targetId.value
}

/** One thing at a time; what the last one had to say makes room for it. */
function act(work: () => Promise<void>): Promise<void> {
  notice.value = null
  return task.run(work)
}

/** Writes how the person reacted to the step that the panel shows. */
export function react(
  type: SignalType,
  { text = null, score = null }: { text?: string | null; score?: number | null } = {},
) {
  // As it is shown at this instant: the agent may go on before the background hears of it.
  const about = targetId.value
  return act(async () => {
    const { targetId: at } = await call('trajectory.signal', { type, text, score, targetId: about })
    notice.value = `${signalWords[type]}${at === null ? '' : `, ${nameOf(at)}`}.`
    if (type === 'hint') write(hint, '')
    if (type === 'note') write(note, '')
  })
}

export function judge(success: boolean | 'partly'): Promise<void> {
  return act(async () => {
    if (trajectoryId.value === null) return
    await call('trajectory.judge', { trajectoryId: trajectoryId.value, success, score: null, by: 'human', text: null })
    notice.value = 'Judgement saved.'
  })
}

export function stop(): Promise<void> {
  return act(async () => {
    await call('recording.stop', {})
  })
}

/** `step 12`. */
function nameOf(entryId: string): string {
  const place = view.value.placeOf(entryId)
  const item = place === undefined ? undefined : view.value.items[place]
  return item?.kind === 'step' && !reading.value ? `step ${item.step.index}` : 'the agent’s last step'
}

/** Somebody turns to the panel: what an agent did and the page still holds back should be in it. */
export async function release(): Promise<void> {
  if (live.value?.phase === 'recording') await call('recording.release', {}).catch(() => undefined)
}
