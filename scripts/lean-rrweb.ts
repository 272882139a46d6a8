import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'

interface Change {
  what: string
  found: RegExp
  instead: string
}

/**
 * What rrweb brings along and Cairn's options never ask for. Left out, the content script is 5 kB smaller, a
 * mutation costs less, and no frame makes a worker's source into a Blob. Everything else is rrweb as it comes; a version in which one of these is not
 * found does not build.
 */
const unused: Change[] = [
  {
    what: 'drawings on canvas',
    found: /^class CanvasManager \{\n[\s\S]*?^\}\n/m,
    instead: 'class CanvasManager {\n  reset() {}\n  freeze() {}\n  unfreeze() {}\n  lock() {}\n  unlock() {}\n}\n',
  },
  { what: 'the worker that encodes these', found: /^const blob = .*new Blob\(\[jsContent\].*\n/m, instead: '' },
  {
    what: 'events handed over by frames of other origins, which have a stream of their own',
    found: /^ {2}handleMessage\(message\) \{\n[\s\S]*?^\}\n/m,
    instead: '  handleMessage() {}\n}\n',
  },
  {
    what: 'their node ids',
    found: /^class CrossOriginIframeMirror \{\n[\s\S]*?^\}\n/m,
    instead: 'class CrossOriginIframeMirror {}\n',
  },
  {
    what: 'canvas in a snapshot',
    found: /^ {2}if \(tagName === "canvas" && recordCanvas\) \{\n[\s\S]*?^ {2}\}\n/m,
    instead: '',
  },
  {
    what: 'pictures in a snapshot',
    found: /^ {2}if \(tagName === "img" && inlineImages\) \{\n[\s\S]*?^ {2}\}\n/m,
    instead: '',
  },
  { what: 'nodes of its own DOM', found: /^class BaseRRNode \{\n[\s\S]*?^\}\n/m, instead: 'class BaseRRNode {}\n' },
  {
    what: 'fonts made by script',
    found: /^function initFontObserver\([\s\S]*?^\}\n/m,
    instead: 'function initFontObserver() {\n  return () => {}\n}\n',
  },
  ...['StyleSheet', 'StyleDeclaration', 'AdoptedStyleSheet', 'CustomElement'].map((name) => ({
    // From a world of its own it would see its own calls alone; `src/content/dom/state/` reads what pages' calls lead to.
    what: `calls of the page (${name})`,
    found: new RegExp(`^function init${name}Observer\\([\\s\\S]*?^\\}\\n`, 'm'),
    instead: `function init${name}Observer() {\n  return () => {}\n}\n`,
  })),
  {
    // A hole in the stream that nobody is told of, where screenshot and outline show the same; and asked for every mutation.
    what: 'changes of what pages keep from recorders of their own',
    found: /^function isBlocked\([\s\S]*?^\}\n/m,
    instead: 'function isBlocked() {\n  return false\n}\n',
  },
  {
    what: 'a snapshot of it',
    found: /^function _isBlockedElement\([\s\S]*?^\}\n/m,
    instead: 'function _isBlockedElement() {\n  return false\n}\n',
  },
  {
    what: 'text that pages mask for these',
    found: /^function needMaskingText\([\s\S]*?^\}\n/m,
    instead: 'function needMaskingText() {\n  return false\n}\n',
  },
  {
    what: 'heads without their comments and links',
    found: /^function slimDOMExcluded\([\s\S]*?^\}\n/m,
    instead: 'function slimDOMExcluded() {\n  return false\n}\n',
  },
  {
    what: 'options of these',
    found: /^function slimDOMDefaults\([\s\S]*?^\}\n/m,
    instead: 'function slimDOMDefaults() {\n  return {}\n}\n',
  },
  {
    what: 'what pages may have put in the place of functions, which they cannot in a world of ours',
    found: /^try \{\n {2}if \(Array\.from\([\s\S]*?^\}\n/m,
    instead: '',
  },
  {
    what: 'where it looks for what pages may not have replaced, for the same reason',
    found: /^function getUntaintedPrototype\([\s\S]*?^\}\n/m,
    instead: 'function getUntaintedPrototype(key) {\n  return globalThis[key].prototype;\n}\n',
  },
  {
    what: 'documents in frames, which record themselves',
    found: /^class IframeManager \{\n[\s\S]*?^\}\n/m,
    instead: 'class IframeManager {\n  addIframe() {}\n  addLoadListener() {}\n  attachIframe() {}\n}\n',
  },
  {
    what: 'when these are loaded',
    found: /^function onceIframeLoaded\([\s\S]*?^\}\n/m,
    instead: 'function onceIframeLoaded() {}\n',
  },
  {
    what: 'shadow roots, and takes forms with fields of certain names for them',
    found: /^function isShadowRoot\([\s\S]*?^\}\n/m,
    instead: 'function isShadowRoot(n) {\n  return n instanceof ShadowRoot;\n}\n',
  },
  {
    what: 'a mirror that warns whoever takes it',
    found: /^const DEPARTED_MIRROR_ACCESS_WARNING = [\s\S]*?^let _mirror = \{\n[\s\S]*?^\};\n[\s\S]*?^\}\n/m,
    instead: '',
  },
  { what: 'what old browsers lack', found: /^ {2}polyfill\(\);\n/m, instead: '' },
  {
    what: 'events for the frame around',
    found: / else if \(passEmitsToParent\) \{\n[\s\S]*?^ {4}\}\n/m,
    instead: '\n',
  },
  {
    what: 'whether it is such a frame',
    found: /^ {2}if \(!inEmittingFrame\) \{\n[\s\S]*?^ {2}\}\n/m,
    instead: '',
  },
  {
    what: 'packed events, and those that plugins change',
    found: /^ {2}const eventProcessor = [\s\S]*?^ {2}\};\n/m,
    instead: '  const eventProcessor = (e) => e;\n',
  },
  {
    what: 'hooks',
    found: /^function mergeHooks\([\s\S]*?^\}\n/m,
    instead: 'function mergeHooks() {}\n',
  },
  {
    what: 'plugins that want its ids',
    found: /^ {2}for \(const plugin of plugins \|\| \[\]\) \{\n[\s\S]*?^ {2}\}\n/m,
    instead: '',
  },
  {
    what: 'which inputs are masked when all are',
    found: /maskAllInputs === true \? \{[^}]*\} : (?=_maskInputOptions)/,
    instead: '',
  },
  {
    what: 'snapshots after so many events',
    found: /^ {4}\} else if \(e\.type === EventType\.IncrementalSnapshot\) \{\n[\s\S]*?^ {4}\}\n/m,
    instead: '    }\n',
  },
]

