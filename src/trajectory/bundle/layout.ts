/** Where everything stands inside a bundle. */
export const layout = {
  header: 'trajectory.json',
  log: 'log.jsonl',
  steps: 'steps.jsonl',
  manifest: 'manifest.json',
  card: 'README.md',
  dom: (sourceId: string) => `dom/${sourceId}.jsonl`,
  screenshot: (id: string, extension: string) => `screenshots/${id}.${extension}`,
} as const

/** File ending and media type of a bundle. */
export const bundleExtension = 'cairn.zip'
export const bundleMediaType = 'application/zip'
