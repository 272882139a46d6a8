import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runCli } from '#cli/main.ts'
import { statsCsv } from '#cli/statistics/csv.ts'
import { defaultRewards } from '#signals/reward-table.ts'
import type { PolicyStats } from '#signals/stats.ts'
import type { Entry } from '#trajectory/entry.ts'
import { readRecording, type LabelledRecording } from '../../labelled/recording.ts'
import { bundleOf } from '../../support/sample-bundle.ts'

const folder = mkdtempSync(join(tmpdir(), 'cairn-stats-'))
const path = (name: string): string => join(folder, name)

async function cairn(...argv: string[]): Promise<{ out: string; err: string; code: number }> {
  let out = ''
  let err = ''
  const code = await runCli(argv, {
    out: (text) => (out += text),
    err: (text) => (err += text),
    colours: 'off',
    env: {},
    cwd: folder,
  })
  return { out, err, code }
}

/** A recording as a bundle: its entries numbered anew, because the DOM stream was left out, and without pictures. */
async function writeBundle(name: string, { header, log }: LabelledRecording): Promise<void> {
  const numbers = new Map<string, number>()
  const ids = new Map<string, string>()
  for (const { id } of [...log].sort((a, b) => Number(a.id.split(':')[1]) - Number(b.id.split(':')[1]))) {
    const [source = ''] = id.split(':')
    const n = (numbers.get(source) ?? 0) + 1
    numbers.set(source, n)
    ids.set(id, `${source}:${n}`)
  }
  const text = JSON.stringify(log).replace(/"([a-z0-9]{4,32}:[1-9][0-9]*)"/g, (all, id: string) => {
    const renamed = ids.get(id)
    return renamed === undefined ? all : JSON.stringify(renamed)
  })
  const entries = (JSON.parse(text) as Entry[]).map((entry) =>
    entry.kind === 'observation' ? { ...entry, screenshot: null, dom: null } : entry,
  )
  const { dom: _dom, ...counted } = header.counts.entries
  const sample = {
    header: { ...header, counts: { ...header.counts, entries: counted } },
    log: entries,
    dom: new Map<string, string[]>(),
    screenshots: new Map<string, Uint8Array>(),
  }
  writeFileSync(path(name), new Uint8Array(await (await bundleOf(sample)).arrayBuffer()))
}

interface StatsJson {
  trajectories: number
  skipped: string[]
  policies: (PolicyStats & {
    change: { accepted: { value: number } | null; rejected: { value: number } | null } | null
  })[]
}

beforeAll(async () => {
  await writeBundle('one.zip', await readRecording('checkpoint-one'))
  await writeBundle('two.zip', await readRecording('checkpoint-two'))
  await writeBundle('person.zip', await readRecording('steady-typing'))
  writeFileSync(path('broken.zip'), 'no zip')
})
afterAll(() => rmSync(folder, { recursive: true }))

