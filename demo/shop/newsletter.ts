import { required } from './element.ts'

const form = required('#newsletter-form', HTMLFormElement)
const email = required('#newsletter-email', HTMLInputElement)

form.addEventListener('submit', (event) => {
  event.preventDefault()
  required('#newsletter-status', HTMLElement).textContent = `Thank you. The next letter goes to ${email.value}.`
  form.reset()
})
