import type { Fault } from '../fault.ts'

/** Half of the time acknowledgements do not arrive, as those in flight do not when the other side goes away unnoticed. */
export const acksLost: Fault = {
  name: 'acks-lost',
  in: { chromium: true, firefox: 'its driver does not reach the world of content scripts; worker-hang loses them too' },
  times: { quick: 1, long: 20 },
  perRecording: 10,
  pagesLive: true,
  async inject(lab, times) {
    const session = await lab.open()
    try {
      await session.record()
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
      const problems = lost === 0 ? ['no acknowledgement was lost'] : []
      return await session.verdict(await session.finish(), { times, resumeMs: [], problems })
    } finally {
      await session.close()
    }
  },
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
