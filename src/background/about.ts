/** What an agent did in one tab, oldest first. */
interface TabActions {
  tabId: number
  actions: readonly { id: string; atMs: number }[]
}

/**
 * What a signal is about that names nothing: the last action of an agent that the person can have seen. That is the last
 * one in the tab in front or in a tab closed since; where no agent did anything in the tab in front, the last one of the
 * recording. Whether the page went elsewhere since, and in which frame it was, makes no difference. What an agent did
 * after the person reacted is not meant, unless clocks disagree so much that everything seems to be after.
 */
export function aboutWhich(
  byTab: readonly TabActions[],
  { frontTabId, isOpen, atMs }: { frontTabId: number | null; isOpen: (tabId: number) => boolean; atMs: number },
): string | null {
  const inFront = byTab.some(({ tabId }) => tabId === frontTabId)
  const seen = byTab.filter(({ tabId }) => !inFront || tabId === frontTabId || !isOpen(tabId))
  const actions = seen.flatMap((tab) => tab.actions).sort((a, b) => a.atMs - b.atMs)
  return (actions.findLast((action) => action.atMs <= atMs) ?? actions.at(-1))?.id ?? null
}
