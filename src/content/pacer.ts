/** Says when enough time has gone by since it last said so, by the events' own clock. */
export function createPacer(): (key: string, ms: number, event: Event) => boolean {
  const lastMs = new Map<string, number>()
  return (key, ms, { timeStamp }) => {
    if (timeStamp - (lastMs.get(key) ?? -Infinity) < ms) return false
    lastMs.set(key, timeStamp)
    return true
  }
}
