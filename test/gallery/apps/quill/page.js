import Quill from 'quill'
import 'quill/dist/quill.snow.css'

const quill = new Quill('#editor', {
  theme: 'snow',
  modules: { toolbar: [[{ header: [1, 2, false] }], ['bold', 'italic'], [{ list: 'ordered' }]] },
})
quill.root.setAttribute('role', 'textbox')
quill.root.setAttribute('aria-label', 'Note')
quill.on('text-change', () => {
  document.getElementById('state').textContent = JSON.stringify(quill.getContents().ops)
})
