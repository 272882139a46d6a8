import { describe, expect, it, vi } from 'vitest'
import { answerMessage } from '#messages/answer.ts'
import { messageTable, type Answers } from '#messages/table.ts'

function createAnswers(): Answers {
  const names = Object.keys(messageTable) as (keyof Answers)[]
  return Object.fromEntries(names.map((name) => [name, vi.fn(() => Promise.resolve({}))])) as unknown as Answers
}

const start = { instruction: '  Buy oat milk ', source: 'person', startUrl: null, tags: [], driver: null }

describe('answerMessage', () => {
  it('hands the checked request to the right answer, and its value back', async () => {
    const answers = { ...createAnswers(), 'recording.start': vi.fn(() => Promise.resolve({ trajectoryId: 't1' })) }
    const reply = await answerMessage(answers, { cairn: 'recording.start', request: start }, 'page')
    expect(reply).toEqual({ ok: true, value: { trajectoryId: 't1' } })
    expect(answers['recording.start']).toHaveBeenCalledExactlyOnceWith({ ...start, instruction: 'Buy oat milk' })
  })

  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['null', null],
    ['a text', 'recording.stop'],
    ['a message of the offscreen page', { offscreen: 'make-url' }],
    ['a message of somebody else', { type: 'PAGE_AGENT_EXT_REQUEST' }],
    ['an unknown name', { cairn: 'recording.rewind', request: {} }],
    ['a name that is no text', { cairn: 7, request: {} }],
    ['a name that every object has', { cairn: 'toString', request: {} }],
    ['the name of the prototype', { cairn: '__proto__', request: {} }],
    ['the constructor', { cairn: 'constructor', request: {} }],
  ])('leaves %s to others', (_what, message) => {
    expect(answerMessage(createAnswers(), message, 'page')).toBeUndefined()
  })

  it('refuses a sender that the table does not name', async () => {
    const answers = createAnswers()
    const reply = await answerMessage(answers, { cairn: 'recording.stop', request: {} }, 'content' as never)
    expect(reply).toEqual({ ok: false, error: 'recording.stop is not for this sender' })
    expect(answers['recording.stop']).not.toHaveBeenCalled()
  })

  it.each<[string, unknown, string]>([
    ['an empty task', { ...start, instruction: '   ' }, 'instruction: write what the task is'],
    ['a task without end', { ...start, instruction: 'x'.repeat(4001) }, 'instruction: is longer than 4000 characters'],
    ['a field too many', { ...start, evil: true }, 'request: '],
    ['a field too few', { instruction: 'Buy' }, 'source: '],
    ['no request at all', undefined, 'request: '],
    ['a list', [start], 'request: '],
  ])('refuses %s, and says what is wrong with which field', async (_what, request, words) => {
    const answers = createAnswers()
    const reply = await answerMessage(answers, { cairn: 'recording.start', request }, 'page')
    expect(reply).toMatchObject({ ok: false, error: expect.stringContaining(words) as unknown })
    expect(answers['recording.start']).not.toHaveBeenCalled()
  })

  it.each([
    [new Error('a recording is already running; stop it first'), 'a recording is already running; stop it first'],
    ['not even an error', 'not even an error'],
  ])('turns what is thrown into words', async (thrown, words) => {
    const answers = {
      ...createAnswers(),
      'recording.stop': () => {
        // eslint-disable-next-line @typescript-eslint/only-throw-error -- a library may throw anything
        throw thrown
      },
    }
    expect(await answerMessage(answers, { cairn: 'recording.stop', request: {} }, 'tester')).toEqual({
      ok: false,
      error: words,
    })
  })

  it('keeps a score within its bounds', async () => {
    const signal = { type: 'rating', text: null, score: 1.1, targetId: null }
    expect(await answerMessage(createAnswers(), { cairn: 'trajectory.signal', request: signal }, 'page')).toMatchObject(
      { ok: false },
    )
  })
})
