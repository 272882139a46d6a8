const channelName = 'cairn.bell'

export interface Bell {
  ring: () => void
  onRing: (listener: () => void) => void
}

/**
 * Tells pages of the extension that there may be something new to read; what it is they ask for. Nothing is lost with a
 * ring that nobody hears: whoever opens later reads anyway.
 */
export function createBell(): Bell {
  const channel = new BroadcastChannel(channelName)
  return {
    ring: () => channel.postMessage(null),
    onRing: (listener) => channel.addEventListener('message', listener),
  }
}
