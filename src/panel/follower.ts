import type { Call } from '#messages/call.ts'
import type { FollowedKind, Replies } from '#messages/table.ts'
import { createLogView, type LogView } from './log-view.ts'

type Live = Replies['recording.status']['recording']

export interface FollowerOptions {
  call: Call
  /** Told whenever something changed; `live` is null after the end, and `view` then shows what there was. */
  show: (state: { live: Live; trajectoryId: string | null; view: LogView; reading: boolean }) => void
}

/** In this order steps find their parts: what an agent says of a call comes before the actions it causes. */
const kinds: readonly FollowedKind[] = ['agent', 'action', 'signal', 'outcome', 'gap']

/**
 * Follows the live recording from what is stored. It keeps nothing that cannot be read again, and asks for all of it
 * anew when another recording has begun, so it does not matter how often the background dies in between.
 */
export function createFollower({ call, show }: FollowerOptions): { refresh: () => Promise<void> } {
  let trajectoryId: string | null = null
  let log = createLogView()
  let view = log.view()
  /** How far each source was read; null until everything older was. */
  let through: Record<string, number> | null = null
  let running: Promise<void> | null = null
  let again = false

  async function readAll(id: string): Promise<void> {
    const reached = (await call('log.through', { trajectoryId: id })).through
    for (const kind of kinds) {
      for (let fromMs: number | null = null; ;) {
        const page: Replies['log.page'] = await call('log.page', { trajectoryId: id, kind, fromMs })
        log.read(page.entries)
        if (page.nextMs === null) break
        fromMs = page.nextMs
      }
    }
    through = reached
    view = log.view()
  }

  async function readNew(id: string): Promise<void> {
    let changed = false
    for (let more = true; more;) {
      const since: Replies['log.since'] = await call('log.since', { trajectoryId: id, through: through ?? {} })
      log.read(since.entries)
      changed ||= since.entries.length > 0
      through = since.through
      more = since.more
    }
    if (changed) view = log.view()
  }

  async function read(): Promise<void> {
    const { recording: live } = await call('recording.status', {})
    if (live && live.trajectoryId !== trajectoryId) {
      trajectoryId = live.trajectoryId
      log = createLogView()
      view = log.view()
      through = null
    }
    if (trajectoryId !== null) {
      if (through === null) {
        // The end at once, as it stands alone: there the person wants to react. Steps get their numbers afterwards.
        const end = createLogView()
        end.read((await call('log.end', { trajectoryId })).entries)
        show({ live, trajectoryId, view: end.view(), reading: true })
        await readAll(trajectoryId)
      }
      await readNew(trajectoryId)
    }
    show({ live, trajectoryId, view, reading: false })
  }

  /** One reading at a time; whoever asks meanwhile gets one that begins afterwards. */
  function refresh(): Promise<void> {
    if (running) {
      again = true
      return running
    }
    running = (async () => {
      try {
        do {
          again = false
          await read()
        } while (isAsked())
      } finally {
        running = null
      }
    })()
    return running
  }

  function isAsked(): boolean {
    return again
  }

  return { refresh }
}
