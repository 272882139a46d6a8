import { actionText } from '#trajectory/action-text.ts'
import type { Actor } from '#trajectory/attribution.ts'
import type { Signal } from '#trajectory/signal.ts'
import type { Step } from '#trajectory/step.ts'
import { signalSigns, signalWords } from '#ui/signal-words.ts'
import type { Item, LogView } from './log-view.ts'

/** People and agents differ at a glance, also without colours. */
export const actorSigns: Record<Actor, string> = { human: '●', agent: '◆', script: '■', mixed: '◐', unknown: '○' }

/** What an item says in one line. */
export function titleOf(item: Item, view: LogView): string {
  if (item.kind === 'step') return stepTitle(item.step, view)
  const { entry } = item
  switch (entry.kind) {
    case 'agent':
      return `${entry.agent.name} ${runWords[entry.event.type] ?? 'speaks'}`
    case 'gap':
      return `Not recorded: ${entry.detail === '' ? entry.reason : entry.detail}`
    case 'outcome':
      return `Judged: ${entry.success === 'partly' ? 'partly done' : entry.success ? 'success' : 'failure'}`
    case 'signal':
      return signalText(entry)
    default:
      return entry satisfies never
  }
}

const runWords: Record<string, string> = {
  RUN_STARTED: 'starts a run',
  RUN_FINISHED: 'ends its run',
  RUN_ERROR: 'fails in its run',
}

function stepTitle(step: Step, view: LogView): string {
  const actions = step.actionIds.flatMap((id) => view.action(id) ?? [])
  if (actions.length === 0) return step.toolCall ? `calls ${step.toolCall.name}` : 'does something'
  // The last one is what the others led to.
  const last = actions.at(-1)
  const more = actions.length > 1 ? ` (+${actions.length - 1})` : ''
  return last ? `${actionText(last, quote)}${more}` : ''
}

/** Every action of a step, in words. */
export function actionLines(step: Step, view: LogView): string[] {
  return step.actionIds.flatMap((id) => {
    const action = view.action(id)
    return action ? [actionText(action, quote)] : []
  })
}

/** What an agent thought, as one line; empty when nobody told. */
export function thoughtOf(item: Item): string {
  return item.kind === 'step' ? (item.step.reasoning ?? '').replace(/\s+/g, ' ').trim() : ''
}

export function signalsOf(item: Item, view: LogView): Signal[] {
  return item.kind === 'step' ? item.step.signalIds.flatMap((id) => view.signal(id) ?? []) : []
}

/** `Rejected: search first`, with who says so where it was not the person. */
export function signalText({ type, text, score, by, confidence }: Signal): string {
  const rated = score === null ? '' : ` ${Math.round(score * 4) + 1} of 5`
  const words = text === null || text === '' ? '' : `: ${text}`
  const guessed = by === 'explicit' ? '' : ` (inferred by ${by}, ${Math.round(confidence * 100)} % sure)`
  return `${signalWords[type]}${rated}${words}${guessed}`
}

/** The signs of what was said about a step, each once. */
export function signsOf(signals: readonly Signal[]): string {
  return [...new Set(signals.map(({ type }) => signalSigns[type]))].join(' ')
}

/** The tokens of a step: `4,543 tokens`; empty when nobody stated them. */
export function usageText({ usage }: Step): string {
  if (!usage) return ''
  const tokens = usage.totalTokens ?? (usage.promptTokens ?? 0) + (usage.completionTokens ?? 0)
  return tokens > 0 ? tokensText(tokens) : ''
}

export function tokensText(tokens: number): string {
  return `${tokens.toLocaleString('en-US')} tokens`
}

function quote(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim()
  return `“${line.length > 120 ? `${line.slice(0, 119)}…` : line}”`
}
