import type { Sensor } from './sensor.ts'

export const scroll: Sensor = {
  name: 'scroll',
  // The wheel is heard only as evidence of who scrolled.
  events: { scroll: 'derived', wheel: 'primary' },
  read(event, page) {
    if (event.type === 'wheel') return null
    const element = event.target instanceof Element ? event.target : null
    const x = Math.round(element ? element.scrollLeft : window.scrollX)
    const y = Math.round(element ? element.scrollTop : window.scrollY)
    const place = page.scrollFrom(element, x, y)
    if (place.from.x === x && place.from.y === y) return null
    return { kind: 'scroll', element, x, y, ...place }
  },
}
