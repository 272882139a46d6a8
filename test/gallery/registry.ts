import type { GalleryApp } from './app.ts'
import { codemirror } from './apps/codemirror/app.ts'
import { dropzone } from './apps/dropzone/app.ts'
import { flatpickr } from './apps/flatpickr/app.ts'
import { jqueryUi } from './apps/jquery-ui/app.ts'
import { order } from './apps/order/app.ts'
import { prosemirror } from './apps/prosemirror/app.ts'
import { quill } from './apps/quill/app.ts'
import { react } from './apps/react/app.ts'
import { shoelace } from './apps/shoelace/app.ts'
import { signature } from './apps/signature/app.ts'
import { sortable } from './apps/sortable/app.ts'
import { svelte } from './apps/svelte/app.ts'
import { tabulator } from './apps/tabulator/app.ts'
import { todomvc } from './apps/todomvc/app.ts'
import { vue } from './apps/vue/app.ts'

/** Every app of the gallery; each is recorded, and replayed from its bundle alone. */
export const gallery: readonly GalleryApp[] = [
  jqueryUi,
  shoelace,
  react,
  vue,
  svelte,
  todomvc,
  order,
  flatpickr,
  prosemirror,
  codemirror,
  quill,
  tabulator,
  signature,
  sortable,
  dropzone,
]
