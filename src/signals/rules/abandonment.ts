import type { Action } from '#trajectory/action.ts'
import { editedValue, isDeed } from '#signals/deed.ts'
import type { Overview } from '#signals/overview.ts'
import { resultOf } from '#signals/prompts.ts'
import type { Finding, SignalRule } from '#signals/rule.ts'

export const abandonmentRule: SignalRule = {
  type: 'abandonment',
  version: 1,
  finds:
    'The last run did not succeed, and the person did nothing more; or a page that a person had begun to fill in is left for good without being sent. Never when somebody judged the attempt a success.',
  find(overview) {
    const judged = overview.log.filter((entry) => entry.kind === 'outcome' && entry.by !== 'agent')
    if (judged.some((entry) => entry.kind === 'outcome' && entry.success === true)) return []
    const isFailed = judged.some((entry) => entry.kind === 'outcome' && entry.success === false)
    return [...afterRun(overview), ...ofForm(overview)].map((finding) => ({
      ...finding,
      confidence: isFailed ? 0.85 : 0.6,
    }))
  },
}

function afterRun(overview: Overview): Finding[] {
  const { runs, actions } = overview
  const run = runs.at(-1)
  if (!run || (run.end === 'success' && run.claim?.success !== false)) return []
  const lastSign = run.endId === null ? (run.entries.at(-1)?.atMs ?? run.startAtMs) : run.endAtMs
  if (actions.some((action) => action.actor === 'human' && action.atMs > lastSign && isDeed(action))) return []
  const why = { cancelled: 'was cancelled', error: 'failed', none: 'never ended', success: 'failed by its own account' }
  return [
    {
      targetId: resultOf(overview, run),
      atMs: overview.endAtMs,
      confidence: 0,
      evidence: [run.startId, run.endId ?? run.entries.at(-1)?.id ?? run.startId],
      text: `the run ${why[run.end]}, and nothing was done afterwards`,
    },
  ]
}

/** A person's entries that nothing followed but leaving. */
function ofForm({ actions, runs }: Overview): Finding[] {
  if (runs.length > 0) return []
  const edit = actions.findLast((action) => isDeed(action) && !isKeyOfFill(action, actions))
  if (edit?.actor !== 'human' || editedValue(edit) === undefined) return []
  const leaving = actions.find(
    ({ atMs, tabId, name }) =>
      atMs >= edit.atMs && tabId === edit.tabId && ['goto', 'go_back', 'tab_close', 'reload'].includes(name),
  )
  if (!leaving) return []
  return [
    {
      targetId: edit.id,
      atMs: leaving.atMs,
      confidence: 0,
      evidence: [edit.id, leaving.id],
      text: 'entered, and left without sending it',
    },
  ]
}

/** Keys in a field, apart from those that send it off. */
function isKeyOfFill(action: Action, actions: readonly Action[]): boolean {
  return (
    action.name === 'press' &&
    action.args.key_comb !== 'Enter' &&
    actions.some((each) => each.documentId === action.documentId && editedValue(each) !== undefined)
  )
}
