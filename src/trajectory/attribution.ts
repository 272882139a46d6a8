import * as z from 'zod'

/** Who carried an action out. `unknown` rather than a guess. */
export const ActorSchema = z.enum(['human', 'agent', 'script', 'mixed', 'unknown'])

/** What the recorder saw around an action. Stored, so that attribution can be derived again. */
export const EvidenceSchema = z.strictObject({
  /** DOM event types the action was read from, in order, shortened to the first 32. */
  events: z.array(z.string()).optional(),
  /** `isTrusted` of the event that opened the action. */
  isTrusted: z.boolean().optional(),
  /** Whether that event was a primary one (pointer, mouse, key, wheel, beforeinput, paste, composition). */
  primary: z.boolean().optional(),
  detail: z.int().optional(),
  pointerType: z.string().optional(),
  pressure: z.number().optional(),
  inputType: z.string().optional(),
  /** Characters the opening input event inserted at once. */
  insertedLength: z.int().optional(),
  /** Whether a trusted keydown in the same document came before the opening input event. */
  keyBefore: z.boolean().optional(),
  userActivation: z.boolean().optional(),
  hasFocus: z.boolean().optional(),
  /** `navigator.webdriver`: the browser is driven by automation. */
  webdriver: z.boolean().optional(),
  /** Whom the automation stands in for, when a tester declared it. */
  driver: z.enum(['human', 'agent', 'script']).optional(),
  /** The agent run that was open at that instant. */
  runId: z.string().optional(),
  /** The tool call that was executing at that instant. */
  toolCallId: z.string().optional(),
  /** Only a page's announcement speaks for that run and call; the page may have made it up. */
  announced: z.literal(true).optional(),
  /** The browser did this itself when an agent called a form that is a WebMCP tool. */
  webmcp: z.literal(true).optional(),
  /**
   * Mark in the page of an agent that drives the browser from outside: it acts, or it is merely attached to the tab. The
   * page may have put it there.
   */
  marker: z.strictObject({ agent: z.string(), acting: z.boolean() }).optional(),
  /** Milliseconds since the last tool call ended in this document. */
  sinceToolMs: z.number().optional(),
  /** Milliseconds since the last trusted primary event in this document. */
  sincePrimaryMs: z.number().optional(),
  /** Milliseconds since the last trusted wheel or scrolling key in this document; only for scrolling. */
  sinceScrollInputMs: z.number().optional(),
  /** Milliseconds since the last untrusted primary event (synthetic input) in this document. */
  sinceSyntheticMs: z.number().optional(),
  /** The entry this one followed from, for derived events such as submit. */
  causeId: z.string().optional(),
  /** Who carried that entry out. */
  causeActor: ActorSchema.optional(),
  /** Who edited the field since its last commit. */
  editors: z.array(ActorSchema).optional(),
  /** `webNavigation` transition type and qualifiers. */
  transitionType: z.string().optional(),
  transitionQualifiers: z.array(z.string()).optional(),
  /** Milliseconds since the last recorded action in the same tab. */
  sinceActionMs: z.number().optional(),
})

/** The verdict on who acted, with the evidence it rests on. */
export const AttributionSchema = z.strictObject({
  method: z.enum([
    'synthetic-in-run',
    'synthetic',
    'trusted-primary',
    'declared-driver',
    'webmcp',
    'marker',
    'inherited',
    'tool-window',
    'editors',
    'browser-ui',
    'none',
  ]),
  /** 0 to 1. */
  confidence: z.number().min(0).max(1),
  evidence: EvidenceSchema,
})

export type Actor = z.infer<typeof ActorSchema>
export type Evidence = z.infer<typeof EvidenceSchema>
export type Attribution = z.infer<typeof AttributionSchema>
