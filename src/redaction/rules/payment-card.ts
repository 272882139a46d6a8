import type { TextRule } from '#redaction/rule.ts'

export const paymentCard: TextRule = {
  id: 'payment-card',
  why: 'card numbers, by length, first digit and checksum',
  pattern: /(?<![\d.])[2-6]\d{3}[ -]?\d{4,6}[ -]?\d{4,5}(?:[ -]?\d{1,4})?(?![\d.]\d|\d)/g,
  keywords: ['2', '3', '4', '5', '6'],
  accepts: (match) => {
    const digits = match.replace(/\D/g, '')
    // A Unix time in milliseconds has 13 digits and passes the checksum one time in ten.
    return digits.length >= 14 && digits.length <= 19 && passesLuhn(digits)
  },
  secrets: [
    { text: 'card 4111 1111 1111 1111 please', secret: '4111 1111 1111 1111' },
    { text: 'pan=5555555555554444;', secret: '5555555555554444' },
    { text: 'amex 3782-822463-10005', secret: '3782-822463-10005' },
  ],
  harmless: ['order 4111 1111 1111 1112', 'at 1763712000000 ms', 'ISBN 978-3-16-148410-0', 'call 555 1234 5678'],
}

function passesLuhn(digits: string): boolean {
  let sum = 0
  for (let i = 0; i < digits.length; i++) {
    const digit = Number(digits[digits.length - 1 - i])
    const doubled = digit * 2
    sum += i % 2 === 0 ? digit : doubled > 9 ? doubled - 9 : doubled
  }
  return sum % 10 === 0
}
