import { elementOf } from '#content/target/tree.ts'
import { fileInfo } from './file.ts'
import { placeOf } from './place.ts'
import type { Sensor } from './sensor.ts'

export const drag: Sensor = {
  name: 'drag',
  events: { dragstart: 'primary', drop: 'primary', dragend: 'primary' },
  read(event) {
    const element = elementOf(event)
    if (!element || !(event instanceof DragEvent)) return null
    const { dataTransfer } = event
    if (event.type === 'dragstart') return { kind: 'drag-start', types: [...(dataTransfer?.types ?? [])] }
    if (event.type === 'dragend') return { kind: 'drag-end', dropped: dataTransfer?.dropEffect !== 'none' }
    return {
      kind: 'drop',
      element,
      place: placeOf(event, element),
      files: Array.from(dataTransfer?.files ?? [], fileInfo),
    }
  },
}
