import '@shoelace-style/shoelace/dist/themes/light.css'
import '@shoelace-style/shoelace/dist/components/button/button.js'
import '@shoelace-style/shoelace/dist/components/dialog/dialog.js'
import '@shoelace-style/shoelace/dist/components/input/input.js'
import '@shoelace-style/shoelace/dist/components/option/option.js'
import '@shoelace-style/shoelace/dist/components/radio/radio.js'
import '@shoelace-style/shoelace/dist/components/radio-group/radio-group.js'
import '@shoelace-style/shoelace/dist/components/select/select.js'
import '@shoelace-style/shoelace/dist/components/switch/switch.js'

const find = (selector) => document.querySelector(selector)

find('#save').addEventListener('click', () => {
  const said = [
    find('sl-input').value,
    find('sl-select').value,
    find('sl-switch').checked ? 'mail' : 'no mail',
    find('sl-radio-group').value,
  ].join(', ')
  find('#saved').textContent = said
  find('sl-dialog').show()
})
find('#close').addEventListener('click', () => find('sl-dialog').hide())
find('sl-dialog').addEventListener('sl-after-hide', () => {
  find('#state').textContent = `Kept: ${find('#saved').textContent}`
})
