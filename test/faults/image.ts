import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, open, rename, rm, statfs } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { promisify } from 'node:util'

const run = promisify(execFile)
const mebibyte = 1024 * 1024

/** Why this machine cannot mount a file system of its own in a file; null where it can. */
export function whyNoImages(): string | null {
  if (process.platform !== 'linux') return 'a file system in a file is mounted on Linux alone'
  if (process.getuid?.() !== 0) return 'only root may mount a file system'
  if (!existsSync('/dev/loop-control')) return 'there is no loop device'
  return null
}

/** A small ext4 file system in a file, mounted. */
export interface Image {
  /** Where it is mounted. */
  path: string
  /** Leaves not a byte free. */
  fill: () => Promise<void>
  /** Takes that back. */
  free: () => Promise<void>
  /** Has everything written through to the disk. */
  sync: () => Promise<void>
  /**
   * Cuts the power: what is mounted is from now on what was written through to the disk, and no more. Whoever wrote to it
   * must have been killed, and not been told to end.
   */
  cutPower: () => Promise<void>
  close: () => Promise<void>
}

/** Makes and mounts one. The kernel writes by itself only every 300 s: what is on disk is what somebody asked to be there. */
export async function mountImage(bytes: number): Promise<Image> {
  const folder = await mkdtemp(join(tmpdir(), 'cairn-image-'))
  const file = join(folder, 'image')
  const sparse = await open(file, 'w')
  await sparse.truncate(bytes)
  await sparse.close()
  await run('mkfs.ext4', ['-q', '-F', '-m', '0', file])
  const path = join(folder, 'mounted')
  await mkdir(path)
  await mount(file, path)
  const filler = join(path, 'filler')
  return {
    path,
    async fill() {
      const { bavail, bsize } = await statfs(path)
      const take = bavail * bsize
      if (take <= slackBytes) throw new Error(`only ${bavail * bsize} bytes are free`)
      // Takes the room without writing it, all but a little: the file system itself needs some of it.
      await run('fallocate', ['-l', `${take - slackBytes}`, filler])
      await fillUp(filler)
    },
    free: () => rm(filler),
    async sync() {
      await run('sync', ['-f', path])
    },
    async cutPower() {
      // Before it is unmounted, which would write everything out.
      const copy = join(folder, 'copy')
      await run('cp', ['--sparse=always', file, copy])
      await unmount(path)
      await rename(copy, file)
      await mount(file, path)
    },
    async close() {
      await unmount(path)
      await rm(folder, { recursive: true, force: true })
    },
  }
}

const slackBytes = 16 * mebibyte

/** Writes behind a file until the disk is full. */
async function fillUp(path: string): Promise<void> {
  const file = await open(path, 'a')
  try {
    for (const size of [mebibyte, 4096])
      for (;;) {
        const isFull = await file.write(Buffer.alloc(size, 1)).then(
          ({ bytesWritten }) => bytesWritten < size,
          (error: unknown) => {
            if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error
            return true
          },
        )
        if (isFull) break
      }
  } finally {
    await file.close()
  }
}

async function mount(file: string, path: string): Promise<void> {
  await run('mount', ['-o', 'loop,commit=300,noatime', file, path])
}

/** A browser that was killed may hold files for a moment. */
async function unmount(path: string): Promise<void> {
  for (let attempt = 1; ; attempt++)
    try {
      await run('umount', [path])
      return
    } catch (error) {
      if (attempt === 20) throw error
      await new Promise((resolve) => setTimeout(resolve, 250))
    }
}

/** What a profile needs beside what is recorded, and the room that Cairn wants to be left. */
export const imageBytes = 900 * mebibyte
