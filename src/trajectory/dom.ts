import * as z from 'zod'
import { entryBase } from './entry-base.ts'

/** A segment of the DOM stream: it points at lines of a file of rrweb events, one event a line. */
export const DomSchema = z.strictObject({
  ...entryBase,
  kind: z.literal('dom'),
  file: z.string(),
  /** Number of the first line, from 1. */
  firstLine: z.int().positive(),
  lines: z.int().positive(),
  endAtMs: z.number(),
})
