const said = new URLSearchParams(location.search)
document.getElementById('said').textContent = ['name', 'born', 'colour', 'street', 'point']
  .map((name) => said.get(name))
  .join(', ')
document.getElementById('agree').addEventListener('change', ({ target }) => {
  document.getElementById('order').disabled = !target.checked
})
document.getElementById('order').addEventListener('click', () => {
  document.getElementById('state').textContent = `Thank you, ${said.get('name')}`
})
