import type { DeliveryPort } from '#content/outbox.ts'
import { startContentRecorder } from '#content/recorder.ts'
import { unpack, type EntryOnTheWay } from '#messages/delivery.ts'

export type Recorded = EntryOnTheWay
export type RecordedAction = Extract<EntryOnTheWay, { kind: 'action' }>

/**
 * Records this page as in the extension: the whole content side, real events, a real DOM. Only the background is played,
 * by a port that takes every batch and says so.
 */
export function record() {
  const entries: Recorded[] = []
  let toContent: (message: unknown) => void = () => undefined
  const port: DeliveryPort = {
    postMessage(message) {
      if (message.type === 'hello')
        queueMicrotask(() =>
          toContent({
            type: 'welcome',
            trajectoryId: 'trajectory000001',
            through: 0,
            driver: null,
            declared: [],
            shortcuts: [],
          }),
        )
      if (message.type !== 'batch') return
      entries.push(...message.parcels.map<Recorded>(unpack))
      queueMicrotask(() => toContent({ type: 'ack', through: message.last }))
    },
    disconnect: () => undefined,
    onMessage: { addListener: (listener) => (toContent = listener) },
    onDisconnect: { addListener: () => undefined },
  }
  const ended = new Promise<void>((resolve) => startContentRecorder({ connect: () => port, onEnd: resolve }))

  return {
    /** What was sent so far. */
    entries: entries as readonly Recorded[],
    /** Ends the recording and gives what it recorded, each entry once and in order. */
    async stop(): Promise<{ entries: Recorded[]; actions: RecordedAction[] }> {
      toContent({ type: 'stop' })
      await ended
      return { entries, actions: entries.filter((entry): entry is RecordedAction => entry.kind === 'action') }
    },
  }
}

/** Name, actor, target and main argument of an action, for example `human fill Search = tea`. */
export function inWords({ actor, name, args, target }: RecordedAction): string {
  const detail =
    'value' in args ? args.value : 'key_comb' in args ? args.key_comb : 'options' in args ? args.options.join() : null
  const on = target ? target.name || target.text || target.tag : ''
  return [actor, name, on, ...(detail === null ? [] : ['=', detail])].filter((word) => word !== '').join(' ')
}
