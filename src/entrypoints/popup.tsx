import { render } from 'preact'
import { readShortcuts, refresh, task } from '#popup/model.ts'
import { Popup, nowMs } from '#popup/popup.tsx'
import '#ui/page.css'
import '#popup/popup.css'

render(<Popup />, document.body)
void task.run(refresh)
void readShortcuts()
// The count of actions and the clock go on while the popup is open.
setInterval(() => {
  nowMs.value = Date.now()
  if (!task.busy.value) refresh().catch(() => undefined)
}, 1000)
