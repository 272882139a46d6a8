import { describe, expect, it } from 'vitest'
import type { Action } from '#trajectory/action.ts'
import type { TestPage } from '../support/browser-under-test.ts'
import { tell, type Recorded } from '../support/popup.ts'
import { useStudio } from '../support/studio.ts'

const studio = useStudio()

const recording = (run: (page: TestPage) => Promise<void>): Promise<Recorded> => studio.recording('/targets.html', run)

const told = ({ actions }: Recorded): string[] => actions.filter(({ surface }) => surface === 'page').map(tell)

/** The click on the element of this name. */
function clickOn({ actions }: Recorded, name: string): Action {
  const found = actions.find((action) => action.name === 'click' && action.target?.name === name)
  if (!found) throw new Error(`no click on ${name}; there are:\n${actions.map(tell).join('\n')}`)
  return found
}

const uniqueKinds = ({ target }: Action): string[] =>
  (target?.selectors ?? []).filter(({ unique }) => unique).map(({ kind }) => kind)

describe('targets in shadow roots', () => {
  it('are found in closed ones, with what is typed, clicked and checked there', async () => {
    const recorded = await recording(async (page) => {
      await page.click('closed-part:nth-of-type(1)')
      await page.keys('hush')
      await page.click('closed-part:nth-of-type(2)')
      await page.click('closed-part:nth-of-type(3)')
      await page.click('closed-part:nth-of-type(4)')
      await page.click('#plain')
    })
    expect(told(recorded)).toEqual([
      'human click textbox "Closed field"',
      'human fill textbox "Closed field" = hush',
      'human click button "Closed button"',
      'human check checkbox "Closed box"',
      'human click button "Twice closed"',
      'human click button "Plainly closed"',
    ])
    const { target } = clickOn(recorded, 'Closed button')
    expect(target?.shadowDepth).toBe(1)
    expect(target?.nodeId).toBeGreaterThan(0)
    expect(target?.selectors.find(({ kind }) => kind === 'css')).toMatchObject({ value: 'button', unique: true })
    expect(clickOn(recorded, 'Twice closed').target).toMatchObject({ shadowDepth: 2 })
  })

  it('are found in open ones, with events that do not leave them', async () => {
    const recorded = await recording(async (page) => {
      await page.type('open-part >>> #inner', 'deep')
      await page.press('Enter')
      await page.evaluate(() => {
        const root = document.querySelector('open-part')?.shadowRoot
        const list = root?.querySelector<HTMLSelectElement>('#pick')
        if (list) list.selectedIndex = 1
        // As scripts do it, and so that nothing outside hears of it.
        list?.dispatchEvent(new Event('change', { bubbles: true }))
        root?.querySelector('#scroller')?.scrollTo(0, 200)
      })
      await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 500)))
    })
    expect(told(recorded)).toEqual([
      'human click textbox "Inner field"',
      'human fill textbox "Inner field" = deep',
      'human press textbox "Inner field" Enter',
      'human submit form "Inner form"',
      'script select_option combobox "Inner list" = Blue',
      // A script's, but nothing around the event proves that when it comes a frame later.
      expect.stringMatching(/^(script|unknown) scroll div "Inner scroller"$/),
    ])
  })
})

