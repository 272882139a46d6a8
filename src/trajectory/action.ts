import * as z from 'zod'
import { ActorSchema, AttributionSchema } from './attribution.ts'
import { EntryIdSchema, entryBase } from './entry-base.ts'
import { TargetSchema } from './target.ts'

const modifiers = z.array(z.enum(['Alt', 'Control', 'Meta', 'Shift']))
const position = z.strictObject({ x: z.number(), y: z.number() })
const pointerArgs = z.strictObject({
  button: z.enum(['left', 'middle', 'right']),
  modifiers,
  /** CSS pixels from the top left corner of the target's box; null for keyboard and synthetic clicks without one. */
  position: position.nullable(),
})
const fieldArgs = z.strictObject({})

/**
 * Arguments by action name, in BrowserGym's vocabulary and spelling (browsergym `functions.py`),
 * extended by `submit`, for which it has no word.
 */
export const actionArgs = {
  click: pointerArgs,
  dblclick: pointerArgs,
  fill: z.strictObject({ value: z.string() }),
  press: z.strictObject({
    /** Playwright's notation, for example `Enter` or `Control+A`. */
    key_comb: z.string(),
  }),
  select_option: z.strictObject({ options: z.array(z.string()), values: z.array(z.string()) }),
  check: fieldArgs,
  uncheck: fieldArgs,
  submit: fieldArgs,
  scroll: z.strictObject({ delta_x: z.number(), delta_y: z.number(), x: z.number(), y: z.number() }),
  goto: z.strictObject({ url: z.string() }),
  go_back: z.strictObject({ url: z.string() }),
  go_forward: z.strictObject({ url: z.string() }),
  reload: z.strictObject({ url: z.string() }),
  new_tab: z.strictObject({ index: z.int() }),
  tab_close: fieldArgs,
  tab_focus: z.strictObject({ index: z.int(), url: z.string() }),
} as const

export type ActionName = keyof typeof actionArgs
export const actionNames = Object.keys(actionArgs) as [ActionName, ...ActionName[]]

/** One raw DOM event behind an action; a burst becomes one action and keeps its moments. */
export const MomentSchema = z.strictObject({
  type: z.string(),
  atMs: z.number(),
  isTrusted: z.boolean(),
  /** Key, inputType or the like; never the characters typed. */
  note: z.string().optional(),
})

const actionBase = {
  ...entryBase,
  kind: z.literal('action'),
  actor: ActorSchema,
  attribution: AttributionSchema,
  target: TargetSchema.nullable(),
  /** The observation from before the action. */
  observationId: EntryIdSchema.nullable(),
  endAtMs: z.number(),
  /** `agent-ui`: the element belongs to an agent's own panel, not to the page under work. */
  surface: z.enum(['page', 'agent-ui', 'browser']),
  moments: z.array(MomentSchema),
  /** Raw events beyond the moments kept. */
  momentsDropped: z.int().nonnegative().optional(),
}

function actionSchema<N extends ActionName>(name: N) {
  return z.strictObject({ ...actionBase, name: z.literal(name), args: actionArgs[name] })
}

/** One intent carried out on the browser. */
export const ActionSchema = z.discriminatedUnion('name', [
  actionSchema('click'),
  actionSchema('dblclick'),
  actionSchema('fill'),
  actionSchema('press'),
  actionSchema('select_option'),
  actionSchema('check'),
  actionSchema('uncheck'),
  actionSchema('submit'),
  actionSchema('scroll'),
  actionSchema('goto'),
  actionSchema('go_back'),
  actionSchema('go_forward'),
  actionSchema('reload'),
  actionSchema('new_tab'),
  actionSchema('tab_close'),
  actionSchema('tab_focus'),
])

export type Moment = z.infer<typeof MomentSchema>
export type Action = z.infer<typeof ActionSchema>