/** Where rrweb takes a record apart that `src/content/dom/flood.ts` made: of these nodes alone, whatever is in them. */
const shallow: Change[] = [
  {
    what: 'nodes of a mutation that were added',
    found: /m\.addedNodes\.forEach\(\(n\) => this\.genAdds\(n, m\.target\)\);/,
    instead: 'm.addedNodes.forEach((n) => this.genAdds(n, m.target, m.shallow));',
  },
  {
    what: 'what is in these',
    found:
      /"genAdds", \(n, target\) => \{\s*if \(this([\s\S]*?)if \(!isBlocked\(n, this\.blockClass, this\.blockSelector, false\)\) \{/,
    instead: '"genAdds", (n, target, shallow) => {\n      if (!shallow && this$1if (!shallow) {',
  },
  {
    what: 'what goes with a node',
    found: /processRemoves\(n, this\.removesSubTreeCache\);\n([\s\S]*?)this\.mapRemoves\.push\(n\);/,
    instead: 'if (!m.shallow) processRemoves(n, this.removesSubTreeCache);\n$1if (!m.shallow) this.mapRemoves.push(n);',
  },
  {
    // Else it gives up the node before one that it does not know yet.
    what: 'what a node stands before',
    found: /while \(nextId === IGNORED_NODE\) \{/,
    instead: 'while (nextId === IGNORED_NODE || (nextId !== null && !this.mirror.has(nextId))) {',
  },
]

/** Writes `@rrweb/record` without what is not used, and with what `flood.ts` needs; returns the path. */
export function writeLeanRrweb(): string {
  let source = readFileSync('node_modules/@rrweb/record/dist/record.js', 'utf8')
  for (const { what, found, instead } of [...unused, ...shallow]) {
    if (!found.test(source))
      throw new Error(`@rrweb/record records ${what} in another way than scripts/lean-rrweb.ts says`)
    source = source.replace(found, instead)
  }
  // Its map is of the whole.
  source = source.replace(/^\/\/# sourceMappingURL=.*\n?/m, '')
  const path = resolve('node_modules/.cache/cairn/rrweb-record.js')
  mkdirSync(dirname(path), { recursive: true })
  // Another checkout may share the file by a hard link, and build at the same time.
  rmSync(path, { force: true })
  writeFileSync(path, source)
  return path
}
