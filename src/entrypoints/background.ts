import { startBackground } from '#background/background.ts'
import { enoughSpace } from '#background/disk.ts'
import { createInFlight } from '#background/in-flight.ts'
import { readBucket, rememberBucket } from '#background/place.ts'
import type { CairnDatabase } from '#storage/database.ts'
import { openOrGiveUp } from '#storage/opening.ts'
import observe from './content.iife.ts?script'
import witness from './witness.iife.ts?script'

let opened: Promise<CairnDatabase> | undefined

const { ask, storeLost } = startBackground({
  ...createInFlight(),
  // One connection; a failed or closed one is opened again by the next who asks.
  database: () =>
    (opened ??= openOrGiveUp({
      onClosed() {
        opened = undefined
        storeLost()
      },
      bucket: readBucket,
      moveTo: rememberBucket,
      mayGiveUp: enoughSpace,
    }).catch((error: unknown) => {
      opened = undefined
      throw error
    })),
  scripts: [
    // Chromium runs them in the order of their ids, Firefox in the order given.
    { id: '1-witness', file: witness, world: 'MAIN' },
    { id: '2-observe', file: observe, world: 'ISOLATED' },
  ],
})

// For testers: `launchRecorder` reaches the worker over the debugging protocol and asks here. No page can.
Object.assign(globalThis, { cairn: { ask } })
