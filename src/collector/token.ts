import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'

/** A token nobody can guess, of characters that survive a header, a command line and a double click. */
export function createToken(): string {
  return randomBytes(24).toString('hex')
}

/** Whether an Authorization header carries the token; takes as long for a nearly right one as for a wrong one. */
export function isAuthorized(header: string | undefined, token: string): boolean {
  const given = /^Bearer +(\S+) *$/i.exec(header ?? '')?.[1] ?? ''
  return timingSafeEqual(digest(given), digest(token)) && given !== ''
}

/** Equal lengths, which `timingSafeEqual` demands and which hide the length of the token. */
function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
