import { dismissSurplusWitness } from '#content/agent-channel.ts'
import { prepareIsolatedWorld } from '#content/dom/stand-ins.ts'
import { startContentRecorder } from '#content/recorder.ts'
import { deliveryPort } from '#messages/delivery.ts'
import { connectToBackground, isOrphan } from '#platform/content-port.ts'

// Registered and injected at once, a document may get the script twice; the mark is in our own world only.
const mark = Symbol.for('cairn.recording')
const world = globalThis as { [mark]?: boolean }
if (world[mark] === true) dismissSurplusWitness()
else if (document.contentType !== 'application/pdf') {
  world[mark] = true
  const start = (): void => {
    prepareIsolatedWorld()
    startContentRecorder({
      connect: () => connectToBackground(deliveryPort),
      isOrphan,
      onEnd: () => {
        world[mark] = false
      },
    })
  }
  // A page that is prerendered nobody has seen, and perhaps nobody will.
  if ((document as { prerendering?: boolean }).prerendering === true)
    document.addEventListener('prerenderingchange', start, { once: true })
  else start()
}
