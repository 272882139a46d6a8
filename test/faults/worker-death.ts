import type { FaultRun } from './fault.ts'
import type { Lab, Session } from './lab.ts'
import { inRecording } from './recording.ts'

export interface WorkerDeath {
  kill: (session: Session) => Promise<void>
  /** The fault takes time: resuming is counted from its end. */
  lasts?: boolean
  /** The pages of the extension go down with it. */
  withPages?: boolean
}

/** Two pages are at work and somebody types; the background dies at random moments, now and then while it wakes up. */
export function dieAtWork(
  lab: Lab,
  times: number,
  { kill, lasts = false, withPages = false }: WorkerDeath,
): Promise<FaultRun> {
  return inRecording(lab, times, async (session, notes) => {
    const typed = await session.openDesk('A')
    const other = await session.openDesk('B')
    await typed.start()
    await other.start()
    const hands = session.hands(typed)
    await lab.rest(1000, 1500)
    for (let time = 0; time < times; time++) {
      await lab.rest(20, 600)
      const { desks: sources } = await session.acknowledge()
      const atMs = Date.now()
      await kill(session)
      const sinceMs = lasts ? Date.now() : atMs
      if (withPages) await session.reopenStore()
      else if (time + 1 < times && lab.random.chance(0.2)) continue
      notes.resumed(await session.untilStored({ sinceMs, sources }))
    }
    await hands.stop()
    await typed.stop()
    await other.stop()
  })
}
