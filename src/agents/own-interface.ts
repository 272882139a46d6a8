import { markers } from './markers.ts'

/** Elements that belong to an agent's own interface rather than to the page. */
export const ownInterface = [
  '#page-agent-runtime_agent-panel',
  '#page-agent-runtime_simulator-mask',
  ...markers.flatMap(({ acting, attached, stop, besides }) => [acting, attached, stop, besides]),
]
  .filter((selector) => selector !== undefined)
  .join()
