import type { Scenario } from '../scenario.ts'

/** What a person does with what an agent that announces itself has filled in, at the booking desk. */
export const editScenarios: readonly Scenario[] = [
  {
    name: 'accept-all',
    place: 'desk',
    browser: 'firefox',
    task: 'Book Oslo for Ada, first class',
    async run({ page, pause, clerk }) {
      await clerk({
        prompt: 'Book Oslo for Ada, first class',
        steps: [
          { tool: 'fill', on: '#city', value: 'Oslo' },
          { tool: 'fill', on: '#name', value: 'Ada' },
          { tool: 'select', on: '#class', value: 'First' },
        ],
      })
      await pause(1200)
      await page.click('#book')
      await page.waitFor(() => document.title === 'Booked')
      await pause(1000)
    },
    judged: 'Yes',
    labels: [
      { type: 'accept', about: 'agent fill textbox "City" = Oslo' },
      { type: 'accept', about: 'agent fill textbox "Full name" = Ada' },
      { type: 'accept', about: 'agent select_option combobox "Class" = First' },
    ],
  },
  {
    name: 'reject-by-unchecking',
    place: 'desk',
    task: 'Book Rome without a newsletter',
    async run({ page, pause, clerk, book }) {
      await clerk({
        prompt: 'Fill in the form for Rome',
        steps: [
          { tool: 'fill', on: '#city', value: 'Rome' },
          { tool: 'check', on: '#news' },
        ],
      })
      await pause(1200)
      await page.click('#news')
      await book(1000)
    },
    labels: [
      { type: 'accept', about: 'agent fill textbox "City" = Rome' },
      { type: 'reject', about: 'agent check checkbox "Newsletter"' },
    ],
  },
  {
    name: 'reject-by-replacing',
    place: 'desk',
    task: 'Book Lisbon',
    async run({ page, pause, clerk, retype, book }) {
      await clerk({
        prompt: 'Fill in the city',
        steps: [
          { tool: 'fill', on: '#city', value: 'Hamburg' },
          { tool: 'fill', on: '#name', value: 'Ada' },
        ],
      })
      await pause(1200)
      await retype('#city', 'Lisbon')
      await page.press('Tab')
      await book(1000)
    },
    labels: [
      { type: 'reject', about: 'agent fill textbox "City" = Hamburg' },
      { type: 'accept', about: 'agent fill textbox "Full name" = Ada' },
    ],
  },
  {
    name: 'reject-by-clearing',
    place: 'desk',
    browser: 'firefox',
    task: 'Book without notes',
    async run({ page, pause, clerk, book }) {
      await clerk({
        prompt: 'Fill in what you can',
        steps: [
          { tool: 'fill', on: '#name', value: 'Ada' },
          { tool: 'fill', on: '#notes', value: 'A quiet room, please' },
        ],
      })
      await pause(1200)
      await page.click('#notes')
      await page.press('a', { withKey: 'Control' })
      await page.press('Delete')
      await page.press('Tab')
      await book(1000)
    },
    labels: [
      { type: 'accept', about: 'agent fill textbox "Full name" = Ada' },
      { type: 'reject', about: 'agent fill textbox "Notes" = A quiet room, please' },
    ],
  },
  {
    name: 'refine-a-note',
    place: 'desk',
    task: 'Leave a note for the desk',
    async run({ page, pause, clerk, book }) {
      await clerk({
        prompt: 'Write a note that we come late',
        steps: [
          { tool: 'fill', on: '#name', value: 'Ada' },
          { tool: 'fill', on: '#notes', value: 'We will arrive late in the evening.' },
        ],
      })
      await pause(1200)
      await page.click('#notes')
      await page.press('End', { withKey: 'Control' })
      await page.keys(' About eleven.')
      await page.press('Tab')
      await book(1000)
    },
    labels: [
      { type: 'accept', about: 'agent fill textbox "Full name" = Ada' },
      { type: 'refine', about: 'agent fill textbox "Notes" = We will arrive late in the evening.' },
    ],
  },
  {
    name: 'refine-a-name-firefox',
    place: 'desk',
    browser: 'firefox',
    task: 'Book for Ada Lovelace',
    async run({ page, pause, clerk, book }) {
      await clerk({ prompt: 'Book for Ada', steps: [{ tool: 'fill', on: '#name', value: 'Ada Love' }] })
      await pause(1200)
      await page.click('#name')
      await page.press('End')
      await page.keys('lace')
      await page.press('Tab')
      await book(1000)
    },
    labels: [{ type: 'refine', about: 'agent fill textbox "Full name" = Ada Love' }],
  },
  {
    name: 'undo-the-agents-extra',
    place: 'desk',
    task: 'Book with no extras but breakfast',
    async run({ page, pause, clerk, book }) {
      await clerk({
        prompt: 'Add parking',
        steps: [
          { tool: 'fill', on: '#extra', value: 'Parking' },
          { tool: 'click', on: '#add' },
        ],
      })
      await pause(1200)
      await page.click('#undo')
      await pause(1000)
      await page.type('#name', 'Ada')
      await book()
    },
    labels: [
      // What was filled in went with what was added.
      { type: 'undo', about: 'agent click button "Add extra"' },
    ],
  },
  {
    name: 'goes-back-from-where-the-agent-went',
    place: 'desk',
    task: 'Book Rome at the desk',
    async run({ page, pause, clerkBegins, book }) {
      await clerkBegins({ prompt: 'Show me the prices', steps: [{ tool: 'click', on: '#prices-link' }] })
      await page.waitFor(() => document.title === 'Prices')
      await pause(2000)
      await page.goBack()
      await page.waitFor(() => document.title === 'Booking desk')
      await pause(1200)
      await page.type('#name', 'Ada')
      await book()
    },
    labels: [{ type: 'undo', about: 'agent click link "Prices"' }],
  },
  {
    name: 'checkpoint-one',
    place: 'desk',
    task: 'Book Lisbon for Ada',
    async run({ page, clerk, pause, retype, book }) {
      await clerk({
        prompt: 'Book Lisbon for Ada',
        checkpoint: 'step-1000',
        cost: 0.002,
        steps: [
          { tool: 'fill', on: '#city', value: 'Hamburg' },
          { tool: 'fill', on: '#name', value: 'Ada' },
          { tool: 'check', on: '#news' },
        ],
      })
      await pause(1200)
      await retype('#city', 'Lisbon')
      await page.press('Tab')
      await pause(800)
      await page.click('#news')
      await book(800)
    },
    judged: 'Partly',
    labels: [
      { type: 'reject', about: 'agent fill textbox "City" = Hamburg' },
      { type: 'accept', about: 'agent fill textbox "Full name" = Ada' },
      { type: 'reject', about: 'agent check checkbox "Newsletter"' },
    ],
  },
  {
    name: 'checkpoint-two',
    place: 'desk',
    task: 'Book Lisbon for Ada',
    async run({ clerk, book }) {
      await clerk({
        prompt: 'Book Lisbon for Ada',
        checkpoint: 'step-2000',
        cost: 0.002,
        steps: [
          { tool: 'fill', on: '#city', value: 'Lisbon' },
          { tool: 'fill', on: '#name', value: 'Ada' },
        ],
      })
      await book(1200)
    },
    judged: 'Yes',
    labels: [
      { type: 'accept', about: 'agent fill textbox "City" = Lisbon' },
      { type: 'accept', about: 'agent fill textbox "Full name" = Ada' },
    ],
  },
]
