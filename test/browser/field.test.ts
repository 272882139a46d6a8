import { afterEach, describe, expect, it } from 'vitest'
import { editorOf, fieldRule, fieldValue, isEditable, isTextField, isToggle, keepsText } from '#content/field.ts'

afterEach(() => {
  document.body.replaceChildren()
})

function show<E extends Element = HTMLInputElement>(
  html: string,
  selector = 'input, textarea, select, [contenteditable], button',
): E {
  document.body.setHTMLUnsafe(html)
  return document.querySelector<E>(selector)!
}

describe('the rule of a field', () => {
  it.each([
    ['<input type="password">', 'password-field'],
    ['<input type="PASSWORD">', 'password-field'],
    ['<input type="hidden">', 'hidden-field'],
    ['<input autocomplete="section-a one-time-code">', 'secret-field'],
    ['<input name="user[password]">', 'secret-field'],
    ['<input id="cvv2">', 'secret-field'],
    ['<input placeholder="Passwort">', 'secret-field'],
    ['<input aria-label="Security code">', 'secret-field'],
    ['<label>API key <input></label>', 'secret-field'],
    ['<label for="x">비밀번호</label><input id="x">', 'secret-field'],
    ['<textarea name="private_key"></textarea>', 'secret-field'],
    ['<select autocomplete="cc-exp-month"></select>', 'payment-field'],
    ['<input name="q">', null],
    ['<label>Shopping list <input></label>', null],
    ['<input type="email" name="pinterest">', null],
    ['<button>Password</button>', null],
    ['<div contenteditable></div>', null],
    ['<div contenteditable aria-label="API key"></div>', 'secret-field'],
    ['<div contenteditable data-placeholder="Password"></div>', 'secret-field'],
    ['<div contenteditable style="-webkit-text-security: disc"></div>', 'password-field'],
    ['<fieldset><legend>Verification code</legend><input aria-label="Digit 1"></fieldset>', 'secret-field'],
    ['<div role="group" aria-label="One time code"><input aria-label="Digit 1"></div>', 'secret-field'],
    ['<fieldset><legend>Delivery</legend><input aria-label="Street"></fieldset>', null],
    ['<label>Credit card <input name="cc"></label>', 'secret-field'],
    ['<input name="ccnumber">', 'secret-field'],
    ['<label>Cc <input name="cc"></label>', null],
  ])('of %s is %s', (html, rule) => {
    expect(fieldRule(show(html))).toBe(rule)
  })

  it('stays with a password field whose type a "show password" button changes', () => {
    const input = show('<input type="password">')
    expect(fieldRule(input)).toBe('password-field')
    input.type = 'text'
    expect(fieldRule(input)).toBe('password-field')
    const clone = input.cloneNode() as Element
    expect(fieldRule(clone)).toBeNull()
  })

  it('does not depend on what a form hides', () => {
    expect(fieldRule(show('<form><input type="password" name="getAttribute"><input name="type"></form>'))).toBe(
      'password-field',
    )
  })
})

describe('kinds of fields', () => {
  it.each([
    ['<input>', true],
    ['<input type="search">', true],
    ['<input type="date">', true],
    ['<input type="nobody-knows">', true],
    ['<input type="checkbox">', false],
    ['<input type="file">', false],
    ['<input type="submit">', false],
    ['<input type="image">', false],
    ['<textarea></textarea>', true],
    ['<select></select>', false],
    ['<div contenteditable></div>', false],
  ])('%s is a text field: %s', (html, is) => {
    expect(isTextField(show(html))).toBe(is)
  })

  it('toggles are boxes and radio buttons', () => {
    expect(['checkbox', 'RADIO', 'text'].map((type) => isToggle(show(`<input type="${type}">`)))).toEqual([
      true,
      true,
      false,
    ])
  })

  it('an editor is the outermost editable element', () => {
    const inner = show('<section><div contenteditable><p>a <b>b</b></p></div></section>', 'b')
    expect(isEditable(inner)).toBe(true)
    expect(editorOf(inner)).toBe(document.querySelector('[contenteditable]'))
    expect(isEditable(document.querySelector('section')!)).toBe(false)
  })

  it('the content of an editor is what a person reads', () => {
    expect(fieldValue(show('<div contenteditable>a<br>b<span hidden>c</span></div>'))).toBe('a\nb')
  })
})

describe('what an edit leaves of the text before', () => {
  /** A trusted edit of the part between two places, as the browser makes it. */
  function byHand(before: string, from: number, to: number, typed: string): boolean {
    const field = show('<input>')
    field.value = before
    let keeps: boolean | undefined
    field.addEventListener('input', (event) => {
      expect(event.isTrusted).toBe(true)
      keeps = keepsText(event, field, before)
    })
    field.focus()
    field.setSelectionRange(from, to)
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- nothing else makes a trusted edit
    document.execCommand(typed === '' ? 'delete' : 'insertText', false, typed)
    return keeps!
  }

  it.each([
    ['a letter into an empty field', '', 0, 0, 'a', false],
    ['a letter in the place of all', '12', 0, 2, '1', false],
    ['a letter added', 'a', 1, 1, 'b', true],
    ['all deleted', 'ab', 0, 2, '', false],
    ['a part deleted', 'ab', 1, 2, '', true],
  ] as const)('%s', (_what, before, from, to, typed, keeps) => {
    expect(byHand(before, from, to, typed)).toBe(keeps)
  })

  it.each([
    ['adds', 'Leave it', 'Leave it there', true],
    ['cuts', 'Leave it there', 'Leave it', true],
    ['replaces', 'Leave it', 'Take it', false],
    ['empties', 'Leave it', '', false],
    ['fills', '', 'Leave it', false],
  ])('a script that %s', (_what, before, value, keeps) => {
    const event = new Event('input')
    const field = show('<input>')
    field.value = value
    expect(keepsText(event, field, before)).toBe(keeps)
    // Of a rich editor only what its edits left is known.
    const editor = show('<div contenteditable></div>')
    editor.textContent = before
    keepsText(event, editor, undefined)
    editor.textContent = value
    expect(keepsText(event, editor, undefined)).toBe(keeps)
  })
})
