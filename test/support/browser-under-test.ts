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
  /** Holds all keys but the last down while that is pressed. */
  chord: (keys: string[]) => Promise<void>
  wheel: (deltaY: number) => Promise<void>
  /** The mouse itself, in CSS pixels of the viewport: for what no element stands for. */
  mouse: Mouse
  /** Rests the mouse on the middle of the element. */
  hover: (selector: string) => Promise<void>
  /** Presses the left button on the middle of one element and lets it go on the middle of another. */
  drag: (fromSelector: string, toSelector: string) => Promise<void>
  /** Chooses files for a file input, as its dialog does. */
  setFiles: (selector: string, paths: string[]) => Promise<void>
  /** Clicks what opens the dialog for files, and chooses these in it. */
  chooseFiles: (selector: string, paths: string[]) => Promise<void>
  /** Where the element is, in CSS pixels of the viewport, after it was brought into view. */
  boxOf: (selector: string) => Promise<Box>
  /** Fingers come down at the first places, move to the second, and go up; CSS pixels of the viewport. */
  touch: (...ways: FingerWay[]) => Promise<void>
  /** Drops files on the element, as from the desktop. */
  dropFiles: (selector: string, paths: string[]) => Promise<void>
  /** Composes a text as with an input method, where the focus is; false where the driver has no such thing. */
  compose: (parts: string[], text: string) => Promise<boolean>
  /** Presses with a mouse that has no pressure, as bare debugging protocols do; false where the driver has no such thing. */
  pressRaw: (selector: string) => Promise<boolean>
  /** Answers every dialog from now on. */
  answerDialogs: (answer: { accept: boolean; text?: string }) => void
  resizeTo: (width: number, height: number) => Promise<void>
  evaluate: <T, A = undefined>(run: (argument: A) => T | Promise<T>, argument?: A) => Promise<T>
  /** Waits until the function returns something true in the page. */
  waitFor: <A = undefined>(holds: (argument: A) => unknown, argument?: A) => Promise<void>
  /** Visible text of an element, waiting for it to appear. */
  text: (selector: string) => Promise<string>
  /** The same page seen from inside a frame whose address contains this text. */
  frame: (urlPart: string) => Promise<TestFrame>
  goBack: () => Promise<void>
  goForward: () => Promise<void>
  reload: () => Promise<void>
  bringToFront: () => Promise<void>
  screenshot: (path: string) => Promise<void>
  close: () => Promise<void>
}

/** What can be done in one frame of a page. */
export type TestFrame = Pick<TestPage, 'click' | 'type' | 'hover' | 'drag' | 'setFiles' | 'boxOf' | 'evaluate'>

export type FingerWay = [from: { x: number; y: number }, to: { x: number; y: number }]

export interface Mouse {
  /** Moves there in a straight line, with `steps` events on the way (1 by default). */
  move: (x: number, y: number, steps?: number) => Promise<void>
  down: (button?: 'left' | 'right' | 'middle') => Promise<void>
  up: (button?: 'left' | 'right' | 'middle') => Promise<void>
}

export interface Box {
  x: number
  y: number
  width: number
  height: number
}

/** Comes from the corner of the page: what lies on the way of a slow mouse answers it too. */
export async function moveTo(mouse: Mouse, { x, y, width, height }: Box): Promise<void> {
  await mouse.move(1, 1)
  await mouse.move(x + width / 2, y + height / 2)
}

/** Drags as a hand does: a press, a way of several moves, a release. */
export async function dragBetween(mouse: Mouse, from: Box, to: Box): Promise<void> {
  const [startX, startY] = [from.x + from.width / 2, from.y + from.height / 2]
  const [endX, endY] = [to.x + to.width / 2, to.y + to.height / 2]
  const steps = 12
  await mouse.move(startX, startY)
  await mouse.down()
  for (let step = 1; step <= steps; step++) {
    await mouse.move(startX + ((endX - startX) * step) / steps, startY + ((endY - startY) * step) / steps)
    // At the pace of a screen: libraries look at a drag no more often than that.
    await new Promise((resolve) => setTimeout(resolve, 16))
  }
  // A hand rests before it lets go; a list that has just made room for what is dragged settles then.
  await new Promise((resolve) => setTimeout(resolve, 100))
  await mouse.move(endX + 1, endY)
  await mouse.up()
}

/** A browser with the built extension in a fresh profile. */
export interface BrowserUnderTest {
  name: 'chromium' | 'firefox'
  newPage: (url?: string) => Promise<TestPage>
  /** The page whose address contains this text, once another page has opened it. */
  pageAt: (urlPart: string) => Promise<TestPage>
  /** A page of the extension by its file name in `src/entrypoints`, for example `popup.html`. */
  openExtensionPage: (name: string) => Promise<TestPage>
  /** The page of the other extension the browser was launched with. */
  openNeighbourPage: () => Promise<TestPage>
  /** The id by which other extensions reach Cairn. */
  extensionId: string
  /** Origin of the extension's pages, for looking whether a web page can reach them. */
  extensionOrigin: string
  /** Opens a page that belongs to the browser, in front; resolves with its address. */
  openForbiddenPage: () => Promise<string>
  /** Listeners on window and document, of every world; null where the browser does not tell. */
  countListeners: (page: TestPage) => Promise<number | null>
  /**
   * Gives a command of the manifest. Firefox gets the keys it is bound to, on the browser's own way of a key; Chromium's
   * driver brings keys to the page alone, so there the browser's event is dispatched.
   */
  command: (name: string, keys: string[]) => Promise<void>
  /** Has every open page shown as to a person who likes it light or dark. */
  preferScheme: (scheme: 'light' | 'dark') => Promise<void>
  /** Has the browser call a tool of the page (WebMCP), as an agent of its own does; waits for the answer. Chromium alone. */
  callTool: (
    page: TestPage,
    name: string,
    input: Record<string, unknown>,
    options?: { cancelAfterMs?: number },
  ) => Promise<{ status: string; output?: unknown }>
  /** Kills the background at once, as the browser may do at any moment. */
  stopBackground: () => Promise<void>
  /** Reloads the extension, as an update of it does; its pages close. */
  reloadExtension: () => Promise<void>
  /** Takes the extension's access to web pages away, or gives it back, as a person may on the browser's page of extensions. */
  allowPages: (allowed: boolean) => Promise<void>
  /** Switches the extension off or on, as a person may on the browser's page of extensions; its pages close. */
  enableExtension: (enabled: boolean) => Promise<void>
  /** Which start of the background runs now; empty when none does. */
  backgroundId: () => Promise<string>
  /** The processes in which the background lives. */
  backgroundPids: () => Promise<number[]>
  /** Ends the process that the page lives in, as a crash does; resolves when the browser knows. */
  crash: (page: TestPage) => Promise<void>
  /** Ends the whole browser by SIGKILL; resolves when its process is gone. */
  kill: () => Promise<void>
  /** Has the browser say that the extension may store so many bytes in all; null where the driver has no such thing. */
  limitSpace: ((bytes: number | null) => Promise<void>) | null
  close: () => Promise<void>
}
