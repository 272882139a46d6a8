import { baseKeymap, toggleMark } from 'prosemirror-commands'
import { history, redo, undo } from 'prosemirror-history'
import { keymap } from 'prosemirror-keymap'
import { schema } from 'prosemirror-schema-basic'
import { EditorState } from 'prosemirror-state'
import { EditorView } from 'prosemirror-view'
import 'prosemirror-view/style/prosemirror.css'

const strong = toggleMark(schema.marks.strong)
const view = new EditorView(document.getElementById('editor'), {
  state: EditorState.create({
    schema,
    plugins: [history(), keymap({ 'Mod-z': undo, 'Mod-y': redo, 'Mod-b': strong }), keymap(baseKeymap)],
  }),
  attributes: { role: 'textbox', 'aria-multiline': 'true', 'aria-label': 'Letter' },
  dispatchTransaction(transaction) {
    view.updateState(view.state.apply(transaction))
    document.getElementById('state').textContent = view.state.doc.toString()
  },
})
document.getElementById('bold').addEventListener('mousedown', (event) => {
  event.preventDefault()
  strong(view.state, (transaction) => view.dispatch(transaction))
  view.focus()
})
