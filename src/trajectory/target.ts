import * as z from 'zod'

/** A rectangle in CSS pixels, relative to the viewport of the element's own frame. */
export const BoxSchema = z.strictObject({ x: z.number(), y: z.number(), width: z.number(), height: z.number() })

/** One way to find the element again. `chain` pierces open shadow roots: one selector per root, outermost first. */
export const SelectorSchema = z.strictObject({
  kind: z.enum(['testId', 'aria', 'css', 'text', 'xpath', 'pierce']),
  value: z.string(),
  chain: z.array(z.string()).optional(),
  /** Whether it matched this element alone when it was captured. */
  unique: z.boolean(),
})

/** One frame on the way from the tab's top document to the target's document. */
export const FrameSchema = z.strictObject({
  /** Index among the sibling frames of its parent. */
  index: z.int().nonnegative(),
  /** Document URL of that frame as far as the recorder may know it. */
  url: z.string().optional(),
  /** CSS path of the frame element in the parent; only where the parent is same-origin. */
  selector: z.string().optional(),
})

/** The element an action hit, described on the first DOM event of the action. */
export const TargetSchema = z.strictObject({
  role: z.string().nullable(),
  name: z.string(),
  tag: z.string(),
  text: z.string(),
  label: z.string().nullable(),
  placeholder: z.string().nullable(),
  testId: z.string().nullable(),
  attributes: z.record(z.string(), z.string()),
  box: BoxSchema,
  /** Way from the top document; empty when the element is in the top document. */
  framePath: z.array(FrameSchema),
  /** Number of shadow roots around the element. */
  shadowDepth: z.int().nonnegative(),
  /** rrweb node id in the DOM stream of the entry's source. */
  nodeId: z.int().nullable(),
  /** In order of preference: testId, aria, css, text, xpath, pierce. */
  selectors: z.array(SelectorSchema),
})

export type Selector = z.infer<typeof SelectorSchema>
export type Frame = z.infer<typeof FrameSchema>
export type Target = z.infer<typeof TargetSchema>
