import { describe, expect, it } from 'vitest'
import { tell, type Recorded } from '../support/popup.ts'
import { pause, useStudio } from '../support/studio.ts'

const studio = useStudio()

const onPage = ({ actions }: Recorded): string[] => actions.filter((action) => action.surface === 'page').map(tell)

describe('what a person does in a page', () => {
  it('is recorded action by action, with the target as it was and what was seen before', async () => {
    const recorded = await studio.recording('/workbench.html', async (page) => {
      await page.type('#name', 'Ada')
      await page.press('Tab')
      await page.click('#gift')
      await page.evaluate(() => document.querySelector<HTMLSelectElement>('#size')?.focus())
      await page.press('ArrowDown')
      await page.click('#count')
      await page.waitFor(() => (document.querySelector('#counted') as HTMLOutputElement).value === '1')
      await page.click('#vanish')
      await page.click('#notes')
      await page.press('a', { withKey: 'Control' })
      await page.keys('ring the bell')
      await page.press('Escape')
    })
    expect(onPage(recorded)).toEqual([
      'human click textbox "Full name"',
      'human fill textbox "Full name" = Ada',
      'human press textbox "Full name" Tab',
      'human check checkbox "Wrap as a gift"',
      'human select_option combobox "Size" = Medium',
      'human click button "Count"',
      'human click button "Vanish"',
      'human click textbox "Notes"',
      'human press textbox "Notes" Control+A',
      'human fill textbox "Notes" = ring the bell',
      'human press textbox "Notes" Escape',
    ])
    const vanish = recorded.actions.find(({ target }) => target?.name === 'Vanish')
    expect(vanish?.target?.selectors.find(({ kind }) => kind === 'css')).toEqual({
      kind: 'css',
      value: '#vanish',
      unique: true,
    })
    for (const action of recorded.actions.filter(({ surface }) => surface === 'page')) {
      const observation = recorded.log.find(({ id }) => id === action.observationId)
      if (observation?.kind !== 'observation') throw new Error(`${tell(action)} has no observation`)
      expect(observation.atMs).toBeLessThanOrEqual(action.endAtMs)
      expect(observation.title).toBe('Workbench')
      expect(observation.outline.some(({ name }) => name === 'Send')).toBe(true)
      expect(observation.screenshot).not.toBeNull()
      expect([...(await recorded.read(observation.screenshot?.file ?? '')).subarray(0, 2)]).toEqual([0xff, 0xd8])
      expect(observation.dom?.lines).toBeGreaterThan(1)
    }
    // Before the first letter the field was empty; before the click on Count it said what had been typed.
    const outlineAt = (index: number) => {
      const entry = recorded.log.find(
        ({ id }) => id === recorded.actions.filter(({ surface }) => surface === 'page')[index]?.observationId,
      )
      return entry?.kind === 'observation' ? entry.outline.find(({ name }) => name === 'Full name') : undefined
    }
    expect(outlineAt(1)?.value).toBe('')
    expect(outlineAt(3)?.value).toBe('Ada')
  })

  it('makes one action of a double click', async () => {
    const recorded = await studio.recording('/workbench.html', (page) => page.click('#count', { count: 2 }))
    expect(onPage(recorded)).toEqual(['human dblclick button "Count"'])
    expect(recorded.actions.find(({ name }) => name === 'dblclick')?.moments.map(({ type }) => type)).toContain('click')
  })

  it('is recorded in frames of this and another origin and in open shadow roots', async () => {
    const recorded = await studio.recording('/workbench.html', async (page) => {
      await (await page.frame('/framed.html?cross')).type('#framed', 'there')
      await (await page.frame('/framed.html')).click('#ok')
      await page.type('open-box >>> #inner', 'deep')
      await page.click('open-box >>> #push')
    })
    const told = onPage(recorded)
    expect(told).toContain('human fill textbox "Framed field" = there')
    expect(told).toContain('human click button "Framed button"')
    expect(told).toContain('human fill textbox "Inside" = deep')
    expect(told).toContain('human click button "Push"')
    const cross = recorded.actions.find((action) => action.name === 'fill' && action.args.value === 'there')
    expect(cross?.origin).toBe(studio.pages.otherOrigin)
    expect(cross?.target?.framePath).toMatchObject([{ index: 1 }])
    const push = recorded.actions.find(({ target }) => target?.name === 'Push')
    expect(push?.target?.shadowDepth).toBe(1)
    expect(push?.target?.selectors.find(({ kind }) => kind === 'css')).toMatchObject({
      value: '#push',
      chain: ['open-box'],
    })
  })

  it('records each frame once, and puts nothing into the page', async () => {
    const recorded = await studio.recording('/workbench.html', async (page) => {
      await page.evaluate(() => {
        const added: string[] = []
        Object.assign(window, { added })
        new MutationObserver((records) =>
          records.forEach(({ addedNodes }) => addedNodes.forEach((node) => added.push(node.nodeName))),
        ).observe(document, { childList: true, subtree: true })
      })
      await page.reload()
      await page.click('#count')
      expect(await page.evaluate(() => [...document.querySelectorAll('iframe')].map(({ id }) => id))).toEqual([
        'same',
        'other',
      ])
    })
    const streams = new Map<string, string>()
    for (const entry of recorded.log)
      if (entry.kind === 'dom') streams.set(entry.id.split(':')[0] ?? '', entry.origin ?? '')
    let framed = 0
    for (const sourceId of streams.keys())
      framed += JSON.stringify(await recorded.dom(sourceId)).split('Framed button').length - 1
    // Two frames, each loaded twice (the page was reloaded), each in its own stream and nowhere else.
    expect(framed).toBe(4)
  })

  it('has submit, scrolling and the ways through the history', async () => {
    const recorded = await studio.recording('/workbench.html', async (page) => {
      await page.click('#inside')
      await page.waitFor(() => location.hash === '#chapter' && scrollY > 0)
      const below = await page.evaluate(() => scrollY)
      await pause()
      await page.wheel(-400)
      await page.waitFor((y) => scrollY < y, below)
      await page.type('#name', 'Ada')
      await page.press('Enter')
      await page.waitFor(() => document.title === 'Arrived')
      await page.click('#here')
      await pause()
      await page.goBack()
      await page.waitFor(() => document.title === 'Workbench')
      await page.goForward()
      await page.waitFor(() => document.title === 'Arrived')
      await page.reload()
      await page.waitFor(() => document.title === 'Arrived')
    })
    const names = recorded.actions.map(({ name }) => name)
    expect(names).toEqual(expect.arrayContaining(['scroll', 'submit', 'go_back', 'go_forward', 'reload']))
    expect(names.indexOf('go_back')).toBeLessThan(names.indexOf('go_forward'))
    const submit = recorded.actions.find(({ name }) => name === 'submit')
    const press = recorded.actions.find((action) => action.name === 'press' && action.args.key_comb === 'Enter')
    expect(submit?.attribution.evidence.causeId).toBe(press?.id)
    expect(submit?.actor).toBe('human')
    const navigations = recorded.log.filter((entry) => entry.kind === 'effect' && entry.name === 'navigation')
    expect(navigations).toContainEqual(
      expect.objectContaining({ sameDocument: true, url: expect.stringContaining('#chapter') as string }),
    )
    expect(navigations).toContainEqual(
      expect.objectContaining({
        sameDocument: false,
        url: expect.stringContaining('/arrived.html') as string,
        causeId: expect.any(String) as string,
      }),
    )
  })

  it('has tabs opened by a link, opened by hand, brought to the front and closed', async () => {
    const recorded = await studio.recording('/workbench.html', async (page) => {
      await page.click('#tab')
      const second = await studio.browser.newPage(studio.pages.url('/arrived.html'))
      await second.click('#here')
      await page.bringToFront()
      await page.click('#count')
      await second.close()
    })
    const names = recorded.actions.map(({ name }) => name)
    expect(names).toEqual(expect.arrayContaining(['new_tab', 'tab_focus', 'tab_close']))
    expect(recorded.log).toContainEqual(
      expect.objectContaining({
        kind: 'effect',
        name: 'popup',
        causeId: recorded.actions.find(({ target }) => target?.name === 'New tab')?.id,
      }),
    )
    expect(recorded.actions.find(({ target }) => target?.name === 'Here')?.actor).toBe('human')
  })

  it('keeps the click that leaves the page at once, with its target', async () => {
    const recorded = await studio.recording('/workbench.html', async (page) => {
      await page.click('#away')
      await page.waitFor(() => document.title === 'Arrived')
    })
    const click = recorded.actions.find(({ target }) => target?.name === 'Go away')
    expect(click && tell(click)).toBe('human click link "Go away"')
    expect(click?.target?.attributes.href).toBe('/arrived.html?from=link')
    expect(recorded.log).toContainEqual(
      expect.objectContaining({ kind: 'effect', name: 'navigation', causeId: click?.id }),
    )
  })

  it('never holds a password, also when the page shows or mirrors it', async () => {
    const recorded = await studio.recording('/workbench.html', async (page) => {
      await page.type('#secret', 'hunter2-and-more')
      await page.click('#show')
      await page.click('#secret')
      await page.keys('-shown')
      await page.click('closed-box')
      await page.keys('xyzzy-plugh')
      await page.click('#count')
    })
    expect(onPage(recorded)).toContain('human fill input "Password" = <password-field>')
    expect(onPage(recorded)).toContain('human fill input "Hidden away" = <password-field>')
    expect(recorded.actions.filter(({ name }) => name === 'press')).toEqual([])
    expect(recorded.text).not.toContain('hunter2')
    expect(recorded.text).not.toContain('xyzzy')
    expect(recorded.text).toContain('<typed-secret>')
    expect(recorded.header.redaction['password-field']).toBeGreaterThan(0)
  })
})
