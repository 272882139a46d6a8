import * as z from 'zod'
import { ActorSchema, AttributionSchema } from './attribution.ts'
import { EntryIdSchema, entryBase } from './entry-base.ts'
import { TargetSchema } from './target.ts'

const modifiers = z.array(z.enum(['Alt', 'Control', 'Meta', 'Shift']))
const position = z.strictObject({ x: z.number(), y: z.number() })
const button = z.enum(['left', 'middle', 'right', 'back', 'forward'])
/** One place on a path: CSS pixels x and y, milliseconds since the action's `atMs`. */
const waypoint = z.tuple([z.number(), z.number(), z.number()])
const pointerArgs = z.strictObject({
  button,
  modifiers,
  /** CSS pixels from the top left corner of the target's box; null for keyboard and synthetic clicks without one. */
  position: position.nullable(),
  /** Clicks at one place in a row; 3 select a paragraph. A `dblclick` has 2. */
  count: z.int().positive(),
})
const fieldArgs = z.strictObject({})
const fileInfo = z.strictObject({ name: z.string(), size: z.int().nonnegative(), type: z.string() })

/**
 * Arguments by action name, in BrowserGym's vocabulary and spelling (browsergym `functions.py`), extended where it has
 * no word. Positions are CSS pixels from the top left corner of the target's box.
 */
export const actionArgs = {
  click: pointerArgs,
  dblclick: pointerArgs,
  /** The pointer rested on the target and the page answered. */
  hover: z.strictObject({ position: position.nullable() }),
  fill: z.strictObject({ value: z.string() }),
  press: z.strictObject({
    /** Playwright's notation, for example `Enter` or `Control+A`. */
    key_comb: z.string(),
  }),
  copy: z.strictObject({ text: z.string() }),
  cut: z.strictObject({
    text: z.string(),
    /** The field's whole content afterwards; null when no field changed. */
    value: z.string().nullable(),
  }),
  paste: z.strictObject({
    text: z.string(),
    /** MIME types on the clipboard. */
    types: z.array(z.string()),
    /** The field's whole content afterwards; null when no field changed. */
    value: z.string().nullable(),
  }),
  select_option: z.strictObject({ options: z.array(z.string()), values: z.array(z.string()) }),
  check: fieldArgs,
  uncheck: fieldArgs,
  submit: fieldArgs,
  /** Files given to a file input or dropped on the page: what they are called, never what is in them. */
  upload_file: z.strictObject({ files: z.array(fileInfo), via: z.enum(['choice', 'drop']) }),
  drag_and_drop: z.strictObject({
    /** `html5` by the browser's drag events, `pointer` by pointer events alone, `selection` when it marked text. */
    kind: z.enum(['html5', 'pointer', 'selection']),
    button,
    from_position: position.nullable(),
    /** The element it ended on, described before the drag changed the page where it was known then. */
    to: TargetSchema.nullable(),
    to_position: position.nullable(),
    /** MIME types that were dragged; empty for pointer drags. */
    types: z.array(z.string()),
    /** The way in between, sampled; from the top left corner of the first target's box as it was at the start. */
    path: z.array(waypoint),
  }),
  tap: z.strictObject({ position: position.nullable(), fingers: z.int().positive() }),
  swipe: z.strictObject({ from_position: position, to_position: position, path: z.array(waypoint) }),
  pinch: z.strictObject({
    /** Distance of the fingers at the end over that at the start. */
    scale: z.number().positive(),
    center: position,
  }),
  /** The mouse's way between two actions, sampled; CSS pixels in the viewport of its frame. */
  pointer_path: z.strictObject({ points: z.array(waypoint) }),
  scroll: z.strictObject({ delta_x: z.number(), delta_y: z.number(), x: z.number(), y: z.number() }),
  handle_dialog: z.strictObject({
    dialog: z.enum(['alert', 'confirm', 'prompt', 'beforeunload', 'print']),
    message: z.string(),
    /** OK or Leave; null when nobody can tell. */
    accept: z.boolean().nullable(),
    /** What was typed into a prompt; null otherwise. */
    text: z.string().nullable(),
  }),
  goto: z.strictObject({ url: z.string() }),
  go_back: z.strictObject({ url: z.string() }),
  go_forward: z.strictObject({ url: z.string() }),
  reload: z.strictObject({ url: z.string() }),
  new_tab: z.strictObject({ index: z.int() }),
  tab_close: fieldArgs,
  tab_focus: z.strictObject({ index: z.int(), url: z.string() }),
  tab_move: z.strictObject({ from_index: z.int(), index: z.int() }),
  /** A window of the browser came to the front; `focused` is false when the browser itself lost the focus. */
  window_focus: z.strictObject({ focused: z.boolean() }),
  zoom: z.strictObject({ from_factor: z.number(), factor: z.number() }),
  resize: z.strictObject({ from_width: z.number(), from_height: z.number(), width: z.number(), height: z.number() }),
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
  actionSchema('hover'),
  actionSchema('fill'),
  actionSchema('press'),
  actionSchema('copy'),
  actionSchema('cut'),
  actionSchema('paste'),
  actionSchema('select_option'),
  actionSchema('check'),
  actionSchema('uncheck'),
  actionSchema('submit'),
  actionSchema('upload_file'),
  actionSchema('drag_and_drop'),
  actionSchema('tap'),
  actionSchema('swipe'),
  actionSchema('pinch'),
  actionSchema('pointer_path'),
  actionSchema('scroll'),
  actionSchema('handle_dialog'),
  actionSchema('goto'),
  actionSchema('go_back'),
  actionSchema('go_forward'),
  actionSchema('reload'),
  actionSchema('new_tab'),
  actionSchema('tab_close'),
  actionSchema('tab_focus'),
  actionSchema('tab_move'),
  actionSchema('window_focus'),
  actionSchema('zoom'),
  actionSchema('resize'),
])

export type Moment = z.infer<typeof MomentSchema>
export type Action = z.infer<typeof ActionSchema>
