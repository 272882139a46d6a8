import * as z from 'zod'

export const problemCodes = [
  'not-a-bundle',
  'too-large',
  'ambiguous-zip',
  'broken-seal',
  'missing-file',
  'extra-file',
  'duplicate-file',
  'wrong-hash',
  'wrong-size',
  'unreadable-file',
  'unknown-version',
  'malformed-json',
  'malformed-line',
  'duplicate-entry',
  'hole-in-sequence',
  'out-of-order',
  'dangling-reference',
  'wrong-count',
] as const

/** One thing that is wrong with a bundle, where, and in plain words. */
export const ProblemSchema = z.object({
  code: z.enum(problemCodes),
  /** Path inside the bundle; empty when the problem is with the zip itself. */
  file: z.string(),
  /** From 1; absent when the problem is with the file as a whole. */
  line: z.int().positive().optional(),
  /** Field inside the JSON value. */
  path: z.string().optional(),
  message: z.string(),
})

export type Problem = z.infer<typeof ProblemSchema>
export type ProblemCode = Problem['code']

/** How many problems are reported at most, so that a file of garbage does not print a million lines. */
const problemLimit = 200

/** A file of garbage can carry its garbage into the messages about it. */
const textLength = 400

/** Collects problems; texts from the bundle are shortened. */
export function createReport(): { problems: Problem[]; report: Report } {
  const problems: Problem[] = []
  return {
    problems,
    report({ code, file, line, path, message }) {
      if (problems.length >= problemLimit) return
      problems.push({
        code,
        file: clip(file),
        ...(line === undefined ? {} : { line }),
        ...(path === undefined || path === '' ? {} : { path: clip(path) }),
        message: clip(message),
      })
    },
  }
}

export type Report = (problem: Problem) => void

function clip(text: string): string {
  return text.length > textLength ? `${text.slice(0, textLength - 1)}…` : text
}
