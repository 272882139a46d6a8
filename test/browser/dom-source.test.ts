import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { userEvent } from 'vitest/browser'
import { createRrwebSource } from '#content/dom/rrweb-source.ts'
import { createRedactor } from '#redaction/redactor.ts'
import { record } from './recording.ts'

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
})

afterEach(() => {
  vi.useRealTimers()
  document.body.replaceChildren()
})

/** A rich editor in a page that is recorded, and what was handed over of it. */
function editorIn() {
  document.body.setHTMLUnsafe('<div contenteditable></div>')
  const editor = document.querySelector('div') as HTMLElement
  const texts: string[] = []
  const source = createRrwebSource({
    redactor: createRedactor(),
    onSegment: ({ text }) => texts.push(text),
    onChange: () => undefined,
    onField: () => undefined,
    onRoot: () => undefined,
    agentsOwn: () => null,
  })
  source.flush()
  texts.length = 0
  return { editor, source, texts }
}

it.each([
  ['what somebody types into a rich editor is handed over at once', true, 1],
  ['what a script puts into it waits for company', false, 0],
])('%s', async (_what, typed, segments) => {
  const { editor, source, texts } = editorIn()
  editor.textContent = 'precious'
  source.input(editor, typed)
  // Mutations are told in a microtask.
  await Promise.resolve()
  vi.advanceTimersByTime(40)
  expect(texts.filter((text) => text.includes('precious'))).toHaveLength(segments)
  vi.advanceTimersByTime(400)
  expect(texts.filter((text) => text.includes('precious'))).toHaveLength(1)
  source.stop()
})

it.each<[string, (write: () => void) => void]>([
  ['at once', (write) => write()],
  ['a frame later', (write) => void setTimeout(write, 20)],
])('what an editor that takes the keys for itself writes %s is handed over as soon', async (_when, then) => {
  document.body.setHTMLUnsafe('<div contenteditable></div>')
  const editor = document.querySelector('div') as HTMLElement
  editor.addEventListener('beforeinput', (event) => {
    event.preventDefault()
    then(() => (editor.textContent = 'precious'))
  })
  const recording = record()
  await userEvent.click(editor)
  vi.advanceTimersByTime(1000)
  await userEvent.keyboard('p')
  for (let ms = 0; ms < 60; ms += 10) {
    vi.advanceTimersByTime(10)
    // Mutations are told in a microtask.
    await Promise.resolve()
  }
  expect(JSON.stringify(recording.entries)).toContain('precious')
  await recording.stop()
})
