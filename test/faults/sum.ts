import type { FaultRun } from './fault.ts'

/** Several runs that had a recording each, as one. */
export function addUp(runs: readonly FaultRun[]): FaultRun {
  const total = (of: (run: FaultRun) => number): number => runs.reduce((sum, run) => sum + of(run), 0)
  return {
    times: total(({ times }) => times),
    produced: total(({ produced }) => produced),
    acknowledged: total(({ acknowledged }) => acknowledged),
    missing: runs.flatMap(({ missing }) => missing),
    lost: runs.flatMap(({ lost }) => lost),
    lostTypingMs: runs.flatMap(({ lostTypingMs }) => lostTypingMs),
    duplicated: runs.flatMap(({ duplicated }) => duplicated),
    resumeMs: runs.flatMap(({ resumeMs }) => resumeMs),
    problems: runs.flatMap(({ problems }) => problems),
  }
}
