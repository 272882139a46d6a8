import type { FaultRun } from './fault.ts'
import type { Lab, Session } from './lab.ts'

export interface WorkerDeath {
  kill: (session: Session) => Promise<void>
  /** The fault takes time: resuming is counted from its end. */
  lasts?: boolean
  /** The pages of the extension go down with it. */
  withPages?: boolean
}

/** Two pages are at work and somebody types; the background dies at random moments, now and then while it wakes up. */
export async function dieAtWork(
  lab: Lab,
  times: number,
  { kill, lasts = false, withPages = false }: WorkerDeath,
): Promise<FaultRun> {
  const session = await lab.open()
  try {
    await session.record()
    const typed = await session.openDesk('A')
    const other = await session.openDesk('B')
    await typed.start()
    await other.start()
    const hands = session.hands(typed)
    const resumeMs: number[] = []
    const problems: string[] = []
    await lab.rest(1000, 1500)
    for (let time = 0; time < times; time++) {
      await lab.rest(20, 600)
      const { desks: sources } = await session.acknowledge()
      const atMs = Date.now()
      await kill(session)
      const sinceMs = lasts ? Date.now() : atMs
      if (withPages) await session.reopenStore()
      else if (time + 1 < times && lab.random.chance(0.2)) continue
      const ms = await session.untilStored({ sinceMs, sources })
      if (ms === null) problems.push('nothing was stored any more')
      else resumeMs.push(ms)
    }
    await hands.stop()
    await typed.stop()
    await other.stop()
    return await session.verdict(await session.finish(), { times, resumeMs, problems })
  } finally {
    await session.close()
  }
}
