import { execFile, type ChildProcess } from 'node:child_process'
import process from 'node:process'
import { promisify } from 'node:util'

/** Processes that come of this one, at any remove, and were started with this argument. */
export async function pidsUnder(root: number, argument: string): Promise<number[]> {
  const all = await listProcesses()
  const under = new Set([root])
  // A child is listed after its parent, but for numbers that were given out twice.
  for (let before = 0; before !== under.size;) {
    before = under.size
    for (const { pid, parent } of all) if (under.has(parent)) under.add(pid)
  }
  return all.filter(({ pid, args }) => under.has(pid) && args.includes(argument)).map(({ pid }) => pid)
}

/** Ends by SIGKILL the process that was started with this argument itself, not those that it started. */
export async function killByArgument(argument: string): Promise<void> {
  const started = (await listProcesses()).filter(
    ({ args }) => args.includes(argument) && !args.some((other) => other.startsWith('--type=')),
  )
  if (started.length === 0) throw new Error(`no process was started with ${argument}`)
  for (const { pid } of started) await killPid(pid)
}

async function listProcesses(): Promise<{ pid: number; parent: number; args: string[] }[]> {
  const { stdout } = await promisify(execFile)('ps', ['-ww', '-eo', 'pid=,ppid=,args='], { maxBuffer: 2 ** 26 })
  return stdout
    .trim()
    .split('\n')
    .map((line) => {
      const [pid, parent, ...args] = line.trim().split(/\s+/)
      return { pid: Number(pid), parent: Number(parent), args }
    })
}

/** Ends a process by SIGKILL; resolves when it is gone. */
export async function killPid(pid: number): Promise<void> {
  process.kill(pid, 'SIGKILL')
  while (isAlive(pid)) await new Promise((resolve) => setTimeout(resolve, 5))
}

/** Ends a child of this process by SIGKILL; resolves when it is gone. */
export async function killProcess(child: ChildProcess | null): Promise<void> {
  if (!child) throw new Error('the browser was not started by this process')
  const gone = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGKILL')
  await gone
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
