import { redactUrl } from '#redaction/url.ts'
import { browser, type WebRequest } from '#platform/browser.ts'
import { appendOwn } from '#storage/log.ts'
import type { AgentEntry } from '#trajectory/agent.ts'
import type { BackgroundContext } from './context.ts'
import { own } from './own.ts'
import { whileRecording } from './recording.ts'

/** Where models are asked, by the end of the path; elsewhere a request is remembered, but not written. */
const modelPath =
  /\/(?:chat\/completions|v\d+\/(?:messages|responses|completions)|openai\/(?:.*\/)?responses)$|:(?:stream)?generateContent$/i

/** Requests remembered; an answer may take minutes, and only then the page's side tells of it. */
const requestLimit = 500
/** Larger bodies are not hashed. */
const bodyBytes = 2 * 1024 * 1024
/** The page's clock and the browser's may disagree by this much about one request. */
const clockSlackMs = 5000
/** What a page tells may overtake what the browser tells. */
const overtakenMs = 1500
const secondLookMs = 300

interface Seen {
  tabId: number
  frameId: number
  url: string
  atMs: number
  bodyHash: string | null
  /** The one claim of each channel that this request stands for; a page gets no two for one. */
  claims: Map<string, string>
}

/**
 * Requests by POST as the browser saw them leave, which no page can make believe. Remembered in memory only: when the
 * worker dies, what was asked before goes uncorroborated.
 */
export interface Requests {
  /** Listens from now on: a recording has begun. */
  start: () => void
  /** Stops listening: the recording has ended. */
  stop: () => void
  /** Stops listening unless a recording has begun: for a worker that woke up to find none. */
  rest: () => void
  /** Whether the browser saw the request leave that this claim is said to come of. */
  saw: (claim: Pick<AgentEntry, 'id' | 'channel' | 'tabId' | 'frameId' | 'request'>) => Promise<boolean>
}

export function createRequests(context: BackgroundContext): Requests {
  const seen: Seen[] = []
  /** Hashes on their way. */
  const pending = new Set<Promise<unknown>>()
  let isRecording = false

  const onBeforeRequest = (details: WebRequest.OnBeforeRequestDetailsType): undefined => {
    // A page that is prerendered nobody has seen.
    const { documentLifecycle } = details as { documentLifecycle?: string }
    if (details.method === 'POST' && documentLifecycle !== 'prerender') {
      const work = remember(details).finally(() => pending.delete(work))
      pending.add(work)
      context.track(work)
    }
    return undefined
  }

  async function remember({ tabId, frameId, url, timeStamp, requestBody }: WebRequest.OnBeforeRequestDetailsType) {
    const address = addressOf(url)
    if (address === null) return
    const bodyHash = await hashOf(requestBody?.raw)
    seen.push({ tabId, frameId, url: address, atMs: timeStamp, bodyHash, claims: new Map() })
    if (seen.length > requestLimit) seen.shift()
    if (!modelPath.test(address)) return
    whileRecording(context, (database, live) =>
      appendOwn(database, live.trajectoryId, {
        kind: 'effect',
        name: 'model_request',
        atMs: timeStamp,
        ...own,
        // A service worker's request belongs to no tab.
        ...(tabId >= 0 ? { tabId, frameId } : {}),
        causeId: null,
        url: redactUrl(address).url,
        bodyHash,
      }),
    )
  }

  async function find(claim: Parameters<Requests['saw']>[0]): Promise<Seen | undefined> {
    await Promise.all(pending)
    const { id, channel, tabId, frameId, request } = claim
    if (!request) return undefined
    return seen.find(
      (one) =>
        one.tabId === tabId &&
        one.frameId === frameId &&
        one.url === request.url &&
        (one.claims.get(channel) ?? id) === id &&
        Math.abs(one.atMs - request.atMs) <= clockSlackMs &&
        (one.bodyHash === null || request.bodyHash === null || one.bodyHash === request.bodyHash),
    )
  }

  function listen(): void {
    const { onBeforeRequest: event } = browser.webRequest
    if (!event.hasListener(onBeforeRequest))
      event.addListener(onBeforeRequest, { urls: ['<all_urls>'], types: ['xmlhttprequest'] }, ['requestBody'])
  }

  function leave(): void {
    browser.webRequest.onBeforeRequest.removeListener(onBeforeRequest)
    seen.length = 0
  }

  // At once, because it may be a request that woke the worker.
  listen()
  return {
    start() {
      isRecording = true
      listen()
    },
    stop() {
      isRecording = false
      leave()
    },
    rest() {
      if (!isRecording) leave()
    },
    async saw(claim) {
      if (!claim.request) return false
      let found = await find(claim)
      if (!found && Math.abs(Date.now() - claim.request.atMs) < overtakenMs) {
        await new Promise((resolve) => setTimeout(resolve, secondLookMs))
        found = await find(claim)
      }
      found?.claims.set(claim.channel, claim.id)
      return found !== undefined
    },
  }
}

/** Origin and path: a query may hold keys. */
function addressOf(url: string): string | null {
  try {
    const { origin, pathname } = new URL(url)
    return `${origin}${pathname}`
  } catch {
    return null
  }
}

async function hashOf(parts: WebRequest.UploadData[] | undefined): Promise<string | null> {
  const chunks = parts?.map(({ bytes }) => bytes as ArrayBuffer | undefined) ?? []
  // A file among them is not to be read.
  if (chunks.length === 0 || chunks.some((chunk) => chunk === undefined)) return null
  const whole = new Blob(chunks as ArrayBuffer[])
  if (whole.size > bodyBytes) return null
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', await whole.arrayBuffer()))
  return [...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}
