import { browser } from '#platform/browser.ts'

const key = 'bucket'

/** The storage bucket the database is in; null is the ordinary place. See `openOrGiveUp`. */
export async function readBucket(): Promise<string | null> {
  return ((await browser.storage.local.get(key)) as { [key]?: string })[key] ?? null
}

export async function rememberBucket(bucket: string): Promise<void> {
  await browser.storage.local.set({ [key]: bucket })
}
