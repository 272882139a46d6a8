import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import type { ProblemCode } from '#trajectory/bundle/problem.ts'
import { problemCodes } from '#trajectory/bundle/problem.ts'
import { validateBundle } from '#trajectory/bundle/validate.ts'
import { bundleOf } from '../../../support/sample-bundle.ts'
import { shopSourceId } from '../../../support/sample-log.ts'
import { shopTrajectory, unfinishedTrajectory } from '../../../support/sample-trajectory.ts'
import { editLine, editText, findLine, repack, type Files } from './repack.ts'

const domFile = `dom/${shopSourceId}.jsonl`
let bundle: Blob
let bytes: Uint8Array<ArrayBuffer>

beforeAll(async () => {
  bundle = await bundleOf(shopTrajectory())
  bytes = new Uint8Array(await bundle.arrayBuffer())
})

/** Damages the bundle and expects this problem, here, and no other kind of problem beside those named. */
async function expectProblem(
  damage: (files: Files) => void,
  expected: { code: ProblemCode; file: string; line?: number; path?: string; message: RegExp; besides?: ProblemCode[] },
  manifest: 'made anew' | 'left alone' = 'made anew',
): Promise<void> {
  const problems = await validateBundle(await repack(bundle, damage, { manifest }))
  const { message, besides = [], ...where } = expected
  expect(problems).toContainEqual(
    expect.objectContaining({ ...where, message: expect.stringMatching(message) as string }),
  )
  expect([...new Set(problems.map((problem) => problem.code))].sort()).toEqual(
    [...new Set([expected.code, ...besides])].sort(),
  )
}

describe('validateBundle accepts', () => {
  it('what the exporter writes', async () => {
    expect(await validateBundle(bundle)).toEqual([])
    expect(await validateBundle(await bundleOf(shopTrajectory(), { dom: 'deflated' }))).toEqual([])
  })

  it('an unfinished recording', async () => {
    expect(await validateBundle(await bundleOf(unfinishedTrajectory()))).toEqual([])
  })

  it('a bundle packed anew by another tool', async () => {
    expect(await validateBundle(await repack(bundle, () => undefined))).toEqual([])
  })
})

describe('validateBundle names what is wrong with the files', () => {
  it.each(['trajectory.json', 'log.jsonl', 'steps.jsonl', 'manifest.json'])('missing %s', async (file) => {
    await expectProblem((files) => files.delete(file), {
      code: 'missing-file',
      file,
      message: /every bundle has this file/,
    })
  })

  it('a missing file of those the manifest lists', async () => {
    await expectProblem(
      (files) => files.delete('README.md'),
      { code: 'missing-file', file: 'README.md', message: /listed in manifest/ },
      'left alone',
    )
  })

  it('a missing screenshot, DOM stream', async () => {
    await expectProblem((files) => files.delete('screenshots/a1b2c3.png'), {
      code: 'missing-file',
      file: 'screenshots/a1b2c3.png',
      message: /named by log.jsonl:\d+/,
    })
    await expectProblem((files) => files.delete(domFile), {
      code: 'missing-file',
      file: domFile,
      message: /named by log.jsonl:3/,
    })
  })

  it.each(['notes.txt', 'constructor', '__proto__'])('an extra file: %s', async (file) => {
    await expectProblem(
      (files) => files.set(file, new Uint8Array(3)),
      { code: 'extra-file', file, message: /not listed/ },
      'left alone',
    )
  })

  it('a wrong hash', async () => {
    const damage = (files: Files): void =>
      editText(files, 'README.md', (text) => text.replace('One attempt', 'Two attempt'))
    await expectProblem(damage, { code: 'wrong-hash', file: 'README.md', message: /manifest.json says/ }, 'left alone')
  })

  it('a wrong size', async () => {
    const damage = (files: Files): void => editText(files, 'README.md', (text) => `${text}!`)
    await expectProblem(damage, { code: 'wrong-size', file: 'README.md', message: /manifest.json says/ }, 'left alone')
  })

  it('a file whose bytes cannot be unpacked', async () => {
    const at = Buffer.from(bytes).indexOf('IDAT')
    const damaged = bytes.slice()
    damaged[at + 8] = (damaged[at + 8] ?? 0) ^ 0xff
    const problems = await validateBundle(new Blob([damaged]))
    expect(problems).toContainEqual(
      expect.objectContaining({ code: 'unreadable-file', file: 'screenshots/a1b2c3.png' }),
    )
  })

  it('JSON that is none, or not a header', async () => {
    await expectProblem(
      (files) => editText(files, 'manifest.json', () => '{'),
      { code: 'malformed-json', file: 'manifest.json', message: /JSON/ },
      'left alone',
    )
    await expectProblem((files) => editLineless(files, (header) => ({ ...header, status: 'done' })), {
      code: 'malformed-json',
      file: 'trajectory.json',
      path: 'status',
      message: /complete/,
    })
    await expectProblem((files) => editLineless(files, (header) => ({ ...header, sessionToken: 'x' })), {
      code: 'malformed-json',
      file: 'trajectory.json',
      message: /sessionToken/,
    })
  })

  it('JSON that nests deeper than any reader should go', async () => {
    const deep = `${'['.repeat(5000)}${']'.repeat(5000)}`
    await expectProblem((files) => editText(files, 'trajectory.json', () => deep), {
      code: 'malformed-json',
      file: 'trajectory.json',
      message: /nests deeper/,
    })
    await expectProblem((files) => editText(files, 'log.jsonl', (text) => `${text}${deep}\n`), {
      code: 'malformed-line',
      file: 'log.jsonl',
      message: /nests deeper/,
    })
  })

  it.each([
    [{ formatVersion: 2 }, /newer than this Cairn reads/],
    [{ formatVersion: '1' }, /must be a whole number/],
    [{ format: 'har' }, /not a Cairn trajectory: format is "har"/],
    [{ format: { toString: 'x'.repeat(100_000) } }, /format is an object/],
  ])('a version it does not know: %#', async (change, message) => {
    await expectProblem((files) => editLineless(files, (header) => ({ ...header, ...change })), {
      code: 'unknown-version',
      file: 'trajectory.json',
      path: 'formatVersion',
      message,
    })
  })

  it('a manifest of another trajectory', async () => {
    const damage = (files: Files): void =>
      editText(files, 'manifest.json', (text) => text.replace('shop0trajectory1', 'shop0trajectory2'))
    await expectProblem(
      damage,
      {
        code: 'dangling-reference',
        file: 'manifest.json',
        path: 'trajectoryId',
        message: /trajectory.json says shop0trajectory1/,
      },
      'left alone',
    )
  })
})

