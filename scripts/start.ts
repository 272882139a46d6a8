import { execFileSync } from 'node:child_process'
import { mkdir } from 'node:fs/promises'
import { join, relative } from 'node:path'
import process from 'node:process'
import { parseArgs } from 'node:util'
import { runCli } from '#cli/main.ts'
import { processTerminal } from '#cli/terminal.ts'
import { launchRecorder, type Recorder } from '#playwright/launch-recorder.ts'
import { startDemo } from '../demo/server.ts'
import { demoTask, performDemoTask } from '../demo/task.ts'

const { values } = parseArgs({ options: { url: { type: 'string' } } })
const hasDisplay = process.platform !== 'linux' || Boolean(process.env.DISPLAY ?? process.env.WAYLAND_DISPLAY)

console.log('Building the extension …')
execFileSync('node', ['scripts/build.mjs'], { stdio: 'inherit' })

if (values.url !== undefined) await recordByHand(values.url)
else await recordDemo()

/** The main job on an embedded default: agent and person do one task, and the recording is exported and read back. */
async function recordDemo(): Promise<void> {
  const demo = await startDemo()
  const recorder = await launchRecorder({ headless: !hasDisplay })
  try {
    console.log(
      `\nThe shop is open at ${demo.url}. An agent in the page does the task, a person corrects it:\n  ${demoTask.instruction}\n`,
    )
    await recorder.start({ instruction: demoTask.instruction, startUrl: demo.url, tags: [...demoTask.tags] })
    const page = recorder.context.pages()[0]
    if (!page) throw new Error('the browser has no page')
    await performDemoTask(page)
    await recorder.stop({ outcome: { success: true, by: 'human' } })

    await mkdir('trajectories', { recursive: true })
    const path = join('trajectories', `demo-${new Date().toISOString().replace(/[:.]/g, '-')}.cairn.zip`)
    await recorder.export(path)
    if ((await runCli(['validate', path], processTerminal())) !== 0) process.exitCode = 1
    console.log()
    if ((await runCli(['inspect', path], processTerminal())) !== 0) process.exitCode = 1
    sayWhereToLook(path, demo.url)
    if (hasDisplay) await waitForPerson(recorder)
  } finally {
    await recorder.close()
    await demo.close()
  }
}

/** The person's own recording, with the popup open in a tab of its own. */
async function recordByHand(url: string): Promise<void> {
  if (!URL.canParse(url)) throw new Error(`--url ${url} is not a web address; it should look like https://example.org`)
  if (!hasDisplay)
    throw new Error('there is no display here, so nobody could see the browser; run this where there is one')
  const recorder = await launchRecorder({ headless: false })
  const page = recorder.context.pages()[0] ?? (await recorder.context.newPage())
  await page.goto(url)
  await waitForPerson(recorder)
  await recorder.close()
}

async function waitForPerson(recorder: Recorder): Promise<void> {
  console.log(
    '\nThe browser stays open for your own recording: press the Cairn icon in the toolbar, write the task, press Record.',
  )
  console.log('Close the browser when you are done.')
  await recorder.context.waitForEvent('close', { timeout: 0 })
}

function sayWhereToLook(path: string, shopUrl: string): void {
  console.log(`
Where to look next
  ${relative('.', path)}
      the bundle: any zip tool opens it; its README.md says what is inside
  npx tsx src/entrypoints/cli.ts inspect ${relative('.', path)} --full
      the same account with nothing shortened; --json for programs
  dist/chrome, dist/firefox
      the extension, to load into your own browser (README.md says how)
  docs/format.md, docs/architecture.md
      what every field means, and how it got there
The shop ran at ${shopUrl}; set OPENAI_BASE_URL, OPENAI_API_KEY and OPENAI_MODEL for a real model.`)
}
