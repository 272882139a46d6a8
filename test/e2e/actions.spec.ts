import { describe, expect, it } from 'vitest'
import type { Action, ActionName } from '#trajectory/action.ts'
import type { Box, TestPage } from '../support/browser-under-test.ts'
import { asPerson } from '../support/cast.ts'
import { tell, type Recorded } from '../support/popup.ts'
import { pause, useStudio } from '../support/studio.ts'

const studio = useStudio()

/** Records what is done with the page of deeds, and reads the export back. */
const recording = (run: (page: TestPage) => Promise<void>): Promise<Recorded> => studio.recording('/deeds.html', run)
const middle = ({ x, y, width, height }: Box): { x: number; y: number } => ({ x: x + width / 2, y: y + height / 2 })

function only<N extends ActionName>({ actions }: Recorded, name: N): Extract<Action, { name: N }> {
  const found = actions.filter((action): action is Extract<Action, { name: N }> => action.name === name)
  if (found.length !== 1) throw new Error(`expected one ${name}, but there is:\n${actions.map(tell).join('\n')}`)
  return found[0]!
}

const onPage = ({ actions }: Recorded): string[] =>
  actions.filter(({ surface, name }) => surface === 'page' && name !== 'pointer_path').map(tell)

describe('the mouse', () => {
  it('hovers where the page answers, by style or by script, and nowhere else', async () => {
    const recorded = await recording(async (page) => {
      await page.hover('#prose')
      await pause(500)
      await page.hover('#menu')
      await pause(500)
      await page.click('#open')
      await page.hover('#prose')
      await pause(700)
      await page.hover('#tip')
      await pause(500)
    })
    expect(onPage(recorded)).toEqual([
      'human hover navigation "Menu"',
      'human click button "Open"',
      'human hover button "What is this?"',
    ])
    const [hover] = recorded.actions.filter(({ name }) => name === 'hover')
    const before = recorded.log.find(({ id }) => id === hover?.observationId)
    expect(before?.kind === 'observation' && before.outline.some(({ name }) => name === 'Open')).toBe(false)
  })

  it('clicks with every button, thrice, and with modifiers', async () => {
    const recorded = await recording(async (page) => {
      await page.click('#context', { button: 'right' })
      await pause(700)
      await page.press('Escape')
      await page.click('#context', { button: 'middle' })
      await pause(700)
      await page.click('#prose', { count: 3 })
      await pause(700)
    })
    const clicks = recorded.actions.filter((action) => action.name === 'click')
    expect(clicks.map(({ args, target }) => [args.button, args.count, target?.tag])).toEqual([
      ['right', 1, 'button'],
      ['middle', 1, 'button'],
      ['left', 3, 'p'],
    ])
  })

  it('drags by the events of the browser, with both ends', async () => {
    const recorded = await recording(async (page) => {
      if (studio.browser.name === 'chromium') await page.drag('#card', '#done')
      else await dragByScript(page, '#card', '#done')
      await page.waitFor(() => document.querySelector('#done #card') !== null)
    })
    const { args, target, actor, attribution } = only(recorded, 'drag_and_drop')
    expect(args).toMatchObject({ kind: 'html5', to: { role: 'list', name: 'Done' }, types: ['text/plain'] })
    const byHand = studio.browser.name === 'chromium'
    expect([actor, target?.name, attribution.evidence.isTrusted]).toEqual([byHand ? 'human' : 'script', 'Card', byHand])
  })

  it('drags what scripts built from pointer events, and draws', async () => {
    const recorded = await recording(async (page) => {
      const from = middle(await page.boxOf('#puck'))
      await page.mouse.move(from.x, from.y)
      await page.mouse.down()
      await page.mouse.move(from.x - 100, from.y + 30, 6)
      await page.mouse.up()
      await pause(700)
      const { x, y } = await page.boxOf('#paper')
      await page.mouse.move(x + 10, y + 10)
      await page.mouse.down()
      for (const step of [1, 2, 3, 4]) {
        await page.mouse.move(x + 10 + 15 * step, y + 10 + 8 * step)
        await pause(60)
      }
      await page.mouse.up()
      await pause(700)
    })
    const drags = recorded.actions.filter((action) => action.name === 'drag_and_drop')
    expect(drags.map(({ args, target }) => [args.kind, target?.name])).toEqual([
      ['pointer', 'Puck'],
      ['pointer', 'Paper'],
    ])
    const drawn = drags[1]!.args
    expect(drawn).toMatchObject({
      from_position: { x: 10, y: 10 },
      to_position: { x: 70, y: 42 },
      to: { name: 'Paper' },
    })
    expect(drawn.path.length).toBeGreaterThanOrEqual(4)
    expect(onPage(recorded)).toHaveLength(2)
  })

  it('marks text, and its way between two actions is kept', async () => {
    const recorded = await recording(async (page) => {
      const { x, y } = await page.boxOf('#prose')
      await page.mouse.move(x + 2, y + 10)
      await page.mouse.down()
      await page.mouse.move(x + 120, y + 10, 5)
      await page.mouse.up()
      await pause(700)
      for (let step = 0; step < 10; step++) {
        await page.mouse.move(300 + step * 20, 600)
        await pause(60)
      }
      await page.click('#context')
      await pause(700)
    })
    expect(only(recorded, 'drag_and_drop').args).toMatchObject({ kind: 'selection' })
    const { args, target, observationId } = recorded.actions.findLast((action) => action.name === 'pointer_path')!
    expect([target, observationId]).toEqual([null, null])
    expect((args as { points: number[][] }).points.length).toBeGreaterThan(5)
    expect(recorded.steps.flatMap(({ actionIds }) => actionIds)).not.toContain(
      recorded.actions.find(({ name }) => name === 'pointer_path')?.id,
    )
  })
})