describe('validateBundle names what is wrong with the log', () => {
  it('a line that is no entry', async () => {
    const malformed = (line: number, value: unknown, path: string | undefined, message: RegExp): Promise<void> =>
      expectProblem((files) => editLine(files, 'log.jsonl', line, () => value), {
        code: 'malformed-line',
        file: 'log.jsonl',
        line,
        ...(path === undefined ? {} : { path }),
        message,
        besides: ['dangling-reference'],
      })
    await malformed(4, 'not json', undefined, /JSON/)
    await malformed(4, 'null', 'kind', /must be one of/)
    await malformed(4, { kind: 'toString' }, 'kind', /is "toString"/)
    await malformed(4, { kind: 'observation' }, 'id', /./)
  })

  it('a field that is wrong, by line and path', async () => {
    let line = 0
    const damage = (files: Files): void => {
      line = findLine(files, (entry) => entry.name === 'click')
      editLine(files, 'log.jsonl', line, (entry) => ({ ...entry, actor: 'user' }))
    }
    await repack(bundle, damage)
    await expectProblem(damage, {
      code: 'malformed-line',
      file: 'log.jsonl',
      line,
      path: 'actor',
      message: /human/,
      besides: ['dangling-reference'],
    })
  })

  it('a line of a DOM stream that is no JSON', async () => {
    await expectProblem((files) => editLine(files, domFile, 2, () => '{'), {
      code: 'malformed-line',
      file: domFile,
      line: 2,
      message: /JSON/,
    })
  })

  it('a step that is none', async () => {
    await expectProblem((files) => editLine(files, 'steps.jsonl', 1, (step) => ({ ...step, index: 0 })), {
      code: 'malformed-line',
      file: 'steps.jsonl',
      line: 1,
      path: 'index',
      message: /./,
    })
  })

  it('an entry that stands there twice', async () => {
    const damage = (files: Files): void => editText(files, 'log.jsonl', (text) => text.replace(/^(.*\n)/, '$1$1'))
    await expectProblem(damage, {
      code: 'duplicate-entry',
      file: 'log.jsonl',
      line: 2,
      path: 'id',
      message: /already stands in line 1/,
      besides: ['wrong-count'],
    })
  })

  it('a hole in the numbers of a source', async () => {
    const gone = `${shopSourceId}:4`
    const damage = (files: Files): void =>
      editLine(
        files,
        'log.jsonl',
        findLine(files, (entry) => entry.id === gone),
        () => undefined,
      )
    await expectProblem(damage, {
      code: 'hole-in-sequence',
      file: 'log.jsonl',
      message: new RegExp(`${gone} is missing before ${shopSourceId}:5`),
      besides: ['wrong-count', 'dangling-reference'],
    })
  })

  it('entries lost from the end, which leave no hole', async () => {
    const damage = (files: Files): void =>
      editLine(
        files,
        'log.jsonl',
        findLine(files, (entry) => entry.kind === 'outcome'),
        () => undefined,
      )
    await expectProblem(damage, {
      code: 'wrong-count',
      file: 'trajectory.json',
      path: 'counts.entries.outcome',
      message: /says 1, log.jsonl has 0/,
    })
  })

  it('an entry earlier than the one before', async () => {
    const damage = (files: Files): void => editLine(files, 'log.jsonl', 3, (entry) => ({ ...entry, atMs: 5 }))
    await expectProblem(damage, { code: 'out-of-order', file: 'log.jsonl', line: 3, path: 'atMs', message: /earlier/ })
  })

  it.each([
    [
      'observationId',
      (entry: Record<string, unknown>) => typeof entry.observationId === 'string',
      (entry: object) => ({ ...entry, observationId: 'nowhere1:1' }),
    ],
    [
      'causeId',
      (entry: Record<string, unknown>) => entry.kind === 'effect',
      (entry: object) => ({ ...entry, causeId: 'nowhere1:1' }),
    ],
    [
      'targetId',
      (entry: Record<string, unknown>) => entry.kind === 'signal',
      (entry: object) => ({ ...entry, targetId: 'nowhere1:1' }),
    ],
  ])('a %s that leads nowhere', async (path, condition, edit) => {
    let line = 0
    const damage = (files: Files): void => {
      line = findLine(files, condition)
      editLine(files, 'log.jsonl', line, edit)
    }
    await repack(bundle, damage)
    await expectProblem(damage, {
      code: 'dangling-reference',
      file: 'log.jsonl',
      line,
      path,
      message: /names nowhere1:1, which is not in the log/,
    })
  })

  it('a step that names an entry which is not there', async () => {
    const damage = (files: Files): void =>
      editLine(files, 'steps.jsonl', 1, (step) => ({ ...step, actionIds: ['nowhere1:1'] }))
    await expectProblem(damage, { code: 'dangling-reference', file: 'steps.jsonl', line: 1, message: /nowhere1:1/ })
  })

  it('a DOM stream with fewer or more lines than the log speaks of', async () => {
    await expectProblem((files) => editLine(files, domFile, 5, () => undefined), {
      code: 'wrong-count',
      file: domFile,
      message: /has 4 lines, log.jsonl speaks of 5/,
    })
    await expectProblem((files) => editText(files, domFile, (text) => `${text}{}\n`), {
      code: 'wrong-count',
      file: domFile,
      message: /has 6 lines, log.jsonl speaks of 5/,
    })
  })

  it('a segment of the DOM stream that does not continue the one before', async () => {
    let line = 0
    const damage = (files: Files): void => {
      line = findLine(files, (entry) => entry.kind === 'dom' && entry.firstLine === 4)
      editLine(files, 'log.jsonl', line, (entry) => ({ ...entry, firstLine: 5, lines: 1 }))
    }
    await repack(bundle, damage)
    await expectProblem(damage, {
      code: 'wrong-count',
      file: 'log.jsonl',
      line,
      path: 'firstLine',
      message: /begins at line 5 .* expected 4/,
    })
  })

  it('at most 200 times, and with short texts', async () => {
    const garbage = await repack(bundle, (files) =>
      editText(files, 'log.jsonl', () => `{"kind":"${'x'.repeat(9000)}"}\n`.repeat(500)),
    )
    const problems = await validateBundle(garbage)
    expect(problems).toHaveLength(200)
    expect(Math.max(...problems.map((problem) => problem.message.length))).toBeLessThan(500)
  })
})

it('has a test for every code', () => {
  const tests = ['validate.test.ts', 'validate-zip.test.ts']
    .map((file) => readFileSync(join(import.meta.dirname, file), 'utf8'))
    .join('')
  expect(problemCodes.filter((code) => !tests.includes(`code: '${code}'`))).toEqual([])
})

function editLineless(files: Files, edit: (header: Record<string, unknown>) => unknown): void {
  editText(files, 'trajectory.json', (text) => JSON.stringify(edit(JSON.parse(text) as Record<string, unknown>)))
}
