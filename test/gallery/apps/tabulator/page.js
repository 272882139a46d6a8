import { TabulatorFull as Tabulator } from 'tabulator-tables'
import 'tabulator-tables/dist/css/tabulator.css'

const towns = ['Bergen', 'Cork', 'Delft', 'Graz']

// Of the thousand rows only those in view are in the document.
const grid = new Tabulator('#grid', {
  height: 320,
  layout: 'fitColumns',
  data: Array.from({ length: 1000 }, (_, index) => ({
    id: index + 1,
    name: `Member ${index + 1}`,
    town: towns[index % towns.length],
  })),
  columns: [
    { title: 'Number', field: 'id' },
    { title: 'Name', field: 'name', editor: 'input' },
    { title: 'Town', field: 'town' },
  ],
  rowFormatter: (row) => row.getElement().setAttribute('data-member', row.getData().id),
})
// Which rows beyond the visible ones are in the document depends on how one came there.
document.getElementById('done').addEventListener('click', () => grid.destroy())
grid.on('cellEdited', (cell) => {
  const { id, name } = cell.getData()
  document.getElementById('state').textContent = `${id} is ${name}`
})
