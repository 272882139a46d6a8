const euros = new Intl.NumberFormat('en-IE', { style: 'currency', currency: 'EUR' })

/** Writes an amount of cents the way a price tag shows it. */
export function formatPrice(cents: number): string {
  return euros.format(cents / 100)
}
