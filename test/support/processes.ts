import { execFile, type ChildProcess } from 'node:child_process'
import process from 'node:process'
import { promisify } from 'node:util'

/** Ends by SIGKILL the process that was started with this argument itself, not those that it started. */
export async function killByArgument(argument: string): Promise<void> {
  const { stdout } = await promisify(execFile)('ps', ['-ww', '-eo', 'pid=,args='], { maxBuffer: 64 * 1024 * 1024 })
  const pids = stdout
    .split('\n')
    .filter((line) => line.split(/\s+/).includes(argument) && !line.includes(' --type='))
    .map((line) => Number.parseInt(line, 10))
  if (pids.length === 0) throw new Error(`no process was started with ${argument}`)
  for (const pid of pids) await killPid(pid)
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
