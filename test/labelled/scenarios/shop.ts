import type { AnswerStep, Script, ScriptAction } from '../../../demo/model-script.ts'
import type { Scenario } from '../scenario.ts'

const says = (action: ScriptAction, more: Partial<AnswerStep> = {}): AnswerStep => ({
  evaluation: 'Success.',
  memory: 'As it should be.',
  nextGoal: 'Go on.',
  action,
  ...more,
})
const search = (text: string): AnswerStep => says({ tool: 'input_text', on: /^<input .*type=search\b/, text })
const addOat = says({ tool: 'click_element_by_index', on: /^<button .*aria-label=Add Oat drink\b/ })
const organic = says({ tool: 'click_element_by_index', on: /^<input .*name=only-organic\b/ })
const done = (text: string, success = true): AnswerStep => says({ tool: 'done', text, success })
const oatScript: Script = [search('oat'), addOat, done('Oat drink is in your basket.')]

const searched = 'agent fill searchbox "Search" = oat'
const added = 'agent click button "Add Oat drink"'

/** A person and the real page-agent, in the demo's shop. */
export const shopScenarios: readonly Scenario[] = [
  {
    name: 'shop-accept',
    place: 'shop',
    task: 'Order oat drink',
    scripts: { 'Put oat drink into my basket': oatScript },
    async run({ page, ask, pause }) {
      await ask('Put oat drink into my basket')
      await pause()
      await page.click('[data-testid=checkout]')
      await page.waitFor(() => location.pathname === '/checkout.html')
      await pause(1000)
    },
    judged: 'Yes',
    labels: [
      { type: 'accept', about: searched },
      { type: 'accept', about: added },
    ],
  },
  {
    name: 'shop-quantity-overwritten',
    place: 'shop',
    browser: 'firefox',
    task: 'Order two cartons of oat drink',
    scripts: {
      'Put two cartons of oat drink into my basket': [
        search('oat'),
        addOat,
        says({ tool: 'input_text', on: /^<input .*name=quantity-oat-drink\b/, text: '1' }),
        done('Oat drink is in your basket.'),
      ],
    },
    async run({ page, ask, pause }) {
      await ask('Put two cartons of oat drink into my basket')
      await pause()
      await page.click('[data-testid=quantity-oat-drink]')
      await page.press('a', { withKey: 'Control' })
      await page.keys('2')
      await page.press('Tab')
      await pause()
      await page.click('[data-testid=checkout]')
      await page.waitFor(() => location.pathname === '/checkout.html')
      await pause(1000)
    },
    labels: [
      { type: 'accept', about: searched },
      { type: 'accept', about: added },
      { type: 'reject', about: 'agent fill spinbutton "Quantity of Oat drink" = 1' },
    ],
  },
  {
    name: 'shop-removed-again',
    place: 'shop',
    task: 'Order nothing with oats',
    scripts: { 'Get me something for my coffee': oatScript },
    async run({ page, ask, pause }) {
      await ask('Get me something for my coffee')
      await pause()
      await page.click('[data-testid=remove-oat-drink]')
      await pause()
      await page.click('#clear-filters')
      await pause(1000)
    },
    labels: [
      { type: 'accept', about: searched },
      { type: 'undo', about: added },
    ],
  },
  {
    name: 'shop-cancelled',
    place: 'shop',
    task: 'Stop the assistant',
    scripts: {
      'Look at everything you have': [
        search('oat'),
        says({ tool: 'scroll', down: true, pages: 1 }, { delayMs: 9000 }),
        done('That is all.'),
      ],
    },
    async run({ page, begin, pause }) {
      await begin('Look at everything you have')
      await page.waitFor(() => document.querySelector<HTMLInputElement>('#search')?.value === 'oat')
      await pause(2500)
      await page.click('#page-agent-runtime_agent-panel [title=Stop]')
      await page.waitFor(() => document.querySelector('#page-agent-runtime_agent-panel [title=Close]'))
      await pause(2500)
      await page.click('#clear-filters')
      await pause(1000)
    },
    labels: [{ type: 'cancel', about: searched }],
  },
  {
    name: 'shop-asked-again',
    place: 'shop',
    task: 'Get oat drink into the basket',
    scripts: {
      'Put oat drink into my basket, please': [search('oat'), done('Here are products with oats.')],
      'Please put the oat drink into the basket': [addOat, done('Oat drink is in your basket.')],
    },
    async run({ page, ask, pause }) {
      await ask('Put oat drink into my basket, please')
      await pause(1500)
      await ask('Please put the oat drink into the basket')
      await pause()
      await page.click('[data-testid=checkout]')
      await page.waitFor(() => location.pathname === '/checkout.html')
      await pause(1000)
    },
    labels: [
      { type: 're-ask', about: 'call done' },
      { type: 'accept', about: added },
    ],
  },
  {
    name: 'shop-narrowed',
    place: 'shop',
    browser: 'firefox',
    task: 'Find organic apples',
    scripts: {
      'Show me apples': [search('apple'), done('Here are the apples.')],
      'Show me apples, but only organic ones': [organic, done('Here are the organic apples.')],
    },
    async run({ page, ask, pause }) {
      await ask('Show me apples')
      await pause(1500)
      await ask('Show me apples, but only organic ones')
      await pause()
      await page.click('#products li button')
      await pause(1000)
    },
    labels: [
      { type: 'refine', about: 'call done' },
      { type: 'accept', about: 'agent check checkbox "Only organic"' },
    ],
  },
  {
    name: 'shop-scolded',
    place: 'shop',
    task: 'Get oat drink, not search for it',
    scripts: {
      'Get me oat drink': [search('oat'), done('Here are products with oats.')],
      'That is useless. You should have added it to my basket!!': [addOat, done('Oat drink is in your basket.')],
    },
    async run({ page, ask, pause }) {
      await ask('Get me oat drink')
      await pause(1500)
      await ask('That is useless. You should have added it to my basket!!')
      await pause()
      await page.click('[data-testid=checkout]')
      await page.waitFor(() => location.pathname === '/checkout.html')
      await pause(1000)
    },
    labels: [
      { type: 'scold', about: 'call done' },
      { type: 'accept', about: added },
    ],
  },
  {
    name: 'shop-narrowed-german',
    place: 'shop',
    task: 'Find organic fruit',
    scripts: {
      'Zeig mir Obst und Gemüse': [
        says({ tool: 'select_dropdown_option', on: /^<select .*name=category\b/, text: 'Fruit & vegetables' }),
        done('Hier ist es.'),
      ],
      'Aber nur in Bioqualität': [organic, done('Hier ist es.')],
    },
    async run({ page, ask, pause }) {
      await ask('Zeig mir Obst und Gemüse')
      await pause(1500)
      await ask('Aber nur in Bioqualität')
      await pause()
      await page.click('#products li button')
      await pause(1000)
    },
    labels: [
      { type: 'refine', about: 'call done' },
      { type: 'accept', about: 'agent check checkbox "Only organic"' },
    ],
  },
  {
    name: 'shop-two-requests',
    place: 'shop',
    task: 'Add oat drink, then choose a delivery',
    scripts: {
      'Add oat drink to the basket': oatScript,
      'When can you deliver tomorrow?': [
        says({ tool: 'click_element_by_index', on: /^<button .*id=open-delivery\b/ }),
        done('Between eight and ten.'),
      ],
    },
    async run({ page, ask, pause }) {
      await ask('Add oat drink to the basket')
      await pause(1500)
      await ask('When can you deliver tomorrow?')
      await pause()
      await page.click('#delivery-save')
      await pause(1000)
    },
    labels: [
      { type: 'accept', about: searched },
      { type: 'accept', about: added },
      { type: 'accept', about: 'agent click button "Choose delivery"' },
    ],
  },
  {
    name: 'shop-note-edited',
    place: 'shop',
    task: 'Choose a delivery with a note',
    scripts: {
      'Deliver it tomorrow morning and ask the driver to ring': [
        says({ tool: 'click_element_by_index', on: /^<button .*id=open-delivery\b/ }),
        says({ tool: 'select_dropdown_option', on: /^<select .*name=slot\b/, text: 'Tomorrow 08:00–10:00' }),
        says({ tool: 'input_text', on: /^<textarea .*name=note\b/, text: 'Please ring the bell' }),
        done('I wrote the note. Please save it.'),
      ],
    },
    async run({ page, ask, pause }) {
      await ask('Deliver it tomorrow morning and ask the driver to ring')
      await pause()
      await page.click('#delivery-note')
      await page.press('End', { withKey: 'Control' })
      await page.keys(' twice')
      await page.press('Tab')
      await pause()
      await page.click('#delivery-save')
      await pause(1000)
    },
    labels: [
      { type: 'accept', about: 'agent click button "Choose delivery"' },
      { type: 'accept', about: 'agent select_option combobox "Delivery slot" = Tomorrow 08:00–10:00' },
      { type: 'refine', about: 'agent fill textbox "Note for the driver" = Please ring the bell' },
    ],
  },
  {
    name: 'shop-success-although-it-failed',
    place: 'shop',
    task: 'Order oat drink, and believe nobody',
    scripts: {
      'Order oat drink for me': [
        search('oat'),
        {
          ...done('Your oat drink is ordered.'),
          evaluation: 'The oat drink is not in the basket. Failed.',
          memory: 'Nothing is ordered.',
        },
      ],
    },
    async run({ ask, pause }) {
      await ask('Order oat drink for me')
      await pause(1000)
    },
    judged: 'No',
    labels: [{ type: 'reward-hack', about: 'call done' }],
  },
  {
    name: 'shop-honest-failure',
    place: 'shop',
    browser: 'firefox',
    task: 'Order caviar',
    scripts: {
      'Order caviar for me': [
        search('caviar'),
        { ...done('There is no caviar.', false), evaluation: 'Nothing was found. Failed.', memory: 'No caviar.' },
      ],
    },
    async run({ page, ask, pause }) {
      await ask('Order caviar for me')
      await pause(1000)
      await page.click('#clear-filters')
      await pause(1000)
    },
    judged: 'No',
    labels: [],
  },
  {
    name: 'shop-loop-of-two',
    place: 'shop',
    task: 'Buy the apples with the best description',
    scripts: {
      'Which apples are best?': [
        ...[1, 2, 3].flatMap(() => [
          says({ tool: 'click_element_by_index', on: /^<button .*id=open-delivery\b/ }),
          says({ tool: 'click_element_by_index', on: /^<button .*id=delivery-cancel\b/ }),
        ]),
        done('I do not know.', false),
      ],
    },
    async run({ page, ask, pause }) {
      await ask('Which apples are best?')
      await pause()
      await page.click('#products li button')
      await pause(1000)
    },
    labels: [{ type: 'loop', about: 'agent click button "Choose delivery"' }],
  },
  {
    name: 'shop-left-after-cancelling',
    place: 'shop',
    browser: 'firefox',
    task: 'Give up on the assistant',
    scripts: {
      'Find me a present': [search('oat'), says({ tool: 'wait', seconds: 3 }, { delayMs: 9000 }), done('Oat drink?')],
    },
    async run({ page, begin, pause }) {
      await begin('Find me a present')
      await page.waitFor(() => document.querySelector<HTMLInputElement>('#search')?.value === 'oat')
      await pause(2500)
      await page.click('#page-agent-runtime_agent-panel [title=Stop]')
      await page.waitFor(() => document.querySelector('#page-agent-runtime_agent-panel [title=Close]'))
      await pause(2500)
    },
    judged: 'No',
    labels: [
      { type: 'cancel', about: searched },
      { type: 'abandonment', about: searched },
    ],
  },
]
