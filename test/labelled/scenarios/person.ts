import type { Scenario } from '../scenario.ts'

/** Nobody but a person, at the booking desk. */
export const personScenarios: readonly Scenario[] = [
  {
    name: 'dead-click-coupon',
    place: 'desk',
    task: 'Apply the coupon',
    async run({ page, pause, book }) {
      await page.click('#coupon')
      await pause(1500)
      await page.type('#name', 'Ada')
      await book()
    },
    labels: [{ type: 'dead-click', about: 'human click button "Apply coupon"' }],
  },
  {
    name: 'dead-click-firefox',
    place: 'desk',
    browser: 'firefox',
    task: 'Use the coupon',
    async run({ page, pause, book }) {
      await page.type('#city', 'Turin')
      await pause(1500)
      await page.click('#coupon')
      await book(1500)
    },
    labels: [{ type: 'dead-click', about: 'human click button "Apply coupon"' }],
  },
  {
    name: 'dead-click-on-text',
    place: 'desk',
    task: 'Read what the headline leads to',
    async run({ page, pause }) {
      await page.click('h1')
      await pause(1500)
      await page.click('#terms-link')
      await pause(1200)
      await page.click('#send')
      await pause()
    },
    labels: [{ type: 'dead-click', about: 'human click heading "Booking desk"' }],
  },
  {
    name: 'rage-click-coupon',
    place: 'desk',
    task: 'Apply the coupon, whatever it takes',
    async run({ page, pause, book }) {
      const { x, y, width, height } = await page.boxOf('#coupon')
      await page.mouse.move(x + width / 2, y + height / 2)
      for (let n = 0; n < 6; n++) {
        await page.mouse.down()
        await page.mouse.up()
        await pause(120)
      }
      await pause(1500)
      await page.type('#name', 'Ada')
      await book()
    },
    labels: [{ type: 'rage-click', about: 'human click button "Apply coupon"' }],
  },
  {
    name: 'rage-click-firefox',
    place: 'desk',
    browser: 'firefox',
    task: 'Apply the coupon at once',
    async run({ page, pause, book }) {
      for (let n = 0; n < 5; n++) await page.click('#coupon')
      await pause(1500)
      await page.type('#city', 'Rome')
      await book()
    },
    labels: [{ type: 'rage-click', about: 'human click button "Apply coupon"' }],
  },
  {
    name: 'quick-clicks-that-count',
    place: 'desk',
    task: 'Stay for six nights',
    async run({ page, pause, book }) {
      for (let n = 0; n < 5; n++) {
        await page.click('#count')
        await pause(150)
      }
      await pause(1200)
      await page.type('#name', 'Ada')
      await book()
    },
    labels: [],
  },
  {
    name: 'triple-click-selects',
    place: 'desk',
    task: 'Copy the headline',
    async run({ page, pause }) {
      await page.click('h1', { count: 3 })
      await pause(1000)
      await page.press('c', { withKey: 'Control' })
      await pause()
    },
    labels: [],
  },
  {
    name: 'wrong-turn-terms',
    place: 'desk',
    task: 'Find the prices',
    async run({ page, pause }) {
      await page.click('#terms-link')
      await page.waitFor(() => document.title === 'Terms')
      await pause(1500)
      await page.goBack()
      await page.waitFor(() => document.title === 'Booking desk')
      await pause(1200)
      await page.click('#prices-link')
      await page.waitFor(() => document.title === 'Prices')
      await pause(1000)
      await page.type('#question', 'Children too?')
      await page.click('#send')
      await pause()
    },
    labels: [{ type: 'wrong-turn', about: 'human click link "Terms"' }],
  },
  {
    name: 'wrong-turn-by-link-back',
    place: 'desk',
    browser: 'firefox',
    task: 'Book for Ada',
    async run({ page, pause, book }) {
      await page.click('#prices-link')
      await page.waitFor(() => document.title === 'Prices')
      await pause(1500)
      await page.wheel(200)
      await pause(600)
      await page.click('#back')
      await page.waitFor(() => document.title === 'Booking desk')
      await pause(1200)
      await page.type('#name', 'Ada')
      await book()
    },
    labels: [{ type: 'wrong-turn', about: 'human click link "Prices"' }],
  },
  {
    name: 'there-and-back-with-a-deed',
    place: 'desk',
    task: 'Ask for the prices, then book',
    async run({ page, pause, book }) {
      await page.click('#prices-link')
      await page.waitFor(() => document.title === 'Prices')
      await pause(1000)
      await page.type('#question', 'Is breakfast included?')
      await page.click('#send')
      await pause(1000)
      await page.goBack()
      await page.waitFor(() => document.title === 'Booking desk')
      await pause(1200)
      await page.type('#name', 'Ada')
      await book()
    },
    labels: [],
  },
  {
    name: 'correction-in-one-field',
    place: 'desk',
    task: 'Book Rome',
    async run({ page, book }) {
      await page.type('#city', 'Paris')
      for (let n = 0; n < 5; n++) await page.press('Backspace')
      await page.keys('Rome')
      await page.press('Tab')
      await book(800)
    },
    labels: [{ type: 'correction', about: 'human fill textbox "City" = Rome' }],
  },
  {
    name: 'correction-firefox',
    place: 'desk',
    browser: 'firefox',
    task: 'Book for Grace',
    async run({ page, book }) {
      await page.type('#name', 'Ada Lo')
      for (let n = 0; n < 6; n++) await page.press('Backspace')
      await page.keys('Grace')
      await page.press('Tab')
      await book(800)
    },
    labels: [{ type: 'correction', about: 'human fill textbox "Full name" = Grace' }],
  },
  {
    name: 'correction-later',
    place: 'desk',
    task: 'Book Paris',
    async run({ page, pause, retype, book }) {
      await page.type('#city', 'Lyon')
      await pause(600)
      await page.type('#name', 'Ada')
      await pause(600)
      await retype('#city', 'Paris')
      await page.press('Tab')
      await book(800)
    },
    labels: [{ type: 'correction', about: 'human fill textbox "City" = Lyon' }],
  },
  {
    name: 'one-typo',
    place: 'desk',
    task: 'Book Rome for Ada',
    async run({ page, pause, book }) {
      await page.type('#city', 'Romr')
      await page.press('Backspace')
      await page.keys('e')
      await pause(600)
      await page.type('#name', 'Ada')
      await book(600)
    },
    labels: [],
  },
  {
    name: 'hesitation-in-typing',
    place: 'desk',
    task: 'Book some city',
    async run({ page, pause, book }) {
      await page.type('#city', 'Ve')
      await pause(6500)
      await page.keys('nice')
      await page.press('Tab')
      await book(800)
    },
    labels: [{ type: 'hesitation', about: 'human fill textbox "City" = Venice' }],
  },
  {
    name: 'hesitation-typed-and-deleted',
    place: 'desk',
    task: 'Leave a note or not',
    async run({ page, pause, book }) {
      await page.type('#notes', 'Late arrival')
      for (let n = 0; n < 12; n++) await page.press('Backspace')
      await pause(600)
      await page.type('#name', 'Ada')
      await book(600)
    },
    labels: [{ type: 'hesitation', about: 'human fill textbox "Notes" = ' }],
  },
  {
    name: 'hesitation-firefox',
    place: 'desk',
    browser: 'firefox',
    task: 'Write a note',
    async run({ page, pause, book }) {
      await page.type('#notes', 'We come')
      await pause(6500)
      await page.keys(' at nine')
      await page.press('Tab')
      await book(800)
    },
    labels: [{ type: 'hesitation', about: 'human fill textbox "Notes" = We come at nine' }],
  },
  {
    name: 'steady-typing',
    place: 'desk',
    task: 'Book Rome for Ada, two guests',
    async run({ page, pause, retype, book }) {
      await page.type('#name', 'Ada Lovelace')
      await pause(500)
      await page.type('#city', 'Rome')
      await pause(500)
      await retype('#guests', '2')
      await pause(500)
      await page.click('#news')
      await book(700)
    },
    judged: 'Yes',
    labels: [],
  },
  {
    name: 'abandoned-form',
    place: 'desk',
    task: 'Book a room',
    async run({ page, pause }) {
      await page.type('#name', 'Ada')
      await pause(500)
      await page.type('#city', 'Rome')
      await pause(1500)
      await page.press('Tab')
      await page.goto(page.url().replace('index.html', 'terms.html'))
      await pause(1500)
    },
    judged: 'No',
    labels: [{ type: 'abandonment', about: 'human fill textbox "City" = Rome' }],
  },
  {
    name: 'abandoned-by-closing',
    place: 'desk',
    task: 'Book a room by the sea',
    async run({ page, pause, browser }) {
      await page.type('#name', 'Grace')
      await page.press('Tab')
      await pause(1000)
      const other = await browser.newPage('about:blank')
      await page.close()
      await pause(1000)
      await other.close()
    },
    labels: [{ type: 'abandonment', about: 'human fill textbox "Full name" = Grace' }],
  },
  {
    name: 'filled-and-booked',
    place: 'desk',
    browser: 'firefox',
    task: 'Book a room in Rome',
    async run({ page, pause }) {
      await page.type('#name', 'Ada')
      await pause(500)
      await page.type('#city', 'Rome')
      await pause(800)
      await page.click('#book')
      await page.waitFor(() => document.title === 'Booked')
      await pause(1000)
    },
    judged: 'Yes',
    labels: [],
  },
  {
    name: 'undo-by-deleting',
    place: 'desk',
    task: 'Add what is wanted',
    async run({ page, pause, book }) {
      await page.type('#extra', 'Parking')
      await page.click('#add')
      await pause(1200)
      await page.click('#extras li:last-child button')
      await pause(1000)
      await page.type('#name', 'Ada')
      await book()
    },
    labels: [{ type: 'undo', about: 'human click button "Add extra"' }],
  },
  {
    name: 'undo-by-button',
    place: 'desk',
    browser: 'firefox',
    task: 'Add what is wanted, and nothing else',
    async run({ page, pause, book }) {
      await page.type('#extra', 'Sauna')
      await page.click('#add')
      await pause(1200)
      await page.click('#undo')
      await pause(1000)
      await page.type('#name', 'Ada')
      await book()
    },
    labels: [{ type: 'undo', about: 'human click button "Add extra"' }],
  },
  {
    name: 'undo-by-keys',
    place: 'desk',
    task: 'Note nothing',
    async run({ page, pause, book }) {
      await page.type('#notes', 'Two beds')
      await pause(800)
      await page.press('z', { withKey: 'Control' })
      await pause(800)
      await page.type('#name', 'Ada')
      await book()
    },
    labels: [{ type: 'undo', about: 'human fill textbox "Notes" = Two beds' }],
  },
  {
    name: 'undo-by-cancel',
    place: 'desk',
    task: 'Book for somebody else',
    async run({ page, pause }) {
      await page.type('#name', 'Ada')
      await pause(500)
      await page.type('#city', 'Rome')
      await pause(1000)
      await page.click('#cancel')
      await pause(1000)
    },
    labels: [{ type: 'undo', about: 'human fill textbox "City" = Rome' }],
  },
  {
    name: 'deletes-what-was-there-before',
    place: 'desk',
    task: 'Book without breakfast, with parking',
    async run({ page, pause, book }) {
      await page.type('#extra', 'Parking')
      await page.click('#add')
      await pause(1200)
      await page.click('#extras li:first-child button')
      await pause(1000)
      await page.type('#name', 'Ada')
      await book()
    },
    judged: 'Yes',
    labels: [],
  },
]
