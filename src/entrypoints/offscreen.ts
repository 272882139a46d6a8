import { exportBlob } from '#background/export.ts'
import { browser } from '#platform/browser.ts'
import type { OffscreenRequest } from '#platform/save-file.ts'
import { openDatabase } from '#storage/database.ts'

// Chromium only: a service worker cannot make object URLs, this page can.
browser.runtime.onMessage.addListener((message: unknown, sender: { id?: string }) => {
  if (sender.id !== browser.runtime.id || typeof message !== 'object' || message === null || !('offscreen' in message))
    return undefined
  return answer(message as OffscreenRequest)
})

async function answer(request: OffscreenRequest): Promise<unknown> {
  if (request.offscreen === 'revoke-url') {
    URL.revokeObjectURL(request.url)
    return {}
  }
  try {
    const database = await openDatabase(undefined, request.bucket)
    try {
      return { url: URL.createObjectURL(await exportBlob(database, request.trajectoryId, request.format)) }
    } finally {
      database.close()
    }
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) }
  }
}