describe('fields of every kind', () => {
  it('are filled by pointer and keys: range, date, colour, lists, radios, an editor', async () => {
    const recorded = await recording(async (page) => {
      const { x, y, width, height } = await page.boxOf('#speed')
      await page.mouse.move(x + 8, y + height / 2)
      await page.mouse.down()
      await page.mouse.move(x + width - 8, y + height / 2, 5)
      await page.mouse.up()
      await page.evaluate(() => document.querySelector<HTMLInputElement>('#day')?.focus())
      await page.keys('02032027')
      await page.evaluate(() => {
        // What the browser's own colour dialog does, which no driver can reach.
        const colour = document.querySelector<HTMLInputElement>('#colour')!
        colour.value = '#ff8800'
        colour.dispatchEvent(new Event('input', { bubbles: true }))
        colour.dispatchEvent(new Event('change', { bubbles: true }))
      })
      await page.evaluate(() => document.querySelector<HTMLSelectElement>('#toppings')?.focus())
      await page.press('ArrowDown')
      await page.press('ArrowDown', { withKey: 'Shift' })
      await page.click('#away')
      await page.type('#editor', 'Dear all')
      await page.press('Tab')
    })
    const day = dayTyped(recorded)
    expect(onPage(recorded).filter((line) => !line.includes('press'))).toEqual([
      'human fill slider "Speed" = 10',
      `human fill ${day} = 2027-02-03`,
      'script fill input "Colour" = #ff8800',
      'human select_option listbox "Toppings" = Olives',
      'human select_option listbox "Toppings" = Olives|Capers',
      'human check radio "Take away"',
      'human click textbox "Letter"',
      'human fill textbox "Letter" = Dear all',
    ])
  })

  it('take files: their names, sizes and types, never what is in them', async () => {
    const paths = ['test/fixtures/pages/report.csv', 'test/fixtures/pages/arrived.html']
    const recorded = await recording(async (page) => {
      await page.setFiles('#papers', paths)
      await pause(300)
      await page.dropFiles('#zone', paths.slice(0, 1))
      await page.waitFor(() => document.querySelector('#zone')?.textContent === 'report.csv')
    })
    const uploads = recorded.actions.filter((action) => action.name === 'upload_file')
    expect(uploads.map(({ args, target }) => [args.via, target?.name, args.files.map(({ name }) => name)])).toEqual([
      ['choice', 'Papers', ['report.csv', 'arrived.html']],
      ['drop', 'Drop zone', ['report.csv']],
    ])
    expect(uploads[0]!.args.files[0]).toMatchObject({ size: 14 })
    expect(recorded.text).not.toContain('day,count')
  })

  it('are copied from, cut and pasted into, each in one action', async () => {
    const recorded = await recording(async (page) => {
      await page.type('#note', 'oat')
      await page.press('a', { withKey: 'Control' })
      await page.press('c', { withKey: 'Control' })
      await page.press('End')
      await page.press('v', { withKey: 'Control' })
      await pause(300)
      await page.press('a', { withKey: 'Control' })
      await page.press('x', { withKey: 'Control' })
      await pause(300)
      await page.click('#copy')
      await pause(700)
    })
    expect(only(recorded, 'copy').args).toEqual({ text: 'oat' })
    expect(only(recorded, 'paste').args).toMatchObject({ text: 'oat', value: 'oatoat' })
    expect(only(recorded, 'cut').args).toEqual({ text: 'oatoat', value: '' })
  })

  it('are written into by an input method, in one action', async () => {
    const ime = { works: false }
    const recorded = await recording(async (page) => {
      await page.click('#note')
      ime.works = await page.compose(['に', 'にほ', 'にほん'], '日本')
      await page.press('Tab')
    })
    // Firefox's driver has no input method; see docs/testing.md.
    expect(ime.works).toBe(studio.browser.name === 'chromium')
    if (ime.works) expect(only(recorded, 'fill').args).toEqual({ value: '日本' })
  })
})

