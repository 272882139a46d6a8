import type { FaultRun } from './fault.ts'
import type { Lab, OpenOptions, Session } from './lab.ts'

/** What a fault notes while it is injected. */
export interface Notes {
  /** Recording went on after so long, ms; null: it did not. */
  resumed: (ms: number | null) => void
  problem: (what: string) => void
}

/** One recording, into which faults are injected: begins it, and at its end holds the export against the book. */
export async function inRecording(
  lab: Lab,
  times: number,
  inject: (session: Session, notes: Notes) => Promise<void>,
  options: OpenOptions = {},
): Promise<FaultRun> {
  const session = await lab.open(options)
  const resumeMs: number[] = []
  const problems: string[] = []
  try {
    await session.record()
    await inject(session, {
      resumed(ms) {
        if (ms === null) problems.push('nothing was stored any more')
        else resumeMs.push(ms)
      },
      problem: (what) => void problems.push(what),
    })
    return await session.verdict(await session.finish(), { times, resumeMs, problems })
  } finally {
    await session.close()
  }
}
