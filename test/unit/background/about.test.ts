import { describe, expect, it } from 'vitest'
import { aboutWhich } from '#background/about.ts'

const shop = {
  tabId: 1,
  actions: [
    { id: 'shop00:1', atMs: 100 },
    { id: 'shop00:2', atMs: 400 },
  ],
}
const bank = {
  tabId: 2,
  actions: [
    { id: 'bank00:1', atMs: 300 },
    { id: 'bank00:2', atMs: 600 },
  ],
}
const asked = { frontTabId: 1, isOpen: () => true, atMs: 1000 }

describe('a signal that names nothing', () => {
  it('is about the last action in the tab in front, although an agent acted elsewhere since', () => {
    expect(aboutWhich([shop, bank], asked)).toBe('shop00:2')
    expect(aboutWhich([shop, bank], { ...asked, frontTabId: 2 })).toBe('bank00:2')
  })

  it('is about the last action of all where no agent acted in the tab in front', () => {
    expect(aboutWhich([shop, bank], { ...asked, frontTabId: 9 })).toBe('bank00:2')
    expect(aboutWhich([shop, bank], { ...asked, frontTabId: null })).toBe('bank00:2')
  })

  it('is about what was done in a tab that was closed since: it was the last thing to be seen', () => {
    expect(aboutWhich([shop, bank], { ...asked, isOpen: (tabId) => tabId === 1 })).toBe('bank00:2')
  })

  it('is not about what an agent did after the person had reacted', () => {
    expect(aboutWhich([shop, bank], { ...asked, frontTabId: 9, atMs: 350 })).toBe('bank00:1')
    // A clock that was set back must not leave it without anything to be about.
    expect(aboutWhich([shop, bank], { ...asked, atMs: 1 })).toBe('shop00:2')
  })

  it('is about nothing where no agent has acted', () => {
    expect(aboutWhich([], asked)).toBeNull()
  })
})