describe('keys inside a text', () => {
  it('send, choose and step where the page makes them, and else belong to the text', async () => {
    const recorded = await studio.recording('/composer.html', async (page) => {
      await page.type('#message', 'Hi @')
      await page.press('ArrowDown')
      await page.press('Enter')
      await page.keys('!')
      await page.press('ArrowLeft')
      await page.press('ArrowRight')
      await page.press('Enter', { withKey: 'Shift' })
      await page.keys('you')
      await page.press('Enter')
      await page.type('#reply', 'okk')
      await page.press('Backspace')
      await page.press('Enter')
      await page.type('#digits', '1234')
      await page.click('#seats')
      await page.press('ArrowUp')
      await page.press('ArrowUp')
      await page.press('Tab')
      await page.waitFor(() => document.querySelector('#sent')?.children.length === 3)
    })
    expect(onPage(recorded)).toEqual([
      'human click textbox "Message"',
      'human fill textbox "Message" = Hi @',
      'human press textbox "Message" ArrowDown',
      'human press textbox "Message" Enter',
      'human fill textbox "Message" = Hi @Bea!\nyou',
      'human press textbox "Message" Enter',
      'human click textbox "Reply"',
      'human fill textbox "Reply" = ok',
      'human press textbox "Reply" Enter',
      'human click textbox "Digits"',
      'human fill textbox "Digits" = 1234',
      'human click spinbutton "Seats"',
      'human fill spinbutton "Seats" = 3',
      'human press spinbutton "Seats" Tab',
    ])
  })
})

describe('pages that are written by scripts', () => {
  it('are heard after they were opened anew, and what they take away when it is pressed was clicked', async () => {
    const recorded = await studio.recording('/rewritten.html', async (page) => {
      await page.click('iframe')
      await page.keys('!')
      await page.type('#city', 'Rom')
      const option = middle(await page.boxOf('#second'))
      await page.mouse.move(option.x, option.y)
      await page.mouse.down()
      await page.mouse.up()
      await pause(700)
      await page.click('#again')
      await page.waitFor(() => document.title === 'Anew')
      await page.click('#new')
      await page.type('input', 'after')
      await page.press('Tab')
    })
    expect(onPage(recorded).filter((line) => !/ (hover|press) /.test(line))).toEqual([
      'human click document ""',
      expect.stringMatching(/^human fill body "Letter" = (Dear!|!Dear)$/),
      'human click textbox "City"',
      'human fill textbox "City" = Rom',
      'human click option "Romford"',
      'human click button "Again"',
      'human click button "New"',
      'human click textbox "Note"',
      'human fill textbox "Note" = after',
    ])
  })
})

