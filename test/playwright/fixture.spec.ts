import { stat } from 'node:fs/promises'
import type { BrowserContext } from 'playwright'
import { expect, test } from '#playwright/fixture.ts'
import { servePages } from '../support/pages.ts'
import { readRecorded, tell } from '../support/popup.ts'

test('a tester records a scripted session and reads it back', async ({ recorder, page }, testInfo) => {
  const pages = await servePages()
  await recorder.start({ instruction: 'Count to one', startUrl: pages.url('/workbench.html'), tags: ['test'] })
  await page.locator('#count').click()
  await page.locator('#name').pressSequentially('Ada')
  await expect(recorder.signal({ type: 'reject', text: 'search first' })).rejects.toThrow(/no action of an agent/)
  await recorder.signal({ type: 'note', text: 'all by hand' })
  await recorder.stop({ outcome: { success: true, by: 'validator' } })
  const path = testInfo.outputPath('mine.cairn.zip')
  await recorder.export(path)

  const { header, actions, log } = await readRecorded(path)
  expect(header).toMatchObject({
    task: { instruction: 'Count to one', source: 'script', tags: ['test'] },
    environment: { driver: 'human' },
    outcome: { success: true, by: 'validator' },
  })
  expect(actions.map(tell)).toEqual(['human click button "Count"', 'human fill textbox "Full name" = Ada'])
  expect(log).toContainEqual(
    expect.objectContaining({ kind: 'signal', type: 'note', text: 'all by hand', by: 'explicit' }),
  )
  await pages.close()
})

test('what the script plays is what is recorded', async ({ recorder, page }, testInfo) => {
  const pages = await servePages()
  for (const driver of ['script', 'agent'] as const) {
    await recorder.start({ instruction: 'Count', startUrl: pages.url('/workbench.html'), driver })
    await page.locator('#count').click()
    const id = await recorder.finish({ success: 'partly' })
    const path = testInfo.outputPath(`${driver}.cairn.zip`)
    await recorder.export(path, { trajectoryId: id ?? '' })
    expect((await stat(path)).size).toBeGreaterThan(1000)
    const { header, actions } = await readRecorded(path)
    expect(actions.map(({ actor, attribution }) => [actor, attribution.method])).toEqual([[driver, 'declared-driver']])
    expect(header.outcome).toMatchObject({ success: 'partly' })
  }
  await pages.close()
})

test('validators judge at the stop, beside what anybody else says', async ({ recorder, page }, testInfo) => {
  const pages = await servePages()
  const outcomesOf = async (name: string) => {
    const path = testInfo.outputPath(`${name}.cairn.zip`)
    await recorder.export(path)
    const { header, log } = await readRecorded(path)
    return { task: header.task, outcomes: log.filter((entry) => entry.kind === 'outcome') }
  }
  const startUrl = pages.url('/workbench.html')

  await recorder.start({
    instruction: 'Enter Ada',
    startUrl,
    validators: [
      { kind: 'url', matches: '*/workbench.html*' },
      { kind: 'element', role: 'button', name: 'Count', present: true },
    ],
  })
  await page.locator('#name').pressSequentially('Ada')
  const nameIsAda = (context: BrowserContext) => expect(context.pages()[0]!.locator('#name')).toHaveValue('Ada')
  await recorder.stop({
    outcome: { success: false, by: 'human', text: 'too slow' },
    validators: [{ kind: 'field', field: 'input[name="name"]', value: 'Ada' }, nameIsAda],
  })
  const held = await outcomesOf('held')
  expect(held.task.validators).toHaveLength(3)
  expect(held.outcomes).toMatchObject([
    { by: 'validator', success: true, score: 1, text: null, provenance: 'observed' },
    { by: 'human', success: false, text: 'too slow' },
  ])

  await recorder.start({ instruction: 'Enter Grace', startUrl })
  await page.locator('#name').pressSequentially('Ada')
  await recorder.stop({
    validators: [{ kind: 'text', contains: 'Thank you, Grace', present: true }, () => false, () => true],
  })
  const failed = await outcomesOf('failed')
  expect(failed.outcomes).toMatchObject([
    {
      by: 'validator',
      success: false,
      text: 'text "Thank you, Grace": it is not there; a check of the tester: it returned false',
    },
  ])

  await recorder.start({ instruction: 'Leave', startUrl })
  const other = await recorder.context.newPage()
  await other.goto('chrome://version/')
  await page.close()
  await expect(recorder.stop({ validators: [{ kind: 'url', matches: '*' }] })).rejects.toThrow(
    /nobody can tell whether this holds: address \* \(no page was there any more/,
  )
  expect((await outcomesOf('unknown')).outcomes).toEqual([])
  await pages.close()
})

test('what cannot be done says why', async ({ recorder }) => {
  await expect(recorder.stop()).rejects.toThrow('no recording is running')
  await expect(recorder.export('/tmp/never.zip')).rejects.toThrow('nothing was recorded yet')
  await expect(recorder.start({ instruction: '   ' })).rejects.toThrow('instruction: write what the task is')
})
