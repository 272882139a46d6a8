/** A page with about that many elements and texts. Its list is laid out only where it is `shown`. */
export function workloadPage(nodes: number, shown: boolean): string {
  const rows: string[] = []
  // A row is eleven nodes: six elements and five texts.
  for (let row = 0; row < nodes / 11; row++)
    rows.push(
      `<div class="row r${row % 7}" data-id="${row}"><h3>Order ${row}</h3><p class="note">Delivered to shelf <b>${row % 40}</b> in <i>hall ${row % 5}</i></p><span title="state ${row}">open</span></div>`,
    )
  const fields = Array.from(
    { length: 20 },
    (_, i) => `<label>Field ${i} <input id="field-${i}" name="field-${i}"></label>`,
  ).join('')
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Workload</title>
<style>body{font:14px sans-serif}#board{display:grid;grid-template-columns:repeat(10,60px)}#board button{height:20px}</style></head>
<body><form id="form">${fields}</form>
<div id="board">${Array.from({ length: 60 }, (_, i) => `<button type="button" id="cell-${i}">${i}</button>`).join('')}</div>
<!-- Not laid out: what is measured is the recorder, not the browser's layout. -->
<main id="list"${shown ? '' : ' style="display:none"'}>${rows.join('')}</main>
<script>
// A click on the board changes thirty rows and moves one to the end.
document.querySelector('#board').addEventListener('click', ({ target }) => {
  const list = document.querySelector('#list')
  const from = Number(target.textContent)
  for (let i = 0; i < 30; i++) {
    const row = list.children[(from * 7 + i * 3) % list.children.length]
    row.className = 'row of-' + from
    row.querySelector('b').textContent = from + '.' + i
  }
  list.append(list.children[from])
})
</script></body></html>`
}
