import type { InferredSignal } from '#trajectory/inferred-signal.ts'
import { actionText } from '#trajectory/action-text.ts'
import type { Action } from '#trajectory/action.ts'
import type { AgentEntry } from '#trajectory/agent.ts'
import type { Actor } from '#trajectory/attribution.ts'
import type { Effect } from '#trajectory/effect.ts'
import type { Entry } from '#trajectory/entry.ts'
import type { Observation } from '#trajectory/observation.ts'
import type { Signal } from '#trajectory/signal.ts'
import type { Step } from '#trajectory/step.ts'
import { inferredLine } from './derived-lines.ts'
import { outcomeText, usageText } from './header-lines.ts'
import type { TimelineItem } from './timeline.ts'
import { counted, duration, percent, since, type Writer } from './writer.ts'

export interface TimelineOptions {
  startedAtMs: number
  /** Every entry of the log by id. */
  entries: ReadonlyMap<string, Entry>
  /** What rules found, to be shown at its steps. */
  inferred: readonly InferredSignal[]
}

/** People and agents differ at a glance, also without colours. */
const marks: Record<Actor, string> = { human: '●', agent: '◆', script: '■', mixed: '◐', unknown: '○' }

/** The lines of one item: a headline with time and actor, and indented what belongs to it. */
export function timelineLines(item: TimelineItem, options: TimelineOptions, writer: Writer): string[] {
  const time = since(item.atMs, options.startedAtMs).padStart(9)
  if ('step' in item) {
    const [headline = '', ...details] = stepLines(item.step, options, writer)
    return [
      `${time}  ${actorText(item.step.actor, writer)} ${String(item.step.index).padStart(3)}. ${headline}`,
      ...details.map((line) => `${' '.repeat(27)}${line}`),
    ]
  }
  if ('inferred' in item) return [`${time}  ${inferredLine(item.inferred, writer)}`]
  return entryLines(item.entry, writer).map((line, i) => (i === 0 ? `${time}  ${line}` : `${' '.repeat(27)}${line}`))
}

function stepLines(step: Step, { entries, inferred }: TimelineOptions, writer: Writer): string[] {
  const { palette, text, quote } = writer
  const find = <K extends Entry['kind']>(kind: K, ids: readonly string[]): Extract<Entry, { kind: K }>[] =>
    ids.map((id) => entries.get(id)).filter((entry): entry is Extract<Entry, { kind: K }> => entry?.kind === kind)
  const actions = find('action', step.actionIds)
  const lines: string[] = []
  if (step.toolCall) lines.push(`calls ${palette.strong(text(step.toolCall.name))} ${text(step.toolCall.args)}`)
  const start = step.toolCall && step.runId === null ? startOf(step, entries.values()) : undefined
  if (start) lines.push(palette.faint(callerText(start, writer)))
  if (step.reasoning !== null) lines.push(`thinks: ${text(step.reasoning, 300)}`)
  for (const action of actions)
    lines.push(step.toolCall ? actionLine(action, writer) : palette.strong(actionLine(action, writer)))
  if (step.toolCall)
    lines.push(
      step.toolCall.result === null ? palette.warning('no result came') : `result: ${quote(step.toolCall.result)}`,
    )
  for (const effect of find('effect', step.effectIds)) lines.push(effectLine(effect, writer))
  for (const signal of find('signal', step.signalIds)) lines.push(signalLine(signal, writer))
  for (const signal of inferred) if (signal.stepIndex === step.index) lines.push(inferredLine(signal, writer))
  const [observation] = find('observation', step.observationId === null ? [] : [step.observationId])
  lines.push(palette.faint([...new Set(actions.map(attributionText))].concat(observationText(observation)).join(' · ')))
  if (step.policy ?? step.usage) {
    const model = step.policy?.responseModel ?? step.policy?.requestModel ?? 'unnamed model'
    lines.push(palette.faint(`${text(model)}: ${usageText(step.usage ?? {}) || 'no usage told'}`))
  }
  return lines
}

function startOf({ toolCall, startAtMs }: Step, entries: Iterable<Entry>): AgentEntry | undefined {
  for (const entry of entries)
    if (entry.kind === 'agent' && entry.atMs === startAtMs && entry.event.type === 'TOOL_CALL_START')
      if (entry.event.toolCallId === toolCall?.id) return entry
  return undefined
}

/** Outside of a run nobody has said yet who it is that calls. */
function callerText({ agent, origin, provenance, corroboratedBy }: AgentEntry, { text }: Writer): string {
  const who = agent.name === 'unknown' ? 'an agent nobody names' : [agent.name, agent.version ?? ''].join(' ').trim()
  const isSeen = provenance === 'observed' || corroboratedBy?.includes('webmcp') === true
  return text(`by ${who}, ${isSeen ? 'told by the browser' : `says ${origin ?? 'the page'}`}`)
}

function actionLine(action: Action, { text, quote, palette }: Writer): string {
  const { target, surface } = action
  const frame = target?.framePath.at(-1)
  const places = [
    surface === 'agent-ui' ? "in the agent's panel" : '',
    surface === 'browser' ? 'in the browser' : '',
    frame
      ? `in frame ${text(frame.url ?? frame.selector ?? `no. ${frame.index}`)}${target && target.framePath.length > 1 ? ` (${target.framePath.length} deep)` : ''}`
      : '',
    target && target.shadowDepth > 0 ? `in ${counted(target.shadowDepth, 'shadow root')}` : '',
  ].filter((place) => place !== '')
  return `${text(actionText(action, quote), 400)}${places.length > 0 ? palette.faint(`  ${places.join(', ')}`) : ''}`
}

