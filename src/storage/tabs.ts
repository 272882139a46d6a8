import { emptyTab, strict, type CairnDatabase, type TabRow } from './database.ts'

/** Keeps something about a tab for the next event, which may find the worker started anew. */
export async function rememberTab(
  database: CairnDatabase,
  trajectoryId: string,
  tabId: number,
  change: Partial<TabRow>,
): Promise<void> {
  const transaction = database.transaction('tabs', 'readwrite', strict)
  const tab = await transaction.store.get([trajectoryId, tabId])
  void transaction.store.put({ ...emptyTab, ...tab, ...change }, [trajectoryId, tabId])
  await transaction.done
}
