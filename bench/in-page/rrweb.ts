import { record } from '@rrweb/record'
import { rrwebOptions } from '#content/dom/rrweb-source.ts'

/** rrweb with the recorder's own options, gathering its events in memory: what a page pays for rrweb alone. */
function recordAlone(): () => unknown[] {
  const events: unknown[] = []
  record({ ...rrwebOptions, maskInputFn: (value) => value, emit: (event) => void events.push(event) })
  return () => events
}

Object.assign(globalThis, { recordAlone })
