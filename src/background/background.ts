import { answerMessage } from '#messages/answer.ts'
import { createBell } from '#messages/bell.ts'
import { deliveryPort } from '#messages/delivery.ts'
import type { Reply } from '#messages/table.ts'
import { browser, type Runtime } from '#platform/browser.ts'
import { createAgentLimits } from './agent-limits.ts'
import { createAnswers } from './answers.ts'
import { badgeOf, showBadge } from './badge.ts'
import { listenToCommands } from './commands.ts'
import { unregisterScripts } from './content-scripts.ts'
import type { BackgroundContext } from './context.ts'
import { createDeclarations } from './declarations.ts'
import { watchDisk } from './disk.ts'
import { listenToExtensions } from './extensions.ts'
import { listenToFrames } from './frames.ts'
import { acceptPort } from './ingest.ts'
import { listenToDownloads } from './downloads.ts'
import { listenToNavigation } from './navigation.ts'
import { pauseRecording } from './pause.ts'
import { createPorts } from './ports.ts'
import { closeInterrupted, liveRecording, stopRecording } from './recording.ts'
import { createRequests, type Requests } from './requests.ts'
import { createScreenshots } from './screenshots.ts'
import { listenToTabs } from './tabs.ts'
import { resumeUploads, uploadAlarm } from './upload.ts'
import { listenToWindows } from './windows.ts'

/**
 * Wires the background. Everything is attached in the first turn of the event loop, or a woken worker would miss the
 * event that woke it. Returns how a tester reaches the answers.
 */
export function startBackground(given: BackgroundContext): {
  ask: (message: unknown) => Promise<Reply<unknown>> | undefined
} {
  const bell = createBell()
  // Whatever was written is news for pages that follow the log.
  const context: BackgroundContext = { ...given, track: (work) => given.track(work.finally(bell.ring)) }
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
  const parts = { ports, screenshots, requests, declarations }
  const answers = createAnswers(context, { ...parts, bell })
  const disk = watchDisk(() => {
    pauseRecording(context, parts, 'quota').catch((error: unknown) => console.error('cairn: could not pause', error))
  })

  browser.runtime.onConnect.addListener((port: Runtime.Port) => {
    if (port.name === deliveryPort && port.sender?.id === browser.runtime.id)
      acceptPort(context, { ...parts, disk }, port, agentLimits)
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
  })
  listenToFrames(context, ports)
  listenToNavigation(context)
  listenToTabs(context, screenshots)
  listenToWindows(context)
  listenToDownloads(context)
  listenToExtensions(context, ports)
  listenToCommands(context, ports)
  begin(() => wake(context, ports, requests))

  return { ask: (message) => answerMessage(answers, message, 'tester') }
}

/** After the worker's death: show what is true, and finish a stop that was cut off. */
async function wake(
  context: BackgroundContext,
  ports: ReturnType<typeof createPorts>,
  requests: Requests,
): Promise<void> {
  const live = await liveRecording(await context.database())
  await showBadge(badgeOf(live))
  if (live?.phase !== 'recording') requests.rest()
  // Pausing may have been cut off.
  if (live?.phase === 'paused') await unregisterScripts()
  if (live?.phase === 'stopping') await stopRecording(context, { ports, requests })
}