function attributionText({ actor, attribution }: Action): string {
  return `${actor} by ${attribution.method}, ${percent(attribution.confidence)} sure`
}

function observationText(observation: Observation | undefined): string {
  if (!observation) return 'not observed before'
  const { outline, outlineTruncated, screenshot } = observation
  const seen = `${counted(outline.length, 'element')}${outlineTruncated ? ' (and more)' : ''} in view`
  if (!screenshot) return `${seen} · no screenshot`
  return `${seen} · screenshot ${screenshot.width}×${screenshot.height}, ${duration(screenshot.ageMs)} old${screenshot.stale ? ', stale' : ''}`
}

function effectLine(effect: Effect, { text }: Writer): string {
  switch (effect.name) {
    case 'navigation':
      return `→ ${effect.sameDocument ? 'address becomes' : 'goes to'} ${text(effect.url)} (${text([effect.transitionType, ...effect.transitionQualifiers].join(', '))})`
    case 'popup':
      return `→ opens tab ${effect.openedTabId}: ${text(effect.url)}`
    case 'model_request':
      return `→ asks a model at ${text(effect.url)}`
    case 'download':
      return `→ downloads ${text(effect.fileName)} (${effect.bytes === null ? 'size unknown' : `${effect.bytes} bytes`}, ${effect.state})`
    case 'restored':
      return `→ comes back as it was left: ${text(effect.url)}`
    case 'discarded':
      return `→ thrown away by the browser to save memory: ${text(effect.url)}${effect.becameTabId === null ? '' : ` (now tab ${effect.becameTabId})`}`
    default:
      return effect satisfies never
  }
}

function signalLine(signal: Signal, { palette, text, quote }: Writer): string {
  const by =
    signal.by === 'explicit'
      ? 'said by the person'
      : `inferred by ${text(signal.by)}, ${percent(signal.confidence)} sure`
  const score = signal.score === null ? '' : ` ${signal.score}`
  return palette.warning(`‼ ${signal.type}${score}${signal.text === null ? '' : `: ${quote(signal.text)}`} (${by})`)
}

function entryLines(entry: Entry, writer: Writer): string[] {
  const { palette, text, quote } = writer
  switch (entry.kind) {
    case 'effect':
      return [effectLine(entry, writer)]
    case 'signal':
      return [signalLine(entry, writer)]
    case 'outcome':
      return [`${palette.strong('outcome')}: ${outcomeText(entry, writer)}`]
    case 'gap':
      return [
        palette.warning(
          `not recorded: ${entry.reason}${entry.detail === '' ? '' : `, ${quote(entry.detail)}`}${entry.url === null ? '' : ` at ${text(entry.url)}`}`,
        ),
      ]
    case 'agent':
      return [`${actorText('agent', writer)}      ${saying(entry, writer)}`]
    case 'action':
    case 'observation':
    case 'dom':
      return []
    default:
      return entry satisfies never
  }
}

function saying(entry: AgentEntry, { text, quote, palette }: Writer): string {
  const { event, agent } = entry
  const name = text(agent.name)
  const outcome = isRecord(event.outcome) && typeof event.outcome.type === 'string' ? event.outcome.type : undefined
  switch (event.type) {
    case 'RUN_STARTED':
      return `${name} starts a run${promptOf(event) === undefined ? '' : `: ${quote(promptOf(event) ?? '')}`}${palette.faint(text(vouched(entry)))}`
    case 'RUN_FINISHED':
      return `${name} ends its run${outcome === undefined ? '' : `: ${text(outcome)}`}`
    case 'RUN_ERROR':
      return palette.warning(`${name}'s run fails: ${quote(typeof event.message === 'string' ? event.message : '')}`)
    case 'ACTIVITY_SNAPSHOT':
      return `plans: ${text(json(event.content))}`
    case 'CUSTOM':
      return `${text(String(event.name).replace('recorder.', ''))}: ${text(json(event.value))}`
    default:
      return `says: ${quote(typeof event.delta === 'string' ? event.delta : '')}`
  }
}

/** Who says so, where nobody but an announcement does. */
function vouched({ channel, origin, extensionId }: AgentEntry): string {
  if (extensionId !== undefined) return `  says extension ${extensionId}`
  return channel.startsWith('agui-event@') ? `  says ${origin ?? 'the page'}` : ''
}

/** The last message of the person in the input of a run. */
function promptOf(event: AgentEntry['event']): string | undefined {
  const messages: unknown = isRecord(event.input) ? event.input.messages : undefined
  const last: unknown = Array.isArray(messages)
    ? messages.findLast((message: unknown) => isRecord(message) && message.role === 'user')
    : undefined
  return isRecord(last) && typeof last.content === 'string' ? last.content : undefined
}

function actorText(actor: Actor, { palette }: Writer): string {
  const colour = actor === 'human' ? palette.human : actor === 'agent' ? palette.agent : palette.other
  return colour(`${marks[actor]} ${actor.padEnd(7)}`)
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}

/** JSON text of a value; empty for what JSON has no word for. */
function json(value: unknown): string {
  return value === undefined ? '' : JSON.stringify(value)
}
