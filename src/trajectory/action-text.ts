import type { Action } from './action.ts'

/**
 * An action in words for a person, for example `fill textbox "Search" = "oat milk"`. Texts from the page stand in it
 * as they were recorded; whoever prints it neutralises and shortens them by `quote`.
 */
export function actionText(action: Action, quote: (text: string) => string): string {
  const on = targetText(action, quote)
  switch (action.name) {
    case 'click':
    case 'dblclick': {
      const { button, modifiers } = action.args
      const word = button === 'left' ? action.name : `${button} ${action.name}`
      return `${[...modifiers, word].join('+')}${on}`
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
    default:
      return action satisfies never
  }
}

/** Role and name of the target with a space before it, by the best name there is; empty without a target. */
function targetText({ target }: Action, quote: (text: string) => string): string {
  if (!target) return ''
  const name = [target.name, target.label, target.placeholder, target.text, target.testId].find(
    (text) => text !== null && text !== '',
  )
  return ` ${target.role ?? `<${target.tag}>`}${name === undefined || name === null ? '' : ` ${quote(name)}`}`
}
