/** What the workload page does on demand. All arms run exactly this. */
export interface Workloads {
  /** 10,000 mutations in 100 tasks: attributes, texts, added and removed subtrees. */
  mutate: () => Promise<void>
  /** 2,000 `input` events, 500 in each of 4 fields: four actions, so that it is the events that cost. */
  input: () => Promise<void>
  /** 3,000 pointer moves, each a `pointermove` and a `mousemove`. */
  pointer: () => Promise<void>
}

/** Taken before any recorder replaces it: typing, too, changes a value without calling the page's setter. */
const setValue = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set

const text = 'the quick brown fox jumps over the lazy dog and sleeps on while foxes jump again and again and so on'

const nextTask = (): Promise<void> => new Promise((resolve) => setTimeout(resolve))

const workloads: Workloads = {
  async mutate() {
    const list = find('#list')
    const rows = [...list.children]
    for (let round = 0; round < 100; round++) {
      for (let i = 0; i < 100; i++) {
        const row = rows[(round * 37 + i * 11) % rows.length]
        if (!row) throw new Error('the page has no rows')
        if (i < 45) row.setAttribute('class', `row r${round}-${i}`)
        else if (i < 80) row.querySelector('b')?.firstChild?.replaceWith(`${round}.${i}`)
        else if (i % 2 === 0) {
          const added = document.createElement('p')
          added.className = 'added'
          added.innerHTML = `<em>${round}</em> of <strong>${i}</strong>`
          row.append(added)
        } else row.querySelector('.added')?.remove()
      }
      await nextTask()
    }
  },
  async input() {
    for (let field = 0; field < 4; field++) {
      const input = find(`#field-${field}`)
      for (let typed = 0; typed < 500; typed++) {
        const length = 1 + (typed % 100)
        setValue?.call(input, text.slice(0, length))
        input.dispatchEvent(
          new InputEvent('input', {
            bubbles: true,
            composed: true,
            inputType: 'insertText',
            data: text[length - 1] ?? '',
          }),
        )
        if (typed % 20 === 19) await nextTask()
      }
    }
  },
  async pointer() {
    for (let move = 0; move < 3000; move++) {
      const cell = find(`#cell-${move % 60}`)
      const place = { bubbles: true, composed: true, clientX: move % 700, clientY: (move * 3) % 500 }
      cell.dispatchEvent(new PointerEvent('pointermove', { ...place, pointerType: 'mouse' }))
      cell.dispatchEvent(new MouseEvent('mousemove', place))
      if (move % 30 === 29) await nextTask()
    }
  },
}

function find(selector: string): Element {
  const element = document.querySelector(selector)
  if (!element) throw new Error(`the page has no ${selector}`)
  return element
}

Object.assign(window, { workloads })
