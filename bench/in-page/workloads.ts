/**
 * What is done to the workload page, the same in all arms. It runs in a world of its own: input calls no function of
 * the page either, so that neither rrweb's nor Cairn's stand-ins for such functions are part of what is measured.
 */
export interface Workloads {
  /** 10,000 mutations in 100 tasks: attributes, texts, added and removed subtrees. */
  mutate: () => Promise<void>
  /** 2,000 `input` events in one field: one action, so that it is the events that cost. */
  input: () => Promise<void>
  /** 3,000 pointer moves, each a `pointermove` and a `mousemove`. */
  pointer: () => Promise<void>
}

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
    const input = find('#field-0') as HTMLInputElement
    for (let typed = 0; typed < 2000; typed++) {
      const length = 1 + (typed % 100)
      input.value = text.slice(0, length)
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

Object.assign(globalThis, { workloads })