describe('cairn stats', () => {
  it('says of two checkpoints at one task what one counts by hand', async () => {
    const { out, err, code } = await cairn(
      'stats',
      path('one.zip'),
      path('two.zip'),
      '--json',
      '--baseline',
      'step-1000',
    )
    expect([err, code]).toEqual(['', 0])
    const { trajectories, policies } = JSON.parse(out) as StatsJson
    expect(trajectories).toBe(2)
    // Checkpoint 1000 filled in the wrong city and ticked the newsletter, both of which the person took back; the name
    // stood. Checkpoint 2000 filled in two fields, and both stood. Each step is one inference of 1,000 + 50 tokens.
    expect(policies).toMatchObject([
      {
        label: 'clerk-8b@step-1000',
        checkpoint: 'step-1000',
        trajectories: 1,
        success: { human: { hits: 0, of: 1 }, agent: { hits: 1, of: 1 }, validator: { hits: 0, of: 0, value: null } },
        runs: 1,
        steps: 3,
        actions: 3,
        accepted: { hits: 1, of: 3 },
        rejected: { hits: 2, of: 3 },
        refined: { hits: 0, of: 3 },
        takeovers: 0,
        cancellations: 0,
        loops: 0,
        inferences: 3,
        usage: { promptTokens: 3000, completionTokens: 150, totalTokens: 3150, costUsd: 0.006 },
        outcomeReward: 0.3,
        change: null,
      },
      {
        label: 'clerk-8b@step-2000',
        trajectories: 1,
        success: { human: { hits: 1, of: 1 } },
        runs: 1,
        steps: 2,
        actions: 2,
        accepted: { hits: 2, of: 2, value: 1, high: 1 },
        rejected: { hits: 0, of: 2, value: 0, low: 0 },
        inferences: 2,
        usage: { promptTokens: 2000, completionTokens: 100, totalTokens: 2100, costUsd: 0.004 },
        outcomeReward: 1,
      },
    ])
    expect(policies[1]?.change?.accepted?.value).toBeCloseTo(2 / 3, 10)
    expect(policies[1]?.change?.rejected?.value).toBeCloseTo(-2 / 3, 10)
    // Wilson's interval of 1 in 3 and of 2 in 2.
    expect(policies[0]?.accepted.low).toBeCloseTo(0.0615, 4)
    expect(policies[0]?.accepted.high).toBeCloseTo(0.7923, 4)
    expect(policies[1]?.accepted.low).toBeCloseTo(0.3424, 4)
  })

  it('prints it for a person', async () => {
    const { out } = await cairn('stats', path('one.zip'), path('two.zip'), '--baseline', 'clerk-8b@step-1000')
    expect(out).toContain('clerk-8b@step-1000  the baseline')
    expect(out).toMatch(/Accepted {7}1 of 3 = 33 % \(6–79\)\n/)
    expect(out).toMatch(/Accepted {7}2 of 2 = 100 % \(34–100\) {2}\+67 points \(/)
    expect(out).toMatch(/Takeovers {6}0, 0\.00 per run/)
    expect(out).toContain('2 inferences · 2,000 in + 100 out = 2,100 tokens · $0.0040')
  })

  it('prints CSV, a policy a row', async () => {
    const { out, code } = await cairn('stats', path('one.zip'), path('two.zip'), '--csv')
    expect(code).toBe(0)
    const [head = '', ...rows] = out.trimEnd().split('\r\n')
    const column = (row: string, name: string): string | undefined => row.split(',')[head.split(',').indexOf(name)]
    expect(rows.map((row) => column(row, 'policy'))).toEqual(['clerk-8b@step-1000', 'clerk-8b@step-2000'])
    expect(rows.map((row) => [column(row, 'accepted'), column(row, 'accepted_of')])).toEqual([
      ['1', '3'],
      ['2', '2'],
    ])
    expect(rows.map((row) => column(row, 'cost_usd'))).toEqual(['0.006', '0.004'])
    expect(new Set(rows.map((row) => row.split(',').length))).toEqual(new Set([head.split(',').length]))
  })

  it('counts nobody’s steps where no agent was, and its header line stands all the same', async () => {
    expect((await cairn('stats', path('person.zip'))).out).toContain('No agent took a step in them.')
    expect((await cairn('stats', path('person.zip'), '--csv')).out).toBe(statsCsv([]))
  })

  it('leaves out what is damaged, says so, and exits 1', async () => {
    const { out, err, code } = await cairn('stats', path('broken.zip'), path('two.zip'), '--json')
    expect(code).toBe(1)
    expect(err).toContain('broken.zip: not a readable zip file')
    expect(JSON.parse(out) as StatsJson).toMatchObject({ trajectories: 1, skipped: [path('broken.zip')] })
  })

  it('takes another table of rewards', async () => {
    writeFileSync(path('table.json'), JSON.stringify({ ...defaultRewards, id: 'mine@1', inferredWeight: 1 }))
    const { out } = await cairn('stats', path('two.zip'), '--json', '--rewards', path('table.json'))
    expect(JSON.parse(out)).toMatchObject({ rewards: 'mine@1', policies: [{ processReward: 0.4 }] })
  })

  it.each([
    [['--json', '--csv'], /exclude each other/],
    [['--baseline', 'gpt'], /not exactly one policy "gpt"; there are: clerk-8b@step-1000, clerk-8b@step-2000/],
    [['--baseline', 'clerk-8b'], /not exactly one policy "clerk-8b"/],
    [['--rewards', 'nowhere.json'], /ENOENT/],
    [['--rewards', path('one.zip')], /JSON/],
  ])('%j is a usage error', async (argv, message) => {
    const { err, code } = await cairn('stats', path('one.zip'), path('two.zip'), ...argv)
    expect(code).toBe(2)
    expect(err).toMatch(message)
  })

  it('writes no formula into a spreadsheet, and quotes what has commas', async () => {
    const [policy] = (JSON.parse((await cairn('stats', path('two.zip'), '--json')).out) as StatsJson).policies
    if (!policy) throw new Error('there is no policy')
    const csv = statsCsv([{ ...policy, label: '=HYPERLINK("x"),y', change: null }])
    expect(csv).toContain(`"'=HYPERLINK(""x""),y"`)
  })
})

describe('cairn inspect', () => {
  it('shows what is inferred at its steps, marked, and who else judged', async () => {
    const { out } = await cairn('inspect', path('one.zip'))
    expect(out).toMatch(/Claim +success, said by agent: "Done\."/)
    expect(out).toMatch(/Inferred +accept 1, reject 2/)
    expect(out).toMatch(/Reward +process -0\.\d\d, outcome 0\.30 \(cairn-rewards@1\)/)
    const step = out.slice(out.indexOf('= "Hamburg"'), out.indexOf('= "Ada"'))
    expect(step).toMatch(/∴ reject: the person replaced it \(inferred by reject@1, 85 % sure, from 2 entries\)/)
  })

  it('gives it all as JSON, apart from what was recorded', async () => {
    const { derived, log } = JSON.parse((await cairn('inspect', path('one.zip'), '--json')).out) as {
      derived: { signals: { type: string; stepIndex: number }[]; rewards: { table: string } }
      log: { signals: unknown[] }
    }
    expect(log.signals).toEqual([])
    expect(derived.signals.map(({ type }) => type).sort()).toEqual(['accept', 'reject', 'reject'])
    expect(derived.rewards.table).toBe('cairn-rewards@1')
  })
})
