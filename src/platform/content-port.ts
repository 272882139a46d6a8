interface Extension {
  runtime?: typeof chrome.runtime
}

/** The extension's side as far as it is still there; a content script outlives a reload of its extension. */
function runtime(): typeof chrome.runtime | undefined {
  const { runtime } = (globalThis as { browser?: Extension }).browser ?? chrome
  return runtime?.id === undefined ? undefined : runtime
}

/** The extension was reloaded, switched off or removed: this script speaks for nobody. */
export function isOrphan(): boolean {
  return runtime() === undefined
}

/** `runtime.connect` without the polyfill, which a page should not have to load. */
export function connectToBackground(name: string): chrome.runtime.Port {
  const api = runtime()
  if (!api) throw new Error('orphan')
  return api.connect({ name })
}
