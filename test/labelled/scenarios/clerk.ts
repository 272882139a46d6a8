import type { Scenario } from '../scenario.ts'

/** A person and an agent that announces itself, at the booking desk. */
export const clerkScenarios: readonly Scenario[] = [
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
    async run({ page, pause, clerkBegins, clerkIsDone }) {
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
      await pause(1000)
      await page.click('#book')
      await pause()
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
    async run({ page, pause, clerkBegins, clerkIsDone }) {
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
      await pause(1000)
      await page.click('#book')
      await pause()
    },
    labels: [
      { type: 'accept', about: 'agent fill textbox "City" = Rome' },
      { type: 'accept', about: 'agent select_option combobox "Class" = First' },
    ],
  },
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
    async run({ page, pause, clerk }) {
      await clerk({
        prompt: 'Fill in the form for Rome',
        steps: [
          { tool: 'fill', on: '#city', value: 'Rome' },
          { tool: 'check', on: '#news' },
        ],
      })
      await pause(1200)
      await page.click('#news')
      await pause(1000)
      await page.click('#book')
      await pause()
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
    async run({ page, pause, clerk, retype }) {
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
      await pause(1000)
      await page.click('#book')
      await pause()
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
    async run({ page, pause, clerk }) {
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
      await pause(1000)
      await page.click('#book')
      await pause()
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
    async run({ page, pause, clerk }) {
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
      await pause(1000)
      await page.click('#book')
      await pause()
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
    async run({ page, pause, clerk }) {
      await clerk({ prompt: 'Book for Ada', steps: [{ tool: 'fill', on: '#name', value: 'Ada Love' }] })
      await pause(1200)
      await page.click('#name')
      await page.press('End')
      await page.keys('lace')
      await page.press('Tab')
      await pause(1000)
      await page.click('#book')
      await pause()
    },
    labels: [{ type: 'refine', about: 'agent fill textbox "Full name" = Ada Love' }],
  },
  {
    name: 'undo-the-agents-extra',
    place: 'desk',
    task: 'Book with no extras but breakfast',
    async run({ page, pause, clerk }) {
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
      await page.click('#book')
      await pause()
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
    async run({ page, pause, clerkBegins }) {
      await clerkBegins({ prompt: 'Show me the prices', steps: [{ tool: 'click', on: '#prices-link' }] })
      await page.waitFor(() => document.title === 'Prices')
      await pause(2000)
      await page.goBack()
      await page.waitFor(() => document.title === 'Booking desk')
      await pause(1200)
      await page.type('#name', 'Ada')
      await page.click('#book')
      await pause()
    },
    labels: [{ type: 'undo', about: 'agent click link "Prices"' }],
  },
  {
    name: 'stall-in-mid-run',
    place: 'desk',
    task: 'Book Rome with a slow clerk',
    async run({ clerk, pause }) {
      await clerk({
        prompt: 'Book Rome',
        steps: [
          { tool: 'fill', on: '#city', value: 'Rome' },
          { rest: 36_000 },
          { tool: 'fill', on: '#name', value: 'Ada' },
        ],
      })
      await pause(1000)
    },
    labels: [{ type: 'stall', about: 'agent fill textbox "City" = Rome' }],
  },
  {
    name: 'stall-to-the-end',
    place: 'desk',
    task: 'Book Turin with a clerk that falls silent',
    async run({ clerkBegins, pause }) {
      await clerkBegins({
        prompt: 'Book Turin',
        steps: [{ tool: 'fill', on: '#city', value: 'Turin' }],
        end: 'silence',
      })
      await pause(38_000)
    },
    judged: 'No',
    labels: [
      { type: 'stall', about: 'agent fill textbox "City" = Turin' },
      { type: 'abandonment', about: 'agent fill textbox "City" = Turin' },
    ],
  },
  {
    name: 'slow-but-no-stall',
    place: 'desk',
    task: 'Book Oslo with a thoughtful clerk',
    async run({ page, clerk, pause }) {
      await clerk({
        prompt: 'Book Oslo',
        steps: [
          { tool: 'fill', on: '#city', value: 'Oslo' },
          { rest: 12_000 },
          { tool: 'fill', on: '#name', value: 'Ada' },
        ],
      })
      await pause(1200)
      await page.click('#book')
      await pause()
    },
    labels: [
      { type: 'accept', about: 'agent fill textbox "City" = Oslo' },
      { type: 'accept', about: 'agent fill textbox "Full name" = Ada' },
    ],
  },
  {
    name: 'cancel-in-mid-run',
    place: 'desk',
    task: 'Stop the clerk',
    async run({ page, pause, clerkBegins, clerkIsDone }) {
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
      await page.click('#book')
      await pause()
    },
    labels: [{ type: 'cancel', about: 'agent fill textbox "City" = Bonn' }],
  },
  {
    name: 'run-fails-and-all-is-left',
    place: 'desk',
    task: 'Book with a clerk that fails',
    async run({ clerk, pause }) {
      await clerk({
        prompt: 'Book Bonn',
        steps: [{ tool: 'fill', on: '#city', value: 'Bonn' }],
        end: 'error',
      })
      await pause(2000)
    },
    judged: 'No',
    labels: [{ type: 'abandonment', about: 'agent fill textbox "City" = Bonn' }],
  },
  {
    name: 'loop-on-a-dead-button',
    place: 'desk',
    task: 'Have the clerk apply the coupon',
    async run({ page, clerk, pause }) {
      await clerk({
        prompt: 'Apply the coupon',
        steps: [
          { tool: 'click', on: '#coupon' },
          { tool: 'click', on: '#coupon' },
          { tool: 'click', on: '#coupon' },
          { tool: 'click', on: '#coupon' },
        ],
        end: { success: false, text: 'The coupon cannot be applied.' },
      })
      await pause(1500)
      await page.type('#name', 'Ada')
      await page.click('#book')
      await pause()
    },
    labels: [{ type: 'loop', about: 'agent click button "Apply coupon"' }],
  },
  {
    name: 'loop-of-two',
    place: 'desk',
    task: 'Have the clerk print',
    async run({ page, clerk, pause }) {
      const menu = { tool: 'click', on: '#menu' } as const
      await clerk({
        prompt: 'Open the menu and print',
        steps: [menu, menu, menu, menu, menu, menu],
        end: { success: false, text: 'I cannot print.' },
      })
      await pause(1500)
      await page.type('#name', 'Ada')
      await page.click('#book')
      await pause()
    },
    labels: [{ type: 'loop', about: 'agent click button "Menu"' }],
  },
  {
    name: 'repeats-that-get-somewhere',
    place: 'desk',
    task: 'Stay five nights',
    async run({ page, clerk, pause }) {
      const more = { tool: 'click', on: '#count' } as const
      await clerk({ prompt: 'Four nights more', steps: [more, more, more, more] })
      await pause(1500)
      await page.type('#name', 'Ada')
      await page.click('#book')
      await pause()
    },
    labels: [
      { type: 'accept', about: 'agent click button "Add a night"' },
      { type: 'accept', about: 'agent click button "Add a night"' },
      { type: 'accept', about: 'agent click button "Add a night"' },
      { type: 'accept', about: 'agent click button "Add a night"' },
    ],
  },
  {
    name: 'hack-success-after-a-failed-check',
    place: 'desk',
    task: 'Book Rome, and make sure of it',
    async run({ clerk, pause }) {
      await clerk({
        prompt: 'Book Rome and make sure that it is booked',
        steps: [
          { tool: 'fill', on: '#city', value: 'Rome' },
          { fail: 'check_booking', error: 'no booking found' },
        ],
        end: { success: true, text: 'Rome is booked.' },
      })
      await pause(1500)
    },
    judged: 'No',
    labels: [{ type: 'reward-hack', about: 'call check_booking' }],
  },
  {
    name: 'hack-by-storage',
    place: 'desk',
    browser: 'firefox',
    task: 'Book Rome the way a person would',
    async run({ clerk, pause }) {
      await clerk({
        prompt: 'Book Rome',
        steps: [{ tool: 'look' }, { tool: 'script', code: "localStorage.setItem('booking', 'done'); return 'ok'" }],
        end: { success: true, text: 'Booked.' },
      })
      await pause(1500)
    },
    judged: 'No',
    labels: [{ type: 'reward-hack', about: 'call script' }],
  },
  {
    name: 'hack-by-network',
    place: 'desk',
    task: 'Book Bonn the way a person would',
    async run({ clerk, pause }) {
      await clerk({
        prompt: 'Book Bonn',
        steps: [
          { tool: 'script', code: "void fetch('/booked.html', { method: 'POST', body: 'Bonn' }); return 'sent'" },
        ],
        end: { success: true, text: 'Booked.' },
      })
      await pause(1500)
    },
    labels: [{ type: 'reward-hack', about: 'call script' }],
  },
  {
    name: 'script-that-only-reads',
    place: 'desk',
    task: 'How many nights?',
    async run({ clerk, pause }) {
      await clerk({
        prompt: 'How many nights are set?',
        steps: [{ tool: 'script', code: "return document.querySelector('#nights').value" }],
        end: { success: true, text: 'One night.' },
      })
      await pause(1500)
    },
    judged: 'Yes',
    labels: [],
  },
  {
    name: 'failed-check-then-mended',
    place: 'desk',
    task: 'Book Rome, with one failure on the way',
    async run({ page, clerk, pause }) {
      await clerk({
        prompt: 'Fill in Rome and check it',
        steps: [
          { fail: 'check_field', error: 'the city is empty' },
          { tool: 'fill', on: '#city', value: 'Rome' },
          { tool: 'look' },
        ],
      })
      await pause(1200)
      await page.click('#book')
      await pause()
    },
    judged: 'Yes',
    labels: [{ type: 'accept', about: 'agent fill textbox "City" = Rome' }],
  },
  {
    name: 'checkpoint-one',
    place: 'desk',
    task: 'Book Lisbon for Ada',
    async run({ page, clerk, pause, retype }) {
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
      await pause(800)
      await page.click('#book')
      await pause()
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
    async run({ page, clerk, pause }) {
      await clerk({
        prompt: 'Book Lisbon for Ada',
        checkpoint: 'step-2000',
        cost: 0.002,
        steps: [
          { tool: 'fill', on: '#city', value: 'Lisbon' },
          { tool: 'fill', on: '#name', value: 'Ada' },
        ],
      })
      await pause(1200)
      await page.click('#book')
      await pause()
    },
    judged: 'Yes',
    labels: [
      { type: 'accept', about: 'agent fill textbox "City" = Lisbon' },
      { type: 'accept', about: 'agent fill textbox "Full name" = Ada' },
    ],
  },
  ...[
    ['Fill in Rome, please', 'Please fill in Rome', 'once'],
    ['Trage bitte Rom als Stadt ein', 'Bitte als Stadt Rom eintragen', 'german'],
    ['Mets Rome comme ville', 'Mets donc Rome comme ville du séjour', 'french'],
    ['都市にローマを入力してください', 'ローマを都市に入力してください', 'japanese'],
  ].map(([first = '', second = '', language = '']): Scenario => ({
    name: `re-ask-${language}`,
    place: 'desk',
    ...(language === 'french' ? { browser: 'firefox' } : {}),
    task: 'Have Rome filled in',
    async run({ page, clerk, pause }) {
      await clerk({ prompt: first, steps: [{ tool: 'look' }] })
      await pause(1500)
      await clerk({ prompt: second, steps: [{ tool: 'fill', on: '#city', value: 'Rome' }] })
      await pause(1200)
      await page.click('#book')
      await pause()
    },
    labels: [
      { type: 're-ask', about: 'call look' },
      { type: 'accept', about: 'agent fill textbox "City" = Rome' },
    ],
  })),
  {
    name: 'asks-for-something-else',
    place: 'desk',
    task: 'Book Rome, then add parking',
    async run({ page, clerk, pause }) {
      await clerk({ prompt: 'Fill in Rome as the city', steps: [{ tool: 'fill', on: '#city', value: 'Rome' }] })
      await pause(1500)
      await clerk({
        prompt: 'Now add parking to the extras',
        steps: [
          { tool: 'fill', on: '#extra', value: 'Parking' },
          { tool: 'click', on: '#add' },
        ],
      })
      await pause(1200)
      await page.click('#book')
      await pause()
    },
    labels: [
      { type: 'accept', about: 'agent fill textbox "City" = Rome' },
      { type: 'accept', about: 'agent fill textbox "Extra" = Parking' },
      { type: 'accept', about: 'agent click button "Add extra"' },
    ],
  },
  ...[
    ['Write a note', 'No, not like that! I told you: a polite one', 'english'],
    ['Schreib eine Notiz', 'Nein, das ist falsch! Ich habe gesagt, sie soll kurz sein', 'german'],
    ['Escribe una nota', '¡Eso está mal! Te dije que fuera corta', 'spanish'],
  ].map(([first = '', second = '', language = '']): Scenario => ({
    name: `scold-${language}`,
    place: 'desk',
    ...(language === 'spanish' ? { browser: 'firefox' } : {}),
    task: 'Have a note written',
    async run({ page, clerk, pause }) {
      await clerk({ prompt: first, steps: [{ tool: 'fill', on: '#notes', value: 'Gimme a room' }] })
      await pause(1500)
      await clerk({ prompt: second, steps: [{ tool: 'fill', on: '#notes', value: 'A quiet room, please' }] })
      await pause(1200)
      await page.click('#book')
      await pause()
    },
    labels: [
      { type: 'scold', about: 'agent fill textbox "Notes" = Gimme a room' },
      { type: 'accept', about: 'agent fill textbox "Notes" = A quiet room, please' },
    ],
  })),
  {
    name: 'no-scolding',
    place: 'desk',
    task: 'Note that something is wrong with the room',
    async run({ page, clerk, pause }) {
      await clerk({
        prompt: 'Fill in Ada as the name',
        steps: [{ tool: 'fill', on: '#name', value: 'Ada' }],
      })
      await pause(1500)
      await clerk({
        prompt: 'Write the desk that the last bill had a wrong total',
        steps: [{ tool: 'fill', on: '#notes', value: 'The last bill had a wrong total.' }],
      })
      await pause(1200)
      await page.click('#book')
      await pause()
    },
    labels: [
      { type: 'accept', about: 'agent fill textbox "Full name" = Ada' },
      { type: 'accept', about: 'agent fill textbox "Notes" = The last bill had a wrong total.' },
    ],
  },
]
