import { nameOf, roleOf } from '#content/target/role-name.ts'
import { findAll, propertyOf } from '#content/target/tree.ts'
import type { SelectorStrategy } from './strategy.ts'

/** Computing names is dear; past this many elements that may have the role, uniqueness is not claimed. */
const candidateLimit = 60

/** Tags that have a role without saying so. A role that is not here is looked for on the element's own tag. */
const tagsOfRole: Readonly<Record<string, string>> = {
  button: 'button, input, summary',
  checkbox: 'input',
  combobox: 'select, input',
  heading: 'h1, h2, h3, h4, h5, h6',
  img: 'img, svg',
  link: 'a, area',
  listbox: 'select, datalist',
  option: 'option',
  radio: 'input',
  searchbox: 'input',
  slider: 'input',
  spinbutton: 'input',
  textbox: 'input, textarea',
}

export const aria: SelectorStrategy = {
  kind: 'aria',
  select({ element, root, role, name }) {
    if (name === '') return null
    // By name alone it would also find whatever has that name and a role.
    if (role === null) return { value: name, unique: false }
    const value = `${name}[role="${role}"]`
    const candidates = findAll(
      root,
      `${CSS.escape(propertyOf(element, 'localName'))}, ${tagsOfRole[role] ?? '[role]'}, [role]`,
      candidateLimit,
    )
    if (candidates.length > candidateLimit) return { value, unique: false }
    let matches = 0
    for (const candidate of candidates) {
      if (roleOf(candidate) === role && nameOf(candidate) === name) matches++
      if (matches > 1) break
    }
    return { value, unique: matches === 1 }
  },
}
