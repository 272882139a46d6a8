/** Where the DOM stream comes from. rrweb today; a leaner source of our own may take its place. */
export interface ObservationSource {
  /** Id of a node in the stream, or null while the stream has not reached it. */
  nodeId: (node: Node) => number | null
  /** Events emitted so far: the stream position of this instant. */
  readonly lines: number
  /** Brings the stream up to date with state that changes without a mutation. */
  readState: () => void
  /** An event has hit this element: what it holds may not be in the stream yet. */
  look: (element: Element) => void
  /** An event says that this field or editor has been changed; `typed`: not by a script. */
  input: (field: Element, typed: boolean) => void
  /** Somebody types: what changes next is handed over sooner, whatever writes it. */
  hasten: () => void
  /** Begins anew with a snapshot: what came before is not all there. */
  renew: () => void
  /** Hands over what has gathered as a segment now. */
  flush: () => void
  stop: () => void
}

/** Events gathered into one segment: newline-terminated JSON texts. */
export interface Segment {
  atMs: number
  endAtMs: number
  lines: number
  text: string
  redacted: Record<string, number>
}