describe('targets in frames', () => {
  const frames: { name: string; frame: string; path: number[] }[] = [
    { name: 'Srcdoc', frame: 'about:srcdoc', path: [0] },
    { name: 'Boxed', frame: 'name=Boxed', path: [1] },
    { name: 'Shared', frame: 'name=Shared', path: [2] },
    { name: 'Near', frame: '?name=Near&', path: [3] },
    { name: 'FarInNear', frame: '?name=FarInNear', path: [3, 0] },
    { name: 'Far', frame: '?name=Far&', path: [4] },
    { name: 'NearInFar', frame: '?name=NearInFar', path: [4, 0] },
  ]

  it('are found in srcdoc, sandboxed and nested ones of both origins', async () => {
    const recorded = await recording(async (page) => {
      for (const { name, frame } of frames) {
        const inside = await page.frame(frame)
        await inside.type('input', name)
        await inside.click('button')
      }
    })
    const path = (action: Action | undefined): number[] => action?.target?.framePath.map(({ index }) => index) ?? []
    for (const { name, path: expected } of frames) {
      const click = clickOn(recorded, `${name} button`)
      const fill = recorded.actions.find((action) => action.name === 'fill' && action.args.value === name)
      expect(click.target?.role).toBe('button')
      expect(path(click)).toEqual(expected)
      expect(path(fill)).toEqual(expected)
      expect(fill?.target).toMatchObject({ role: 'textbox', name: `${name} field`, label: `${name} field` })
      expect(uniqueKinds(click)).toEqual(expect.arrayContaining(['aria', 'css', 'xpath']))
    }
    expect(clickOn(recorded, 'Near button').target?.framePath[0]?.selector).toBe('#near')
    expect(recorded.header.coverage['frame-failed']).toBeUndefined()
  })
})

describe('a frame that cannot be recorded', () => {
  it('is a gap with its place and reason, once', async () => {
    const recorded = await recording(async (page) => {
      await page.evaluate(() => {
        const frame = document.createElement('iframe')
        frame.src = '/document.pdf?token=sesame'
        document.body.append(frame)
      })
      await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 5000)))
      await page.click('#labelled')
    })
    const gaps = recorded.log.filter((entry) => entry.kind === 'gap' && entry.reason === 'frame-failed')
    expect(gaps).toEqual([expect.objectContaining({ url: expect.stringContaining('/document.pdf') as string })])
    expect(gaps[0]?.frameId).toBeGreaterThan(0)
    expect(recorded.header.coverage).toMatchObject({ 'frame-failed': 1 })
    expect(recorded.text).not.toContain('sesame')
  })
})

describe('targets of other kinds', () => {
  it('are drawings, with the position inside, and elements with test ids', async () => {
    const recorded = await recording(async (page) => {
      await page.click('#dot')
      await page.click('#surface')
      for (const name of ['testid', 'test', 'cy', 'qa']) await page.click(`[data-${name}="by-${name}"]`)
      await page.type('#labelled', 'x')
    })
    expect(clickOn(recorded, 'Dot')).toMatchObject({ args: { position: { x: 16, y: 16 } }, target: { tag: 'circle' } })
    const surface = recorded.actions.find(({ target }) => target?.tag === 'canvas')
    expect(surface).toMatchObject({ args: { position: { x: 40, y: 20 } }, target: { name: 'Surface' } })
    expect(uniqueKinds(clickOn(recorded, 'Dot'))).toEqual(expect.arrayContaining(['aria', 'css', 'xpath']))
    for (const [name, text] of Object.entries({ testid: 'Test id', test: 'Test', cy: 'Cypress', qa: 'Quality' })) {
      const click = clickOn(recorded, text)
      expect(click.target).toMatchObject({ testId: `by-${name}`, text })
      expect(click.target?.selectors[0]).toEqual({
        kind: 'testId',
        value: `[data-${name}="by-${name}"]`,
        unique: true,
      })
    }
    expect(recorded.actions.find(({ name }) => name === 'fill')?.target).toMatchObject({ label: 'Labelled' })
  })

  it('stay what they were when the click removes or renames them', async () => {
    const recorded = await recording(async (page) => {
      await page.click('#removed')
      await page.click('#renamed')
    })
    expect(told(recorded)).toEqual(['human click button "Remove me"', 'human click button "Rename me"'])
    for (const name of ['Remove me', 'Rename me'])
      expect(uniqueKinds(clickOn(recorded, name))).toEqual(expect.arrayContaining(['aria', 'css', 'text', 'xpath']))
    expect(clickOn(recorded, 'Rename me').target?.attributes.id).toBe('renamed')
  })
})
