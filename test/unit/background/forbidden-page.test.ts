import { describe, expect, it } from 'vitest'
import { stubExtension } from './content-script.ts'

stubExtension()
const { forbiddenPage, pageName } = await import('#background/content-scripts.ts')

describe('forbiddenPage', () => {
  it.each([
    'chrome://settings/',
    'about:config',
    'edge://flags',
    'devtools://devtools/bundled/inspector.html',
    'view-source:https://shop.example/',
    'moz-extension://0000/options.html',
    'chrome-extension://abc/popup.html',
    'https://chromewebstore.google.com/detail/x',
    'https://addons.mozilla.org/en-US/firefox/',
  ])('says why %s is not recorded', (url) => {
    expect(forbiddenPage(url)).toContain(pageName(url))
  })

  it.each([
    'https://shop.example/',
    'http://localhost:3000/',
    'file:///tmp/page.html',
    'about:blank',
    'about:srcdoc',
    '',
    'https://addons.mozilla.org.shop.example/',
    'https://shop.example/?u=chrome://settings',
  ])('has nothing against %j', (url) => {
    expect(forbiddenPage(url)).toBeNull()
  })
})

describe('pageName', () => {
  it('leaves out what may be private', () => {
    expect(pageName('https://shop.example/p?token=1#x')).toBe('https://shop.example/p')
    expect(pageName('')).toBe('this page')
  })
})
