import { describe, expect, it } from 'vitest'
import { flood } from '../support/flood.ts'
import { readRecorded } from '../support/popup.ts'
import { pause, useStudio } from '../support/studio.ts'

const studio = useStudio()

interface Add {
  parentId: number
  nextId: number | null
  node: { id: number; childNodes?: Add['node'][] }
}

describe('what is larger than it should be', () => {
  it('costs an action the end of its text, the DOM stream nothing, and nothing else its place', async () => {
    const { log, actions, dom } = await studio.recording('/workbench.html', async (page) => {
      await page.click('#count')
      await page.evaluate(() => {
        const field = document.querySelector<HTMLTextAreaElement>('#notes')
        const text = 'A page of words. '.repeat(600_000)
        const clipboardData = new DataTransfer()
        clipboardData.setData('text/plain', text)
        field?.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true }))
        if (field) field.value = text
        field?.dispatchEvent(new InputEvent('input', { inputType: 'insertFromPaste', bubbles: true }))
      })
      await page.click('#count')
      // One event of the stream, larger than what else may wait, and than messages.
      await page.evaluate(() => (document.body.dataset.state = '30 MB '.repeat(5_000_000)))
      await pause(300)
      await page.evaluate(() => {
        const list = document.createElement('ol')
        document.body.append(list)
        for (let i = 0; i < 5000; i++) list.append(document.createElement('li'))
      })
      await page.click('#count')
      await pause(6000)
      await page.click('#count')
    })
    expect(actions.filter(({ name }) => name === 'click')).toHaveLength(4)
    expect(log.filter(({ kind }) => kind === 'gap')).toEqual([])

    const paste = actions.find((action) => action.name === 'paste')
    if (paste?.name !== 'paste') throw new Error('the paste is missing')
    expect(paste).toMatchObject({ actor: 'script', target: { tag: 'textarea' }, surface: 'page' })
    expect(JSON.stringify(paste).length).toBeLessThanOrEqual(257 * 1024)
    const { text, value } = paste.args
    expect(value?.startsWith('A page of words. A page')).toBe(true)
    expect(paste.truncated?.['args.value']).toBe(10_200_000 - (value?.length ?? 0))
    // Firefox gives an event that a script made no clipboard.
    if (text !== '') expect(paste.truncated?.['args.text']).toBe(10_200_000 - text.length)

    const lines = await dom(paste.id.split(':')[0] ?? '')
    const giant = lines.filter((line) => JSON.stringify(line).length > 1_000_000)
    expect(giant.map((line) => JSON.stringify(line).includes('30 MB '.repeat(5_000_000)))).toEqual([true])
    // Looks stand where they stood: the one before the last click came after the list.
    const adds = lines.flatMap(({ data }) => (data as { adds?: Add[] }).adds ?? [])
    expect(Math.max(...lines.map(({ data }) => (data as { adds?: Add[] }).adds?.length ?? 0))).toBeLessThanOrEqual(500)
    const known = new Set<number>()
    const meet = ({ id, childNodes = [] }: Add['node']): void => {
      known.add(id)
      childNodes.forEach(meet)
    }
    for (const { data } of lines) if ('node' in (data as object)) meet((data as { node: Add['node'] }).node)
    for (const { parentId, nextId, node } of adds) {
      expect(known.has(parentId) && (nextId === null || known.has(nextId)), `a place for ${node.id}`).toBe(true)
      meet(node)
    }
    expect(adds.length).toBeGreaterThanOrEqual(5001)
  })
})

describe('a long recording', () => {
  it('is stored, listed, followed and exported whole', async () => {
    const { browser, popup } = studio
    const entries = 6000
    await popup.record('A recording of two hours')
    const sender = await browser.openExtensionPage('options.html')
    await sender.evaluate(flood, { entries, sourceId: 'flood00000000001', fromMs: Date.now() - 7_200_000 })
    const panel = await browser.openExtensionPage('panel.html')
    // Those of opening these pages come on top.
    await panel.waitFor(() => /\b20\d\d steps/.test(document.body.innerText))
    await panel.close()
    await sender.close()
    await popup.stop()
    await popup.judge('Yes')
    const { log, steps, dom } = await readRecorded(await popup.exportNewest())
    const flooded = log.filter(({ id }) => id.startsWith('flood'))
    expect(new Set(flooded.map(({ id }) => id)).size).toBe(entries)
    expect(steps.filter(({ actionIds: [id] }) => id?.startsWith('flood'))).toHaveLength(entries / 3)
    expect(await dom('flood00000000001')).toHaveLength(entries / 3)
  })
})
