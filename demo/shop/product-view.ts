import type { Basket } from './basket.ts'
import { element, required } from './element.ts'
import { formatPrice } from './money.ts'
import { drawPicture } from './picture.ts'
import { type Product, productById } from './products.ts'
import { QuantityStepper } from './quantity-stepper.ts'
import { startRouting } from './route.ts'

/** Switches between the catalogue and one product's details as the address says. */
export function startProductView(basket: Basket): void {
  const catalogueView = required('#catalogue-view', HTMLElement)
  const productView = required('#product-view', HTMLElement)
  const catalogueTitle = document.title

  startRouting((productId) => {
    const product = productId === undefined ? undefined : productById(productId)
    catalogueView.hidden = product !== undefined
    productView.hidden = product === undefined
    productView.replaceChildren(...(product ? createDetails(product, basket) : []))
    document.title = product ? `${product.name} – ${catalogueTitle}` : catalogueTitle
  })
}

function createDetails(product: Product, basket: Basket): HTMLElement[] {
  const stepper = new QuantityStepper()
  stepper.setAttribute('data-testid', 'stepper')
  stepper.setAttribute('role', 'group')
  stepper.setAttribute('aria-label', 'Quantity')
  const status = element('p', { role: 'status', class: 'muted', 'data-testid': 'added-status' })
  const addButton = element('button', { type: 'button', 'data-testid': 'add-to-basket' }, 'Add to basket')
  addButton.addEventListener('click', () => {
    basket.add(product.id, stepper.quantity)
    status.textContent = `${stepper.quantity} × ${product.name} added.`
  })

  return [
    element('p', {}, element('a', { href: '/', 'data-testid': 'back-to-products' }, '← Back to all products')),
    element(
      'div',
      { class: 'details card' },
      element('div', { class: 'product-picture large' }, drawPicture(product.picture, product.colour)),
      element(
        'div',
        { class: 'details-text' },
        element('h1', {}, product.name),
        element(
          'p',
          { class: 'muted' },
          `${product.category} · ${product.unit}`,
          ...(product.organic ? [' ', element('span', { class: 'badge' }, 'Organic')] : []),
        ),
        element('p', {}, product.description),
        element('p', { class: 'details-price' }, formatPrice(product.priceCents)),
        element('div', { class: 'buttons start' }, stepper, addButton),
        status,
      ),
    ),
  ]
}
