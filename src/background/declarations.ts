import { driverChannel, type Announcement } from '#agents/announcement.ts'
import { longestSilenceMs } from '#agents/attribution.ts'
import { agentKey, createIntake, type Admitted, type Intake } from '#agents/intake.ts'
import { createLosses, toLoss } from '#agents/losses.ts'
import { createTokenBucket, documentAllowance } from '#agents/token-bucket.ts'
import type { OpenCall } from '#messages/delivery.ts'
import type { Request } from '#messages/table.ts'
import { createRedactor } from '#redaction/redactor.ts'
import { liveKey, strict, type CairnDatabase, type DeclaredCall, type RecordingRow } from '#storage/database.ts'
import { appendOwn, type Unnumbered } from '#storage/log.ts'
import { AgUiEventSchema } from '#trajectory/ag-ui-schema.ts'
import type { BackgroundContext } from './context.ts'
import { hashOpaqueValues } from './opaque-values.ts'
import type { Ports } from './ports.ts'
import { liveRecording } from './recording.ts'

/** A content script that does not answer within this time is gone, or busy: the driver goes on. */
const answerMs = 2000

/** Calls remembered; an ended one is asked about only by what is still on its way. */
const callLimit = 64

type Said = Request<'agent.declare'>['said'][number]

/**
 * Hears whoever drives the browser declare what its agent does: a test, or an agent that works over a debugging
 * protocol. No page and no other extension can reach this. Whoever declares wants the truth told, so what cannot be
 * taken is an error for them, not a gap for the reader.
 */
export interface Declarations {
  /** Resolves when every content script of the tabs concerned knows. Throws in plain words. */
  declare: (said: readonly Said[]) => Promise<void>
  /** Takes up the calls of this recording, after the worker's death. */
  remember: (live: RecordingRow) => void
  /** The calls that are going on in a tab. What is sent at once after asking cannot be out of date. */
  openIn: (tabId: number | null) => OpenCall[]
}

export function createDeclarations(context: BackgroundContext, ports: Ports): Declarations {
  let trajectoryId = ''
  let calls: DeclaredCall[] = []
  const losses = createLosses()
  let intake = freshIntake()
  /** One after the other: the order in which it was said is the order of the log. */
  let queue: Promise<unknown> = Promise.resolve()

  function freshIntake(): Intake {
    // Late: a worker that comes back reads on in the middle.
    return createIntake({ channel: driverChannel, late: true, bucket: createTokenBucket(documentAllowance), losses })
  }

  function remember(live: RecordingRow): void {
    if (live.trajectoryId === trajectoryId) return
    trajectoryId = live.trajectoryId
    calls = live.declared ?? []
    intake = freshIntake()
  }

  async function take(said: readonly Said[]): Promise<void> {
    const database = await context.writable()
    const live = await liveRecording(database)
    if (live?.phase !== 'recording') throw new Error('no recording is running, so no agent can be recorded')
    remember(live)
    const atMs = Date.now()
    const admitted: (Admitted & { tabId: number | null })[] = []
    let problem: unknown = null
    try {
      for (const { tabId, envelope } of said) admitted.push({ tabId, ...read(envelope, atMs) })
    } catch (error) {
      // What came before it holds.
      problem = error
    }
    for (const { tabId, announcement } of admitted) follow(announcement, tabId)
    // Before anything is awaited: a content script that comes now gets what is open, all others get this.
    const told = [...new Set(admitted.map(({ tabId }) => tabId))].map((tabId) =>
      tell(
        database,
        tabId,
        admitted.filter((each) => each.tabId === tabId),
      ),
    )
    await storeCalls(database, live.trajectoryId, calls)
    await Promise.all(told)
    if (problem !== null) throw problem as Error
  }

  function read(envelope: Said['envelope'], atMs: number): Admitted {
    const admitted = intake.read(() => JSON.stringify(envelope), atMs)
    const [refused] = losses.take()
    // A hole in the numbers is counted and let in.
    if (!admitted) throw new Error(refused ? toLoss(refused).detail : 'this cannot be declared')
    const parsed = AgUiEventSchema.safeParse(admitted.announcement.event)
    if (parsed.success) return admitted
    const [issue] = parsed.error.issues
    throw new Error(`no event of AG-UI 1.0: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`)
  }

  /** Keeps book on which calls are going on. */
  function follow({ atMs, agent, runId, event }: Announcement, tabId: number | null): void {
    const key = agentKey(driverChannel, agent)
    const own = calls.filter((call) => call.key === key && call.toMs === null)
    for (const call of own) call.heardMs = atMs
    const { type, toolCallId } = event
    if (type === 'TOOL_CALL_END' && typeof toolCallId === 'string')
      calls = [...calls, { key, runId, toolCallId, tabId, fromMs: atMs, heardMs: atMs, toMs: null }].slice(-callLimit)
    for (const call of own) if (ends(event, runId, call)) call.toMs = atMs
  }

  async function tell(database: CairnDatabase, tabId: number | null, admitted: readonly Admitted[]): Promise<void> {
    const said = admitted.map(({ announcement }) => idsOf(announcement))
    const write = admitted.map(({ announcement, unlisted }) => ({
      ...hashOpaqueValues(announcement),
      ...(unlisted > 0 ? { redacted: { 'unlisted-field': unlisted } } : {}),
    }))
    const written = tabId !== null && (await ports.declare(tabId, { said, write }, answerMs))
    if (written) return
    for (const each of admitted) await appendOwn(database, trajectoryId, toDraft(each, tabId))
  }

  return {
    declare(said) {
      const taken = queue.then(() => take(said))
      queue = taken.catch(() => undefined)
      return taken
    },
    remember,
    openIn: (tabId) =>
      calls
        .filter((call) => call.tabId !== null && call.tabId === tabId && call.toMs === null)
        .map(({ key, runId, toolCallId, fromMs, heardMs }) => ({ key, runId, toolCallId, fromMs, heardMs })),
  }
}

