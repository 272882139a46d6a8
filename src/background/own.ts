/** What the background's own entries say of where they come from, unless they know a tab or a frame. */
export const own = { tabId: null, frameId: null, documentId: null, origin: null, provenance: 'observed' } as const
