import type { AgUiEvent } from '#agents/announcement.ts'
import { eventTimeMs } from './clock.ts'
import { attribute, isControl, isTextField, type Control } from './field.ts'
import type { Facts, FieldContent } from './reading.ts'
import { elementOf, propertyOf } from './target/tree.ts'

/** What the witness hears of a call comes this soon after the browser told of it. */
const witnessMs = 50
/** The browser sends in the same breath as the click or key in the form that means it; a busy page takes longer. */
const decisionMs = 100
/** How long a call is taken to last of which nobody says when it ended. */
const unheardMs = 1000

/** One thing that is known of a call; `inferred` where the browser does not tell it. */
export interface ToolNews {
  event: AgUiEvent
  atMs: number
  form?: HTMLFormElement
  redacted?: Record<string, number>
  inferred?: true
  /** What happened in the call so far the browser did itself. */
  byBrowser?: true
}

export interface WebMcpOptions {
  signal: AbortSignal
  content: (field: Element) => FieldContent
  say: (news: ToolNews) => void
}

/**
 * Calls of the page's tools as the browser tells of them (WebMCP, Chromium alone). Its events are trusted and heard in
 * this world: no page can make them but by having a tool of its own called.
 */
export interface WebMcp {
  /** Every event that sensors read: some are the browser filling a form for an agent. */
  see: (event: Event, facts: Facts) => void
  /** Whether the browser told of a call of this tool that nobody else has spoken for. */
  claim: (toolName: unknown) => boolean
}

/** What was done in the present task of the page that no input device did. The browser fills and tells in one task. */
interface Doing {
  fromMs: number
  form: HTMLFormElement | null
  fields: Set<Control>
  sent: boolean
}

