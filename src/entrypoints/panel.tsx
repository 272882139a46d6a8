import { render } from 'preact'
import { createBell } from '#messages/bell.ts'
import { createPanel, live, nowMs } from '#panel/model.ts'
import { Panel } from '#panel/panel.tsx'
import { onShortcutsChanged } from '#platform/shortcuts.ts'
import '#ui/page.css'
import '#panel/panel.css'

const { refresh, readShortcuts } = createPanel()

render(<Panel />, document.body)
void refresh()
void readShortcuts()
onShortcutsChanged(() => void readShortcuts())

/** A page of events rings many times; the eye needs no more than this. */
const restMs = 150
let rest: ReturnType<typeof setTimeout> | undefined
createBell().onRing(() => {
  rest ??= setTimeout(() => {
    rest = undefined
    void refresh()
  }, restMs)
})
// Keys are chosen elsewhere, and a ring may have been missed in the dark.
document.addEventListener('visibilitychange', () => {
  if (document.visibilityState !== 'visible') return
  void refresh()
  void readShortcuts()
})
setInterval(() => {
  nowMs.value = Date.now()
  if (live.value && document.visibilityState === 'visible') void refresh()
}, 1000)
