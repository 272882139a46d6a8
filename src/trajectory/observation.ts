import * as z from 'zod'
import { entryBase } from './entry-base.ts'
import { BoxSchema } from './target.ts'

/** One visible interactive element. */
export const OutlineNodeSchema = z.strictObject({
  /** rrweb node id in the DOM stream of the same source; null when the stream has not reached it yet. */
  nodeId: z.int().nullable(),
  role: z.string(),
  name: z.string(),
  tag: z.string(),
  box: BoxSchema,
  /** Value of a field (masked by the redaction rules), of an option list the chosen label. */
  value: z.string().optional(),
  checked: z.boolean().optional(),
  expanded: z.boolean().optional(),
  selected: z.boolean().optional(),
  pressed: z.boolean().optional(),
  disabled: z.boolean().optional(),
  focused: z.boolean().optional(),
})

/** A picture of the tab, taken before `atMs` of its observation. */
const ScreenshotSchema = z.strictObject({
  /** Path inside the bundle. */
  file: z.string(),
  width: z.int().positive(),
  height: z.int().positive(),
  /** How long before the observation it was taken. */
  ageMs: z.number().nonnegative(),
  /** Whether the page changed between the picture and the observation. */
  stale: z.boolean(),
})

/** Where in the DOM stream of the same source the observation stands: the first `lines` lines came before it. */
const DomPositionSchema = z.strictObject({ sourceId: z.string(), lines: z.int().nonnegative() })

/** What a document holds at the end, for comparing it with another run's. */
const FinalStateSchema = z.strictObject({
  /** The visible text, white space collapsed, shortened to its first 20,000 characters. */
  text: z.string(),
  /** Every field in document order, through open shadow roots, the first 500; masked by the redaction rules. */
  fields: z.array(z.strictObject({ selector: z.string(), value: z.string(), checked: z.boolean().nullable() })),
})

/** What the page looked like at an instant, normally just before an action. */
export const ObservationSchema = z.strictObject({
  ...entryBase,
  kind: z.literal('observation'),
  /** What it was taken for. */
  reason: z.enum(['action', 'end']),
  url: z.string(),
  title: z.string(),
  viewport: z.strictObject({ width: z.number(), height: z.number(), deviceScaleFactor: z.number() }),
  scroll: z.strictObject({ x: z.number(), y: z.number() }),
  /** rrweb node id of the focused element. */
  focus: z.int().nullable(),
  outline: z.array(OutlineNodeSchema),
  /** True when the outline stopped at its budget of nodes or time. */
  outlineTruncated: z.boolean(),
  /** Null when none could be taken, for example of a background tab. */
  screenshot: ScreenshotSchema.nullable(),
  dom: DomPositionSchema.nullable(),
  /** How long before this the document changed last: a mutation, an input, a scroll. Absent where nobody knows. */
  changeAgeMs: z.number().nonnegative().optional(),
  /** Only at the end. */
  final: FinalStateSchema.optional(),
})

export type OutlineNode = z.infer<typeof OutlineNodeSchema>
export type Observation = z.infer<typeof ObservationSchema>
