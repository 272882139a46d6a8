import { browser } from './browser.ts'

/**
 * Opens the side panel, or the sidebar in Firefox. Only straight from a click or a key: browsers refuse it once the
 * handler has awaited anything.
 */
export function openSidePanel(windowId: number): Promise<void> {
  if (typeof chrome !== 'undefined' && 'sidePanel' in chrome) return chrome.sidePanel.open({ windowId })
  return browser.sidebarAction.open()
}

/** The same beside the window that this page belongs to. */
export function openSidePanelHere(): Promise<void> {
  return openSidePanel(browser.windows.WINDOW_ID_CURRENT)
}
