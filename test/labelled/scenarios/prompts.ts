import type { Scenario } from '../scenario.ts'

/** What a person says next to an agent that announces itself, at the booking desk. */
export const promptScenarios: readonly Scenario[] = [
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
    async run({ clerk, pause, book }) {
      await clerk({ prompt: first, steps: [{ tool: 'look' }] })
      await pause(1500)
      await clerk({ prompt: second, steps: [{ tool: 'fill', on: '#city', value: 'Rome' }] })
      await book(1200)
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
    async run({ clerk, pause, book }) {
      await clerk({ prompt: 'Fill in Rome as the city', steps: [{ tool: 'fill', on: '#city', value: 'Rome' }] })
      await pause(1500)
      await clerk({
        prompt: 'Now add parking to the extras',
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
  ...[
    ['Write a note', 'No, not like that! I told you: a polite one', 'english'],
    ['Schreib eine Notiz', 'Nein, das ist falsch! Ich habe gesagt, sie soll kurz sein', 'german'],
    ['Escribe una nota', '¡Eso está mal! Te dije que fuera corta', 'spanish'],
  ].map(([first = '', second = '', language = '']): Scenario => ({
    name: `scold-${language}`,
    place: 'desk',
    ...(language === 'spanish' ? { browser: 'firefox' } : {}),
    task: 'Have a note written',
    async run({ clerk, pause, book }) {
      await clerk({ prompt: first, steps: [{ tool: 'fill', on: '#notes', value: 'Gimme a room' }] })
      await pause(1500)
      await clerk({ prompt: second, steps: [{ tool: 'fill', on: '#notes', value: 'A quiet room, please' }] })
      await book(1200)
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
    async run({ clerk, pause, book }) {
      await clerk({
        prompt: 'Fill in Ada as the name',
        steps: [{ tool: 'fill', on: '#name', value: 'Ada' }],
      })
      await pause(1500)
      await clerk({
        prompt: 'Write the desk that the last bill had a wrong total',
        steps: [{ tool: 'fill', on: '#notes', value: 'The last bill had a wrong total.' }],
      })
      await book(1200)
    },
    labels: [
      { type: 'accept', about: 'agent fill textbox "Full name" = Ada' },
      { type: 'accept', about: 'agent fill textbox "Notes" = The last bill had a wrong total.' },
    ],
  },
]
