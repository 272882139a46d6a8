import type { Action } from './action.ts'

/**
 * An action in words for a person, for example `fill textbox "Search" = "oat milk"`. Texts from the page stand in it
 * as they were recorded; whoever prints it neutralises and shortens them by `quote`.
 */
export function actionText(action: Action, quote: (text: string) => string): string {
  const on = targetText(action.target, quote)
  switch (action.name) {
    case 'click':
    case 'dblclick': {
      const { button, modifiers } = action.args
      const word = button === 'left' ? action.name : `${button} ${action.name}`
      const times = action.name === 'click' && action.args.count > 1 ? ` ${action.args.count} times` : ''
      return `${[...modifiers, word].join('+')}${on}${times}`
    }
    case 'hover':
    case 'tap':
    case 'swipe':
      return `${action.name}${on}`
    case 'pinch':
      return `pinch${on} by ${action.args.scale}`
    case 'copy':
      return `copy ${quote(action.args.text)}${on === '' ? '' : ` from${on}`}`
    case 'cut':
      return `cut ${quote(action.args.text)}${on === '' ? '' : ` from${on}`}`
    case 'paste':
      return `paste ${quote(action.args.text)}${on === '' ? '' : ` into${on}`}`
    case 'upload_file':
      return `upload ${action.args.files.map(({ name }) => quote(name)).join(', ')}${on === '' ? '' : ` to${on}`}`
    case 'drag_and_drop': {
      const end = action.args.to ? targetText(action.args.to, quote) : ''
      return action.args.kind === 'selection' ? `select text${on}` : `drag${on}${end === '' ? '' : ` to${end}`}`
    }
    case 'pointer_path':
      return `move the pointer over ${action.args.points.length} points`
    case 'handle_dialog': {
      const { dialog, message, accept, text } = action.args
      const answer = accept === null ? 'answer' : accept ? 'accept' : 'dismiss'
      return `${answer} ${dialog} ${quote(message)}${text === null ? '' : ` = ${quote(text)}`}`
    }
    case 'fill':
      return `fill${on} = ${quote(action.args.value)}`
    case 'press':
      return `press ${action.args.key_comb}${on === '' ? '' : ` in${on}`}`
    case 'select_option':
      return `select ${action.args.options.map(quote).join(', ')}${on === '' ? '' : ` in${on}`}`
    case 'check':
    case 'uncheck':
    case 'submit':
      return `${action.name}${on}`
    case 'scroll':
      return `scroll${on} by ${action.args.delta_x}, ${action.args.delta_y} px`
    case 'goto':
    case 'go_back':
    case 'go_forward':
    case 'reload':
      return `${action.name} ${action.args.url}`
    case 'new_tab':
      return `new_tab ${action.args.index}`
    case 'tab_close':
      return 'tab_close'
    case 'tab_focus':
      return `tab_focus ${action.args.index} ${action.args.url}`
    case 'tab_move':
      return `tab_move ${action.args.from_index} to ${action.args.index}`
    case 'window_focus':
      return action.args.focused ? 'window_focus' : 'leave the browser'
    case 'zoom':
      return `zoom to ${Math.round(action.args.factor * 100)} %`
    case 'resize':
      return `resize to ${action.args.width}×${action.args.height}`
    default:
      return action satisfies never
  }
}

/** Role and name of the target with a space before it, by the best name there is; empty without a target. */
function targetText(target: Action['target'], quote: (text: string) => string): string {
  if (!target) return ''
  const name = [target.name, target.label, target.placeholder, target.text, target.testId].find(
    (text) => text !== null && text !== '',
  )
  return ` ${target.role ?? `<${target.tag}>`}${name === undefined || name === null ? '' : ` ${quote(name)}`}`
}
