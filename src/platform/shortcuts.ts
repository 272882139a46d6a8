import { browser } from './browser.ts'

/** One of the manifest's commands as it is bound now. */
export interface Shortcut {
  name: string
  /** What it does, for a person. */
  description: string
  /** The keys as the browser writes them, for example `Alt+Shift+Y`; empty when none are set. */
  keys: string
}

/** The extension's own commands with their keys, in the order of the manifest. */
export async function listShortcuts(): Promise<Shortcut[]> {
  const commands = await browser.commands.getAll()
  return commands
    .filter(({ name }) => name !== undefined && !name.startsWith('_'))
    .map(({ name = '', description = '', shortcut = '' }) => ({ name, description, keys: shortcut }))
}

/** The keys that are commands now. */
export async function boundShortcuts(): Promise<string[]> {
  return (await listShortcuts()).map(({ keys }) => keys).filter((keys) => keys !== '')
}

/** Calls back when somebody chose other keys, where the browser tells (Firefox). */
export function onShortcutsChanged(listener: () => void): void {
  const { onChanged } = browser.commands as { onChanged?: typeof browser.commands.onChanged }
  onChanged?.addListener(listener)
}

/** Opens the browser's own page where keys are chosen. */
export async function openShortcutSettings(): Promise<void> {
  const { openShortcutSettings: open } = browser.commands as {
    openShortcutSettings?: typeof browser.commands.openShortcutSettings
  }
  if (open) await open()
  else await browser.tabs.create({ url: 'chrome://extensions/shortcuts' })
}
