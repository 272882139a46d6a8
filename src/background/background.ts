import { answerMessage } from '#messages/answer.ts'
import { createBell } from '#messages/bell.ts'
import { deliveryPort } from '#messages/delivery.ts'
import type { Reply } from '#messages/table.ts'
import { browser, type Runtime } from '#platform/browser.ts'
import { rotateLog } from '#storage/rotation.ts'
import { createAgentLimits } from './agent-limits.ts'
import { createAnswers } from './answers.ts'
import { createAutoSave, type AutoSave } from './auto-save.ts'
import { badgeOf, showBadge } from './badge.ts'
import { listenToCommands } from './commands.ts'
import { unregisterScripts } from './content-scripts.ts'
import type { BackgroundContext } from './context.ts'
import { createDeclarations } from './declarations.ts'
import { diskAlarm, watchDisk, type DiskWatch } from './disk.ts'
import { listenToExtensions } from './extensions.ts'
import { listenToFrames } from './frames.ts'
import { acceptPort } from './ingest.ts'
import { keepLedger } from './keep-ledger.ts'
import { listenToDownloads } from './downloads.ts'
import { lookForLosses, lookOnceForLosses } from './losses.ts'
import { listenToNavigation } from './navigation.ts'
import { pauseRecording } from './pause.ts'
import { readBucket } from './place.ts'
import { createPorts, type Ports } from './ports.ts'
import { closeInterrupted, liveRecording, stopRecording } from './recording.ts'
import { createRequests, type Requests } from './requests.ts'
import { createScreenshots } from './screenshots.ts'
import { listenToTabs } from './tabs.ts'
import { resumeUploads, uploadAlarm } from './upload.ts'
import { listenToWindows } from './windows.ts'

/**
 * Wires the background. Everything is attached in the first turn of the event loop, or a woken worker would miss the
 * event that woke it. Returns how a tester reaches the answers, and what to call when the connection to the database was
 * lost.
 */
export function startBackground(given: BackgroundContext): {
  ask: (message: unknown) => Promise<Reply<unknown>> | undefined
  storeLost: () => void
} {
  const bell = createBell()
  const ledger = keepLedger(given)
  const context: BackgroundContext = {
    ...given,
    track: (work) => {
      work.catch(disk.failed)
      // Whatever was written is news for pages that follow the log.
      given.track(
        work.finally(() => {
          bell.ring()
          ledger.touch()
        }),
      )
    },
  }
  const ports = createPorts()
  const screenshots = createScreenshots(context)
  const requests = createRequests(context)
  const agentLimits = createAgentLimits()
  const declarations = createDeclarations(context, ports)
  // One after the other: finishing a stop that was cut off, and closing what the browser's end cut off, must not race.
  let beginnings: Promise<unknown> = Promise.resolve()
  const begin = (work: () => Promise<void>): void => {
    beginnings = beginnings
      .then(work)
      .catch((error: unknown) => console.error('cairn: could not take up where it was', error))
  }
  const disk = watchDisk({
    onFull() {
      const pausing = showBadge('full').then(() => pauseRecording(context, parts, 'quota'))
      pausing.catch((error: unknown) => console.error('cairn: could not pause', error))
    },
    async makeGood() {
      await rotateLog(await readBucket())
      await lookForLosses(context, parts)
      await showBadge(badgeOf(await liveRecording(await context.database())))
    },
  })
  const autoSave = createAutoSave(context)
  const parts = { ports, screenshots, requests, declarations, disk, autoSave }
  const answers = createAnswers(context, { ...parts, bell })

  browser.runtime.onConnect.addListener((port: Runtime.Port) => {
    if (port.name === deliveryPort && port.sender?.id === browser.runtime.id)
      acceptPort(context, parts, port, agentLimits)
  })
  // The one listener of this context. Content scripts have no say here: only our own pages are heard.
  browser.runtime.onMessage.addListener((message: unknown, sender: Runtime.MessageSender) => {
    if (sender.id !== browser.runtime.id || !(sender.url ?? '').startsWith(browser.runtime.getURL(''))) return undefined
    return answerMessage(answers, message, 'page')
  })
  browser.runtime.onStartup.addListener(() => begin(() => closeInterrupted(context)))
  browser.runtime.onInstalled.addListener(() => begin(() => closeInterrupted(context)))
  browser.alarms.onAlarm.addListener((alarm) => {
    if (alarm.name === uploadAlarm) void resumeUploads(context)
    if (alarm.name === diskAlarm) disk.sound().catch(() => console.debug('cairn: the disk is still full'))
  })
  listenToFrames(context, ports)
  listenToNavigation(context)
  listenToTabs(context, screenshots)
  listenToWindows(context)
  listenToDownloads(context)
  listenToExtensions(context, ports)
  listenToCommands(context, ports)
  begin(() => wake(context, parts))

  return {
    ask: (message) => answerMessage(answers, message, 'tester'),
    storeLost: () => begin(() => lookForLosses(context, parts)),
  }
}

/** After the worker's death: show what is true, and finish a stop that was cut off. */
async function wake(
  context: BackgroundContext,
  parts: { ports: Ports; requests: Requests; disk: DiskWatch; autoSave: AutoSave },
): Promise<void> {
  await lookOnceForLosses(context, parts)
  const live = await liveRecording(await context.database())
  await showBadge(badgeOf(live))
  if (live?.phase !== 'recording') parts.requests.rest()
  // Pausing may have been cut off.
  if (live?.phase === 'paused') await unregisterScripts()
  if (live?.phase === 'stopping') await stopRecording(context, parts)
  await parts.autoSave.resume()
}
