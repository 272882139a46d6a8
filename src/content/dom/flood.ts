import { rememberPassword } from '#content/field.ts'
import { look } from '#content/look.ts'
import { inNextTask } from '#content/next-task.ts'
import { propertyOf } from '#content/target/tree.ts'
import { createQueue } from './queue.ts'
import { isHeavier } from './weight.ts'

/** Nodes as rrweb numbers them: what it has in the stream, by node and by number. */
export interface FloodMirror {
  getId: (node: Node) => number
  has: (id: number) => boolean
  idNodeMap: { delete: (id: number) => boolean; clear: () => void }
}

export interface FloodLimits {
  /** More records and nodes than this at once are a flood. */
  least: number
  /** Records and nodes written together. */
  part: number
  /** The page comes to its own work after this long. */
  sliceMs: number
}

/** What rrweb needs for a node is 5 to 15 µs. */
const usual: FloodLimits = { least: 2000, part: 250, sliceMs: 12 }

/** Has rrweb write these at once, by the page as it is now. */
export type WriteRecords = (records: readonly MutationRecord[]) => void

/**
 * Mutations of a document, with its shadow roots, on their way to rrweb, which takes a batch in one go. Few are passed on
 * as they come. Of a flood it is told in parts, as many as fit into a slice of time: first what has changed or gone, then
 * what has come. As rrweb writes the page as it is now, not as it was, order within a flood is of no account, but for one
 * thing: a node is written by what follows it, so the last one comes first, and only once all that is in the stream stands
 * there as in the page.
 */
export interface Flood {
  /** `write`: for as many as are in `records`, or fewer. */
  take: (records: readonly MutationRecord[], write: WriteRecords) => void
  /** Writes all that waits: somebody acts, and what there was to see must stand before that. */
  settle: () => void
  /** Forgets all that waits: a snapshot has it. */
  drop: () => void
  readonly waits: boolean
}

/** What rrweb reads of a record; `shallow`: of these nodes alone, whatever is in them. */
interface Part {
  type: 'childList'
  target: Node
  addedNodes: Node[]
  removedNodes: Node[]
  shallow: true
}

/** Nodes that have come, and how many batches there were by then. */
interface Arrival {
  nodes: ArrayLike<Node>
  batch: number
}

/** Children yet to be written, from the last to the first. */
interface Walk {
  parent: Node
  child: Node | null
  /** Else the first that is in the stream ends it. */
  all: boolean
}

