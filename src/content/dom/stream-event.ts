/** A node as rrweb writes it, as far as it is read here. */
export interface StreamNode {
  id: number
  tagName?: string
  attributes?: Record<string, unknown>
  childNodes?: StreamNode[]
}

/** An rrweb event as far as it is read or written here. */
export interface StreamEvent {
  type: number
  data: { source?: number } & Record<string, unknown>
  timestamp: number
}

/** rrweb's event types. */
export const eventType = { fullSnapshot: 2, incremental: 3, meta: 4, custom: 5 } as const

/** rrweb's sources of incremental events. */
export const source = {
  mutation: 0,
  input: 5,
  styleSheetRule: 8,
  adoptedStyleSheet: 15,
  customElement: 16,
} as const

/** Nodes of the stream by their ids. */
export interface StreamMirror {
  getNode: (id: number) => Node | null
  getId: (node: Node) => number
}

/** One family of state that changes without a mutation. */
export interface StateFamily {
  /** An element has come into the stream, and is now as the stream says it is. */
  meet: (node: StreamNode, element: Element) => void
  /** Writes what has changed since the stream last said it, as far as the budget goes. */
  read: () => void
}

/** Writes an event of the state reader into the stream, with the time of now. */
export type WriteEvent = (type: number, data: StreamEvent['data']) => void
