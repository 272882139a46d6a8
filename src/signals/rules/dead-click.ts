import type { Target } from '#trajectory/target.ts'
import { findVolleys, isPress } from '#signals/presses.ts'
import type { Finding, SignalRule } from '#signals/rule.ts'
import { stayedStill } from '#signals/stillness.ts'

/** What answers a press by taking the focus, or by something the page does not show. */
const quietRoles = ['textbox', 'searchbox', 'spinbutton', 'combobox', 'listbox', 'option', 'slider', 'document']
const quietTags = [
  'input',
  'textarea',
  'select',
  'option',
  'label',
  'body',
  'html',
  'video',
  'audio',
  'canvas',
  'iframe',
]

export const deadClickRule: SignalRule = {
  type: 'dead-click',
  version: 1,
  finds:
    'A person presses something that is no field, and the page provably stays as it was until the next observation. Presses in anger are `rage-click`.',
  find(overview) {
    const angry = new Set(findVolleys(overview).flatMap(({ presses }) => presses))
    return overview.actions.flatMap((action): Finding[] => {
      if (!isPress(action) || angry.has(action) || !action.target || isQuiet(action.target)) return []
      // Three presses mark a paragraph.
      if (action.name === 'dblclick' || (action.name === 'click' && action.args.count > 1)) return []
      if (!stayedStill(overview, action)) return []
      const after = overview.observationAfter(action)
      return [
        {
          targetId: action.id,
          atMs: action.endAtMs,
          confidence: 0.8,
          evidence: [action.id, ...(after ? [after.id] : [])],
          text: 'nothing came of it',
        },
      ]
    })
  },
}

function isQuiet({ role, tag, attributes }: Target): boolean {
  return (
    quietTags.includes(tag) || (role !== null && quietRoles.includes(role)) || attributes.contenteditable !== undefined
  )
}
