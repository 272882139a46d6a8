import { openAsBlob } from 'node:fs'
import { isDeepStrictEqual } from 'node:util'
import { openBundle } from '#trajectory/bundle/reader.ts'
import { validateBundle } from '#trajectory/bundle/validate.ts'
import type { Action } from '#trajectory/action.ts'
import type { Entry } from '#trajectory/entry.ts'
import type { Header } from '#trajectory/header.ts'
import type { Step } from '#trajectory/step.ts'
import type { BrowserUnderTest, TestPage } from './browser-under-test.ts'
import { cast } from './cast.ts'
import { count, deriveAgain, isGrave, keepConfusion, truthOf, type Confusion } from './confusion.ts'

/** The popup, used as a person uses it. It is open in a tab of its own, because no driver can click the toolbar. */
export interface Popup {
  page: TestPage
  record: (instruction: string) => Promise<void>
  stop: () => Promise<void>
  judge: (answer: 'Yes' | 'Partly' | 'No' | 'Skip') => Promise<void>
  /** Exports the newest trajectory; resolves with where the file was saved. */
  exportNewest: () => Promise<string>
  press: (label: string) => Promise<void>
  notice: () => Promise<string>
  error: () => Promise<string>
  listed: () => Promise<string[]>
}

export async function openPopup(browser: BrowserUnderTest): Promise<Popup> {
  const page = await browser.openExtensionPage('popup.html')

  const press = (label: string): Promise<void> => pressButton(page, label)

  return {
    page,
    press,
    async record(instruction) {
      await page.bringToFront()
      await page.type('#instruction', instruction)
      await press('Record')
      await page.waitFor(
        () => document.querySelector('section[aria-label="Recording"]') ?? document.querySelector('[role=alert]'),
      )
    },
    async stop() {
      await press('Stop')
      await page.waitFor(() => document.querySelector('section[aria-label="Judgement"]'))
    },
    async judge(answer) {
      await press(answer)
      await page.waitFor(() => document.querySelector('section[aria-label="Judgement"]') === null)
    },
    async exportNewest() {
      await press('Export')
      const text = await page.text('p[role=status]')
      if (!text.startsWith('Saved to ')) throw new Error(`the popup says: ${text}`)
      return text.slice('Saved to '.length)
    },
    notice: () => page.text('main > p[role=status]'),
    error: () => page.text('[role=alert]'),
    listed: () =>
      page.evaluate(() => [...document.querySelectorAll<HTMLElement>('li .instruction')].map((item) => item.innerText)),
  }
}

/** Clicks the first enabled button of that label with the mouse; keys shown beside the label are no part of it. */
export async function pressButton(page: TestPage, label: string): Promise<void> {
  await page.bringToFront()
  const key = `${label}-${Math.random().toString(36).slice(2)}`
  await page.waitFor(
    (text) =>
      [...document.querySelectorAll('button')].some(
        (button) => button.firstChild?.textContent === text && !button.disabled,
      ),
    label,
  )
  await page.evaluate(
    ({ label, key }) =>
      [...document.querySelectorAll('button')]
        .find((button) => button.firstChild?.textContent === label && !button.disabled)
        ?.setAttribute('data-test-press', key),
    { label, key },
  )
  await page.click(`[data-test-press="${key}"]`)
}

/** An exported file, read back whole and checked. */
export interface Recorded {
  header: Header
  log: Entry[]
  actions: Action[]
  steps: Step[]
  /** The log and everything else in the file as text, to search for what must not be there. */
  text: string
  read: (path: string) => Promise<Uint8Array>
  dom: (sourceId: string) => Promise<Record<string, unknown>[]>
}

/**
 * Reads an exported bundle; throws every problem the validator finds, every wrong attribution, and what the database lost
 * unless that is what the spec is about: an export fills the holes of a log with gaps.
 */
export async function readRecorded(
  path: string,
  { storageLost = false }: { storageLost?: boolean } = {},
): Promise<Recorded> {
  const blob = await openAsBlob(path)
  const problems = await validateBundle(blob)
  if (problems.length > 0)
    throw new Error(
      `the exported bundle is not valid:\n${problems.map((problem) => JSON.stringify(problem)).join('\n')}`,
    )
  const bundle = await openBundle(blob)
  const log: Entry[] = []
  for await (const entry of bundle.log()) log.push(entry)
  const read = async (file: string): Promise<Uint8Array> => {
    const chunks: Uint8Array[] = []
    for await (const chunk of bundle.read(file)) chunks.push(chunk)
    return new Uint8Array(await new Blob(chunks as Uint8Array<ArrayBuffer>[]).arrayBuffer())
  }
  const header = await bundle.header()
  const lost = log.filter((entry) => entry.kind === 'gap' && entry.reason === 'storage-lost')
  if (lost.length > 0 && !storageLost) throw new Error(`the database lost entries: ${JSON.stringify(lost.slice(0, 5))}`)
  const actions = log.filter((entry) => entry.kind === 'action')
  checkAttribution(header, actions)
  let text = ''
  for (const file of bundle.paths)
    if (!file.startsWith('screenshots/')) text += new TextDecoder().decode(await read(file))
  return {
    header,
    log,
    actions,
    steps: await bundle.steps(),
    text,
    read,
    dom: async (sourceId) =>
      new TextDecoder()
        .decode(await read(`dom/${sourceId}.jsonl`))
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as Record<string, unknown>),
  }
}

/**
 * Every action of every bundle that a spec reads: its attribution follows from what is stored, and who did it in truth
 * is not taken for somebody else.
 */
function checkAttribution({ environment: { driver } }: Header, actions: readonly Action[]): void {
  const actors = new Map(actions.map(({ id, actor }) => [id, actor]))
  const confusion: Confusion = {}
  const wrong: string[] = []
  for (const action of actions) {
    const { actor, attribution } = action
    const again = deriveAgain(action, actors)
    if (!isDeepStrictEqual(again, { actor, attribution })) wrong.push(`derived again, it is ${JSON.stringify(again)}`)
    const truth = truthOf(action, driver, cast())
    if (isGrave(truth, actor)) wrong.push(`done by ${truth}: ${JSON.stringify(action)}`)
    count(confusion, truth, actor)
  }
  keepConfusion(confusion)
  if (wrong.length > 0) throw new Error(`actions are attributed wrongly:\n${wrong.join('\n')}`)
}

/** An action as a reader would tell it: who, what, on what, with what. */
export function tell({ actor, name, args, target }: Action): string {
  const what = target ? ` ${target.role ?? target.tag} "${target.name}"` : ''
  const detail =
    'value' in args
      ? ` = ${args.value}`
      : 'key_comb' in args
        ? ` ${args.key_comb}`
        : 'options' in args
          ? ` = ${args.options.join('|')}`
          : 'url' in args
            ? ` ${args.url.replace(/^https?:\/\/[^/]+|\?.*$/g, '')}`
            : ''
  return `${actor} ${name}${what}${detail}`
}
