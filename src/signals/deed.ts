import type { Action } from '#trajectory/action.ts'
import type { Target } from '#trajectory/target.ts'
import type { Overview } from './overview.ts'

/** Keys that move, mark or look, and change nothing. */
const quietKeys =
  /^(?:Shift\+)?(?:Tab|Escape|Home|End|PageUp|PageDown|Arrow\w+|F\d+)$|^(?:Control|Meta)\+(?:Shift\+)?(?:a|c|f|A|C|F|Home|End|Arrow\w+)$/

/** Whether an action on the page does something, rather than moving or looking around in it. */
export function isDeed(action: Action): boolean {
  if (action.surface !== 'page') return false
  switch (action.name) {
    case 'click':
    case 'dblclick':
    case 'tap':
    case 'fill':
    case 'cut':
    case 'paste':
    case 'select_option':
    case 'check':
    case 'uncheck':
    case 'submit':
    case 'upload_file':
    case 'handle_dialog':
      return true
    case 'drag_and_drop':
      return action.args.kind !== 'selection'
    case 'press':
      return !quietKeys.test(action.args.key_comb)
    case 'hover':
    case 'copy':
    case 'swipe':
    case 'pinch':
    case 'pointer_path':
    case 'scroll':
    case 'goto':
    case 'go_back':
    case 'go_forward':
    case 'reload':
    case 'new_tab':
    case 'tab_close':
    case 'tab_focus':
    case 'tab_move':
    case 'window_focus':
    case 'zoom':
    case 'resize':
      return false
    default:
      return action satisfies never
  }
}

/** What a field holds after an action that edits one, in words; undefined for every other action. */
export function editedValue(action: Action): string | undefined {
  switch (action.name) {
    case 'fill':
      return action.args.value
    case 'cut':
    case 'paste':
      return action.args.value ?? undefined
    case 'select_option':
      return action.args.options.join('\n')
    case 'check':
      return 'checked'
    case 'uncheck':
      return 'not checked'
    default:
      return undefined
  }
}

/** What that field held before, as far as the observation shows it. */
export function valueBefore(overview: Overview, action: Action): string | undefined {
  const nodeId = action.target?.nodeId ?? null
  if (nodeId === null) return undefined
  const node = overview.observationBefore(action)?.outline.find((each) => each.nodeId === nodeId)
  if (!node) return undefined
  if (action.name === 'check' || action.name === 'uncheck') return node.checked === true ? 'checked' : 'not checked'
  return node.value
}

/** Whether a fill was made by the browser's own undo or redo. */
export function isUndoing(action: Action): boolean {
  const inputs = action.moments.filter(({ type }) => type === 'input')
  return inputs.length > 0 && inputs.every(({ note }) => note?.startsWith('history') === true)
}

/** Whether two actions were done on the same element of the same document. */
export function isSameElement(a: Action, b: Action): boolean {
  return a.documentId === b.documentId && a.target !== null && b.target !== null && isSameTarget(a.target, b.target)
}

function isSameTarget(a: Target, b: Target): boolean {
  if (a.nodeId !== null && b.nodeId !== null) return a.nodeId === b.nodeId
  return a.selectors.some(
    (one) =>
      one.unique && b.selectors.some(({ kind, value, unique }) => unique && kind === one.kind && value === one.value),
  )
}