/** `renew` has all of the document written anew. */
export function createFlood(mirror: FloodMirror, renew: () => void, limits: FloodLimits = usual): Flood {
  let write: WriteRecords
  let batchCount = 0
  /** Not looked at yet. */
  let batches: (readonly MutationRecord[])[] = []
  /** Texts and attributes; of each one record, since the first says how it was before. */
  let changes = createQueue<MutationRecord>()
  let changed = new Map<Node, Set<string | null>>()
  let removals = createQueue<Node>()
  /** What is gone from where it was, and still in the stream; by where that was. */
  let going = new Map<Node, Node>()
  /** What was taken from somewhere since the walks rested last. */
  let taken = new Set<Node>()
  let unchecked = createQueue<Arrival>()
  let arrivals: Arrival[] = []
  /** How many batches there were when a node was written. */
  let written = new Map<Node, number>()
  /** Written next. */
  let part: Part[] = []
  let inPart = new Set<Node>()
  let work: Generator<void, void> | null = null
  let isComing = false

  const isKnown = (node: Node): boolean => mirror.has(mirror.getId(node)) || inPart.has(node)
  const isPlace = (parent: Node): boolean => isKnown(parent instanceof ShadowRoot ? parent.host : parent)

  function take(records: readonly MutationRecord[], writeRecords: WriteRecords): void {
    if (!work && !isHeavier(records, limits.least)) {
      writeRecords(records)
      return
    }
    batches.push(records)
    batchCount++
    if (work) return
    // rrweb finds the place of a node by the node, whichever root it was told of.
    write = writeRecords
    work = workOff()
    goOn()
  }

  function goOn(): void {
    if (isComing) return
    isComing = true
    inNextTask(() => {
      isComing = false
      look(() => run(performance.now() + limits.sliceMs))
    })
  }

  function run(untilMs: number): void {
    try {
      while (work) {
        if (work.next().done === true) drop()
        else if (performance.now() >= untilMs) return goOn()
      }
    } catch (error) {
      console.error('cairn: part of how the page changed could not be written; it is written anew', error)
      drop()
      renew()
    }
  }

  function drop(): void {
    work = null
    batches = []
    changes = createQueue()
    changed = new Map()
    removals = createQueue()
    going = new Map()
    taken = new Set()
    unchecked = createQueue()
    arrivals = []
    written = new Map()
    part = []
    inPart = new Set()
  }

  /** Yields wherever it may be interrupted. */
  function* workOff(): Generator<void, void> {
    yield* tellChanges()
    let n = 0
    for (let arrival = arrivals.pop(); arrival; arrival = arrivals.pop()) {
      const { nodes } = arrival
      for (let i = nodes.length - 1; i >= 0; i--) {
        const node = nodes[i]
        if (node) yield* place(node)
        if (++n % limits.part === 0) yield* rest()
      }
      if (arrivals.length === 0) yield* rest()
    }
  }

  /** The page has its turn here, and may change anything. */
  function* rest(): Generator<void, void> {
    writePart()
    yield
    yield* tellChanges()
  }

  function writePart(): void {
    if (part.length > 0) write(part as never)
    part = []
    inPart = new Set()
  }

  /** Tells what has changed and what is gone; then all that is in the stream stands there as in the page. */
  function* tellChanges(): Generator<void, void> {
    while (batches.length + changes.length + removals.length + unchecked.length > 0) {
      // All that is gone is noted before the first of it is told: with a node goes what the page has put into it since.
      yield* sortAll()
      yield* checkArrivals()
      const told = changes.take(limits.part)
      // What changes from now on is another change.
      for (const { target, attributeName } of told) changed.get(target)?.delete(attributeName)
      write(told.filter(({ target }) => isInStream(target)))
      const gone = removals.take(limits.part)
      const outermost = gone.filter((node) => !goesWithAnother(node))
      write(outermost.map((node) => toPart(going.get(node) as Node, [], [node])) as never)
      for (const node of gone) {
        going.delete(node)
        yield* forget(node)
      }
      yield
    }
  }

  /** Where the stream has a node: what has not gone has not moved. */
  function placeOf(node: Node): Node | null {
    return going.get(node) ?? (node instanceof ShadowRoot ? node.host : propertyOf(node, 'parentNode'))
  }

  /** What was put into something that is new was numbered once, perhaps, and is not there any more. */
  function isInStream(node: Node): boolean {
    for (let around: Node | null = node; around; around = placeOf(around)) if (!isPlace(around)) return false
    return true
  }

  /** Whether the stream loses it, or has lost it, with something around it. */
  function goesWithAnother(node: Node): boolean {
    for (let around = placeOf(node); around; around = placeOf(around))
      if (going.has(around) || !isPlace(around)) return true
    return false
  }

  function* sortAll(): Generator<void, void> {
    for (let batch = batches.shift(); batch; batch = batches.shift()) yield* sort(batch)
  }

  function* sort(records: readonly MutationRecord[]): Generator<void, void> {
    for (const [i, record] of records.entries()) {
      const { type, target } = record
      if (type !== 'childList' || target instanceof HTMLTextAreaElement) noteChange(record)
      else {
        const { addedNodes, removedNodes } = record
        for (let n = 0; n < removedNodes.length; n++) {
          const node = removedNodes[n]
          if (node) taken.add(node)
          if (!node || !isKnown(node) || going.has(node)) continue
          going.set(node, target)
          removals.push(node)
          if (n % limits.part === limits.part - 1) yield
        }
        if (addedNodes.length > 0) unchecked.push({ nodes: addedNodes, batch: batchCount })
      }
      if (i % limits.part === limits.part - 1) yield
    }
  }

  function noteChange(record: MutationRecord): void {
    const { target, attributeName, oldValue } = record
    // rrweb would see it when it is told, and of what is in the stream already.
    if (attributeName === 'type' && oldValue?.toLowerCase() === 'password') rememberPassword(target as Element)
    const names = changed.get(target) ?? new Set()
    changed.set(target, names)
    if (names.size < names.add(attributeName).size) changes.push(record)
  }

  /** Takes what is gone out of the numbers, with all that went with it. */
  function* forget(root: Node): Generator<void, void> {
    let n = 0
    const waiting = [root]
    for (let node = waiting.pop(); node; node = waiting.pop()) {
      mirror.idNodeMap.delete(mirror.getId(node))
      for (const root of rootsIn(node))
        for (let child = propertyOf(root, 'lastChild'); child; child = propertyOf(child, 'previousSibling'))
          // The page may have put something here since.
          if (!going.has(child)) waiting.push(child)
      if (++n % limits.part > 0) continue
      yield
      yield* sortAll()
    }
  }

  /** What came from where nobody saw it go, out of something that was gone itself, the stream has no more. */
  function* checkArrivals(): Generator<void, void> {
    let n = 0
    for (let [arrival] = unchecked.take(1); arrival; [arrival] = unchecked.take(1)) {
      const { nodes, batch } = arrival
      for (let i = 0; i < nodes.length; i++) {
        const node = nodes[i]
        if (node && isKnown(node) && !going.has(node) && (written.get(node) ?? -1) < batch) yield* forget(node)
        if (++n % limits.part > 0) continue
        yield
        yield* sortAll()
      }
      arrivals.push(arrival)
    }
  }

  /** Writes a node that has come, and those around it that the stream has not either. */
  function* place(node: Node): Generator<void, void> {
    const parent: Node | null = propertyOf(node, 'parentNode')
    // Else it is gone again, or was written with its parent, or will be; or rrweb would not write it.
    if (!parent || !isPlace(parent) || isKnown(node) || written.get(node) === batchCount) return
    const stands = (child: Node): boolean => propertyOf(child, 'parentNode') === parent && !isKnown(child)
    let last = node
    for (let n = 1, next = after(last); next && !isKnown(next); n++, next = after(last)) {
      last = next
      if (n % limits.part > 0) continue
      yield* rest()
      if (!stands(node) || !isPlace(parent)) return
      if (!stands(last)) last = node
    }
    taken = new Set()
    const walks: Walk[] = [{ parent, child: last, all: false }]
    for (let walk = walks.at(-1); walk; walk = walks.at(-1)) {
      const { child } = walk
      if (!child || (isKnown(child) && !walk.all)) {
        walks.pop()
        continue
      }
      walk.child = propertyOf(child, 'previousSibling')
      // rrweb finds the order of nodes by their parents, and takes a host for none.
      if (walk.parent instanceof ShadowRoot && inPart.has(walk.parent.host)) writePart()
      // What is known in something that is new is known from elsewhere, where nobody saw it go.
      const holder = walk.parent instanceof ShadowRoot ? walk.parent.host : walk.parent
      if (isKnown(child) && (written.get(child) ?? -1) < (written.get(holder) ?? -1))
        for (const _rest of forget(child));
      if (!isKnown(child)) walks.push(...add(walk.parent, child))
      if (inPart.size < limits.part) continue
      yield* rest()
      keepStanding(walks)
    }
  }

  /** Adds a node to what is written next; returns the walks through what is in it. */
  function add(parent: Node, node: Node): Walk[] {
    const inSame = part.at(-1)?.target === parent ? part.at(-1) : undefined
    if (inSame) inSame.addedNodes.push(node)
    else part.push(toPart(parent, [node], []))
    inPart.add(node)
    written.set(node, batchCount)
    if (!(node instanceof HTMLStyleElement))
      return rootsIn(node).map((root) => ({ parent: root, child: propertyOf(root, 'lastChild'), all: true }))
    // rrweb writes the rules with the element, and must see in the same breath that it need not write its text.
    part.push(toPart(node, [...node.childNodes], []))
    return []
  }

  /** After a rest: what the page has taken away meanwhile is walked no more, and where it has changed the children all of them are looked at again. */
  function keepStanding(walks: Walk[]): void {
    for (const [i, walk] of walks.entries()) {
      if (!isPlace(walk.parent)) {
        walks.length = i
        break
      }
      if (walk.child && (taken.has(walk.child) || propertyOf(walk.child, 'parentNode') !== walk.parent))
        Object.assign(walk, { child: propertyOf(walk.parent, 'lastChild'), all: true })
    }
    taken = new Set()
  }

  return {
    take,
    settle: () => run(Infinity),
    drop,
    get waits() {
      return work !== null
    },
  }
}

function toPart(target: Node, addedNodes: Node[], removedNodes: Node[]): Part {
  return { type: 'childList', target, addedNodes, removedNodes, shallow: true }
}

function after(node: Node): Node | null {
  return propertyOf(node, 'nextSibling')
}

/** Where children of a node may be: in itself, and in its shadow. */
function rootsIn(node: Node): Node[] {
  // A form cannot have a shadow, but it can have a field of that name.
  const shadowRoot = node instanceof Element && !(node instanceof HTMLFormElement) ? node.shadowRoot : null
  return shadowRoot ? [node, shadowRoot] : [node]
}
