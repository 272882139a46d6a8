import { editorOf, isEditable, isTextField } from '#content/field.ts'
import { elementOf } from '#content/target/tree.ts'
import type { Sensor } from './sensor.ts'

export const clipboard: Sensor = {
  name: 'clipboard',
  events: { copy: 'primary', cut: 'primary', paste: 'primary' },
  read(event, page) {
    const hit = elementOf(event)
    if (!hit || !(event instanceof ClipboardEvent)) return null
    const field = isEditable(hit)
    const element = field && !isTextField(hit) ? editorOf(hit) : hit
    if (event.type !== 'paste') {
      const text = selectedText(element)
      // Nothing is marked: nothing is copied.
      if (text === '') return null
      const content = page.excerpt(element, text)
      if (event.type === 'copy') return { kind: 'copy', element, content }
      return { kind: 'cut', element, content, types: [], after: () => (field ? page.content(element) : null) }
    }
    const { clipboardData } = event
    return {
      kind: 'paste',
      element,
      content: page.excerpt(element, clipboardData?.getData('text/plain') ?? ''),
      types: [...(clipboardData?.types ?? [])],
      after: () => (field ? page.content(element) : null),
    }
  },
}

function selectedText(element: Element): string {
  if (!isTextField(element)) return getSelection()?.toString() ?? ''
  const { selectionStart, selectionEnd, value } = element
  return selectionStart === null || selectionEnd === null ? '' : value.slice(selectionStart, selectionEnd)
}
