import type { Scenario } from '../scenario.ts'

/**
 * What people do and the rules know little of. Labelled by what a person means; what is missed or wrongly found here is
 * what to expect of the rules.
 */
export const hardScenarios: readonly Scenario[] = [
  {
    name: 'scold-by-irony',
    place: 'desk',
    task: 'Have a polite note written',
    async run({ clerk, pause, book }) {
      await clerk({ prompt: 'Write a note', steps: [{ tool: 'fill', on: '#notes', value: 'Gimme a room' }] })
      await pause(1500)
      await clerk({
        prompt: 'Oh great, how charming. A polite one, perhaps?',
        steps: [{ tool: 'fill', on: '#notes', value: 'A quiet room, please' }],
      })
      await book(1200)
    },
    labels: [
      { type: 'scold', about: 'agent fill textbox "Notes" = Gimme a room' },
      { type: 'accept', about: 'agent fill textbox "Notes" = A quiet room, please' },
    ],
  },
  {
    name: 're-ask-without-a-common-word',
    place: 'desk',
    task: 'Have Ada filled in',
    async run({ clerk, pause, book }) {
      await clerk({ prompt: 'Put our guest into the form', steps: [{ tool: 'look' }] })
      await pause(1500)
      await clerk({
        prompt: 'The name is still empty! It should say Ada',
        steps: [{ tool: 'fill', on: '#name', value: 'Ada' }],
      })
      await book(1200)
    },
    labels: [
      { type: 're-ask', about: 'call look' },
      { type: 'accept', about: 'agent fill textbox "Full name" = Ada' },
    ],
  },
  {
    name: 'undo-by-reloading',
    place: 'desk',
    task: 'Book by hand after all',
    async run({ page, clerk, pause, book }) {
      await clerk({
        prompt: 'Book somewhere nice',
        steps: [
          { tool: 'fill', on: '#city', value: 'Bonn' },
          { tool: 'fill', on: '#name', value: 'Nobody' },
        ],
      })
      await pause(1500)
      await page.reload()
      await pause(1500)
      await page.type('#city', 'Nice')
      await page.press('Tab')
      await page.type('#name', 'Ada')
      await book()
    },
    labels: [{ type: 'undo', about: 'agent fill textbox "Full name" = Nobody' }],
  },
  {
    name: 'reads-the-terms',
    place: 'desk',
    task: 'Read the terms, then book',
    async run({ page, pause, book }) {
      await page.click('#terms-link')
      await page.waitFor(() => document.title === 'Terms')
      await pause(8000)
      await page.goBack()
      await page.waitFor(() => document.title === 'Booking desk')
      await pause(1200)
      await page.type('#name', 'Ada')
      await book()
    },
    judged: 'Yes',
    labels: [],
  },
  {
    name: 'polls-until-ready',
    place: 'desk',
    task: 'Wait for the desk to open, then book',
    async run({ clerk, book }) {
      await clerk({
        prompt: 'Look until the desk opens, then fill in Ada',
        steps: [{ tool: 'look' }, { tool: 'look' }, { tool: 'look' }, { tool: 'fill', on: '#name', value: 'Ada' }],
      })
      await book(1200)
    },
    labels: [{ type: 'accept', about: 'agent fill textbox "Full name" = Ada' }],
  },
  {
    name: 'cancel-by-closing',
    place: 'desk',
    task: 'Make the clerk stop, somehow',
    async run({ page, browser, clerkBegins, pause }) {
      await clerkBegins({
        prompt: 'Fill in the form',
        steps: [
          { tool: 'fill', on: '#city', value: 'Bonn' },
          { rest: 6000 },
          { tool: 'fill', on: '#name', value: 'Nobody' },
        ],
      })
      await pause(2500)
      const other = await browser.newPage('about:blank')
      await page.close()
      await pause(1000)
      await other.close()
    },
    judged: 'No',
    labels: [
      { type: 'cancel', about: 'agent fill textbox "City" = Bonn' },
      { type: 'abandonment', about: 'agent fill textbox "City" = Bonn' },
    ],
  },
  {
    name: 'quotes-what-was-said',
    place: 'desk',
    task: 'Have a note written down',
    async run({ clerk, pause, book }) {
      await clerk({ prompt: 'Fill in Ada as the name', steps: [{ tool: 'fill', on: '#name', value: 'Ada' }] })
      await pause(1500)
      await clerk({
        prompt: 'Note what I said on the phone: we come at nine',
        steps: [{ tool: 'fill', on: '#notes', value: 'We come at nine.' }],
      })
      await book(1200)
    },
    labels: [
      { type: 'accept', about: 'agent fill textbox "Full name" = Ada' },
      { type: 'accept', about: 'agent fill textbox "Notes" = We come at nine.' },
    ],
  },
  {
    name: 'only-one-more-thing',
    place: 'desk',
    task: 'Book Rome and parking',
    async run({ clerk, pause, book }) {
      await clerk({ prompt: 'Fill in Rome as the city', steps: [{ tool: 'fill', on: '#city', value: 'Rome' }] })
      await pause(1500)
      await clerk({
        prompt: 'Only one more thing: add parking',
        steps: [
          { tool: 'fill', on: '#extra', value: 'Parking' },
          { tool: 'click', on: '#add' },
        ],
      })
      await book(1200)
    },
    labels: [
      { type: 'accept', about: 'agent fill textbox "City" = Rome' },
      { type: 'accept', about: 'agent fill textbox "Extra" = Parking' },
      { type: 'accept', about: 'agent click button "Add extra"' },
    ],
  },
]
