import { elementOf } from '#content/target/tree.ts'
import { fileInfo } from './file.ts'
import { placeOf } from './place.ts'
import type { Sensor } from './sensor.ts'

export const drag: Sensor = {
  name: 'drag',
  events: { dragstart: 'primary', dragenter: 'motion', drop: 'primary', dragend: 'primary' },
  read(event) {
    const element = elementOf(event)
    if (!element || !(event instanceof DragEvent)) return null
    if (event.type === 'dragenter') return { kind: 'drag-over', element, place: placeOf(event, element) }
    const { dataTransfer } = event
    // The page says what is dragged only after this has heard that something is.
    const types = [...(dataTransfer?.types ?? [])]
    if (event.type === 'dragstart') return { kind: 'drag-start', element, place: placeOf(event, element) }
    if (event.type === 'dragend') return { kind: 'drag-end', types }
    return {
      kind: 'drop',
      element,
      place: placeOf(event, element),
      types,
      files: Array.from(dataTransfer?.files ?? [], fileInfo),
    }
  },
}
