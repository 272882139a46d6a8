import { wrap, type DBSchema, type IDBPDatabase } from 'idb'
import type { Entry } from '#trajectory/entry.ts'
import type { Header } from '#trajectory/header.ts'
import { factoryOf } from './bucket.ts'
import { migrations } from './migrations/registry.ts'

/** The header as stored: what follows from the log is folded in at export. */
export type StoredHeader = Omit<Header, 'agents' | 'policies' | 'counts' | 'redaction' | 'coverage' | 'outcome'>

/** One trajectory as the list shows it. */
export interface TrajectoryRow {
  id: string
  header: StoredHeader
  entries: number
  pictures: number
  actions: number
  gaps: number
  sizeBytes: number
  outcome: Header['outcome']
  /** Last gap in plain words, for the hint while recording. */
  lastGap: string | null
}

export interface EntryRow {
  trajectoryId: string
  kind: Entry['kind']
  atMs: number
  sourceId: string
  n: number
  /** `dom` entries are stored without their place in a file, which export gives them. */
  entry: Entry | StoredDom
  /** Of the entry as JSON; rows from before there was a check have none. */
  crc32?: number
}

/** A `dom` entry as stored. */
export type StoredDom = Omit<Extract<Entry, { kind: 'dom' }>, 'file' | 'firstLine'>

/** Part of a DOM segment: deflate-raw, ended by a sync flush, so that parts can be joined as they are. */
export interface SegmentRow {
  deflated: Uint8Array
  rawBytes: number
  crc32: number
}

export interface SourceRow {
  tabId: number | null
  frameId: number | null
  documentId: string | null
  origin: string | null
  url: string
  lastN: number
}

/** One capture: when, of which tab, and which picture. */
export interface CaptureRow {
  trajectoryId: string
  tabId: number
  startedAtMs: number
  finishedAtMs: number
  pictureId: string
}

export interface PictureRow {
  blob: Blob
  width: number
  height: number
}

/** Why a recording rests: somebody wanted it, the disk is nearly full, or access to web pages was taken away. */
export type PauseReason = 'pause' | 'quota' | 'no-permission'

/** The live recording; the worker may die at any moment, so its state is here. */
export interface RecordingRow {
  trajectoryId: string
  phase: 'recording' | 'paused' | 'stopping'
  /** While it is paused: why, and since when. */
  pause?: { reason: PauseReason; sinceMs: number }
  driver: Header['environment']['driver']
  /** Whether messages to and from models are recorded; as set when the recording began. */
  messages: boolean
  /** Tool calls that whoever drives the browser declared: those going on, and the last that ended. */
  declared?: DeclaredCall[]
}

/** The one row of the store `recording`. */
export const liveKey = 'live'

export interface DeclaredCall {
  /** One text per agent. */
  key: string
  runId: string | null
  toolCallId: string
  /** The tab it is about; null when it is about none. */
  tabId: number | null
  fromMs: number
  /** When its agent was last heard. */
  heardMs: number
  /** Null while it goes on. */
  toMs: number | null
}

/** A trajectory on its way to a collector. */
export interface UploadRow {
  trajectoryId: string
  state: 'waiting' | 'uploading' | 'done' | 'failed'
  attempts: number
  /** For a person: what went wrong, or where it went. */
  detail: string
  nextAtMs: number
}

export interface CairnSchema extends DBSchema {
  trajectories: { key: string; value: TrajectoryRow }
  entries: {
    key: [trajectoryId: string, sourceId: string, n: number]
    value: EntryRow
    indexes: { byTime: [string, number]; byKind: [string, string, number] }
  }
  segments: { key: [trajectoryId: string, sourceId: string, n: number, part: number]; value: SegmentRow }
  sources: { key: [trajectoryId: string, sourceId: string]; value: SourceRow }
  captures: { key: [trajectoryId: string, tabId: number, finishedAtMs: number]; value: CaptureRow }
  pictures: { key: [trajectoryId: string, pictureId: string]; value: PictureRow }
  recording: { key: string; value: RecordingRow }
  tabs: { key: [trajectoryId: string, tabId: number]; value: TabRow }
  uploads: { key: string; value: UploadRow }
}

/** What the background must remember of a tab between two events. */
export interface TabRow {
  historyIndex: number | null
  /** When its present document was committed; pictures from before show another page. */
  documentAtMs: number
  lastAction: { id: string; atMs: number } | null
  /** The last time its document said it was about to travel through the session history. */
  traversing: { atMs: number; userInitiated: boolean } | null
  /** The last things an agent did in it, oldest first: what a person reacts to without saying to what. */
  agentActions: { id: string; atMs: number }[]
  /** Documents that come until then are the page that the browser had thrown away, and nobody's doing. */
  restoringUntilMs?: number
}

/** A tab nothing is known of yet. */
export const emptyTab: TabRow = {
  historyIndex: null,
  documentAtMs: -Infinity,
  lastAction: null,
  traversing: null,
  agentActions: [],
}

export type CairnDatabase = IDBPDatabase<CairnSchema>

/** Never change: everything recorded stands under this name. */
export const databaseName = 'cairn'

/** Every write is flushed to disk before it counts: relaxed writes lost seconds of work in simulated power cuts. */
export const strict = { durability: 'strict' } as const

/**
 * Opens the database, bringing an older one up to date. `onClosed` runs when the connection is gone for good; `bucket` is
 * where `openElsewhere` moved to, if it had to.
 */
export async function openDatabase(
  onClosed: () => void = () => undefined,
  bucket: string | null = null,
): Promise<CairnDatabase> {
  const request = (await factoryOf(bucket)).open(databaseName, migrations.length)
  request.onupgradeneeded = ({ oldVersion }) => {
    const { result, transaction } = request
    if (transaction) for (const migration of migrations.slice(oldVersion)) migration.upgrade(result, transaction)
  }
  const database = (await wrap(request)) as unknown as CairnDatabase
  database.addEventListener('versionchange', () => {
    // A newer version wants to open elsewhere: stand aside rather than hold it up.
    database.close()
    onClosed()
  })
  database.addEventListener('close', onClosed)
  return database
}
