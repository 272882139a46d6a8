import { basicSetup, EditorView } from 'codemirror'

const view = new EditorView({
  doc: 'one\ntwo\nthree',
  extensions: [basicSetup, EditorView.contentAttributes.of({ 'aria-label': 'Snippet' })],
  parent: document.getElementById('editor'),
})
document.getElementById('run').addEventListener('click', () => {
  document.getElementById('result').value = view.state.doc.toString().replaceAll('\n', ' | ')
})
