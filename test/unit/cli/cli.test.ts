import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { commands } from '#cli/commands/registry.ts'
import { runCli } from '#cli/main.ts'
import { coloursFor, type Terminal } from '#cli/terminal.ts'
import { version } from '#cli/version.ts'
import { exporters } from '#exporters/registry.ts'
import { bundleOf } from '../../support/sample-bundle.ts'
import { backgroundSourceId, createSampleLog, sampleTarget, shopSourceId } from '../../support/sample-log.ts'
import { shopTrajectory, unfinishedTrajectory } from '../../support/sample-trajectory.ts'
import { editLine, editText, repack } from '../trajectory/bundle/repack.ts'

const folder = mkdtempSync(join(tmpdir(), 'cairn-cli-'))
const path = (name: string): string => join(folder, name)
let bundle: Blob

async function write(name: string, blob: Blob): Promise<string> {
  writeFileSync(path(name), new Uint8Array(await blob.arrayBuffer()))
  return path(name)
}

/** Runs a command line and gives back what it wrote and its exit code. */
async function cairn(
  argv: string[],
  colours: Terminal['colours'] = 'off',
): Promise<{ out: string; err: string; code: number }> {
  let out = ''
  let err = ''
  const code = await runCli(argv, {
    out: (text) => (out += text),
    err: (text) => (err += text),
    colours,
    env: {},
    cwd: folder,
  })
  return { out, err, code }
}

beforeAll(async () => {
  bundle = await bundleOf(shopTrajectory())
  await write('good.zip', bundle)
  await write('unfinished.zip', await bundleOf(unfinishedTrajectory()))
  await write(
    'bad.zip',
    await repack(bundle, (files) => editLine(files, 'log.jsonl', 4, (entry) => ({ ...entry, url: 7 }))),
  )
  await write(
    'newer.zip',
    await repack(bundle, (files) =>
      editText(files, 'trajectory.json', (text) => text.replace('"formatVersion": 1', '"formatVersion": 9')),
    ),
  )
  await write('cut.zip', bundle.slice(0, 4000))
  writeFileSync(path('text.zip'), 'not a zip\u001b[2J')
})

afterAll(() => rmSync(folder, { recursive: true }))

describe('cairn', () => {
  it('without a command, or with one there is not, prints its usage and exits 2', async () => {
    for (const argv of [[], ['inspcet'], ['--frobnicate'], ['toString'], ['__proto__']]) {
      const { out, err, code } = await cairn(argv)
      expect([out, code]).toEqual(['', 2])
      for (const { name, summary } of commands) expect(err).toMatch(new RegExp(`${name} +${summary.slice(0, 20)}`))
    }
    expect((await cairn(['in\u001bspect'])).err).toMatch(/there is no command "in␛spect"/)
  })

  it('--help exits 0, for itself and for each command', async () => {
    expect(await cairn(['--help'])).toMatchObject({
      err: '',
      code: 0,
      out: expect.stringMatching(/^Usage: cairn COMMAND/) as string,
    })
    for (const { name, summary } of commands) {
      const { out, code } = await cairn([name, '--help'])
      expect(code).toBe(0)
      expect(out).toMatch(new RegExp(`^${summary.slice(0, 20)}[^]*Usage: cairn ${name}`))
    }
  })

  it('--version is that of the package', async () => {
    const { version: packageVersion } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string }
    expect(version).toBe(packageVersion)
    expect((await cairn(['--version'])).out).toBe(`${packageVersion}\n`)
  })

  it.each([
    [['validate', '--jsn', 'x'], /Unknown option '--jsn'/],
    [['validate'], /a file is missing/],
    [['inspect'], /a file is missing/],
    [['inspect', 'a', 'b'], /"b" is one argument too many/],
    [['inspect', '-x', 'a'], /Unknown option '-x'/],
    [['inspect', '--json=yes', 'a'], /--json/],
    [['formats', 'x'], /"x" is one argument too many/],
    [['collect', '--port'], /--port/],
    [['collect', '--port', 'many'], /--port takes a whole number from 0 to 65535, not "many"/],
    [['collect', '--port', '65536'], /--port takes/],
    [['collect', '--max-mb', '0'], /--max-mb takes/],
    [['collect', '--token', 'short'], /at least 8 characters/],
  ])('%j is a usage error', async (argv, message) => {
    const { out, err, code } = await cairn(argv)
    expect([out, code]).toEqual(['', 2])
    expect(err).toMatch(message)
    expect(err).toMatch(new RegExp(`Usage: cairn ${argv[0] ?? ''}`))
  })

  it('has one file per command and lists each', () => {
    const files = readdirSync('src/cli/commands').filter((file) => file !== 'registry.ts')
    expect(commands.map((command) => `${command.name}.ts`).sort()).toEqual(files.sort())
  })

  it('uses colours only on a terminal, and not when asked for none', () => {
    expect(coloursFor({ isTTY: true }, {})).toBe('on')
    expect(coloursFor({}, {})).toBe('off')
    expect(coloursFor({ isTTY: true }, { NO_COLOR: '1' })).toBe('off')
    expect(coloursFor({ isTTY: true }, { NO_COLOR: '' })).toBe('on')
    expect(coloursFor({ isTTY: true }, { TERM: 'dumb' })).toBe('off')
  })
})

