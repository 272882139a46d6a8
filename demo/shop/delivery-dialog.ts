import { type Delivery, deliverySlots, describeDelivery, readDelivery, saveDelivery } from './delivery.ts'
import { element, required } from './element.ts'

/** Connects the delivery dialog with the button that opens it and the summary that shows its result. */
export function startDeliveryDialog(): void {
  const dialog = required('#delivery-dialog', HTMLDialogElement)
  const form = required('#delivery-form', HTMLFormElement)
  const slot = required('#delivery-slot', HTMLSelectElement)
  const note = required('#delivery-note', HTMLTextAreaElement)
  const leaveAtDoor = required('#leave-at-door', HTMLInputElement)
  const summary = required('#delivery-summary', HTMLElement)

  slot.append(
    element('option', { value: '' }, 'Choose a slot…'),
    ...deliverySlots.map((text) => element('option', { value: text }, text)),
  )
  showSummary(readDelivery())

  required('#open-delivery', HTMLButtonElement).addEventListener('click', () => {
    const delivery = readDelivery()
    slot.value = delivery?.slot ?? ''
    note.value = delivery?.note ?? ''
    leaveAtDoor.checked = delivery?.leaveAtDoor ?? false
    dialog.showModal()
  })
  required('#delivery-cancel', HTMLButtonElement).addEventListener('click', () => dialog.close())
  form.addEventListener('submit', () => {
    const delivery = { slot: slot.value, note: note.value.trim(), leaveAtDoor: leaveAtDoor.checked }
    saveDelivery(delivery)
    showSummary(delivery)
  })

  function showSummary(delivery: Delivery | undefined): void {
    summary.replaceChildren(...describeDelivery(delivery).map((line) => element('span', {}, line)))
  }
}
