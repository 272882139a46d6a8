import * as z from 'zod'
import type { Entry } from '#trajectory/entry.ts'
import { EntryIdSchema } from '#trajectory/entry-base.ts'
import { outcomeFields } from '#trajectory/outcome.ts'
import { signalTypes } from '#trajectory/signal.ts'
import { CheckSchema, ValidatorSchema, type Check } from '#trajectory/validator.ts'

/** Kinds of entries that are followed live: what was done and said, never what the page looked like. */
const followedKinds = ['agent', 'action', 'signal', 'outcome', 'gap'] as const
export type FollowedKind = (typeof followedKinds)[number]

/** Who may send a message: our own extension pages, or a tester through the worker. Content scripts use a port. */
export type Sender = 'page' | 'tester'

/** Every message the background answers: who may send it, and what it must look like. */
export const messageTable = {
  'recording.start': {
    from: ['page', 'tester'],
    request: z.strictObject({
      instruction: z.string().trim().min(1, 'write what the task is').max(4000, 'is longer than 4000 characters'),
      source: z.enum(['person', 'script']),
      startUrl: z.string().nullable(),
      tags: z.array(z.string()),
      driver: z.enum(['human', 'agent', 'script']).nullable(),
      validators: z.array(ValidatorSchema).optional(),
    }),
  },
  'recording.stop': {
    from: ['page', 'tester'],
    /** What must hold now, beside what was said at the start; and what a tester has checked already. */
    request: z.strictObject({
      validators: z.array(ValidatorSchema).optional(),
      checks: z.array(CheckSchema).optional(),
    }),
  },
  'recording.pause': { from: ['page', 'tester'], request: z.strictObject({}) },
  'recording.resume': { from: ['page', 'tester'], request: z.strictObject({}) },
  'recording.status': { from: ['page', 'tester'], request: z.strictObject({}) },
  /** Has pages send what an agent did there and they still hold back. */
  'recording.release': { from: ['page'], request: z.strictObject({}) },
  'trajectory.judge': {
    from: ['page', 'tester'],
    request: z.strictObject({ trajectoryId: z.string(), ...outcomeFields }),
  },
  'trajectory.signal': {
    from: ['page', 'tester'],
    request: z.strictObject({
      type: z.enum(signalTypes),
      text: z.string().max(10_000).nullable(),
      score: z.number().min(0).max(1).nullable(),
      /** Null: the last action of an agent. */
      targetId: EntryIdSchema.nullable(),
    }),
  },
  /** How far each source has come; what follows is read by `log.since`, what was before by `log.page`. */
  'log.through': { from: ['page'], request: z.strictObject({ trajectoryId: z.string() }) },
  /** The end of the log alone, for the first glance. */
  'log.end': { from: ['page'], request: z.strictObject({ trajectoryId: z.string() }) },
  /** A page of one kind in time order. */
  'log.page': {
    from: ['page'],
    request: z.strictObject({ trajectoryId: z.string(), kind: z.enum(followedKinds), fromMs: z.number().nullable() }),
  },
  /** What came after these numbers, by source. */
  'log.since': {
    from: ['page'],
    request: z.strictObject({ trajectoryId: z.string(), through: z.record(z.string(), z.int().nonnegative()) }),
  },
  'trajectory.list': { from: ['page', 'tester'], request: z.strictObject({}) },
  'trajectory.delete': { from: ['page', 'tester'], request: z.strictObject({ trajectoryId: z.string() }) },
  'trajectory.export': {
    from: ['page', 'tester'],
    request: z.strictObject({ trajectoryId: z.string(), format: z.string() }),
  },
  /** What the browser lost and nobody has dismissed yet. */
  'loss.list': { from: ['page', 'tester'], request: z.strictObject({}) },
  'loss.dismiss': { from: ['page', 'tester'], request: z.strictObject({ trajectoryId: z.string() }) },
  'trajectory.upload': { from: ['page', 'tester'], request: z.strictObject({ trajectoryId: z.string() }) },
  'agent.declare': {
    from: ['tester'],
    request: z.strictObject({
      said: z
        .array(
          z.strictObject({
            /** The tab it is about; null when it is about none. */
            tabId: z.int().nullable(),
            /** As in `agui:event`; see docs/agents.md. */
            envelope: z.looseObject({ v: z.literal(1) }),
          }),
        )
        .min(1)
        .max(1000),
    }),
  },
  'tab.find': {
    from: ['tester'],
    request: z.strictObject({
      url: z.string(),
      /** `performance.timeOrigin` of its document. */
      timeOriginMs: z.number(),
    }),
  },
} as const satisfies Record<string, { from: readonly Sender[]; request: z.ZodType }>