describe('cairn validate', () => {
  it('says valid, and exits 0', async () => {
    expect(await cairn(['validate', path('good.zip'), path('unfinished.zip')])).toEqual({
      out: `${path('good.zip')}: valid\n${path('unfinished.zip')}: valid\n`,
      err: '',
      code: 0,
    })
  })

  it('prints every problem with its place, goes on, and exits 1', async () => {
    const { out, code } = await cairn(['validate', path('bad.zip'), path('good.zip')])
    expect(code).toBe(1)
    expect(out).toMatch(`${path('bad.zip')}!log.jsonl:4 url: `)
    expect(out).toMatch(/^.*log.jsonl:4 url: .* \[malformed-line\]$/m)
    expect(out).toContain(`${path('good.zip')}: valid\n`)
  })

  it.each([
    ['missing.zip', /missing.zip: cannot be read: ENOENT/],
    ['.', /cannot be read: it is not a file/],
    ['text.zip', /text.zip: not a readable zip file: .* \[not-a-bundle\]/],
    ['cut.zip', /cut.zip: not a readable zip file/],
    [
      'newer.zip',
      /newer.zip!trajectory.json formatVersion: format version 9 is newer than this Cairn reads .* \[unknown-version\]/,
    ],
  ])('takes %s for a problem, not for a reason to crash', async (name, message) => {
    const { out, err, code } = await cairn(['validate', path(name)])
    expect([err, code]).toEqual(['', 1])
    expect(out).toMatch(message)
  })

  it('--json prints the same for machines', async () => {
    const { out, code } = await cairn(['validate', '--json', path('good.zip'), path('newer.zip')])
    expect(code).toBe(1)
    expect(JSON.parse(out)).toEqual([
      { file: path('good.zip'), valid: true, problems: [] },
      {
        file: path('newer.zip'),
        valid: false,
        problems: [expect.objectContaining({ code: 'unknown-version', file: 'trajectory.json' })],
      },
    ])
  })
})

