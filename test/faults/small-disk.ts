import type { FaultRun } from './fault.ts'
import { imageBytes, mountImage, type Image } from './image.ts'

/** Has each of so many faults on a small disk of its own, and adds up what came of them. */
export async function onSmallDisks(times: number, inject: (disk: Image) => Promise<FaultRun>): Promise<FaultRun> {
  const runs: FaultRun[] = []
  for (let time = 0; time < times; time++) {
    const disk = await mountImage(imageBytes)
    try {
      runs.push(await inject(disk))
    } finally {
      await disk.close()
    }
  }
  return addUp(runs)
}

/** Several runs that had a recording each, as one. */
function addUp(runs: readonly FaultRun[]): FaultRun {
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