describe('a page that goes away', () => {
  it('keeps what was pressed there, also when the button is still down or the window closes', async () => {
    const recorded = await studio.recording('/leaving.html', async (page) => {
      await page.click('#open')
      const asking = await studio.browser.pageAt('/allow.html')
      await asking.waitFor(() => document.querySelector('#allow'))
      await pause()
      await asking.click('#allow')
      await page.waitFor(() => document.title === 'Allowed')
      await page.bringToFront()
      await pause()
      const { x, y } = middle(await page.boxOf('#press'))
      await page.mouse.move(x, y)
      await page.mouse.down()
      await page.waitFor(() => location.pathname === '/arrived.html')
      await page.mouse.up()
      await pause()
    })
    const clicked = recorded.actions.flatMap(({ name, target }) => (name === 'click' ? [target?.name] : []))
    expect(clicked).toEqual(['Ask', 'Allow', 'Press'])
  })
})

describe('fingers', () => {
  it('tap, swipe and pinch', async () => {
    const recorded = await recording(async (page) => {
      const button = middle(await page.boxOf('#context'))
      await page.touch([button, button])
      await pause(800)
      const pad = middle(await page.boxOf('#pad'))
      await page.touch([pad, { x: pad.x + 50, y: pad.y }])
      await pause(500)
      await page.touch(
        [
          { x: pad.x - 10, y: pad.y },
          { x: pad.x - 40, y: pad.y },
        ],
        [
          { x: pad.x + 10, y: pad.y },
          { x: pad.x + 40, y: pad.y },
        ],
      )
      await pause(500)
    })
    expect(onPage(recorded)).toEqual([
      'human tap button "Context"',
      'human swipe region "Pad"',
      'human pinch region "Pad"',
    ])
    expect(only(recorded, 'pinch').args.scale).toBeCloseTo(4, 0)
  })
})

describe('dialogs', () => {
  it('are answered, with what they said and what was typed', async () => {
    const recorded = await recording(async (page) => {
      page.answerDialogs({ accept: false })
      await page.click('#ask')
      await page.waitFor(() => document.querySelector<HTMLOutputElement>('#answer')?.value === 'false')
      page.answerDialogs({ accept: true, text: 'Ada' })
      await page.click('#warn')
      await page.click('#name')
      await page.waitFor(() => document.querySelector<HTMLOutputElement>('#answer')?.value === 'Ada')
    })
    const dialogs = recorded.actions.filter((action) => action.name === 'handle_dialog')
    expect(dialogs.map(({ args }) => args)).toEqual([
      { dialog: 'confirm', message: 'Really?', accept: false, text: null },
      { dialog: 'alert', message: 'Mind the gap', accept: true, text: null },
      { dialog: 'prompt', message: 'Your name?', accept: true, text: 'Ada' },
    ])
  })

  it('keep to themselves what they asked for as a secret', async () => {
    const recorded = await recording(async (page) => {
      page.answerDialogs({ accept: true, text: 'correct-horse' })
      await page.click('#context')
      await page.evaluate(() => {
        const answer = prompt('Your password?')
        setTimeout(() => (document.querySelector('#prose')!.textContent = `The password is ${answer}`), 500)
      })
      await page.waitFor(() => document.querySelector('#prose')?.textContent.includes('password'))
    })
    expect(only(recorded, 'handle_dialog').args).toMatchObject({ message: 'Your password?', text: '<secret-field>' })
    expect(recorded.text).not.toContain('correct-horse')
  })

  it('hold a page back, until it is left', async () => {
    const recorded = await studio.recording('/deeds.html?guard', async (page) => {
      await page.type('#note', 'unsaved')
      page.answerDialogs({ accept: true })
      await page.evaluate(() => setTimeout(() => location.assign('/arrived.html')))
      await page.waitFor(() => location.pathname === '/arrived.html')
      await pause(500)
    })
    expect(only(recorded, 'handle_dialog').args).toEqual({
      dialog: 'beforeunload',
      message: '',
      accept: true,
      text: null,
    })
  })
})

