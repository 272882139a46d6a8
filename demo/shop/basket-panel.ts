import { type Basket, type BasketLine, maxQuantity } from './basket.ts'
import { element, required } from './element.ts'
import { formatPrice } from './money.ts'
import { drawPicture } from './picture.ts'

interface LineView {
  readonly item: HTMLLIElement
  readonly show: (line: BasketLine) => void
}

/** Shows the basket beside the catalogue and lets its quantities be changed. */
export function startBasketPanel(basket: Basket): void {
  const list = required('#basket-lines', HTMLUListElement)
  const emptyText = required('#basket-empty', HTMLElement)
  const total = required('#basket-total', HTMLOutputElement)
  const checkout = required('#checkout', HTMLAnchorElement)
  // Lines are updated in place: rebuilding them would take the focus and the caret away from who is typing.
  const views = new Map<string, LineView>()

  function show(): void {
    const lines = basket.lines()
    const wanted = new Set(lines.map(({ product }) => product.id))
    for (const [productId, view] of views) {
      if (wanted.has(productId)) continue
      view.item.remove()
      views.delete(productId)
    }
    for (const line of lines) {
      let view = views.get(line.product.id)
      if (!view) {
        view = createLineView(line, basket)
        views.set(line.product.id, view)
        list.append(view.item)
      }
      view.show(line)
    }
    emptyText.hidden = lines.length > 0
    checkout.hidden = lines.length === 0
    total.value = formatPrice(basket.totalCents())
  }

  basket.onChange(show)
  show()
}

function createLineView({ product }: BasketLine, basket: Basket): LineView {
  const input = element('input', {
    type: 'number',
    id: `quantity-${product.id}`,
    name: `quantity-${product.id}`,
    min: '1',
    max: String(maxQuantity),
    step: '1',
    inputmode: 'numeric',
    'aria-label': `Quantity of ${product.name}`,
    'data-testid': `quantity-${product.id}`,
  })
  const price = element('span', { class: 'line-price' })
  const removeButton = element(
    'button',
    {
      type: 'button',
      class: 'quiet small',
      'aria-label': `Remove ${product.name}`,
      'data-testid': `remove-${product.id}`,
    },
    'Remove',
  )
  const item = element(
    'li',
    { class: 'basket-line', 'data-testid': `line-${product.id}` },
    drawPicture(product.picture, product.colour),
    element('span', { class: 'line-name' }, product.name),
    price,
    input,
    removeButton,
  )
  let quantity = 1

  input.addEventListener('input', () => {
    const typed = input.valueAsNumber
    // A half-typed number ("" on the way from 1 to 2) is not a wish to have none.
    if (Number.isInteger(typed) && typed >= 1 && typed <= maxQuantity) basket.setQuantity(product.id, typed)
  })
  input.addEventListener('change', () => {
    input.value = String(quantity)
  })
  removeButton.addEventListener('click', () => basket.remove(product.id))

  return {
    item,
    show(line) {
      quantity = line.quantity
      if (input.valueAsNumber !== quantity) input.value = String(quantity)
      price.textContent = formatPrice(product.priceCents * quantity)
    },
  }
}