export function watchWebMcp({ signal, content, say: tell }: WebMcpOptions): WebMcp {
  // By the prototype's getter: a page may have a form of that name.
  const context = propertyOf(document, 'modelContext' as 'body') as EventTarget | null | undefined
  let doing: Doing | null = null
  /** The last that an input device did, and in which form. */
  let primary: { atMs: number; form: Element | null } | null = null
  let calls = 0
  const unclaimed: string[] = []
  /** Calls whose form waits for a person to send it. */
  const waiting = new Map<HTMLFormElement, { toolName: string; toolCallId: string }>()

  function say(news: ToolNews): void {
    if (!signal.aborted) tell(news)
  }

  function onActivated(event: Event): void {
    const { toolName } = event as Event & { toolName: string }
    const atMs = eventTimeMs(event)
    // What a person did in another tool's form just before is none of this call's.
    const isIts = doing !== null && (doing.form === null || toolOf(doing.form) === toolName)
    const done = isIts && doing ? doing : { fromMs: atMs, form: null, fields: new Set<Control>(), sent: false }
    doing = null
    const form = done.form ?? [...document.forms].find((form) => toolOf(form) === toolName)
    if (form) return fill(toolName, form, done, atMs)
    unclaimed.push(toolName)
    // A tool that was there before the witness: of its calls nobody tells but the browser.
    setTimeout(() => claim(toolName) && tellUnheard(toolName, done.fromMs), witnessMs)
  }

  function claim(toolName: unknown): boolean {
    const index = unclaimed.indexOf(toolName as string)
    if (index >= 0) unclaimed.splice(index, 1)
    return index >= 0
  }

  function begin(toolName: string, atMs: number, form?: HTMLFormElement): string {
    const toolCallId = `webmcp-seen:${++calls}`
    const event = { type: 'TOOL_CALL_START', toolCallId, toolCallName: toolName }
    say({ event, atMs, ...(form ? { form } : {}) })
    return toolCallId
  }

  function end(toolCallId: string, atMs: number, content: string, metadata: object, inferred?: true): void {
    const messageId = `${toolCallId}:result`
    const event = { type: 'TOOL_CALL_RESULT', toolCallId, messageId, role: 'tool', content, metadata }
    say({ event, atMs, ...(inferred ? { inferred } : {}) })
  }

  function tellUnheard(toolName: string, atMs: number): void {
    const toolCallId = begin(toolName, atMs)
    say({ event: { type: 'TOOL_CALL_END', toolCallId }, atMs })
    setTimeout(() => end(toolCallId, atMs + unheardMs, '', { toldBy: 'cairn' }, true), unheardMs)
  }

  function fill(toolName: string, form: HTMLFormElement, { fields, fromMs, sent }: Doing, atMs: number): void {
    settle(form, atMs, 'the tool was called again')
    const toolCallId = begin(toolName, fromMs, form)
    const redacted: Record<string, number> = {}
    const args = [...fields].map((field) => {
      const { value, rule } = content(field)
      if (rule !== null) redacted[rule] = (redacted[rule] ?? 0) + 1
      return [field.name, rule !== null || isTextField(field) ? value : stateOf(field)] as const
    })
    const delta = JSON.stringify(Object.fromEntries(args))
    say({ event: { type: 'TOOL_CALL_ARGS', toolCallId, delta }, atMs: fromMs, redacted })
    say({ event: { type: 'TOOL_CALL_END', toolCallId }, atMs: fromMs, byBrowser: true })
    if (sent) return end(toolCallId, atMs, 'the form was sent', { ok: true })
    waiting.set(form, { toolName, toolCallId })
    const value = { id: toolCallId, reason: 'confirmation', message: 'the form waits to be sent', toolCallId }
    say({ event: { type: 'CUSTOM', name: 'recorder.interrupt', value }, atMs })
  }

  /** What became of a form that an agent has filled: sent when no error is named. */
  function settle(form: HTMLFormElement, atMs: number, error?: string): void {
    const call = waiting.get(form)
    if (!call) return
    const { toolCallId } = call
    waiting.delete(form)
    // A script may send or empty it, too, also when a person clicks elsewhere; then nobody has decided anything.
    if (primary?.form === form && atMs - primary.atMs <= decisionMs) {
      const payload = { approved: error === undefined }
      const value = { interruptId: toolCallId, status: 'resolved', payload }
      say({ event: { type: 'CUSTOM', name: 'recorder.resume', value }, atMs })
    }
    if (error === undefined) end(toolCallId, atMs, 'the form was sent', { ok: true })
    else end(toolCallId, atMs, error, { ok: false, error })
  }

  function hear(target: EventTarget, type: string, listener: (event: Event) => void): void {
    target.addEventListener(type, (event) => event.isTrusted && listener(event), {
      capture: true,
      passive: true,
      signal,
    })
  }

  if (context) {
    hear(context, 'toolactivated', onActivated)
    hear(context, 'toolcancel', (event) => {
      const { toolName } = event as Event & { toolName: string }
      for (const [form, call] of waiting) if (call.toolName === toolName) settle(form, eventTimeMs(event), 'cancelled')
    })
    hear(window, 'reset', (event) => {
      if (event.target instanceof HTMLFormElement) settle(event.target, eventTimeMs(event), 'the form was emptied')
    })
  }

  return {
    claim,
    see(event, { atMs, evidence }) {
      if (!context) return
      const element = elementOf(event)
      if (event.isTrusted && evidence.primary) {
        primary = { atMs, form: element && propertyOf(element, 'closest').call(element, 'form') }
        return
      }
      const field = element && isControl(element) ? element : null
      const form = event.isTrusted ? (field ? field.form : element instanceof HTMLFormElement ? element : null) : null
      if (event.isTrusted && (!form || toolOf(form) === '')) return
      if (doing === null || (form && doing.form !== form)) {
        doing = { fromMs: atMs, form, fields: new Set(), sent: false }
        setTimeout(() => (doing = null))
      }
      if (!form) return
      if (field) doing.fields.add(field)
      if (event.type !== 'submit') return
      doing.sent = true
      if ((event as { agentInvoked?: boolean }).agentInvoked === true) settle(form, atMs)
    },
  }
}

function toolOf(form: HTMLFormElement): string {
  return attribute(form, 'toolname')
}

function stateOf(field: Control): string | boolean {
  return field.type === 'checkbox' && field instanceof HTMLInputElement ? field.checked : field.value
}
