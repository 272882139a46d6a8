import { cpus, release, totalmem, type } from 'node:os'
import { readFileSync } from 'node:fs'
import process from 'node:process'

/** The machine the numbers are of; without it they say little. */
export interface Machine {
  cpu: string
  cores: number
  ramGb: number
  os: string
  node: string
  chromium: string
}

export function describeMachine(chromium: string): Machine {
  return {
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: cpus().length,
    ramGb: Math.round(totalmem() / 2 ** 30),
    os: `${distribution()} (${type()} ${release()})`,
    node: process.versions.node,
    chromium,
  }
}

function distribution(): string {
  try {
    return /^PRETTY_NAME="?([^"\n]*)/m.exec(readFileSync('/etc/os-release', 'utf8'))?.[1] ?? process.platform
  } catch {
    return process.platform
  }
}
