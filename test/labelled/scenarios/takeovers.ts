import type { Scenario } from '../scenario.ts'

/** A person and an agent that announces itself, at the booking desk: who has the mouse. */
export const takeoverScenarios: readonly Scenario[] = [
  {
    name: 'takeover-and-hand-back',
    place: 'desk',
    task: 'Book Rome for Ada',
    async run({ page, pause, clerkBegins, clerkIsDone }) {
      await clerkBegins({
        prompt: 'Book Rome for Ada',
        steps: [
          { tool: 'fill', on: '#name', value: 'Ada' },
          { rest: 5000 },
          { tool: 'select', on: '#class', value: 'Business' },
        ],
      })
      await pause(2500)
      await page.type('#city', 'Rome')
      await page.press('Tab')
      await clerkIsDone()
      await pause(1000)
    },
    labels: [
      { type: 'takeover', about: 'agent fill textbox "Full name" = Ada' },
      { type: 'hand-back', about: 'agent select_option combobox "Class" = Business' },
    ],
  },
  {
    name: 'takeover-and-hand-back-firefox',
    place: 'desk',
    browser: 'firefox',
    task: 'Book Turin for Grace',
    async run({ page, pause, clerkBegins, clerkIsDone }) {
      await clerkBegins({
        prompt: 'Book Turin for Grace',
        steps: [{ tool: 'fill', on: '#city', value: 'Turin' }, { rest: 5000 }, { tool: 'check', on: '#news' }],
      })
      await pause(2500)
      await page.type('#name', 'Grace')
      await page.press('Tab')
      await clerkIsDone()
      await pause(1000)
    },
    labels: [
      { type: 'takeover', about: 'agent fill textbox "City" = Turin' },
      { type: 'hand-back', about: 'agent check checkbox "Newsletter"' },
    ],
  },
  {
    name: 'takeover-to-the-end',
    place: 'desk',
    task: 'Book Rome for two',
    async run({ page, pause, clerkBegins, clerkIsDone }) {
      await clerkBegins({
        prompt: 'Book Rome for two',
        steps: [{ tool: 'fill', on: '#city', value: 'Rome' }, { rest: 5000 }],
        end: { success: true, text: 'You did the rest yourself.' },
      })
      await pause(2500)
      await page.click('#count')
      await pause(600)
      await page.type('#name', 'Ada')
      await page.press('Tab')
      await clerkIsDone()
      await pause(1000)
    },
    labels: [{ type: 'takeover', about: 'agent fill textbox "City" = Rome' }],
  },
  {
    name: 'looks-on',
    place: 'desk',
    task: 'Watch the clerk book',
    async run({ page, pause, clerkBegins, clerkIsDone, book }) {
      await clerkBegins({
        prompt: 'Book Oslo for Ada',
        steps: [
          { tool: 'fill', on: '#city', value: 'Oslo' },
          { rest: 3000 },
          { tool: 'fill', on: '#name', value: 'Ada' },
        ],
      })
      await pause(1800)
      await page.wheel(300)
      await pause(600)
      await page.wheel(-300)
      await clerkIsDone()
      await book(1000)
    },
    judged: 'Yes',
    labels: [
      { type: 'accept', about: 'agent fill textbox "City" = Oslo' },
      { type: 'accept', about: 'agent fill textbox "Full name" = Ada' },
    ],
  },
  {
    name: 'answers-a-question',
    place: 'desk',
    task: 'Book for a guest the clerk asks about',
    async run({ page, pause, clerkBegins, clerkIsDone, book }) {
      await clerkBegins({
        prompt: 'Book Rome',
        steps: [
          { tool: 'fill', on: '#city', value: 'Rome' },
          { ask: 'Who is the guest? Please fill in the name.' },
          { tool: 'select', on: '#class', value: 'First' },
        ],
      })
      await pause(2000)
      await page.type('#name', 'Ada')
      await page.press('Tab')
      await page.evaluate(() => Object.assign(window, { answered: true }))
      await clerkIsDone()
      await book(1000)
    },
    labels: [
      { type: 'accept', about: 'agent fill textbox "City" = Rome' },
      { type: 'accept', about: 'agent select_option combobox "Class" = First' },
    ],
  },
  {
    name: 'cancel-in-mid-run',
    place: 'desk',
    task: 'Stop the clerk',
    async run({ page, pause, clerkBegins, clerkIsDone, book }) {
      await clerkBegins({
        prompt: 'Fill in the form',
        steps: [
          { tool: 'fill', on: '#city', value: 'Bonn' },
          { rest: 3000 },
          { tool: 'fill', on: '#name', value: 'Nobody' },
        ],
      })
      await pause(2500)
      await page.evaluate(() => (window as unknown as { stopClerk: () => void }).stopClerk())
      await clerkIsDone()
      await pause(1000)
      await page.type('#name', 'Ada')
      await book()
    },
    labels: [{ type: 'cancel', about: 'agent fill textbox "City" = Bonn' }],
  },
]
