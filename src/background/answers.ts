import type { Answers } from '#messages/table.ts'
import type { CairnDatabase, TrajectoryRow, UploadRow } from '#storage/database.ts'
import { appendOwn, lastActionId, type Unnumbered } from '#storage/log.ts'
import { deleteTrajectory, listTrajectories } from '#storage/trajectories.ts'
import { createRedactor } from '#redaction/redactor.ts'
import type { BackgroundContext } from './context.ts'
import type { Declarations } from './declarations.ts'
import { saveExport } from './export.ts'
import { findTab } from './find-tab.ts'
import { pauseRecording, resumeRecording } from './pause.ts'
import { liveRecording, startRecording, stopRecording, type RecordingParts } from './recording.ts'
import { queueUpload } from './upload.ts'

const own = { tabId: null, frameId: null, documentId: null, origin: null, provenance: 'observed' } as const

/** What the background does for each message. */
export function createAnswers(
  context: BackgroundContext,
  parts: RecordingParts & { declarations: Declarations },
): Answers {
  return {
    'recording.start': async (request) => ({ trajectoryId: await startRecording(context, parts, request) }),
    'recording.stop': (request) => stopRecording(context, parts, request),
    'recording.pause': async () => {
      await pauseRecording(context, parts, 'pause')
      return {}
    },
    'recording.resume': async () => {
      await resumeRecording(context, parts)
      return {}
    },
    'recording.status': async () => {
      const database = await context.database()
      const live = await liveRecording(database)
      const row = live ? await database.get('trajectories', live.trajectoryId) : undefined
      if (!live || !row) return { recording: null }
      const { header, actions, gaps, lastGap } = row
      return {
        recording: {
          trajectoryId: live.trajectoryId,
          phase: live.phase,
          pause: live.pause?.reason ?? null,
          instruction: header.task.instruction,
          startedAtMs: header.startedAtMs,
          actions,
          gaps,
          lastGap,
        },
      }
    },
    'trajectory.judge': async ({ trajectoryId, ...outcome }) => {
      const database = await context.database()
      const row = await existing(database, trajectoryId)
      // Judged after the end: the judgement belongs to the end of the log, not to the minute somebody clicked.
      const atMs = row.header.endedAtMs ?? Date.now()
      await appendOwn(database, trajectoryId, masked({ kind: 'outcome', atMs, ...own, ...outcome }))
      return {}
    },
    'trajectory.signal': async ({ targetId, ...signal }) => {
      const database = await context.database()
      const live = await liveRecording(database)
      if (!live) throw new Error('no recording is running, so there is nothing to react to')
      const about = targetId ?? (await lastActionId(database, live.trajectoryId, 'agent'))
      if (about === null && signal.type !== 'note' && signal.type !== 'rating')
        throw new Error(`no action of an agent is recorded yet that "${signal.type}" could be about`)
      const id = await appendOwn(
        database,
        live.trajectoryId,
        masked({ kind: 'signal', atMs: Date.now(), ...own, ...signal, targetId: about, by: 'explicit', confidence: 1 }),
      )
      return { id: id ?? '' }
    },
    'trajectory.list': async () => {
      const database = await context.database()
      const [rows, uploads] = await Promise.all([listTrajectories(database), database.getAll('uploads')])
      return {
        trajectories: rows.map((row) =>
          toListItem(
            row,
            uploads.find((upload) => upload.trajectoryId === row.id),
          ),
        ),
      }
    },
    'trajectory.delete': async ({ trajectoryId }) => {
      const database = await context.database()
      const live = await liveRecording(database)
      if (live?.trajectoryId === trajectoryId)
        throw new Error('this trajectory is being recorded; stop the recording first')
      await deleteTrajectory(database, trajectoryId)
      return {}
    },
    'trajectory.export': async ({ trajectoryId, format }) => ({
      path: await saveExport(context, trajectoryId, format),
    }),
    'agent.declare': async ({ said }) => {
      await parts.declarations.declare(said)
      return {}
    },
    'tab.find': async (document) => ({ tabId: await findTab(document) }),
    'trajectory.upload': async ({ trajectoryId }) => {
      await existing(await context.database(), trajectoryId)
      return { detail: await queueUpload(context, trajectoryId) }
    },
  }
}

/** What a person writes may hold a secret too. */
function masked(entry: Unnumbered): Unnumbered {
  const { value, redacted } = createRedactor().value(entry)
  return Object.keys(redacted).length > 0 ? { ...value, redacted } : value
}

async function existing(database: CairnDatabase, trajectoryId: string): Promise<TrajectoryRow> {
  const row = await database.get('trajectories', trajectoryId)
  if (!row) throw new Error('this trajectory is not in the browser any more; it was deleted')
  return row
}

function toListItem({ id, header, actions, gaps, sizeBytes, outcome }: TrajectoryRow, upload: UploadRow | undefined) {
  return {
    id,
    instruction: header.task.instruction,
    status: header.status,
    startedAtMs: header.startedAtMs,
    endedAtMs: header.endedAtMs,
    actions,
    gaps,
    sizeBytes,
    success: outcome?.success ?? null,
    upload: upload ? { state: upload.state, detail: upload.detail } : null,
  }
}
