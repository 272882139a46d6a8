import { type Product, productById } from './products.ts'

/** One product in the basket and how many of it. */
export interface BasketLine {
  readonly product: Product
  readonly quantity: number
}

/** The most of one product a person can order. */
export const maxQuantity = 99

/** What the person means to buy; it outlives page loads. */
export interface Basket {
  readonly lines: () => readonly BasketLine[]
  readonly totalCents: () => number
  readonly add: (productId: string, quantity: number) => void
  readonly setQuantity: (productId: string, quantity: number) => void
  readonly remove: (productId: string) => void
  readonly empty: () => void
  readonly onChange: (listener: () => void) => void
}

const storageKey = 'fig-and-fennel.basket'

/** Opens the basket kept in localStorage. */
export function openBasket(): Basket {
  const quantities = readQuantities()
  const listeners: (() => void)[] = []

  function lines(): BasketLine[] {
    return [...quantities].flatMap(([productId, quantity]) => {
      const product = productById(productId)
      return product ? [{ product, quantity }] : []
    })
  }

  function commit(): void {
    localStorage.setItem(storageKey, JSON.stringify(Object.fromEntries(quantities)))
    for (const listener of listeners) listener()
  }

  return {
    lines,
    totalCents: () => lines().reduce((sum, { product, quantity }) => sum + product.priceCents * quantity, 0),
    add(productId, quantity) {
      quantities.set(productId, Math.min(maxQuantity, (quantities.get(productId) ?? 0) + quantity))
      commit()
    },
    setQuantity(productId, quantity) {
      quantities.set(productId, quantity)
      commit()
    },
    remove(productId) {
      quantities.delete(productId)
      commit()
    },
    empty() {
      quantities.clear()
      commit()
    },
    onChange(listener) {
      listeners.push(listener)
    },
  }
}

function readQuantities(): Map<string, number> {
  const stored: unknown = JSON.parse(localStorage.getItem(storageKey) ?? '{}')
  if (typeof stored !== 'object' || stored === null) return new Map()
  return new Map(Object.entries(stored).filter((entry): entry is [string, number] => Number.isInteger(entry[1])))
}
