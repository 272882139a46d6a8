import type { Action } from '#trajectory/action.ts'
import { withCauses } from '#trajectory/cause.ts'
import type { Effect } from '#trajectory/effect.ts'
import type { Entry } from '#trajectory/entry.ts'
import type { Observation } from '#trajectory/observation.ts'
import type { DocumentState } from './state-comparison.ts'

export interface Viewport {
  width: number
  height: number
}

/** A tab that was open when the recording began. */
export interface OpeningTab {
  tabId: number
  url: string
}

/** What comes next: something to do, something to leave, or something that must follow by itself. */
export type PlanStep =
  | { kind: 'action'; action: Action; skip: string | null; seen: Observation | null }
  | { kind: 'navigation'; effect: Extract<Effect, { name: 'navigation' }> }
  | { kind: 'popup'; effect: Extract<Effect, { name: 'popup' }> }

/** Everything a trajectory asks of a browser. */
export interface Plan {
  openingTabs: OpeningTab[]
  /** CSS pixels of the viewport of each tab's top document, where it is known. */
  viewports: Map<number, Viewport>
  steps: PlanStep[]
  dialogs: Extract<Action, { name: 'handle_dialog' }>[]
  /** Documents as they were at the end, of the tabs in which something happened. */
  ends: DocumentState[]
}

/** A document that was recorded from its beginning or from the beginning of the recording. */
export interface RecordedDocument {
  tabId: number
  atMs: number
  url: string
}

/**
 * Tells causes from consequences: what a page did by itself or because of an earlier action will happen again without
 * help, and carrying it out too would do it twice. `documents` are the top documents whose DOM stream says their address.
 */
