/** Storage buckets, which Chromium has: each keeps databases in files of its own. */
interface StorageBuckets {
  open: (name: string, options: { persisted: boolean; durability: 'strict' }) => Promise<{ indexedDB: IDBFactory }>
}

/** Null where the browser has no buckets. */
function bucketsOf({ storageBuckets }: Navigator & { storageBuckets?: StorageBuckets }): StorageBuckets | null {
  return storageBuckets ?? null
}

/** Whether there is another place for databases when the ordinary one cannot be used any more. */
export function hasBuckets(): boolean {
  return bucketsOf(navigator) !== null
}

/** The databases of a bucket; null is the ordinary one. */
export async function factoryOf(bucket: string | null): Promise<IDBFactory> {
  if (bucket === null) return indexedDB
  const buckets = bucketsOf(navigator)
  if (!buckets) throw new Error('this browser has no storage buckets, but one was used before')
  return (await buckets.open(bucket, { persisted: true, durability: 'strict' })).indexedDB
}
