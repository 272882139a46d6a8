import { elementOf, propertyOf } from '#content/target/tree.ts'
import type { Sensor } from './sensor.ts'

export const touch: Sensor = {
  name: 'touch',
  events: { touchstart: 'primary', touchend: 'primary', touchcancel: 'primary', touchmove: 'motion' },
  restsMs: { touchmove: 30 },
  read(event) {
    // Firefox has touch events only where there is a touch screen.
    if (!('TouchEvent' in window) || !(event instanceof TouchEvent)) return null
    const fingers = Array.from(event.changedTouches, ({ identifier, clientX, clientY }) => ({
      id: identifier,
      x: clientX,
      y: clientY,
    }))
    if (event.type === 'touchend' || event.type === 'touchcancel')
      return { kind: 'touch-up', remaining: event.touches.length, fingers }
    if (event.type === 'touchmove') return { kind: 'touch-move', fingers }
    const element = elementOf(event)
    if (!element) return null
    const { x, y } = propertyOf(element, 'getBoundingClientRect').call(element)
    return { kind: 'touch-down', element, origin: { x, y }, fingers }
  },
}
