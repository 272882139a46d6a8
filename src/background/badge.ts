import { browser } from '#platform/browser.ts'

/** Shows on the toolbar whether Cairn records; `warn` when something is not being recorded. */
export async function showBadge(state: 'idle' | 'recording' | 'warn'): Promise<void> {
  const { action } = browser
  await Promise.all([
    action.setBadgeText({ text: state === 'idle' ? '' : state === 'warn' ? 'REC!' : 'REC' }),
    action.setBadgeBackgroundColor({ color: state === 'warn' ? '#b45309' : '#c0201c' }),
    action.setTitle({
      title:
        state === 'idle'
          ? 'Cairn'
          : state === 'warn'
            ? 'Cairn records, but not everything: open for details'
            : 'Cairn records',
    }),
  ])
}

/** Shows for a moment what a key has done, or by `?` that it could not; the page itself is left alone. */
export async function showReaction(sign: string, problem: string | null = null): Promise<void> {
  const { action } = browser
  await Promise.all([
    action.setBadgeText({ text: sign }),
    action.setBadgeBackgroundColor({ color: problem === null ? '#2f5d50' : '#b45309' }),
    action.setTitle({ title: problem === null ? 'Cairn records' : `Cairn: ${problem}` }),
  ])
}
