/** What an agent that drives the browser from outside puts into the page, and what that says. Selectors are CSS. */
export interface Marker {
  /** What people call the agent. */
  agent: string
  /** There while it acts, or may act in the next instant. */
  acting: string
  /** There while it could be told to act in this tab, and a person may as well. */
  attached?: string
  /** What a person presses to stop it. */
  stop?: string
  /** There, too, and no sign of anything: what is left of it, or parts of its interface. */
  besides?: string
  /** Who puts the same into the page and is heard in a better way: where it was heard, the marker says nothing. */
  unless?: string
  /** It may still act so long after its marker went. */
  lingerMs: number
}

/**
 * Agents that can be told by their markers. Every page can put these in as well, so a marker never makes a person's input
 * an agent's; see docs/agents.md. Each must stand directly in the root element, in `head` or in `body`: nothing deeper is
 * watched. A new row needs nothing but a look at the agent at work.
 */
export const markers: readonly Marker[] = [
  {
    agent: 'claude-in-chrome',
    acting: '#claude-agent-glow-border,#claude-agent-stop-container,#claude-phantom-cursor',
    attached: '#claude-static-indicator-container',
    stop: '#claude-agent-stop-button',
    // It stays for good.
    besides: '#claude-agent-animation-styles',
    lingerMs: 1000,
  },
  {
    // The badge says `handoff` when the person is asked to go on, `deliverable` when the work is done.
    agent: 'codex',
    acting: 'link[data-codex-favicon-badge=active]',
    attached: '#codex-agent-overlay-root',
    lingerMs: 1000,
  },
  {
    // Its highlights show for about a second around each act; it types after them.
    agent: 'browser-use',
    acting:
      '#browser-use-debug-highlights,[data-browser-use-highlight],[data-browser-use-interaction-highlight],[data-browser-use-coordinate-highlight]',
    attached: '#browser-use-demo-panel',
    besides: '#browser-use-demo-toggle,#browser-use-demo-panel-style',
    lingerMs: 3000,
  },
  {
    // It took over browser-use's way of reading a page, as page-agent did.
    agent: 'nanobrowser',
    acting: '#playwright-highlight-container',
    unless: 'page-agent',
    lingerMs: 3000,
  },
  {
    // Also where a person records with its code generator.
    agent: 'playwright',
    acting: 'x-pw-glass',
    lingerMs: 1000,
  },
]

/** Attribute by which a marker changes what it says. */
export const markerAttribute = 'data-codex-favicon-badge'

/** Event by which browser-use shows what it thinks, where its demo mode is on. */
export const browserUseLogEvent = 'browser-use-log'

/** Channel of what follows from markers, and of that event, with the version of their readers. */
export const markerChannel = 'marker@1'
export const browserUseLogChannel = 'browser-use-log@1'
