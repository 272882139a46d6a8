import { choice } from './choice.ts'
import { clipboard } from './clipboard.ts'
import { drag } from './drag.ts'
import { file } from './file.ts'
import { focus } from './focus.ts'
import { form } from './form.ts'
import { keyboard } from './keyboard.ts'
import { pointer } from './pointer.ts'
import { scroll } from './scroll.ts'
import type { Sensor } from './sensor.ts'
import { touch } from './touch.ts'
import { typing } from './typing.ts'

/** Every family of DOM events that is read. */
export const sensors: readonly Sensor[] = [
  pointer,
  touch,
  drag,
  keyboard,
  clipboard,
  typing,
  choice,
  file,
  focus,
  form,
  scroll,
]
