import { announce } from 'cairn/agent'

const $ = (selector) => document.querySelector(selector)
const status = $('#status')

$('#book').addEventListener('click', () => {
  const query = new URLSearchParams({ name: $('#name').value, city: $('#city').value })
  location.href = `/booked.html?${query}`
})
$('#cancel').addEventListener('click', () => {
  $('#booking').reset()
  status.textContent = 'Nothing is booked.'
})
$('#count').addEventListener('click', () => ($('#nights').value = String(Number($('#nights').value) + 1)))
$('#menu').addEventListener('click', () => {
  const opened = $('#opened')
  if (opened.firstChild) opened.replaceChildren()
  else opened.append(Object.assign(document.createElement('button'), { type: 'button', textContent: 'Print' }))
})
function addExtra(name) {
  const item = document.createElement('li')
  const remove = Object.assign(document.createElement('button'), { type: 'button', textContent: `Delete ${name}` })
  remove.addEventListener('click', () => item.remove())
  item.append(`${name} `, remove)
  $('#extras').append(item)
}
$('#add').addEventListener('click', () => {
  addExtra($('#extra').value)
  $('#extra').value = ''
})
$('#undo').addEventListener('click', () => $('#extras').lastElementChild?.remove())
addExtra('Breakfast')

const agent = announce({ name: 'clerk', version: '2' })
const rest = (ms) => new Promise((resolve) => setTimeout(resolve, ms))

/** What an agent's library does to a page: the events of a press, and a value set past any framework. */
function press(element) {
  const common = { bubbles: true, cancelable: true, composed: true }
  for (const type of ['pointerdown', 'mousedown', 'pointerup', 'mouseup'])
    element.dispatchEvent(new (type.startsWith('pointer') ? PointerEvent : MouseEvent)(type, common))
  element.click()
}
function write(element, value) {
  element.focus()
  const prototype = element instanceof HTMLTextAreaElement ? HTMLTextAreaElement.prototype : HTMLInputElement.prototype
  Object.getOwnPropertyDescriptor(prototype, 'value').set.call(element, value)
  element.dispatchEvent(new InputEvent('input', { bubbles: true, data: value, inputType: 'insertText' }))
  element.dispatchEvent(new Event('change', { bubbles: true }))
}

const tools = {
  click: ({ on }) => press($(on)),
  fill: ({ on, value }) => write($(on), value),
  select({ on, value }) {
    $(on).value = value
    $(on).dispatchEvent(new Event('input', { bubbles: true }))
    $(on).dispatchEvent(new Event('change', { bubbles: true }))
  },
  check: ({ on }) => $(on).click(),
  look: () => document.body.innerText.slice(0, 200),
  script: ({ code }) => String(new Function(code)()),
}

let stopped = false
window.stopClerk = () => (stopped = true)

/**
 * The clerk works through a plan: `{prompt, steps, end, checkpoint, usage}`. Steps are tool calls, `{rest}` in
 * milliseconds, `{fail, error}`, or `{ask}`, which waits until the person has answered. It announces each as it comes.
 */
window.clerk = async ({ prompt, steps, end = { success: true, text: 'Done.' }, checkpoint = null, cost }) => {
  stopped = false
  const run = agent.run({ prompt })
  for (const step of steps) {
    await rest(step.rest ?? 500)
    if (stopped) return run.finish({ outcome: 'cancelled' })
    if (step.rest) continue
    if (step.ask) {
      run.signal('interrupt', { id: 'q1', reason: 'input', message: step.ask })
      while (!window.answered) await rest(100)
      run.signal('resume', { interruptId: 'q1', status: 'resolved' })
      continue
    }
    if (step.thinks) run.reasoning(step.thinks)
    if (checkpoint !== null)
      run.llmCall({
        provider: 'desk',
        requestModel: 'clerk-8b',
        responseModel: 'clerk-8b',
        checkpoint,
        inputTokens: 1000,
        outputTokens: 50,
        totalTokens: 1050,
        costUsd: cost,
      })
    const { tool, fail, ...args } = step
    const call = run.toolCall(fail ?? tool, fail ? {} : args, { target: step.on ? $(step.on) : null })
    await rest(150)
    if (fail) call.fail(step.error)
    else call.result(tools[tool](args) ?? 'ok')
    await rest(150)
  }
  if (stopped) return run.finish({ outcome: 'cancelled' })
  if (end === 'silence') return
  if (end === 'error') run.fail('the model does not answer')
  else run.finish({ result: end })
}
document.documentElement.dataset.ready = 'yes'
