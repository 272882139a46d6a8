import { readFileSync, readdirSync } from 'node:fs'
import { beforeAll, describe, expect, it } from 'vitest'
import { inferSignals } from '#signals/infer-signals.ts'
import type { InferredType } from '#trajectory/inferred-signal.ts'
import { compare, figuresOf, figuresTable, precisionOf, recallOf, type Mistake } from '../../labelled/figures.ts'
import { readRecording } from '../../labelled/recording.ts'
import { scenarios } from '../../labelled/registry.ts'

const found: InferredType[] = []
const mistakes: (Mistake & { scenario: string })[] = []

beforeAll(async () => {
  for (const { name, labels } of scenarios) {
    const { header, log } = await readRecording(name)
    const compared = await compare(log, await inferSignals(header, log), labels)
    found.push(...compared.found)
    mistakes.push(...compared.mistakes.map((mistake) => ({ ...mistake, scenario: name })))
  }
})

describe('the labelled set', () => {
  it('has one recording for every scenario, and no other', () => {
    expect(new Set(scenarios.map(({ name }) => name)).size).toBe(scenarios.length)
    expect(readdirSync('test/fixtures/signals').sort()).toEqual(scenarios.map(({ name }) => `${name}.jsonl.gz`).sort())
  })

  it('is found again by the rules as well as docs/signals.md says', () => {
    const figures = figuresOf(found, mistakes)
    const table = figuresTable(figures)
    console.log(`${scenarios.length} labelled logs\n${table}`)
    for (const { scenario, kind, type, about } of mistakes) console.log(`${kind}: ${type} in ${scenario}: ${about}`)
    expect(readFileSync('docs/signals.md', 'utf8')).toContain(table)
    for (const each of figures) {
      expect(precisionOf(each), `precision of ${each.type}`).toBeGreaterThanOrEqual(0.6)
      expect(recallOf(each), `recall of ${each.type}`).toBeGreaterThanOrEqual(0.6)
    }
  })
})
