import type { Control } from '#content/field.ts'
import { rootsAreTold } from '#content/known-roots.ts'
import type { Natives } from './natives.ts'
import { createFields } from './state/fields.ts'
import { createLateRoots } from './state/late-roots.ts'
import { createMarks } from './state/marks.ts'
import { createSheets } from './state/sheets.ts'
import {
  eventType,
  source,
  type StreamEvent,
  type StreamMirror,
  type StreamNode,
  type WriteEvent,
} from './stream-event.ts'
import { deliverPending, onWatched } from './watched-roots.ts'

export interface StateReaderOptions {
  mirror: StreamMirror
  natives: Natives
  write: WriteEvent
  /** A field was first seen, or found changed. */
  onField: (field: Control) => void
  /** A shadow root, open or closed, has come into the stream. */
  onRoot: (root: ShadowRoot) => void
}

/**
 * Writes into the DOM stream what rrweb cannot see from the isolated world, by comparing the page's state with what the
 * stream says at each step boundary. It learns of elements from the stream itself and never walks the document.
 */
export interface StateReader {
  /** Hears every event of the stream, its own too. */
  hear: (event: StreamEvent) => void
  /** Writes everything that has changed, as far as its budget goes. */
  read: () => void
  /** An event has hit this element. */
  look: (element: Element) => void
  /** An event says that this field has been changed; false when it is none of the stream's. */
  input: (field: Element) => boolean
  /** Writes the values of the fields that were changed, unless the stream has them. */
  writeInput: () => void
  stop: () => void
}

interface Mutation {
  adds: { parentId: number; node: StreamNode }[]
  texts: { id: number }[]
  attributes: { id: number; attributes: Record<string, unknown> }[]
}

export function createStateReader({ mirror, natives, write, onField, onRoot }: StateReaderOptions): StateReader {
  const fields = createFields(mirror, write, onField)
  const sheets = createSheets(mirror, natives, write)
  const lateRoots = createLateRoots(mirror, natives)
  const families = [lateRoots, fields, sheets, createMarks(mirror, write)]
  let idle: number | undefined
  /** Before the first snapshot there is no stream to write into. */
  let began = false

  onWatched((root) => {
    onRoot(root)
    // While rrweb writes an element, its host has no number yet.
    queueMicrotask(() => meetRoot(root))
  })

  function meetRoot(root: ShadowRoot): void {
    const hostId = mirror.getId(root.host)
    if (hostId > 0) sheets.meetRoot(hostId, root)
  }

  function meet(node: StreamNode): void {
    if (node.tagName === undefined) return
    const element = mirror.getNode(node.id)
    if (element instanceof Element) for (const family of families) family.meet(node, element)
  }

  /** Finds closed roots nobody has asked for yet while the page has nothing else to do. */
  function searchWhenIdle(): void {
    idle ??= requestIdleCallback((deadline) => {
      idle = undefined
      let more = true
      while (more && deadline.timeRemaining() > 2) more = lateRoots.search()
      if (more) searchWhenIdle()
    })
  }

  function hearMutation({ adds, texts, attributes }: Mutation): void {
    for (const { node, parentId } of adds) {
      meet(node)
      if (node.tagName === undefined && sheets.owns(parentId)) sheets.written(parentId)
    }
    for (const { id } of texts) {
      const parent = mirror.getNode(id)?.parentNode
      if (parent instanceof HTMLStyleElement) sheets.written(mirror.getId(parent))
    }
    for (const { id, attributes: changed } of attributes) {
      if (changed._cssText !== undefined) sheets.written(id)
      if (changed.popover !== undefined) meet({ id, tagName: '', attributes: changed })
    }
    if (adds.length > 0) searchWhenIdle()
  }

  return {
    hear({ type, data }) {
      if (type === eventType.fullSnapshot) {
        const waiting = [data.node as StreamNode]
        for (let node = waiting.pop(); node; node = waiting.pop()) {
          meet(node)
          for (const child of node.childNodes ?? []) waiting.push(child)
        }
        sheets.meetRoot(mirror.getId(document), document)
        began = true
        rootsAreTold()
        searchWhenIdle()
      } else if (type !== eventType.incremental) return
      else if (data.source === source.mutation) hearMutation(data as unknown as Mutation)
      else if (data.source === source.input) fields.written(data.id as number)
    },
    read() {
      if (!began) return
      deliverPending(document)
      fields.writeInput()
      for (const family of families) family.read()
    },
    look(element) {
      if (began) lateRoots.look(element)
    },
    input: (field) => began && fields.input(field),
    writeInput: fields.writeInput,
    stop() {
      if (idle !== undefined) cancelIdleCallback(idle)
    },
  }
}
