/** Kinds of content the workload page can have. `nodes` counts elements and texts, roughly. */
export function workloadPage(nodes: number): string {
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
<main id="list" style="display:none">${rows.join('')}</main>
<script src="/workloads.js"></script></body></html>`
}
