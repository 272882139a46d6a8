// A piece of another origin, as maps and payments are: it tells its answer by message.
const other = new URLSearchParams(location.search).get('other')
document.getElementById('points').src = `${other}/order/points.html`
addEventListener('message', ({ origin, data }) => {
  if (origin !== other) return
  document.getElementById('point').value = data
  document.querySelector('[name=point]').value = data
})
