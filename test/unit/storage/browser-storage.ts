import { IDBFactory } from 'fake-indexeddb'
import type { CairnDatabase, SourceRow, StoredHeader } from '#storage/database.ts'
import { openDatabase } from '#storage/database.ts'
import type { StorableEntry } from '#storage/log.ts'
import { deflateSegment } from '#storage/segment.ts'
import { createTrajectory } from '#storage/trajectories.ts'
import { toEntryId } from '#trajectory/entry-id.ts'
import type { Observation } from '#trajectory/observation.ts'
import { formatName, formatVersion } from '#trajectory/version.ts'

export const trajectoryId = 'trajectory000001'
export const shopId = 'shop000000000001'

export const shopSource: SourceRow = {
  tabId: 7,
  frameId: 0,
  documentId: 'D0',
  origin: 'https://shop.example',
  url: 'https://shop.example/',
  lastN: 0,
}

/** A database of its own for each test, in a browser that knows no other. */
export async function freshDatabase(): Promise<CairnDatabase> {
  globalThis.indexedDB = new IDBFactory()
  const database = await openDatabase()
  await createTrajectory(database, headerOf(trajectoryId))
  return database
}

export function headerOf(id: string, overrides: Partial<StoredHeader> = {}): StoredHeader {
  return {
    format: formatName,
    formatVersion,
    id,
    task: { instruction: 'Buy oat milk', source: 'person', startUrl: 'https://shop.example/', tags: [] },
    status: 'recording',
    startedAtMs: 1_000_000,
    endedAtMs: null,
    environment: {
      browser: 'Chromium',
      browserVersion: '156',
      os: 'linux',
      locale: 'en',
      timeZone: 'UTC',
      recorderVersion: '0.1.0',
      driver: null,
    },
    consent: { licence: null, note: null },
    parentId: null,
    ...overrides,
  }
}

const { tabId, frameId, documentId, origin } = shopSource
const stamp = { tabId, frameId, documentId, origin, provenance: 'observed' } as const

export function gap(n: number, atMs: number, sourceId = shopId): StorableEntry {
  return {
    entry: {
      ...stamp,
      id: toEntryId(sourceId, n),
      kind: 'gap',
      atMs,
      reason: 'oversized-entry',
      detail: `gap ${n}`,
      url: null,
    },
  }
}

export function click(
  n: number,
  atMs: number,
  overrides: { actor?: 'human' | 'agent'; tabId?: number | null } = {},
): StorableEntry {
  const { actor = 'human' } = overrides
  return {
    entry: {
      ...stamp,
      tabId: overrides.tabId === undefined ? tabId : overrides.tabId,
      id: toEntryId(shopId, n),
      kind: 'action',
      name: 'click',
      args: { button: 'left', modifiers: [], position: null, count: 1 },
      atMs,
      endAtMs: atMs + 80,
      actor,
      attribution: {
        method: actor === 'human' ? 'trusted-primary' : 'synthetic-in-run',
        confidence: 0.9,
        evidence: {},
      },
      target: null,
      observationId: null,
      surface: 'page',
      moments: [],
    },
  }
}

export function observation(n: number, atMs: number, screenshot: Observation['screenshot'] = null): StorableEntry {
  return {
    entry: {
      ...stamp,
      id: toEntryId(shopId, n),
      kind: 'observation',
      atMs,
      reason: 'action',
      url: 'https://shop.example/',
      title: 'Shop',
      viewport: { width: 800, height: 600, deviceScaleFactor: 1 },
      scroll: { x: 0, y: 0 },
      focus: null,
      outline: [],
      outlineTruncated: false,
      screenshot,
      dom: null,
    },
  }
}

/** A DOM segment of so many events, each a line. */
export function segment(n: number, atMs: number, lines: string[], sourceId = shopId): StorableEntry {
  return {
    entry: { ...stamp, id: toEntryId(sourceId, n), kind: 'dom', atMs, endAtMs: atMs + 1, lines: lines.length },
    parts: deflateSegment(lines.map((line) => `${line}\n`).join('')),
  }
}

export async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = []
  for await (const item of items) all.push(item)
  return all
}
