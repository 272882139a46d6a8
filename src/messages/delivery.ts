import type { AgentEntry } from '#trajectory/agent.ts'
import type { Entry } from '#trajectory/entry.ts'

/** Fields of an entry that only the background may state; the page leaves them out. */
type Stamp = 'tabId' | 'frameId' | 'documentId' | 'origin'

/** Distributes over the union, which `Omit` alone does not. */
type WithoutStamp<E> = E extends Entry ? Omit<E, Stamp> : never

/** A segment of the DOM stream on its way: the rrweb events themselves, one JSON text a line. */
export interface DomSegment {
  id: string
  kind: 'dom'
  atMs: number
  endAtMs: number
  provenance: 'observed'
  lines: number
  /** Newline-terminated JSON texts; of a segment that is too large for one message, a piece of them. */
  text: string
  /** Of a piece: where in the segment's text it begins. */
  from?: number
  /** Of a piece: it is not the last. The entry counts when the last one is stored. */
  more?: true
  redacted?: Record<string, number>
}

/** An observation on its way also says when the page last changed, so that the background can date the screenshot. */
type ObservationOnTheWay = Omit<WithoutStamp<Extract<Entry, { kind: 'observation' }>>, 'screenshot'> & {
  changedAtMs: number
}

/** What a content script sends: entries without the fields the background stamps. */
export type EntryOnTheWay =
  Exclude<WithoutStamp<Entry>, { kind: 'dom' } | { kind: 'observation' }> | ObservationOnTheWay | DomSegment

/** First message on a port: who is speaking. */
export interface Hello {
  type: 'hello'
  sourceId: string
  /** The trajectory this source belongs to, once it knows; null on first contact. */
  trajectoryId: string | null
  url: string
}

/**
 * An entry as it is sent. A JSON text crosses worlds and browsers fastest, and is parsed once; a segment is text already,
 * which would only be escaped a second time.
 */
export type Parcel = string | DomSegment

export function unpack(parcel: Parcel): EntryOnTheWay {
  return typeof parcel === 'string' ? (JSON.parse(parcel) as EntryOnTheWay) : parcel
}

/** Characters of what is sent: of an entry as JSON, or of a segment's text. */
export function lengthOf(parcel: Parcel): number {
  return typeof parcel === 'string' ? parcel.length : parcel.text.length
}

/** Entries `first` to `last` of a source; `last` is the number before `first` when it is a piece with more to come. */
export interface Batch {
  type: 'batch'
  first: number
  last: number
  parcels: Parcel[]
}

/** The page changed and then went quiet: a good moment for a picture. */
export interface Settled {
  type: 'settled'
}

/** The document is about to travel through the session history; who wanted it, as far as the browser tells. */
export interface Traversing {
  type: 'traversing'
  atMs: number
  /** True only when it came from the browser's own interface; Firefox says false either way. */
  userInitiated: boolean
}

/** What an agent in this document does: it may reach into frames of the same origin, which do not hear it. */
export interface Acting extends Omit<AgentElsewhere, 'type'> {
  type: 'acting'
}

/** What an agent did, and the page still held back, was sent before this. */
export interface Released {
  type: 'released'
  token: number
}

/** What was declared under this number is known here. */
export interface Heard {
  type: 'heard'
  n: number
}

/** Everything this source had was sent; it will send nothing more. */
export interface Goodbye {
  type: 'goodbye'
}

export type FromContent = Hello | Batch | Settled | Traversing | Acting | Released | Heard | Goodbye

/** Recording goes on; these are its terms. */
export interface Welcome {
  type: 'welcome'
  trajectoryId: string
  /** Entries up to this number are committed already. */
  through: number
  driver: 'human' | 'agent' | 'script' | null
  /** Whether messages to and from models are recorded. */
  messages: boolean
  /** Every call in this tab that is declared to be going on. */
  declared: OpenCall[]
  /** Keys that are commands of the recorder and not meant for the page, as strokes: `0101Y` is Alt+Shift+Y. */
  shortcuts: string[]
}

/** Other keys are commands from now on. */
export interface Shortcuts {
  type: 'shortcuts'
  shortcuts: string[]
}

/** A person reacts to what an agent did: it must be in the log. */
export interface Release {
  type: 'release'
  token: number
}

/** A tool call that whoever drives the browser declared and has not ended. */
export interface OpenCall {
  /** One text per agent. */
  key: string
  runId: string | null
  toolCallId: string
  fromMs: number
  /** When its agent was last heard. */
  heardMs: number
}

/** Entries up to `through` are committed to disk. */
export interface Ack {
  type: 'ack'
  through: number
}

/** Stop recording in this document: flush, say goodbye, leave no trace. */
export interface Stop {
  type: 'stop'
}

/** An agent in another extension or frame says what it is doing to this tab: ids alone, for attribution. */
export interface AgentElsewhere {
  type: 'agent'
  atMs: number
  /** One text per agent. */
  key: string
  runId: string | null
  event: { type: string; runId?: string; toolCallId?: string }
}

/** An event that whoever drives the browser declared, on its way into the log. */
export type DeclaredEvent = Pick<
  AgentEntry,
  'atMs' | 'agent' | 'channel' | 'runId' | 'event' | 'policy' | 'usage' | 'seq' | 'seqGap' | 'redacted'
>

/**
 * Whoever drives the browser declares what its agent does in this tab; to be answered by `heard`. Ids alone, for
 * attribution; the texts only for the one document that writes them, because it knows what secrets were typed in it.
 */
export interface AgentDeclared {
  type: 'declared'
  n: number
  said: Pick<AgentElsewhere, 'key' | 'runId' | 'event'>[]
  write: DeclaredEvent[]
}

export type FromBackground = Welcome | Ack | Stop | AgentElsewhere | AgentDeclared | Shortcuts | Release

/** Name of the port between a content script and the background. */
export const deliveryPort = 'cairn.delivery'
