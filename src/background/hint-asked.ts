import { browser } from '#platform/browser.ts'

/** A key asked for the panel's hint field; the panel may still have to open. In memory alone, gone with the browser. */
const key = 'hintAsked'

interface HintAsked {
  trajectoryId: string
  targetId: string
  atMs: number
}

export async function rememberHintAsked(asked: HintAsked): Promise<void> {
  await browser.storage.session.set({ [key]: asked })
}

export async function readHintAsked(trajectoryId: string): Promise<{ targetId: string; atMs: number } | null> {
  const asked = ((await browser.storage.session.get(key)) as { [key]?: HintAsked })[key]
  return asked?.trajectoryId === trajectoryId ? { targetId: asked.targetId, atMs: asked.atMs } : null
}
