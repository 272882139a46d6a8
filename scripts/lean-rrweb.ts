import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'

/**
 * What rrweb brings along and Cairn's options never ask for. Left out, the content script is 4 kB smaller, and no
 * frame makes a worker's source into a Blob. Everything else is rrweb as it comes; a version in which one of these is not
 * found does not build.
 */
const unused: { what: string; found: RegExp; instead: string }[] = [
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
    what: 'fonts made by script',
    found: /^function initFontObserver\([\s\S]*?^\}\n/m,
    instead: 'function initFontObserver() {\n  return () => {}\n}\n',
  },
  {
    what: 'heads without their comments and links',
    found: /^function slimDOMExcluded\([\s\S]*?^\}\n/m,
    instead: 'function slimDOMExcluded() {\n  return false\n}\n',
  },
]

/** Writes `@rrweb/record` without what is not used; returns the path. */
export function writeLeanRrweb(): string {
  let source = readFileSync('node_modules/@rrweb/record/dist/record.js', 'utf8')
  for (const { what, found, instead } of unused) {
    if (!found.test(source))
      throw new Error(`@rrweb/record records ${what} in another way than scripts/lean-rrweb.ts says`)
    source = source.replace(found, instead)
  }
  const path = resolve('node_modules/.cache/cairn/rrweb-record.js')
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, source)
  return path
}
