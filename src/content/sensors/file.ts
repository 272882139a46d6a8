import type { FileInfo } from '#content/reading.ts'
import { elementOf } from '#content/target/tree.ts'
import type { Sensor } from './sensor.ts'

/** A name may be as long as a path; more says nothing more. */
const longestName = 500

export const file: Sensor = {
  name: 'file',
  events: { change: 'derived', input: 'derived' },
  read(event) {
    const element = elementOf(event)
    if (!(element instanceof HTMLInputElement) || element.type !== 'file' || event.type === 'input') return null
    return { kind: 'upload', element, files: Array.from(element.files ?? [], fileInfo) }
  },
}

/** What a file is called, never what is in it. */
export function fileInfo({ name, size, type }: File): FileInfo {
  return { name: name.slice(0, longestName), size, type }
}
