/** Keeps a driven Chromium from reaching the network by itself and from showing its first-run pages. */
export const quietSwitches: readonly string[] = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]
