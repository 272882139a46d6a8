import { openBasket } from './basket.ts'
import { forgetDelivery } from './delivery.ts'
import { element, required } from './element.ts'
import { createOrderSummary } from './order-summary.ts'

const basket = openBasket()
const form = required('#checkout-form', HTMLFormElement)
const createAccount = required('#create-account', HTMLInputElement)
const passwordField = required('#password-field', HTMLElement)
const password = required('#password', HTMLInputElement)

required('#order-summary', HTMLElement).append(createOrderSummary(basket))
const isEmpty = basket.lines().length === 0
required('#place-order', HTMLButtonElement).disabled = isEmpty
required('#checkout-empty', HTMLElement).hidden = !isEmpty
showPassword()

createAccount.addEventListener('change', showPassword)
form.addEventListener('submit', (event) => {
  event.preventDefault()
  thank(required('#name', HTMLInputElement).value, required('#email', HTMLInputElement).value)
})

function showPassword(): void {
  passwordField.hidden = !createAccount.checked
  password.required = createAccount.checked
}

function thank(name: string, email: string): void {
  const thankYou = required('#thank-you', HTMLElement)
  const firstName = name.trim().split(/\s+/)[0] ?? ''
  thankYou.append(
    element('h1', { id: 'thank-you-heading', tabindex: '-1' }, `Thank you, ${firstName}!`),
    element(
      'p',
      {},
      'Your order ',
      element('strong', { 'data-testid': 'order-number' }, createOrderNumber()),
      ` is on its way. We wrote to ${email}.`,
    ),
    createOrderSummary(basket),
    element('p', {}, element('a', { class: 'button quiet', href: '/' }, 'Back to the shop')),
  )
  basket.empty()
  forgetDelivery()
  form.reset()
  required('#checkout-view', HTMLElement).hidden = true
  required('#order', HTMLElement).hidden = true
  thankYou.hidden = false
  document.title = 'Thank you – Fig & Fennel'
  required('#thank-you-heading', HTMLElement).focus()
}

function createOrderNumber(): string {
  return `FF-${Date.now().toString(36).toUpperCase().slice(-6)}`
}
