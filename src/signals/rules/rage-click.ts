import { findVolleys } from '#signals/presses.ts'
import type { Finding, SignalRule } from '#signals/rule.ts'
import { stayedStill } from '#signals/stillness.ts'

export const rageClickRule: SignalRule = {
  type: 'rage-click',
  version: 1,
  finds:
    'Four presses or more on one element, each within a second of the one before, while the page provably stays as it was.',
  find: (overview) =>
    findVolleys(overview).flatMap(({ presses, count }): Finding[] => {
      const [first, last] = [presses[0], presses.at(-1)]
      if (!first || !last || !stayedStill(overview, first, last)) return []
      return [
        {
          targetId: first.id,
          atMs: last.endAtMs,
          confidence: 0.85,
          evidence: presses.map(({ id }) => id),
          text: `${count} presses, and nothing came of them`,
        },
      ]
    }),
}
