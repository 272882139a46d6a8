import { maxQuantity } from './basket.ts'
import { element } from './element.ts'

const styles = `
  :host { display: inline-flex; align-items: center; gap: .25rem; border: 1px solid var(--line); border-radius: 999px; padding: .2rem; }
  button { font: inherit; font-size: 1.2rem; line-height: 1; width: 2.1rem; height: 2.1rem; border: 0; border-radius: 50%;
    background: var(--tint); color: var(--accent-text); cursor: pointer; }
  button:hover { background: var(--accent); color: var(--on-accent); }
  button:focus-visible { outline: 3px solid var(--focus); outline-offset: 2px; }
  output { min-width: 2rem; text-align: center; font-variant-numeric: tabular-nums; font-weight: 600; }
`

/** `<quantity-stepper>`: a count with one button less and one button more, inside an open shadow root. */
export class QuantityStepper extends HTMLElement {
  #quantity = 1
  readonly #output = element('output', { 'data-testid': 'stepper-quantity' }, '1')

  /** How many the person wants. */
  get quantity(): number {
    return this.#quantity
  }

  connectedCallback(): void {
    if (this.shadowRoot) return
    const root = this.attachShadow({ mode: 'open' })
    root.append(
      element('style', {}, styles),
      this.#createButton('One fewer', 'stepper-fewer', '−', -1),
      this.#output,
      this.#createButton('One more', 'stepper-more', '+', 1),
    )
  }

  #createButton(label: string, testId: string, sign: string, change: number): HTMLButtonElement {
    const button = element('button', { type: 'button', 'aria-label': label, 'data-testid': testId }, sign)
    button.addEventListener('click', () => {
      this.#quantity = Math.min(maxQuantity, Math.max(1, this.#quantity + change))
      this.#output.value = String(this.#quantity)
      this.dispatchEvent(new Event('change', { bubbles: true }))
    })
    return button
  }
}

/** Makes `<quantity-stepper>` known to the document. */
export function defineQuantityStepper(): void {
  customElements.define('quantity-stepper', QuantityStepper)
}
