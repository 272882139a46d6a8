import { describe, expect, it } from 'vitest'
import { toStrokes } from '#background/strokes.ts'

describe('toStrokes', () => {
  it.each([
    ['Alt+Shift+Y', ['0101Y', '0101KeyY']],
    ['⌥⇧Y', ['0101Y', '0101KeyY']],
    ['Ctrl+1', ['10001', '1000Digit1']],
    ['MacCtrl+Command+Up', ['1010ARROWUP']],
    ['Ctrl+Shift+Comma', ['1001,']],
    ['F9', ['0000F9']],
    ['', []],
  ])('%s', (shortcut, strokes) => {
    expect(toStrokes([shortcut])).toEqual(strokes)
  })
})
