import type { Basket } from './basket.ts'
import { element, required } from './element.ts'
import { formatPrice } from './money.ts'
import { drawPicture } from './picture.ts'
import { categories, type Product, products } from './products.ts'
import { productPath } from './route.ts'

/** Lists the products and filters them while the person types. */
export function startCatalogue(basket: Basket): void {
  const form = required('#filters', HTMLFormElement)
  const search = required('#search', HTMLInputElement)
  const category = required('#category', HTMLSelectElement)
  const onlyOrganic = required('#only-organic', HTMLInputElement)
  const clear = required('#clear-filters', HTMLButtonElement)
  const list = required('#products', HTMLUListElement)
  const count = required('#result-count', HTMLElement)

  category.append(
    element('option', { value: '' }, 'All categories'),
    ...categories.map((name) => element('option', { value: name }, name)),
  )
  const cards = products.map((product) => ({ product, card: createCard(product, basket) }))
  list.append(...cards.map(({ card }) => card))

  function show(): void {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean)
    let shownCount = 0
    for (const { product, card } of cards) {
      const text = `${product.name} ${product.category}`.toLowerCase()
      const matches =
        words.every((word) => text.includes(word)) &&
        (category.value === '' || category.value === product.category) &&
        (!onlyOrganic.checked || product.organic)
      card.hidden = !matches
      if (matches) shownCount += 1
    }
    count.textContent =
      shownCount === 0 ? 'Nothing fits these filters.' : `${shownCount} of ${products.length} products`
    clear.disabled = search.value === '' && category.value === '' && !onlyOrganic.checked
  }

  form.addEventListener('input', show)
  form.addEventListener('change', show)
  form.addEventListener('submit', (event) => event.preventDefault())
  clear.addEventListener('click', () => {
    form.reset()
    show()
  })
  // A reload may bring back what the browser remembered of the form.
  show()
}

function createCard(product: Product, basket: Basket): HTMLLIElement {
  const addButton = element(
    'button',
    { type: 'button', 'aria-label': `Add ${product.name}`, 'data-testid': `add-${product.id}` },
    'Add',
  )
  addButton.addEventListener('click', () => basket.add(product.id, 1))
  return element(
    'li',
    { class: 'product card', 'data-testid': `product-${product.id}` },
    element('div', { class: 'product-picture' }, drawPicture(product.picture, product.colour)),
    element(
      'h2',
      {},
      element('a', { href: productPath(product.id), 'data-testid': `open-${product.id}` }, product.name),
    ),
    element(
      'p',
      { class: 'muted product-unit' },
      element('span', {}, product.unit),
      ...(product.organic ? [element('span', { class: 'badge' }, 'Organic')] : []),
    ),
    element('p', { class: 'product-buy' }, element('strong', {}, formatPrice(product.priceCents)), addButton),
  )
}
