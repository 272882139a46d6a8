/** `runtime.connect` without the polyfill, which a page should not have to load. */
export function connectToBackground(name: string): chrome.runtime.Port {
  const api = (globalThis as { browser?: typeof chrome }).browser ?? chrome
  // Gone once the extension was reloaded, whatever the types say.
  if ((api.runtime as typeof chrome.runtime | undefined)?.id === undefined)
    throw new Error('the extension was reloaded; this script is an orphan')
  return api.runtime.connect({ name })
}
