// Tells the background when the page has changed, one message after the other; connects anew when the background dies.
const api = globalThis.browser ?? globalThis.chrome
let port = null
let isWaiting = false

function connect() {
  port = api.runtime.connect()
  isWaiting = false
  port.onDisconnect.addListener(() => {
    port = null
    setTimeout(connect)
  })
  port.onMessage.addListener(() => (isWaiting = false))
}

function tell() {
  if (port === null || isWaiting) return
  isWaiting = true
  port.postMessage({ atMs: performance.timeOrigin + performance.now() })
}

connect()
new MutationObserver(tell).observe(document, { childList: true, subtree: true })
