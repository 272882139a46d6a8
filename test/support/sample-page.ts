import CRC32 from 'crc-32'
import { deflate } from 'pako'
import type { OutlineNode } from '#trajectory/observation.ts'
import { startedAtMs } from './sample-log.ts'

/** The interactive elements of the shop. */
export function sampleOutline(): OutlineNode[] {
  return [
    {
      nodeId: 12,
      role: 'textbox',
      name: 'Search',
      tag: 'input',
      box: { x: 20, y: 10, width: 300, height: 32 },
      value: 'milk',
      focused: true,
    },
    {
      nodeId: 41,
      role: 'button',
      name: 'Add to basket',
      tag: 'button',
      box: { x: 320, y: 212.5, width: 140, height: 36 },
    },
  ]
}

/** rrweb events of a page with one text, one JSON text a line. */
export function domLines(href: string): string[] {
  const text = { type: 3, textContent: 'Basket (0)', id: 6 }
  const body = { type: 2, tagName: 'body', attributes: {}, id: 5, childNodes: [text] }
  const html = {
    type: 2,
    tagName: 'html',
    attributes: { lang: 'en' },
    id: 3,
    childNodes: [{ type: 2, tagName: 'head', attributes: {}, childNodes: [], id: 4 }, body],
  }
  const node = { type: 0, id: 1, childNodes: [{ type: 1, name: 'html', publicId: '', systemId: '', id: 2 }, html] }
  return [
    JSON.stringify({ type: 4, data: { href, width: 1280, height: 720 }, timestamp: startedAtMs + 500 }),
    JSON.stringify({ type: 2, data: { node, initialOffset: { left: 0, top: 0 } }, timestamp: startedAtMs + 510 }),
    mutationLine('Korb – 0 ✓', 700),
  ]
}

/** The rrweb event of that text being changed. */
export function mutationLine(value: string, atMs: number): string {
  const data = { source: 0, texts: [{ id: 6, value }], attributes: [], removes: [], adds: [] }
  return JSON.stringify({ type: 3, data, timestamp: startedAtMs + atMs })
}

/** A valid PNG of one colour. */
export function solidPng(width: number, height: number, shade: number): Uint8Array {
  const chunk = (type: string, data: Uint8Array): Buffer => {
    const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
    const frame = Buffer.alloc(8)
    frame.writeUInt32BE(data.length, 0)
    frame.writeInt32BE(CRC32.buf(body), 4)
    return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)])
  }
  const head = Buffer.alloc(13)
  head.writeUInt32BE(width, 0)
  head.writeUInt32BE(height, 4)
  head.set([8, 0, 0, 0, 0], 8)
  const rows = new Uint8Array((width + 1) * height).map((_, i) => (i % (width + 1) === 0 ? 0 : (shade * 9) % 256))
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
  return Buffer.concat([signature, chunk('IHDR', head), chunk('IDAT', deflate(rows)), chunk('IEND', new Uint8Array())])
}
