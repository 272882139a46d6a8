import type { Observation } from '#trajectory/observation.ts'

type FinalState = NonNullable<Observation['final']>

/**
 * What this document holds now: its visible text and its fields, through open shadow roots. `maskOf` says what stands
 * for a value that must not be recorded, or null; without it nothing is masked.
 *
 * Replay runs this very function in the pages it drives, by its source. It must therefore use nothing from outside of
 * itself, and name no function inside, for which some compilers call a helper.
 */
export function finalStateOf(maskOf: ((field: Element) => string | null) | null): FinalState {
  const fieldLimit = 500
  const longestText = 20_000
  const longestValue = 1000
  const fields: FinalState['fields'] = []
  const seen = new Map<string, number>()
  const body = document.documentElement.querySelector(':scope > body')
  const texts = [body instanceof HTMLElement ? body.innerText : '']
  const walkers = [Document.prototype.createTreeWalker.call(document, document, NodeFilter.SHOW_ELEMENT)]
  for (let walker = walkers.at(-1); walker; walker = walkers.at(-1)) {
    const element = walker.nextNode()
    if (element === null) {
      walkers.pop()
      continue
    }
    // Names of its fields may stand before a form's own properties, and it is neither field nor host.
    if (!(element instanceof HTMLElement) || element instanceof HTMLFormElement) continue
    const { shadowRoot } = element
    if (shadowRoot) {
      walkers.push(Document.prototype.createTreeWalker.call(document, shadowRoot, NodeFilter.SHOW_ELEMENT))
      for (const child of shadowRoot.children) {
        // What is not shown has no visible text, but tells all its characters.
        if (child instanceof HTMLElement && child.localName !== 'slot' && child.checkVisibility())
          texts.push(child.innerText)
      }
    }
    let value: string | null = null
    let checked: boolean | null = null
    if (element instanceof HTMLInputElement) {
      if (['hidden', 'button', 'submit', 'reset', 'image'].includes(element.type)) continue
      value = element.value
      if (element.type === 'checkbox' || element.type === 'radio') checked = element.checked
    } else if (element instanceof HTMLTextAreaElement) value = element.value
    else if (element instanceof HTMLSelectElement) {
      value = Array.from(element.selectedOptions, (option) => option.value).join('\n')
      // Chromium counts all options as visible text, Firefox none.
      const options = element.innerText.trim()
      const holder = texts.findIndex((text) => options !== '' && text.includes(options))
      if (holder !== -1) texts[holder] = texts[holder]?.replace(options, () => '') ?? ''
    } else if (element.hasAttribute('contenteditable') && element.isContentEditable)
      if (element.parentElement?.isContentEditable !== true) value = element.innerText
    if (value === null || fields.length >= fieldLimit) continue
    const name = element.getAttribute('name')
    const kind =
      name === null || name === ''
        ? element.hasAttribute('contenteditable')
          ? '[contenteditable]'
          : element.hasAttribute('type')
            ? `[type=${JSON.stringify(element.getAttribute('type'))}]`
            : ''
        : `[name=${JSON.stringify(name)}]`
    // Neither ids, which libraries make up, nor places in the document, which the smallest change moves.
    const selector = `${element.localName}${kind}`
    const nth = seen.get(selector) ?? 0
    seen.set(selector, nth + 1)
    fields.push({
      selector: nth === 0 ? selector : `${selector} >> nth=${nth}`,
      value: ((value === '' ? null : maskOf?.(element)) ?? value).slice(0, longestValue),
      checked,
    })
  }
  return { text: texts.join(' ').replace(/\s+/g, ' ').trim().slice(0, longestText), fields }
}