describe('cairn inspect', () => {
  it('tells what happened, so that no other file need be opened', async () => {
    const { out, err, code } = await cairn(['inspect', path('good.zip')])
    expect([err, code]).toEqual(['', 0])
    const expected = [
      /Task +Add oat milk to my basket \(by the person\)/,
      /Status +complete after 24.0 s, started 2026-11-20 09:30:00 UTC/,
      /Outcome +success, score 1, said by human: "Oat milk is in the basket."/,
      /Browser +Chromium 156.0 on Linux/,
      /Agents +page-agent 1.12.4/,
      /Model +glm-5-air-2026-09 .*: 2 inferences · 4,003 in \(3,000 cached\) \+ 200 out = 4,203 tokens · \$0.0050/,
      /Actions +human 7, agent 2/,
      /Redacted +email 1/,
      /Gaps +screenshot-failed 1 \(The tab was in the background.\)/,
      /\+0.0s +● human +1. goto https:\/\/shop.example\/search\?q=milk/,
      /\+3.1s +◆ agent +page-agent starts a run: "Add oat milk to my basket"/,
      /\+8.8s +◆ agent +5. calls click_element_by_index \{"index":4\}/,
      /^ +thinks: memory: The first card is milk.⏎next_goal: Put it into the basket.$/,
      /^ +click button "Add to basket"$/,
      /^ +result: "Clicked element."$/,
      /^ +→ address becomes https:\/\/shop.example\/basket \(link\)$/,
      /^ +‼ reject: "That is whole milk, I want oat milk." \(said by the person\)$/,
      /^ +agent by synthetic-in-run, 97 % sure · 2 elements in view · screenshot 64×40, 140 ms old$/,
      /^ +glm-5-air-2026-09: 2,002 in \(1,500 cached\) \+ 100 out = 2,102 tokens · \$0.0025$/,
      /\+12.3s +● human +6. click button "Stop" +in the agent's panel/,
      /‼ takeover \(inferred by stop-button@1, 90 % sure\)/,
      /\+12.4s +◆ agent +page-agent ends its run: cancelled/,
      /7. fill textbox "Search" = "oat milk"$/,
      /screenshot 64×40, 2.4 s old, stale$/,
      /8. press Enter in textbox "Search"$/,
      /\+17.0s +not recorded: screenshot-failed, "The tab was in the background."/,
      /9. click button "Add oat milk" +in frame https:\/\/basket.example\/widget, in 1 shadow root$/,
      /\+23.0s +outcome: success, score 1/,
    ]
    const lines = out.split('\n')
    let from = 0
    for (const pattern of expected) {
      const at = lines.findIndex((line, i) => i >= from && pattern.test(line))
      expect(at, `${String(pattern)} after line ${from} of\n${out}`).toBeGreaterThanOrEqual(from)
      from = at + 1
    }
  })

  it('shows an unfinished recording', async () => {
    const { out, code } = await cairn(['inspect', path('unfinished.zip')])
    expect(code).toBe(0)
    expect(out).toMatch(/Status +recording, started/)
    expect(out).toMatch(/Outcome +not judged/)
    expect(out).toMatch(/1. click button "Add to basket"\n.*not observed before/)
  })

  it('has colours only where they are wanted', async () => {
    expect((await cairn(['inspect', path('good.zip')])).out).not.toContain('\u001b')
    const { out } = await cairn(['inspect', path('good.zip')], 'on')
    // eslint-disable-next-line no-control-regex -- control characters are what is looked for
    const human = /\u001b\[(\d+)m● human/.exec(out)?.[1]
    // eslint-disable-next-line no-control-regex -- control characters are what is looked for
    const agent = /\u001b\[(\d+)m◆ agent/.exec(out)?.[1]
    expect(human).toBeDefined()
    expect(agent).toBeDefined()
    expect(human).not.toBe(agent)
  })

  it('--json prints header, steps and a summary of the log', async () => {
    const { out, code } = await cairn(['inspect', '--json', path('good.zip')])
    const json = JSON.parse(out) as {
      problems: unknown[]
      header: unknown
      steps: unknown[]
      log: Record<string, unknown[]>
    }
    expect([code, json.problems, json.header, json.steps.length]).toEqual([0, [], shopTrajectory().header, 9])
    expect(json.log).toMatchObject({
      counts: { actions: { human: 7, agent: 2 } },
      gaps: [{ reason: 'screenshot-failed' }],
      signals: [{ type: 'reject' }, { type: 'takeover' }],
      outcomes: [{ success: true }],
    })
  })

  it('prints the problems of a damaged bundle, and shows what can be shown', async () => {
    const { out, err, code } = await cairn(['inspect', path('bad.zip')])
    expect(code).toBe(1)
    expect(err).toMatch(/bad.zip!log.jsonl:4 url: .*\n[^]*This bundle is damaged/)
    expect(out).toMatch(/Add oat milk to my basket/)
    expect(out).toMatch(/9. click button "Add oat milk"/)
  })

  it.each(['cut.zip', 'text.zip', 'newer.zip', 'missing.zip'])(
    'prints only the problems of %s, of which nothing can be read',
    async (name) => {
      const { out, err, code } = await cairn(['inspect', path(name)])
      expect([out, code]).toEqual(['', 1])
      expect(err).toMatch(new RegExp(name))
      const json = JSON.parse((await cairn(['inspect', '--json', path(name)])).out) as {
        problems: unknown[]
        header: unknown
        steps: unknown[]
      }
      expect([json.problems.length > 0, json.header, json.steps]).toEqual([true, null, []])
    },
  )

  describe('of texts made to deceive', () => {
    // Clears the screen, sets the title, 8-bit CSI, reverses the text, breaks the line, hides as another line.
    const evil = 'a\u001b[2J\u001b]0;title\u0007b\u009b31mc\u202ed\u2066e\rf\ng\u2028h\u007f\u0000'
    // eslint-disable-next-line no-control-regex -- control characters are what is looked for
    const dangerous = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/

    beforeAll(async () => {
      const { log, add, action, says } = createSampleLog()
      const toolCallId = evil
      says(
        1,
        { type: 'RUN_STARTED', input: { messages: [{ role: 'user', content: evil }] } },
        { agent: { name: evil, version: evil, instance: evil } },
      )
      says(2, { type: 'TOOL_CALL_START', toolCallId, toolCallName: evil })
      says(2, { type: 'TOOL_CALL_ARGS', toolCallId, delta: evil })
      says(2, { type: 'REASONING_MESSAGE_CONTENT', messageId: 'm', delta: evil, metadata: { toolCallId } })
      says(
        2,
        { type: 'CUSTOM', name: `recorder.llm_call`, metadata: { toolCallId } },
        { policy: { provider: evil, responseModel: evil, checkpoint: evil } },
      )
      says(2, { type: 'TOOL_CALL_RESULT', toolCallId, content: evil })
      says(3, { type: 'CUSTOM', name: 'recorder.retry', value: { evil } })
      says(3, { type: 'TEXT_MESSAGE_CONTENT', delta: evil })
      says(3, { type: 'ACTIVITY_SNAPSHOT', content: { [evil]: evil } })
      says(3, { type: 'RUN_ERROR', message: evil })
      const target = sampleTarget({ role: evil, name: evil, framePath: [{ index: 0, url: evil }], shadowDepth: 2 })
      const last = action(shopSourceId, 4, 'fill', { value: evil }, { target })
      action(shopSourceId, 4, 'press', { key_comb: evil })
      action(shopSourceId, 4, 'select_option', { options: [evil], values: [evil] }, { target })
      action(shopSourceId, 4, 'goto', { url: evil })
      add('effect', backgroundSourceId, 5, {
        name: 'navigation',
        causeId: null,
        url: evil,
        sameDocument: false,
        transitionType: evil,
        transitionQualifiers: [evil],
      })
      add('effect', backgroundSourceId, 5, { name: 'popup', causeId: last, url: evil, openedTabId: 9 })
      add('signal', backgroundSourceId, 5, {
        type: 'note',
        targetId: null,
        text: evil,
        score: 0.5,
        by: evil,
        confidence: 1,
      })
      add('gap', backgroundSourceId, 5, { reason: 'forbidden-page', detail: evil, url: evil })
      add('outcome', backgroundSourceId, 6, { success: 'partly', score: null, by: 'agent', text: evil })
      const sample = { ...unfinishedTrajectory(), log }
      const { header } = sample
      header.task = { instruction: evil, source: 'script', startUrl: evil, tags: [evil] }
      header.environment = { ...header.environment, browser: evil, os: evil, driver: 'agent' }
      header.consent = { licence: evil, note: evil }
      header.parentId = evil
      await write('evil.zip', await bundleOf(sample))
    })

    it.each([['inspect'], ['inspect', '--full'], ['inspect', '--json']])(
      '%s %s prints none that steers the terminal',
      async (...argv) => {
        const { out, err, code } = await cairn([...argv, path('evil.zip')])
        expect([err, code]).toEqual(['', 0])
        expect(dangerous.exec(out)).toBeNull()
        // None of them can begin a line of its own.
        expect(out).not.toMatch(/^[bcdefgh]/m)
      },
    )

    it('validate prints none either', async () => {
      await write(
        'ev\u001bil.zip',
        await repack(bundle, (files) => editLine(files, 'log.jsonl', 1, (entry) => ({ ...entry, kind: evil }))),
      )
      for (const argv of [['validate'], ['validate', '--json'], ['inspect']]) {
        const { out, err } = await cairn([...argv, path('ev\u001bil.zip')])
        expect(dangerous.exec(out + err)).toBeNull()
        expect(out + err).toMatch(/malformed-line/)
      }
    })
  })

  it('shortens long texts, and prints them whole with --full', async () => {
    const { log, action } = createSampleLog()
    const value = `${'so long '.repeat(200)}end`
    action(shopSourceId, 1, 'fill', { value }, { target: sampleTarget({}) })
    await write('long.zip', await bundleOf({ ...unfinishedTrajectory(), log }))
    const short = (await cairn(['inspect', path('long.zip')])).out
    expect(Math.max(...short.split('\n').map((line) => line.length))).toBeLessThan(500)
    expect(short).toMatch(/so long…"$/m)
    expect((await cairn(['inspect', '--full', path('long.zip')])).out).toContain(value)
  })
})

describe('cairn formats', () => {
  it('lists every exporter', async () => {
    const { out, code } = await cairn(['formats'])
    expect(code).toBe(0)
    for (const { id, label } of exporters) expect(out).toMatch(new RegExp(`^  ${id} +.*${label.slice(0, 10)}`, 'm'))
    expect(JSON.parse((await cairn(['formats', '--json'])).out)).toMatchObject(
      exporters.map(({ id, extension, mediaType }) => ({ id, extension, mediaType })),
    )
  })
})

describe('cairn replay', () => {
  it('refuses what is no pair of origins and no number, before it opens a browser', async () => {
    for (const argv of [
      ['--base-url', 'https://shop.example'],
      ['--base-url', 'https://shop.example=localhost'],
      ['--base-url', 'https://shop.example=http://localhost:1/path'],
      ['--timeout', 'soon'],
    ]) {
      const { out, err, code } = await cairn(['replay', path('good.zip'), ...argv])
      expect([out, code]).toEqual(['', 2])
      expect(err).toMatch(/^cairn replay: --(base-url|timeout) takes .*\n\nCarry a bundle's actions out/)
    }
  })

  it('does not replay a damaged bundle', async () => {
    const { out, err, code } = await cairn(['replay', path('cut.zip')])
    expect([out, code]).toEqual(['', 1])
    expect(err).toContain('cut.zip')
  })

  it('says so when there is no such browser', async () => {
    const { err, code } = await cairn(['replay', path('good.zip'), '--chromium', path('no-such-browser')])
    expect(code).toBe(1)
    expect(err).toMatch(/^cairn replay: cannot replay: .*no-such-browser/)
  })
})
