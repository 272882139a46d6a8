import { describe, it } from 'vitest'
import { readRecorded } from '../support/popup.ts'
import { writeRecording } from './recording.ts'
import { scenarios } from './registry.ts'
import { useLabelledStudio } from './studio.ts'

// Records the labelled set in the built extension and writes it to test/fixtures/signals. Not a test; by hand:
// `npx vitest run --project labelled-chromium -t 'accept-all'`, see docs/signals.md.
const studio = useLabelledStudio()
const browserName = process.env.CAIRN_BROWSER === 'firefox' ? 'firefox' : 'chromium'

describe('labelled sessions', () => {
  it.each(scenarios.filter((scenario) => (scenario.browser ?? 'chromium') === browserName))(
    '$name',
    async (scenario) => {
      const { header, log } = await readRecorded(await studio.record(scenario))
      await writeRecording(scenario.name, { header, log: log.filter(({ kind }) => kind !== 'dom') })
    },
  )
})
