import type { CDPSession } from 'playwright'
import type { Arms } from '../arms.ts'
import { bundleScript } from '../bundle.ts'
import { cpuOf, openCpuMeter } from '../cpu.ts'
import type { Workloads } from '../in-page/workloads.ts'
import { median, type Row } from '../row.ts'
import type { Family } from './family.ts'

type Workload = keyof Workloads
const workloads: readonly Workload[] = ['input', 'pointer', 'mutate']
const armNames = ['none', 'floor', 'rrweb', 'cairn', 'idle'] as const
type Arm = (typeof armNames)[number]

/** Recorders hold things back for up to half a second, and an acknowledgement takes its way. */
const tailMs = 1500

/** Main-thread CPU of a page under load: P1 mutations, P2 input, P3 pointer, P7 all three with the recorder at rest. */
export const mainThread: Family = {
  name: 'main-thread',
  async measure({ arms: openArms, server, reps, say }) {
    const arms = await openArms()
    const url = server.page(5000)
    const script = await bundleScript('workloads')
    const costs: Record<Workload, Record<Arm, number>[]> = { mutate: [], input: [], pointer: [] }
    await arms.recorder.start({ instruction: 'Benchmark' })
    // The first round warms browsers and disk up and is thrown away.
    for (let rep = -1; rep < reps; rep++) {
      const round = {} as Record<Arm, Record<Workload, number>>
      // Each round in another order: what drifts then falls on every arm alike.
      for (let turn = 0; turn < armNames.length; turn++) {
        const arm = armNames[(turn + rep + 1) % armNames.length] ?? 'none'
        round[arm] = await runArm(arms, arm, url, script)
      }
      if (rep < 0) continue
      for (const workload of workloads) {
        const of = (arm: Arm): number => round[arm][workload]
        costs[workload].push({
          none: of('none'),
          floor: of('floor'),
          rrweb: of('rrweb'),
          cairn: of('cairn'),
          idle: of('idle'),
        })
        const shown = armNames.map((arm) => `${arm} ${of(arm).toFixed(0)}`).join(', ')
        say(`  ${rep + 1}/${reps} ${workload}: ${shown} ms`)
      }
    }
    await arms.recorder.stop()

    const net = (workload: Workload): number[] =>
      costs[workload].map(({ none, rrweb, cairn }) => (cairn - none) / (rrweb - none))
    const row = (workload: Workload): Pick<Row, 'baselines' | 'unit'> => ({
      baselines: Object.fromEntries(armNames.map((arm) => [arm, median(costs[workload].map((cost) => cost[arm]))])),
      unit: 'ms CPU',
    })
    return [
      {
        id: 'P1',
        what: '10,000 mutations: (Cairn − none) / (rrweb − none)',
        ...row('mutate'),
        ratios: net('mutate'),
        target: '≤ 1.4',
      },
      {
        id: 'P2',
        what: '2,000 input events: (Cairn − none) / (rrweb − none)',
        ...row('input'),
        ratios: net('input'),
        target: '≤ 1.0',
      },
      {
        id: 'P3',
        what: '3,000 pointer moves: Cairn / rrweb',
        ...row('pointer'),
        ratios: costs.pointer.map(({ rrweb, cairn }) => cairn / rrweb),
        target: '≤ 1.0',
      },
      {
        id: 'P3 floor',
        what: '3,000 pointer moves: Cairn / bare listeners',
        ...row('pointer'),
        ratios: costs.pointer.map(({ floor, cairn }) => cairn / floor),
        target: null,
      },
      {
        id: 'P7',
        what: 'all three, installed but not recording: idle / none',
        baselines: {
          none: median(costs.mutate.map((_, i) => sumOf(costs, i, 'none'))),
          idle: median(costs.mutate.map((_, i) => sumOf(costs, i, 'idle'))),
        },
        unit: 'ms CPU',
        ratios: costs.mutate.map((_, i) => sumOf(costs, i, 'idle') / sumOf(costs, i, 'none')),
        target: '1.0',
      },
    ]
  },
}

function sumOf(costs: Record<Workload, Record<Arm, number>[]>, rep: number, arm: Arm): number {
  return workloads.reduce((sum, workload) => sum + (costs[workload][rep]?.[arm] ?? NaN), 0)
}

async function runArm(arms: Arms, arm: Arm, url: string, script: string): Promise<Record<Workload, number>> {
  const context = {
    none: arms.plain,
    floor: arms.plain,
    rrweb: arms.plain,
    cairn: arms.recorder.context,
    idle: arms.idle,
  }
  const page = await context[arm].newPage()
  await page.goto(url)
  if (arm === 'rrweb' || arm === 'floor') await arms.inject(page, arm)
  const meter = await openCpuMeter(page)
  const run = await openWorld(meter.session, script)
  // The snapshot and its way to the disk are measured apart.
  await page.waitForTimeout(1200)
  const costs = {} as Record<Workload, number>
  for (const workload of workloads) costs[workload] = await cpuOf(meter, () => run(workload), tailMs)
  await page.close()
  return costs
}

/** Loads the workloads into a world of their own. Returns how one of them is run to its end. */
async function openWorld(session: CDPSession, script: string): Promise<(workload: Workload) => Promise<void>> {
  const { frameTree } = await session.send('Page.getFrameTree')
  const { executionContextId } = await session.send('Page.createIsolatedWorld', { frameId: frameTree.frame.id })
  const evaluate = async (expression: string): Promise<void> => {
    const { exceptionDetails } = await session.send('Runtime.evaluate', {
      expression,
      contextId: executionContextId,
      awaitPromise: true,
    })
    if (exceptionDetails) throw new Error(`the workload failed: ${exceptionDetails.text}`)
  }
  await evaluate(`${script}\nundefined`)
  return (workload) => evaluate(`workloads.${workload}()`)
}
