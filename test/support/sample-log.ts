import type { Action, ActionName } from '#trajectory/action.ts'
import type { Attribution } from '#trajectory/attribution.ts'
import { toEntryId } from '#trajectory/entry-id.ts'
import type { Entry, EntryKind } from '#trajectory/entry.ts'
import type { Target } from '#trajectory/target.ts'

/** Sources of the samples: the shop's page, a frame in it, and the background. */
export const shopSourceId = 'shop000000000001'
export const frameSourceId = 'frame00000000002'
export const backgroundSourceId = 'backgr0und000003'

/** When every sample begins. */
export const startedAtMs = Date.UTC(2026, 10, 20, 9, 30)
/** The shop's page. */
export const origin = 'https://shop.example'
/** The agent of every sample. */
export const agent = { name: 'page-agent', version: '1.12.4', instance: 'eapfqk6fn' }
const places = {
  [shopSourceId]: { tabId: 7, frameId: 0, documentId: 'D0C0', origin },
  [frameSourceId]: { tabId: 7, frameId: 3, documentId: 'D0C3', origin: 'https://basket.example' },
  [backgroundSourceId]: { tabId: 7, frameId: null, documentId: null, origin: null },
}

const byHuman: Attribution = {
  method: 'trusted-primary',
  confidence: 0.95,
  evidence: {
    events: ['pointerdown', 'mousedown', 'click'],
    isTrusted: true,
    primary: true,
    detail: 1,
    pointerType: 'mouse',
    pressure: 0.5,
  },
}

/** Attribution of what the agent did during a tool call. */
export function byAgent(toolCallId: string): Attribution {
  const evidence = {
    events: ['pointerdown', 'click'],
    isTrusted: false,
    primary: true,
    detail: 0,
    runId: 'run-1',
    toolCallId,
  }
  return { method: 'synthetic-in-run', confidence: 0.97, evidence }
}

/** A target with everything a real one has; tests override what they look at. */
export function sampleTarget(overrides: Partial<Target>): Target {
  return {
    role: 'button',
    name: 'Add to basket',
    tag: 'button',
    text: 'Add to basket',
    label: null,
    placeholder: null,
    testId: null,
    attributes: { type: 'button' },
    box: { x: 320, y: 212.5, width: 140, height: 36 },
    framePath: [],
    shadowDepth: 0,
    nodeId: 41,
    selectors: [
      { kind: 'aria', value: 'button[name="Add to basket"]', unique: false },
      { kind: 'css', value: 'main > article:nth-of-type(1) button', unique: true },
    ],
    ...overrides,
  }
}

/** An entry without what the builder fills in; spread over the union, so that every name keeps its own fields. */
type Unstamped<E> = E extends Entry
  ? Omit<E, 'id' | 'kind' | 'atMs' | 'tabId' | 'frameId' | 'documentId' | 'origin' | 'provenance'>
  : never

/** A builder that numbers the entries of each source and keeps the log in time order. */
export function createSampleLog() {
  const log: Entry[] = []
  const numbers = new Map<string, number>()

  function add<K extends EntryKind>(
    kind: K,
    sourceId: keyof typeof places,
    atS: number,
    fields: Unstamped<Extract<Entry, { kind: K }>> & { provenance?: Entry['provenance'] },
  ): string {
    const n = (numbers.get(sourceId) ?? 0) + 1
    numbers.set(sourceId, n)
    const id = toEntryId(sourceId, n)
    const stamp = { id, kind, atMs: startedAtMs + atS * 1000, ...places[sourceId], provenance: 'observed' }
    log.push({ ...stamp, ...fields } as unknown as Entry)
    return id
  }

  return {
    log,
    add,
    action<N extends ActionName>(
      sourceId: keyof typeof places,
      atS: number,
      name: N,
      args: Extract<Action, { name: N }>['args'],
      more: Partial<Action> = {},
    ): string {
      const fields = {
        name,
        args,
        actor: 'human' as const,
        attribution: byHuman,
        target: null,
        observationId: null,
        endAtMs: startedAtMs + atS * 1000 + 40,
        surface: 'page' as const,
        moments: [{ type: 'click', atMs: startedAtMs + atS * 1000, isTrusted: true }],
        ...more,
      }
      return add('action', sourceId, atS, fields as never)
    },
    /** One AG-UI event of the agent's run. */
    says(atS: number, event: Record<string, unknown> & { type: string }, more: object = {}): string {
      const fields = { agent, channel: 'page-agent@1', runId: 'run-1', event, provenance: 'claimed' as const, ...more }
      return add('agent', shopSourceId, atS, fields)
    },
  }
}

/** Arguments of an ordinary click. */
export const click = { button: 'left' as const, modifiers: [], position: { x: 70, y: 18 }, count: 1 }
