import { answerMessage } from '#messages/answer.ts'
import { createBell } from '#messages/bell.ts'
import { deliveryPort } from '#messages/delivery.ts'
import type { Reply } from '#messages/table.ts'
import { browser, type Runtime } from '#platform/browser.ts'
import { rotateLog } from '#storage/rotation.ts'
import { listenToAccess } from './access.ts'
import { createAgentLimits } from './agent-limits.ts'
import { createAnswers } from './answers.ts'
import { listenToArrivals } from './arrivals.ts'
import { createAutoSave } from './auto-save.ts'
import { badgeOf, showBadge } from './badge.ts'
import { createBeginning } from './beginning.ts'
import { listenToCommands } from './commands.ts'
import { areScriptsRegistered, unregisterScripts } from './content-scripts.ts'
import type { BackgroundContext } from './context.ts'
import { listenToCrashes } from './crashes.ts'
import { createDeclarations } from './declarations.ts'
import { listenToDiscards } from './discards.ts'
import { diskAlarm, watchDisk } from './disk.ts'
import { listenToExtensions } from './extensions.ts'
import { listenToFrames } from './frames.ts'
import { acceptPort } from './ingest.ts'
import { keepLedger } from './keep-ledger.ts'
import { listenToDownloads } from './downloads.ts'
import { lookForLosses, lookOnceForLosses } from './losses.ts'
import { listenToNavigation } from './navigation.ts'
import { restForSpace } from './pause.ts'
import { readBucket } from './place.ts'
import { createPorts } from './ports.ts'
import { liveRecording, openPages, stopRecording } from './recording.ts'
import { createRequests } from './requests.ts'
import { createScreenshots } from './screenshots.ts'
import { listenToTabs } from './tabs.ts'
import { resumeUploads, uploadAlarm } from './upload.ts'
import { listenToWindows } from './windows.ts'

/** A full disk may have the database fail; the next worker tries again too. */
const takeUpAgainMs = 5000

/**
 * Wires the background. Everything is attached in the first turn of the event loop, or a woken worker would miss the
 * event that woke it. Returns how a tester reaches the answers, and what to call when the connection to the database was
 * lost.
 */
export function startBackground(given: Omit<BackgroundContext, 'writable'>): {
  ask: (message: unknown) => Promise<Reply<unknown>> | undefined
  storeLost: () => void
} {
  const bell = createBell()
  const ledger = keepLedger(given)
  let settle: () => void = () => undefined
  const settled = new Promise<void>((resolve) => (settle = resolve))
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
    // Nobody writes into a recording before it is known whether it goes on.
    database: () => settled.then(given.database),
    writable: () => disk.sound().then(context.database),
  }
  const ports = createPorts()
  const screenshots = createScreenshots(context)
  const requests = createRequests(context)
  const agentLimits = createAgentLimits()
  const declarations = createDeclarations(context, ports)
  const beginning = createBeginning(given)
  const disk = watchDisk({
    onDoubt() {
      showBadge('full').catch((error: unknown) => console.error('cairn: could not show that the disk is full', error))
    },
    onFull() {
      const resting = showBadge('full').then(() => restForSpace(context, parts))
      resting.catch((error: unknown) => console.error('cairn: could not pause', error))
    },
    async makeGood() {
      await rotateLog(await readBucket())
      await lookForLosses(context, parts)
      // That recording rests could perhaps not be noted for the very reason it rests.
      await restForSpace(context, parts)
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
  browser.alarms.onAlarm.addListener((alarm) => {
    if (alarm.name === uploadAlarm) void resumeUploads(context)
    if (alarm.name === diskAlarm) disk.sound().catch(() => console.debug('cairn: the disk is still full'))
  })
  listenToArrivals(context, ports)
  listenToFrames(context, ports)
  listenToNavigation(context)
  listenToTabs(context, screenshots)
  listenToWindows(context)
  listenToDownloads(context)
  listenToExtensions(context, ports)
  listenToCommands(context, ports)
  listenToAccess(context, parts)
  listenToCrashes(context, ports)
  listenToDiscards(context)
  takeUpOrLater()

  return {
    ask: (message) => answerMessage(answers, message, 'tester'),
    storeLost: () => {
      lookForLosses(context, parts).catch(notLooked)
    },
  }

  function takeUpOrLater(): void {
    takeUp().catch((error: unknown) => {
      console.error('cairn: could not take up where it was', error)
      setTimeout(takeUpOrLater, takeUpAgainMs)
    })
  }

  /** What was recorded by a former worker, or before an update of the extension, goes on; a stop that was cut off is finished. */
  async function takeUp(): Promise<void> {
    // Asked while there is time: the first batch waits for the answer.
    disk.inDoubt().catch(() => undefined)
    // Before anything is written: one entry more would stand for one that is gone.
    const look = (): Promise<void> => lookOnceForLosses(given, parts)
    // What is damaged fails when it is read, and the browser begins it anew: the second look sees what is left.
    await look().catch(look).catch(notLooked)
    const goesOn = await beginning.decide().finally(settle)
    const live = await liveRecording(await context.database())
    await showBadge(badgeOf(live))
    if (live?.phase !== 'recording') requests.rest()
    // Pausing may have been cut off.
    if (live?.phase === 'paused') await unregisterScripts()
    if (live?.phase === 'stopping') await stopRecording(context, parts)
    // Starting may have been cut off.
    if (live?.phase === 'recording' && (goesOn || !(await areScriptsRegistered())))
      await openPages(context, parts, live.trajectoryId)
    if (goesOn) await beginning.done()
    await autoSave.resume()
  }
}

function notLooked(error: unknown): void {
  console.error('cairn: could not look whether anything stored is gone', error)
}
