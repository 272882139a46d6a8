import { aria } from './aria.ts'
import { css } from './css.ts'
import { pierce } from './pierce.ts'
import type { SelectorStrategy } from './strategy.ts'
import { testId } from './test-id.ts'
import { text } from './text.ts'
import { xpath } from './xpath.ts'

/** Every way to find an element again, in order of preference. */
export const selectorStrategies: readonly SelectorStrategy[] = [testId, aria, css, text, xpath, pierce]
