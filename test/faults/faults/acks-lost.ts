import type { Fault } from '../fault.ts'
import { inRecording } from '../recording.ts'

/** Half of the time acknowledgements do not arrive, as those in flight do not when the other side goes away unnoticed. */
export const acksLost: Fault = {
  name: 'acks-lost',
  in: { chromium: true, firefox: 'its driver does not reach the world of content scripts; worker-hang loses them too' },
  times: { quick: 1, long: 20 },
  perRecording: 10,
  pagesLive: true,
  inject: (lab, times) =>
    inRecording(lab, times, async (session, notes) => {
      const desk = await session.openDesk('A')
      await session.chromium.inContentWorld('/desk.html', `(${loseAcknowledgements.toString()})()`)
      // It is the next connection that loses them.
      await session.chromium.stopBackground()
      await desk.start()
      const hands = session.hands(desk)
      for (let time = 0; time < times; time++) {
        await lab.rest(6000, 7000)
        await session.acknowledge()
      }
      await hands.stop()
      await desk.stop()
      const lost = await session.chromium.inContentWorld('/desk.html', 'lostAcknowledgements')
      if (lost === 0) notes.problem('no acknowledgement was lost')
    }),
}

/** Runs in the page, in the world of the content script: three seconds are heard, three are not. */
function loseAcknowledgements(): void {
  const connect = chrome.runtime.connect.bind(chrome.runtime) as (...given: unknown[]) => chrome.runtime.Port
  const counter = Object.assign(globalThis, { lostAcknowledgements: 0 })
  Object.assign(chrome.runtime, {
    connect(...given: unknown[]) {
      const port = connect(...given)
      const add = port.onMessage.addListener.bind(port.onMessage)
      port.onMessage.addListener = (listener) =>
        add((message: { type: string }, from) => {
          if (message.type !== 'ack' || Date.now() % 6000 < 3000) listener(message, from)
          else counter.lostAcknowledgements += 1
        })
      return port
    },
  })
}
