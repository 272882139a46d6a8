import { sensitiveFieldRule } from './field.ts'

const secretParameter =
  /^(?:.*[_-])?(?:token|code|password|passwd|pwd|secret|key|apikey|api_key|sig|signature|auth|authorization|session|sessionid|sid|jwt|ticket|state|nonce|otp|samlresponse|samlrequest|credential|assertion|x-amz-signature|x-amz-credential|x-amz-security-token)$/i

/**
 * Masks user information and secret-looking parameter values of a URL, in query and fragment.
 * Keeps everything else byte for byte. Works on addresses inside other text too: nothing it takes holds a quote.
 */
export function redactUrl(url: string): { url: string; replacements: number } {
  let replacements = 0
  const withoutUser = url.replace(/^([a-z][a-z0-9+.-]{0,30}:\/\/)[^/?#@]{1,2048}@/i, (_all, scheme: string) => {
    replacements++
    return `${scheme}<user>@`
  })
  const masked = withoutUser.replace(
    /([?&#;])([^=&#;?\s"'<>\\]{1,128})=([^&#;\s"'<>\\]+)/g,
    (all, lead: string, name: string, value: string) => {
      if (value === '<url-secret>' || !(secretParameter.test(name) || namesSecret(name))) return all
      replacements++
      return `${lead}${name}=<url-secret>`
    },
  )
  return { url: masked, replacements }
}

/** What would be a secret in a field of that name is one in an address too: forms send their fields there. */
function namesSecret(name: string): boolean {
  return sensitiveFieldRule({ type: '', autocomplete: '', cues: [name], wasPassword: false }) !== null
}
