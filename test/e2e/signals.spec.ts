import { describe, expect, it } from 'vitest'
import { inferSignals } from '#signals/infer-signals.ts'
import { compare } from '../labelled/figures.ts'
import { scenarios } from '../labelled/registry.ts'
import { readRecorded } from '../support/popup.ts'
import { useLabelledStudio } from '../labelled/studio.ts'

const studio = useLabelledStudio()

// The labelled set is kept as it was recorded once; these are recorded anew each time, in both browsers.
describe('rules find in a fresh recording what a person sees in it', () => {
  it.each(['reject-by-unchecking', 'rage-click-coupon', 'takeover-and-hand-back', 'wrong-turn-terms'])(
    '%s',
    async (name) => {
      const scenario = scenarios.find((each) => each.name === name)
      if (!scenario) throw new Error(`there is no scenario ${name}`)
      const { header, log } = await readRecorded(await studio.record(scenario))
      const { mistakes } = await compare(log, await inferSignals(header, log), scenario.labels)
      expect(mistakes).toEqual([])
    },
  )
})
