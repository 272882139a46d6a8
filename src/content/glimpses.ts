import type { OutlineNode } from '#trajectory/observation.ts'
import { look } from './look.ts'
import type { MarkerWatch } from './marker-watch.ts'
import type { Glimpse, MergerOptions } from './merging/draft.ts'
import type { Observer } from './observer.ts'
import type { EntryDraft } from './outbox.ts'
import { surfaceOf } from './surface.ts'
import { describeTarget } from './target/describe.ts'

export interface GlimpsesOptions {
  observer: Observer
  nodeId: (node: Node) => number | null
  /** Which agent's stop button an element is. */
  stoppedBy: MarkerWatch['stoppedBy']
  /** Stores an observation with the log. */
  add: (make: () => EntryDraft) => string
}

/** Looks at the page on behalf of actions, and knows later what each look showed. */
export type Glimpses = Pick<MergerOptions<Element>, 'glimpse' | 'showsMore' | 'showed'>

export function createGlimpses({ observer, nodeId, stoppedBy, add }: GlimpsesOptions): Glimpses {
  /** What each glimpse showed that saw everything, for as long as somebody holds it. */
  const outlines = new WeakMap<Glimpse['observationId'], OutlineNode[]>()

  return {
    glimpse(element, atMs) {
      const [target, observation] = look(() => [
        element ? describeTarget(element, nodeId(element)) : null,
        observer.observe('action', element, atMs),
      ])
      let id: string | undefined
      const stops = element && stoppedBy(element)
      const taken = {
        target,
        surface: surfaceOf(element),
        observationId: () => (id ??= add(() => observation)),
        ...(stops === null ? {} : { stops }),
      }
      if (!observation.outlineTruncated) outlines.set(taken.observationId, observation.outline)
      return taken
    },
    showsMore({ observationId }) {
      const outline = outlines.get(observationId)
      if (!outline) return false
      const before = new Set(outline.map(({ role, name }) => `${role} ${name}`))
      const { nodes } = look(observer.outline)
      return nodes.some(({ role, name }) => !before.has(`${role} ${name}`))
    },
    showed({ observationId }, element) {
      const id = nodeId(element)
      return id !== null && outlines.get(observationId)?.some((node) => node.nodeId === id) === true
    },
  }
}
