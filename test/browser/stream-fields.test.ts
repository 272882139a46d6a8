import { afterEach, expect, it } from 'vitest'
import { createFields } from '#content/dom/state/fields.ts'
import type { StreamEvent } from '#content/dom/stream-event.ts'

afterEach(() => {
  document.body.replaceChildren()
})

/** The fields of a page as the DOM stream has them, with what is written. */
function streamOf(html: string) {
  document.body.setHTMLUnsafe(html)
  const nodes: Element[] = [...document.querySelectorAll('input')]
  const mirror = {
    getNode: (id: number) => nodes[id - 1] ?? null,
    getId: (node: Node) => nodes.indexOf(node as Element) + 1,
  }
  const written: StreamEvent['data'][] = []
  const fields = createFields(
    mirror,
    (_type, data) => written.push(data),
    () => undefined,
  )
  for (const [index, node] of nodes.entries()) fields.meet({ id: index + 1 }, node)
  const type = (index: number, value: string): boolean => {
    const field = nodes[index] as HTMLInputElement
    field.value = value
    return fields.input(field)
  }
  return { fields, type, written }
}

it('of the values of a field, the one is written that stands when something else is', () => {
  const { fields, type, written } = streamOf('<input><input>')
  expect([type(0, 'o'), type(0, 'oa'), type(1, 'x'), type(0, 'oat')]).toEqual([true, true, true, true])
  expect(written).toEqual([])
  fields.writeInput()
  fields.writeInput()
  expect(written).toMatchObject([
    { id: 1, text: 'oat', isChecked: false },
    { id: 2, text: 'x' },
  ])
})

it('what was typed into a password is not written', () => {
  const { fields, type, written } = streamOf('<input type="password">')
  type(0, 'hunter2!')
  fields.writeInput()
  expect(written).toMatchObject([{ id: 1, text: '<password-field>' }])
})

it('a field that the stream has not met is none of its own', () => {
  const { fields, written } = streamOf('<input>')
  expect(fields.input(document.createElement('input'))).toBe(false)
  expect(fields.input(document.body)).toBe(false)
  fields.writeInput()
  expect(written).toEqual([])
})
