/** A page in either browser, driven by real input events. Selectors are CSS; ` >>> ` goes through an open shadow root. */
export interface TestPage {
  goto: (url: string) => Promise<void>
  url: () => string
  click: (selector: string, options?: { count?: number; button?: 'left' | 'right' | 'middle' }) => Promise<void>
  /** Clicks the field and types on the keyboard. */
  type: (selector: string, text: string) => Promise<void>
  /** Types wherever the focus is. */
  keys: (text: string) => Promise<void>
  press: (key: string, options?: { withKey?: string }) => Promise<void>
  wheel: (deltaY: number) => Promise<void>
  evaluate: <T, A = undefined>(run: (argument: A) => T | Promise<T>, argument?: A) => Promise<T>
  /** Waits until the function returns something true in the page. */
  waitFor: <A = undefined>(holds: (argument: A) => unknown, argument?: A) => Promise<void>
  /** Visible text of an element, waiting for it to appear. */
  text: (selector: string) => Promise<string>
  /** The same page seen from inside a frame whose address contains this text. */
  frame: (urlPart: string) => Promise<Pick<TestPage, 'click' | 'type' | 'evaluate'>>
  goBack: () => Promise<void>
  goForward: () => Promise<void>
  reload: () => Promise<void>
  bringToFront: () => Promise<void>
  screenshot: (path: string) => Promise<void>
  close: () => Promise<void>
}

/** A browser with the built extension in a fresh profile. */
export interface BrowserUnderTest {
  name: 'chromium' | 'firefox'
  newPage: (url?: string) => Promise<TestPage>
  /** A page of the extension by its file name in `src/entrypoints`, for example `popup.html`. */
  openExtensionPage: (name: string) => Promise<TestPage>
  /** Origin of the extension's pages, for looking whether a web page can reach them. */
  extensionOrigin: string
  /** Opens a page that belongs to the browser, in front; resolves with its address. */
  openForbiddenPage: () => Promise<string>
  /** Listeners on window and document, of every world; null where the browser does not tell. */
  countListeners: (page: TestPage) => Promise<number | null>
  /** Kills the background at once, as the browser may do at any moment. */
  stopBackground: () => Promise<void>
  close: () => Promise<void>
}
