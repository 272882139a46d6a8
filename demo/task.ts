import type { Locator, Page } from 'playwright'

/** The demo's task, in the person's words. */
export const demoTask = {
  instruction:
    'Order 2 cartons of oat drink and 3 organic Braeburn apples. Delivery tomorrow morning, with the note: Please ring the bell',
  tags: ['shopping', 'demo'],
  person: {
    name: 'Ada Lovelace',
    email: 'ada@example.org',
    address: '12 St James’s Square',
    password: 'correct-horse-battery',
  },
} as const

/** What came of performing the demo task. */
export interface DemoTaskSummary {
  readonly assistant: { readonly said: string; readonly durationMs: number }
  readonly correction: { readonly field: string; readonly from: string; readonly to: string }
  readonly order: { readonly number: string; readonly total: string }
  readonly durationMs: number
}

const assistantTimeoutMs = 90_000
/** Slow enough for every key to be an event of its own, fast enough for a test. */
const keyDelayMs = 15
/** A person looks before acting; long enough for a recorder to take its picture of a page at rest. */
const lookMs = 800

/** Plays the person: asks the assistant, corrects its mistake, checks out. The page must show the shop. */
export async function performDemoTask(page: Page): Promise<DemoTaskSummary> {
  const startedAtMs = Date.now()
  const assistant = await askAssistant(page, demoTask.instruction)
  if (!(await page.getByTestId('quantity-oat-drink').isVisible())) {
    throw new Error(`The assistant did not do its part: ${assistant.said}`)
  }
  const correction = await correctQuantity(page)
  const order = await checkOut(page)
  return { assistant, correction, order, durationMs: Date.now() - startedAtMs }
}

/** Types an instruction into the assistant's panel and waits until the assistant is done. */
async function askAssistant(page: Page, instruction: string): Promise<DemoTaskSummary['assistant']> {
  const startedAtMs = Date.now()
  const panel = page.locator('#page-agent-runtime_agent-panel')
  const input = panel.locator('input[type=text]')
  await type(input, instruction)
  await input.press('Enter')

  await panel.getByTitle('Stop').waitFor()
  await panel.getByTitle('Close').waitFor({ timeout: assistantTimeoutMs })
  const durationMs = Date.now() - startedAtMs
  // After a run the mask fades out slowly and the panel takes the focus: both would get in the person's way.
  await page.locator('#page-agent-runtime_simulator-mask').waitFor({ state: 'hidden' })
  await panel.locator('input:focus').waitFor()
  return { said: await readLastAnswer(panel), durationMs }
}

/** Sets right what the assistant got wrong: two cartons of oat drink, not one. */
async function correctQuantity(page: Page): Promise<DemoTaskSummary['correction']> {
  const quantity = page.getByLabel('Quantity of Oat drink')
  const from = await quantity.inputValue()
  await page.waitForTimeout(lookMs)
  await quantity.click()
  await quantity.press('ControlOrMeta+a')
  await quantity.pressSequentially('2', { delay: keyDelayMs })
  await quantity.press('Tab')
  return { field: 'Quantity of Oat drink', from, to: await quantity.inputValue() }
}

/** Goes to the checkout, a hard navigation, fills the form and places the order. */
async function checkOut(page: Page): Promise<DemoTaskSummary['order']> {
  const { name, email, address, password } = demoTask.person
  await page.waitForTimeout(lookMs)
  await page.getByRole('link', { name: 'Checkout' }).click()
  await page.waitForURL('**/checkout.html')
  await page.waitForTimeout(lookMs)
  await type(page.getByLabel('Full name'), name)
  await page.waitForTimeout(lookMs)
  await type(page.getByLabel('Email'), email)
  await page.waitForTimeout(lookMs)
  await type(page.getByLabel('Address'), address)
  await page.waitForTimeout(lookMs)
  await page.getByLabel('Create an account').click()
  await page.waitForTimeout(lookMs)
  await type(page.getByLabel('Choose a password'), password)
  await page.waitForTimeout(lookMs)
  await page.getByLabel('Card reader at the door').click()
  await page.waitForTimeout(lookMs)
  await page.getByRole('button', { name: 'Place order' }).click()

  const thankYou = page.getByTestId('thank-you')
  await thankYou.getByRole('heading', { name: 'Thank you' }).waitFor()
  return {
    number: await thankYou.getByTestId('order-number').innerText(),
    total: await thankYou.getByTestId('ordered-total').innerText(),
  }
}

async function type(field: Locator, text: string): Promise<void> {
  await field.click()
  await field.pressSequentially(text, { delay: keyDelayMs })
}

async function readLastAnswer(panel: Locator): Promise<string> {
  return panel.locator('[class*=historyContent] > :last-child').last().innerText()
}
