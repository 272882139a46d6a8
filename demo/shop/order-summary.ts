import type { Basket } from './basket.ts'
import { describeDelivery, readDelivery } from './delivery.ts'
import { element } from './element.ts'
import { formatPrice } from './money.ts'
import { drawPicture } from './picture.ts'

/** Writes out what is being ordered, for the checkout and for the thank-you. */
export function createOrderSummary(basket: Basket): HTMLElement {
  return element(
    'div',
    { class: 'order-summary' },
    element(
      'ul',
      { class: 'basket-lines' },
      ...basket
        .lines()
        .map(({ product, quantity }) =>
          element(
            'li',
            { class: 'basket-line', 'data-testid': `ordered-${product.id}` },
            drawPicture(product.picture, product.colour),
            element('span', { class: 'line-name' }, `${quantity} × ${product.name}`),
            element('span', { class: 'line-price' }, formatPrice(product.priceCents * quantity)),
          ),
        ),
    ),
    element(
      'div',
      { class: 'basket-delivery' },
      element('h3', {}, 'Delivery'),
      element(
        'p',
        { class: 'muted', 'data-testid': 'ordered-delivery' },
        ...describeDelivery(readDelivery()).map((line) => element('span', {}, line)),
      ),
    ),
    element(
      'p',
      { class: 'basket-total' },
      element('span', {}, 'Total'),
      element('output', { 'data-testid': 'ordered-total' }, formatPrice(basket.totalCents())),
    ),
  )
}
