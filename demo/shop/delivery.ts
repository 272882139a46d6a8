/** When the shop comes, and what the driver should know. */
export interface Delivery {
  readonly slot: string
  readonly note: string
  readonly leaveAtDoor: boolean
}

/** The slots on offer; fixed texts, so that a recording of today still reads right next year. */
export const deliverySlots = [
  'Today 18:00–20:00',
  'Tomorrow 08:00–10:00',
  'Tomorrow 12:00–14:00',
  'Tomorrow 18:00–20:00',
  'Saturday 09:00–11:00',
] as const

const storageKey = 'fig-and-fennel.delivery'

/** Reads the delivery the person chose, if they chose one. */
export function readDelivery(): Delivery | undefined {
  const stored: unknown = JSON.parse(localStorage.getItem(storageKey) ?? 'null')
  return isDelivery(stored) ? stored : undefined
}

/** Keeps the chosen delivery for the checkout page. */
export function saveDelivery(delivery: Delivery): void {
  localStorage.setItem(storageKey, JSON.stringify(delivery))
}

/** Forgets the chosen delivery once its order is placed. */
export function forgetDelivery(): void {
  localStorage.removeItem(storageKey)
}

/** Tells a delivery in one or more short lines. */
export function describeDelivery(delivery: Delivery | undefined): string[] {
  if (!delivery) return ['No slot chosen yet.']
  return [
    delivery.slot,
    ...(delivery.note ? [`“${delivery.note}”`] : []),
    ...(delivery.leaveAtDoor ? ['Leave it at the door'] : []),
  ]
}

function isDelivery(value: unknown): value is Delivery {
  return (
    typeof value === 'object' &&
    value !== null &&
    'slot' in value &&
    typeof value.slot === 'string' &&
    'note' in value &&
    typeof value.note === 'string' &&
    'leaveAtDoor' in value &&
    typeof value.leaveAtDoor === 'boolean'
  )
}
