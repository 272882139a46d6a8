/**
 * The extension API as promises, in both browsers. Every file outside `platform/` that needs it takes it from here.
 */
export { default as browser } from 'webextension-polyfill'
export type { Downloads, Runtime, Tabs, WebNavigation, WebRequest } from 'webextension-polyfill'