describe('the browser around the page', () => {
  it('downloads, zooms, resizes, moves tabs and brings windows to the front', async () => {
    const recorded = await recording(async (page) => {
      await page.click('#load')
      await pause(1500)
      await page.resizeTo(1000, 700)
      await pause(800)
      await asPerson(() =>
        studio.popup.page.evaluate(async () => {
          const { tabs, windows } = (globalThis as unknown as { chrome: typeof chrome }).chrome
          const [tab] = await tabs.query({ url: '*://127.0.0.1/*' })
          await tabs.setZoom(tab!.id, 1.5)
          await tabs.move(tab!.id!, { index: 0 })
          const opened = await windows.create({ url: tab!.url!.replace('deeds', 'arrived'), focused: true })
          await new Promise((resolve) => setTimeout(resolve, 1000))
          await windows.remove(opened!.id!)
        }),
      )
      await pause(500)
    })
    const download = recorded.log.find((entry) => entry.kind === 'effect' && entry.name === 'download')
    expect(download).toMatchObject({
      // Chromium's driver has downloads saved under names of its own.
      fileName: studio.browser.name === 'firefox' ? 'report.csv' : (expect.stringMatching(/./) as string),
      mimeType: expect.stringMatching(/csv|octet/) as string,
      bytes: 14,
      state: 'complete',
    })
    const click = recorded.actions.find(({ name, target }) => name === 'click' && target?.name === 'Download')
    expect(download).toMatchObject({ causeId: click?.id })
    expect(only(recorded, 'zoom').args).toEqual({ from_factor: 1, factor: 1.5 })
    expect(only(recorded, 'tab_move').args).toMatchObject({ index: 0 })
    expect(recorded.actions.map(({ name }) => name)).toContain('resize')
  })

  it('keeps a page in the back/forward cache and brings it back as it was', async () => {
    const recorded = await recording(async (page) => {
      await page.type('#note', 'kept')
      await page.evaluate(() => {
        addEventListener('pageshow', ({ persisted }) => Object.assign(window, { persisted }))
      })
      await page.goto(studio.pages.url('/arrived.html'))
      await pause(500)
      await page.goBack()
      await page.waitFor(() => location.pathname === '/deeds.html')
      expect(await page.evaluate(() => 'persisted' in window && window.persisted)).toBe(true)
      await page.type('#note', '!')
      await page.press('Tab')
      await pause(300)
    })
    const names = recorded.actions.map(({ name }) => name)
    expect(names.filter((name) => name === 'go_back')).toHaveLength(1)
    expect(recorded.actions.filter(({ name }) => name === 'fill')).toHaveLength(2)
    expect(recorded.log.filter((entry) => entry.kind === 'effect' && entry.name === 'restored')).toHaveLength(1)
  })
})

/** Firefox and Chromium give a date field different roles. */
function dayTyped({ actions }: Recorded): string {
  const fill = actions.find(({ name, target }) => name === 'fill' && target?.name === 'Day')
  return `${fill?.target?.role ?? fill?.target?.tag ?? 'nothing'} "Day"`
}

/** Firefox's driver moves the mouse, but no drag of the browser begins. */
function dragByScript(page: TestPage, from: string, to: string): Promise<void> {
  return page.evaluate(
    ([from, to]) => {
      const options = { dataTransfer: new DataTransfer(), bubbles: true, cancelable: true, composed: true }
      document.querySelector(from)?.dispatchEvent(new DragEvent('dragstart', options))
      document.querySelector(to)?.dispatchEvent(new DragEvent('drop', options))
      document.querySelector(from)?.dispatchEvent(new DragEvent('dragend', options))
    },
    [from, to] as const,
  )
}