export type MessageName = keyof typeof messageTable
export type Request<N extends MessageName> = z.infer<(typeof messageTable)[N]['request']>

/** An entry on its way to a page that follows the log: long texts are cut, and what no line shows is left out. */
export type FollowedEntry = Extract<Entry, { kind: FollowedKind }>

/** A trajectory as lists show it. */
export interface TrajectoryListItem {
  id: string
  instruction: string
  status: 'recording' | 'complete' | 'interrupted'
  startedAtMs: number
  endedAtMs: number | null
  actions: number
  gaps: number
  sizeBytes: number
  success: boolean | 'partly' | null
  upload: { state: 'waiting' | 'uploading' | 'done' | 'failed'; detail: string } | null
  /** The file it was last exported to. */
  savedTo: string | null
  /** Why it could not be saved by itself. */
  notSaved: string | null
}

/** Something that was stored and is gone. */
export interface LossItem {
  trajectoryId: string
  instruction: string
  startedAtMs: number
  stored: { entries: number; pictures: number }
  left: { entries: number; pictures: number }
  /** It was being recorded. */
  recording: boolean
  /** Where copies are; null where there are none. */
  savedTo: string | null
  uploadedTo: string | null
}

/** What the background says to each message. */
export interface Replies {
  'recording.start': { trajectoryId: string }
  'recording.stop': { trajectoryId: string; checks: Check[] }
  'recording.pause': Record<string, never>
  'recording.resume': Record<string, never>
  'recording.status': {
    recording: {
      trajectoryId: string
      phase: 'recording' | 'paused' | 'stopping'
      /** Why it is paused; null while it is not. */
      pause: 'pause' | 'quota' | 'no-permission' | null
      instruction: string
      startedAtMs: number
      actions: number
      gaps: number
      lastGap: string | null
      /** What a signal without a target would be about now, and that action in words. */
      about: { id: string; words: string } | null
      /** The person has taken over and not handed back. */
      takenOver: boolean
      /** Somebody asked by key to write a hint, about this entry. */
      hintAsked: { targetId: string; atMs: number } | null
    } | null
  }
  'recording.release': Record<string, never>
  'trajectory.judge': Record<string, never>
  'trajectory.signal': { id: string; targetId: string | null }
  'log.through': { through: Record<string, number> }
  'log.end': { entries: FollowedEntry[] }
  'log.page': { entries: FollowedEntry[]; nextMs: number | null }
  /** `more`: ask again at once. */
  'log.since': { entries: FollowedEntry[]; through: Record<string, number>; more: boolean }
  'trajectory.list': { trajectories: TrajectoryListItem[] }
  'trajectory.delete': Record<string, never>
  'trajectory.export': { path: string }
  'loss.list': { losses: LossItem[] }
  'loss.dismiss': Record<string, never>
  'trajectory.upload': { detail: string }
  'agent.declare': Record<string, never>
  'tab.find': { tabId: number | null }
}

export type Answers = { [N in MessageName]: (request: Request<N>) => Promise<Replies[N]> }

/** What travels: the name, and the request as JSON. */
export interface Message {
  cairn: string
  request: unknown
}

/** An answer, or an error in words for a person. */
export type Reply<T> = { ok: true; value: T } | { ok: false; error: string }
