const parameter = 'product'

/** The address of a product's details. */
export function productPath(productId: string): string {
  return `/?${new URLSearchParams({ [parameter]: productId })}`
}

/** Follows the shop's own links without leaving the document, and tells the listener which product to show. */
export function startRouting(onRoute: (productId: string | undefined) => void): void {
  const route = () => onRoute(new URLSearchParams(location.search).get(parameter) ?? undefined)

  document.addEventListener('click', (event) => {
    const link = event.target instanceof Element ? event.target.closest('a') : null
    if (!link || event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey)
      return
    if (link.origin !== location.origin || link.pathname !== '/') return
    event.preventDefault()
    if (link.href === location.href) return
    history.pushState(null, '', link.href)
    route()
    scrollTo(0, 0)
  })
  addEventListener('popstate', route)
  route()
}
