import type { ActionName } from '#trajectory/action.ts'
import { goBack, goForward, goto, handleDialog, newTab, reload, resize, tabClose, tabFocus } from './browser.ts'
import { check, cut, fill, paste, selectOption, submit, uncheck, uploadFile } from './field.ts'
import { press } from './keyboard.ts'
import type { Performer } from './performer.ts'
import { click, dblclick, dragAndDrop, hover } from './pointer.ts'
import { scroll } from './scrolling.ts'
import { pinch, swipe, tap } from './touch.ts'

/** Every action of the format, and how it is carried out. */
export const performers: { readonly [N in ActionName]: Performer<N> } = {
  click,
  dblclick,
  hover,
  fill,
  press,
  copy: { on: 'nothing', why: 'it changes nothing in the page' },
  cut,
  paste,
  select_option: selectOption,
  check,
  uncheck,
  submit,
  upload_file: uploadFile,
  drag_and_drop: dragAndDrop,
  tap,
  swipe,
  pinch,
  pointer_path: { on: 'nothing', why: 'what the page answered to is an action of its own' },
  scroll,
  handle_dialog: handleDialog,
  goto,
  go_back: goBack,
  go_forward: goForward,
  reload,
  new_tab: newTab,
  tab_close: tabClose,
  tab_focus: tabFocus,
  tab_move: { on: 'nothing', why: 'no page sees the order of tabs' },
  window_focus: { on: 'nothing', why: 'windows of a driven browser have the focus always' },
  zoom: { on: 'nothing', why: 'no driver can zoom as the browser does' },
  resize,
}
