import { describe, expect, it } from 'vitest'
import { actionText } from '#trajectory/action-text.ts'
import { actionNames, type Action, type ActionName } from '#trajectory/action.ts'
import { click, createSampleLog, sampleTarget, shopSourceId } from '../../support/sample-log.ts'

const target = sampleTarget({ role: 'textbox', name: 'Search' })
const quote = (text: string): string => `"${text}"`

function textOf(name: ActionName, args: Action['args'], more: Partial<Action> = {}): string {
  const { log, action } = createSampleLog()
  action(shopSourceId, 1, name, args as never, more)
  return actionText(log[0] as Action, quote)
}

const samples: { [N in ActionName]: [Extract<Action, { name: N }>['args'], string] } = {
  click: [click, 'click textbox "Search"'],
  dblclick: [{ ...click, count: 2, modifiers: ['Control', 'Shift'] }, 'Control+Shift+dblclick textbox "Search"'],
  fill: [{ value: 'oat milk' }, 'fill textbox "Search" = "oat milk"'],
  press: [{ key_comb: 'Control+A' }, 'press Control+A in textbox "Search"'],
  select_option: [{ options: ['A', 'B'], values: ['a', 'b'] }, 'select "A", "B" in textbox "Search"'],
  check: [{}, 'check textbox "Search"'],
  uncheck: [{}, 'uncheck textbox "Search"'],
  submit: [{}, 'submit textbox "Search"'],
  hover: [{ position: { x: 1, y: 2 } }, 'hover textbox "Search"'],
  copy: [{ text: 'milk' }, 'copy "milk" from textbox "Search"'],
  cut: [{ text: 'milk', value: 'oat ' }, 'cut "milk" from textbox "Search"'],
  paste: [{ text: 'milk', types: ['text/plain'], value: 'oat milk' }, 'paste "milk" into textbox "Search"'],
  upload_file: [
    { files: [{ name: 'a.pdf', size: 9, type: 'application/pdf' }], via: 'choice' },
    'upload "a.pdf" to textbox "Search"',
  ],
  drag_and_drop: [
    {
      kind: 'pointer',
      button: 'left',
      from_position: { x: 1, y: 2 },
      to: sampleTarget({ role: 'listitem', name: 'Third' }),
      to_position: { x: 3, y: 4 },
      types: [],
      path: [[1, 2, 0]],
    },
    'drag textbox "Search" to listitem "Third"',
  ],
  tap: [{ position: { x: 1, y: 2 }, fingers: 1 }, 'tap textbox "Search"'],
  swipe: [{ from_position: { x: 1, y: 2 }, to_position: { x: 90, y: 2 }, path: [] }, 'swipe textbox "Search"'],
  pinch: [{ scale: 1.5, center: { x: 1, y: 2 } }, 'pinch textbox "Search" by 1.5'],
  pointer_path: [
    {
      points: [
        [0, 0, 0],
        [9, 9, 50],
      ],
    },
    'move the pointer over 2 points',
  ],
  handle_dialog: [{ dialog: 'prompt', message: 'Name?', accept: true, text: 'Ada' }, 'accept prompt "Name?" = "Ada"'],
  tab_move: [{ from_index: 1, index: 3 }, 'tab_move 1 to 3'],
  window_focus: [{ focused: false }, 'leave the browser'],
  zoom: [{ from_factor: 1, factor: 1.25 }, 'zoom to 125 %'],
  resize: [{ from_width: 1280, from_height: 900, width: 800, height: 600 }, 'resize to 800×600'],
  scroll: [{ delta_x: 0, delta_y: 720, x: 0, y: 720 }, 'scroll textbox "Search" by 0, 720 px'],
  goto: [{ url: 'https://a.example/' }, 'goto https://a.example/'],
  go_back: [{ url: 'https://a.example/' }, 'go_back https://a.example/'],
  go_forward: [{ url: 'https://a.example/' }, 'go_forward https://a.example/'],
  reload: [{ url: 'https://a.example/' }, 'reload https://a.example/'],
  new_tab: [{ index: 2 }, 'new_tab 2'],
  tab_close: [{}, 'tab_close'],
  tab_focus: [{ index: 1, url: 'https://a.example/' }, 'tab_focus 1 https://a.example/'],
}

describe('actionText', () => {
  it.each(actionNames)('puts %s into words', (name) => {
    const [args, text] = samples[name]
    expect(textOf(name, args, { target })).toBe(text)
  })

  it('names another button than the left one', () => {
    expect(textOf('click', { ...click, button: 'right' }, { target })).toBe('right click textbox "Search"')
  })

  it('does without a target', () => {
    expect(textOf('press', { key_comb: 'Escape' })).toBe('press Escape')
    expect(textOf('scroll', { delta_x: 0, delta_y: 9, x: 0, y: 9 })).toBe('scroll by 0, 9 px')
  })

  it.each([
    [{ name: '', label: 'Label' }, 'click textbox "Label"'],
    [{ name: '', label: '', placeholder: 'Hint' }, 'click textbox "Hint"'],
    [{ name: '', text: 'Text' }, 'click textbox "Text"'],
    [{ name: '', text: '', testId: 'id-7' }, 'click textbox "id-7"'],
    [{ name: '', text: '' }, 'click textbox'],
    [{ name: '', text: '', role: null, tag: 'div' }, 'click <div>'],
  ])('takes the best name there is: %j', (overrides, text) => {
    expect(textOf('click', click, { target: sampleTarget({ role: 'textbox', ...overrides }) })).toBe(text)
  })
})
