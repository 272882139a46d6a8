import type { Bell } from '#messages/bell.ts'
import type { Answers } from '#messages/table.ts'
import type { CairnDatabase, TrajectoryRow, UploadRow } from '#storage/database.ts'
import { appendOwn, storedThrough } from '#storage/log.ts'
import { listTrajectories } from '#storage/trajectories.ts'
import { badgeOf, showBadge } from './badge.ts'
import type { BackgroundContext } from './context.ts'
import type { Declarations } from './declarations.ts'
import type { DiskWatch } from './disk.ts'
import { saveExport } from './export.ts'
import { findTab } from './find-tab.ts'
import { readEnd, readPage, readSince } from './following.ts'
import { readHintAsked } from './hint-asked.ts'
import { deleteNoted, dismissLoss, note, noteSaved, readCopies, readLosses, type Copies } from './ledger.ts'
import { own } from './own.ts'
import { pauseRecording, resumeRecording } from './pause.ts'
import { liveRecording, startRecording, stopRecording, type RecordingParts } from './recording.ts'
import { actionInWords, giveSignal, isTakenOver, lastAgentAction, masked, releaseMs } from './signals.ts'
import { queueUpload } from './upload.ts'

/** What the background does for each message. */
export function createAnswers(
  context: BackgroundContext,
  parts: RecordingParts & { declarations: Declarations; bell: Pick<Bell, 'ring'>; disk: Pick<DiskWatch, 'inDoubt'> },
): Answers {
  /** What changes something is news for pages that follow the log. */
  const news = <T>(work: Promise<T>): Promise<T> => work.finally(parts.bell.ring)

  return {
    'recording.start': async (request) => ({ trajectoryId: await news(startRecording(context, parts, request)) }),
    'recording.stop': (request) => news(stopRecording(context, parts, request)),
    'recording.pause': async () => {
      await news(pauseRecording(context, parts, 'pause'))
      return {}
    },
    'recording.resume': async () => {
      await news(resumeRecording(context, parts))
      return {}
    },
    'recording.status': async () => {
      const database = await context.database()
      const live = await liveRecording(database)
      const row = live ? await database.get('trajectories', live.trajectoryId) : undefined
      if (!live || !row) return { recording: null }
      const { header, actions, gaps, lastGap } = row
      const aboutId = await lastAgentAction(database, live.trajectoryId, Date.now())
      return {
        recording: {
          trajectoryId: live.trajectoryId,
          phase: live.phase,
          pause: live.pause?.reason ?? ((await parts.disk.inDoubt()) ? 'quota' : null),
          instruction: header.task.instruction,
          startedAtMs: header.startedAtMs,
          actions,
          gaps,
          lastGap,
          about:
            aboutId === null ? null : { id: aboutId, words: await actionInWords(database, live.trajectoryId, aboutId) },
          takenOver: await isTakenOver(database, live.trajectoryId),
          hintAsked: await readHintAsked(live.trajectoryId),
        },
      }
    },
    'recording.release': async () => {
      await parts.ports.release(releaseMs)
      return {}
    },
    'log.through': async ({ trajectoryId }) => ({
      through: await storedThrough(await context.database(), trajectoryId),
    }),
    'log.end': async ({ trajectoryId }) => readEnd(await context.database(), trajectoryId),
    'log.page': async (request) => readPage(await context.database(), request),
    'log.since': async (request) => readSince(await context.database(), request),
    'trajectory.judge': async ({ trajectoryId, ...outcome }) => {
      const database = await context.writable()
      const row = await existing(database, trajectoryId)
      // Judged after the end: the judgement belongs to the end of the log, not to the minute somebody clicked.
      const atMs = row.header.endedAtMs ?? Date.now()
      await news(appendOwn(database, trajectoryId, masked({ kind: 'outcome', atMs, ...own, ...outcome })))
      await note(database, trajectoryId)
      await parts.autoSave.finished(trajectoryId)
      return {}
    },
    'trajectory.signal': async (request) => news(giveSignal(await context.writable(), parts.ports, request)),
    'trajectory.list': async () => {
      const database = await context.database()
      const [rows, uploads, copies] = await Promise.all([
        listTrajectories(database),
        database.getAll('uploads'),
        readCopies(),
      ])
      return {
        trajectories: rows.map((row) =>
          toListItem(
            row,
            uploads.find((upload) => upload.trajectoryId === row.id),
            copies(row.id),
          ),
        ),
      }
    },
    'trajectory.delete': async ({ trajectoryId }) => {
      const database = await context.database()
      const live = await liveRecording(database)
      if (live?.trajectoryId === trajectoryId)
        throw new Error('this trajectory is being recorded; stop the recording first')
      await news(deleteNoted(database, trajectoryId))
      return {}
    },
    'trajectory.export': async ({ trajectoryId, format }) => {
      const path = await saveExport(context, trajectoryId, format)
      await noteSaved(trajectoryId, { path })
      return { path }
    },
    'loss.list': async () => ({ losses: await readLosses() }),
    'loss.dismiss': async ({ trajectoryId }) => {
      await dismissLoss(trajectoryId)
      await showBadge(badgeOf(await liveRecording(await context.database())))
      return {}
    },
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

async function existing(database: CairnDatabase, trajectoryId: string): Promise<TrajectoryRow> {
  const row = await database.get('trajectories', trajectoryId)
  if (!row) throw new Error('this trajectory is not in the browser any more; it was deleted')
  return row
}

function toListItem(
  { id, header, actions, gaps, sizeBytes, outcome }: TrajectoryRow,
  upload: UploadRow | undefined,
  { savedTo, problem }: Copies,
) {
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
    savedTo,
    notSaved: problem,
  }
}
