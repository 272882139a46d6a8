import Sortable from 'sortablejs'

const tell = () => {
  document.getElementById('state').textContent = lists.map((list) => list.toArray().join(' ')).join(' / ')
}
// One list moves by the drag and drop of the browser, the other by pointer events alone.
const lists = [
  Sortable.create(document.getElementById('today'), { onEnd: tell }),
  Sortable.create(document.getElementById('some-day'), { forceFallback: true, onEnd: tell }),
]
