/** Why a text is not the address of a collector, in words for the person who typed it. */
export class AddressError extends Error {
  override name = 'AddressError'
}

/** Brings a typed address into the form `https://host[:port][/path]`, or throws an {@link AddressError}. */
export function toCollectorAddress(text: string): string {
  const trimmed = text.trim()
  const example = 'it should look like https://collector.example or http://127.0.0.1:8787'
  if (!URL.canParse(trimmed)) throw new AddressError(`"${trimmed}" is not a web address; ${example}`)
  const url = new URL(trimmed)
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    throw new AddressError(`a collector is reached by http or https, not by ${url.protocol.slice(0, -1)}; ${example}`)
  }
  if (url.username !== '' || url.password !== '') {
    throw new AddressError('the address must not hold a user name or password; the token has a field of its own')
  }
  if (url.search !== '' || url.hash !== '') throw new AddressError('the address of a collector has no "?" and no "#"')
  return `${url.origin}${url.pathname.replace(/\/+$/, '')}`
}
