/** Builds a DOM element with attributes and children, so that no view has to write HTML strings. */
export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Record<string, string> = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[Tag] {
  const node = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value)
  node.append(...children)
  return node
}

/** Finds an element the page's own HTML must contain, or says which one is missing. */
export function required<Type extends Element>(
  selector: string,
  type: abstract new (...args: never[]) => Type,
  root: ParentNode = document,
): Type {
  const found = root.querySelector(selector)
  if (found instanceof type) return found
  throw new Error(`The page has no ${type.name} at ${selector}`)
}
