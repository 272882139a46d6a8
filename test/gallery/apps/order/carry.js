// What earlier pages and the address said goes on in hidden fields.
const form = document.querySelector('form')
for (const [name, value] of new URLSearchParams(location.search)) {
  if (form.elements.namedItem(name)) continue
  const input = document.createElement('input')
  Object.assign(input, { type: 'hidden', name, value })
  form.append(input)
}