export async function planReplay(
  log: AsyncIterable<Entry>,
  { startUrl, documents }: { startUrl: string | null; documents: readonly RecordedDocument[] },
): Promise<Plan> {
  const steps: PlanStep[] = []
  const tabs = new Map<number, { atMs: number; url: string | null }>()
  const arisen = new Set<number>()
  const viewports = new Map<number, Viewport>()
  const observations = new Map<string, Observation>()
  const ends = new Map<string, Observation>()
  /** What an action that is a consequence itself follows from. */
  const causes = new Map<string, string>()

  function meet(tabId: number | null, atMs: number, url: string | null): void {
    if (tabId === null || arisen.has(tabId)) return
    const known = tabs.get(tabId)
    if (!known) tabs.set(tabId, { atMs, url })
    else known.url ??= url
  }

  /** An effect with the action that was carried out as its cause: a submit is none, the click on its button is. */
  function fromRoot<E extends Effect>(effect: E): E {
    return { ...effect, causeId: effect.causeId && (causes.get(effect.causeId) ?? effect.causeId) }
  }

  /** Tabs that got another number when the browser threw their page away are one tab here. */
  const renamed = new Map<number, number>()

  for await (const { ...entry } of withCauses(log)) {
    if (entry.tabId !== null) entry.tabId = renamed.get(entry.tabId) ?? entry.tabId
    if (entry.kind === 'effect' && entry.name === 'discarded' && entry.becameTabId !== null && entry.tabId !== null)
      renamed.set(entry.becameTabId, entry.tabId)
    switch (entry.kind) {
      case 'observation':
        observations.set(entry.id, entry)
        if (entry.frameId === 0 && entry.tabId !== null && !viewports.has(entry.tabId))
          viewports.set(entry.tabId, { width: entry.viewport.width, height: entry.viewport.height })
        if (entry.reason === 'end') ends.set(`${entry.tabId} ${entry.documentId ?? entry.id}`, entry)
        else meet(entry.tabId, entry.atMs, entry.frameId === 0 ? entry.url : null)
        break
      case 'action': {
        if (entry.name === 'new_tab' && entry.tabId !== null) arisen.add(entry.tabId)
        else meet(entry.tabId, entry.atMs, entry.name === 'tab_focus' ? entry.args.url : null)
        if (entry.attribution.evidence.causeId !== undefined) causes.set(entry.id, entry.attribution.evidence.causeId)
        const seen = entry.observationId === null ? undefined : observations.get(entry.observationId)
        steps.push({ kind: 'action', action: entry, skip: reasonToSkip(entry), seen: seen ?? null })
        break
      }
      case 'effect':
        if (entry.name === 'popup') {
          meet(entry.tabId, entry.atMs, null)
          arisen.add(entry.openedTabId)
          steps.push({ kind: 'popup', effect: fromRoot(entry) })
        } else if (entry.name === 'navigation') {
          meet(entry.tabId, entry.atMs, null)
          steps.push({ kind: 'navigation', effect: fromRoot(entry) })
        }
        break
      default:
    }
  }

  return {
    openingTabs: openingTabs(),
    viewports,
    steps,
    dialogs: steps.flatMap((step) =>
      step.kind === 'action' && step.action.name === 'handle_dialog' ? [step.action] : [],
    ),
    ends: [...ends.values()].flatMap(({ tabId, frameId, url, final }) =>
      tabId !== null && (tabs.has(tabId) || arisen.has(tabId)) && !isClosed(tabId)
        ? [{ tabId, top: frameId === 0, url, final }]
        : [],
    ),
  }

  function isClosed(tabId: number): boolean {
    return steps.some(
      (step) => step.kind === 'action' && step.action.name === 'tab_close' && step.action.tabId === tabId,
    )
  }

  function openingTabs(): OpeningTab[] {
    const opening: OpeningTab[] = []
    for (const [tabId, { url: met }] of [...tabs].sort(([, a], [, b]) => a.atMs - b.atMs)) {
      // The tab in front comes first; the task may say where it began, when nothing in it does.
      const url = firstDocument(tabId) ?? met ?? (opening.length === 0 ? startUrl : null)
      const [next] = steps.flatMap((step) => (leadsSomewhere(step, tabId) ? [step] : []))
      opening.push({ tabId, url: url ?? (next ? 'about:blank' : (startUrl ?? 'about:blank')) })
    }
    return opening
  }

  /** Where a tab was at first, by the DOM stream or the observation of its first top document. */
  function firstDocument(tabId: number): string | null {
    const known: RecordedDocument[] = documents.filter((document) => document.tabId === tabId)
    for (const { tabId: id, frameId, atMs, url } of observations.values())
      if (id === tabId && frameId === 0) known.push({ tabId, atMs, url })
    const moved = steps.find((step) => leadsSomewhere(step, tabId))
    const movedAtMs = moved === undefined ? Infinity : moved.kind === 'action' ? moved.action.atMs : moved.effect.atMs
    // A navigation is stamped by the browser, what follows in the new document by the page.
    const [first] = known.filter(({ atMs }) => atMs < movedAtMs).sort((a, b) => a.atMs - b.atMs)
    return first?.url ?? null
  }
}

function leadsSomewhere(step: PlanStep, tabId: number): boolean {
  if (step.kind === 'popup') return false
  if (step.kind === 'navigation') return step.effect.tabId === tabId && !step.effect.sameDocument
  return step.action.tabId === tabId && step.action.surface === 'browser' && 'url' in step.action.args
}

const clipboardKeys = /^(?:Control|Meta)\+[CXV]$|^Shift\+(?:Insert|Delete)$|^Control\+Insert$/

/** Why an action is not to be carried out; null when it is. */
export function reasonToSkip(action: Action): string | null {
  const {
    surface,
    actor,
    name,
    args,
    attribution: { method, evidence },
  } = action
  if (surface === 'agent-ui') return "it was done in an agent's own panel, and what the agent did is carried out itself"
  if (name === 'submit' && evidence.causeId !== undefined) return `it follows from ${evidence.causeId}`
  if (actor === 'script' && method !== 'declared-driver') return 'the page did it by itself and will do it again'
  if (name === 'submit' && actor !== 'agent') return 'the page sent it by itself and will send it again'
  if (name === 'press' && clipboardKeys.test(args.key_comb))
    return 'what it does to the clipboard is carried out as such'
  return null
}