/** The declared call in which something happened that the browser's own interface does; tabs are opened from any. */
export function declaredCallAt(
  { declared = [] }: RecordingRow,
  tabId: number | null,
  atMs: number,
  opensTab: boolean,
): DeclaredCall | undefined {
  const open = declared.filter(
    ({ fromMs, heardMs, toMs }) => fromMs <= atMs && atMs <= (toMs ?? heardMs + longestSilenceMs),
  )
  const here = open.findLast((call) => call.tabId === tabId)
  const [first, ...others] = open
  return here ?? (others.length === 0 && first && (opensTab || first.tabId === null) ? first : undefined)
}

/** Whether this event ends that call of its agent. */
function ends(event: Announcement['event'], runId: string | null, call: DeclaredCall): boolean {
  if (event.type === 'TOOL_CALL_RESULT') return event.toolCallId === call.toolCallId
  return (event.type === 'RUN_FINISHED' || event.type === 'RUN_ERROR') && runId === call.runId
}

function idsOf({ agent, runId, event: { type, toolCallId } }: Announcement) {
  return {
    key: agentKey(driverChannel, agent),
    runId,
    event: {
      type,
      ...(runId === null ? {} : { runId }),
      ...(typeof toolCallId === 'string' ? { toolCallId } : {}),
    },
  }
}

async function storeCalls(database: CairnDatabase, trajectoryId: string, declared: DeclaredCall[]): Promise<void> {
  const transaction = database.transaction('recording', 'readwrite', strict)
  const live = await transaction.store.get(liveKey)
  if (live?.trajectoryId === trajectoryId) await transaction.store.put({ ...live, declared }, liveKey)
  await transaction.done
}

function toDraft({ announcement, unlisted }: Admitted, tabId: number | null): Unnumbered {
  const { value, redacted } = createRedactor().value({
    kind: 'agent',
    provenance: 'declared',
    ...hashOpaqueValues(announcement),
    tabId,
    frameId: null,
    documentId: null,
    origin: null,
  } as const)
  if (unlisted > 0) redacted['unlisted-field'] = unlisted
  return Object.keys(redacted).length > 0 ? { ...value, redacted } : value
}
