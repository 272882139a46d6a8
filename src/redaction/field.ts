/** What is known of a form field without reading its value. */
export interface FieldFacts {
  type: string
  autocomplete: string
  /** name, id, placeholder, aria-label and the text of its labels. */
  cues: readonly string[]
  /** Whether the field has been of type password at any time (a "show password" button changes the type). */
  wasPassword: boolean
}

const autocompleteTokens = new Set([
  'current-password',
  'new-password',
  'one-time-code',
  'cc-name',
  'cc-given-name',
  'cc-additional-name',
  'cc-family-name',
  'cc-number',
  'cc-exp',
  'cc-exp-month',
  'cc-exp-year',
  'cc-csc',
  'cc-type',
])

// Whole words only, after camelCase, digits and separators were split off: "pinterest" and "shopping" are no secrets.
const cueWords = new RegExp(
  `(?<![\\p{L}\\p{N}])(?:${[
    'password|passwd|passphrase|passcode|pwd|pw|(?:user|login) ?pass|pass word|pass phrase|pass code',
    'passwort|kennwort|contraseña|contrasena|contrasenya|senha|palavra passe|mot de passe|motdepasse|wachtwoord|hasło|haslo',
    'parola|parolă|salasana|lösenord|losenord|passord|adgangskode|kodeord|heslo|jelszó|jelszo|lozinka|parool|slaptažodis',
    'şifre|sifre|kata sandi|mật khẩu|пароль|парола|лозинка|κωδικός|סיסמה|كلمة المرور|كلمة السر|पासवर्ड',
    'otp|totp|one time code|one time password|verification code|bestätigungscode|sms code',
    'cvc|cvv|csc|security code|sicherheitscode|card number|cardnumber|kartennummer|numero de tarjeta|número de tarjeta|numéro de carte|iban',
    'credit card|creditcard|debit card|debitcard|cc (?:number|num|no)|ccnumber|ccnum|kreditkarte|kreditkartennummer|carte de crédit|carte bancaire',
    'pin|pin code|ssn|social security number|api key|apikey|api token|access token|secret|secret key|private key|seed phrase|recovery phrase',
  ].join('|')})(?![\\p{L}\\p{N}])`,
  'iu',
)

/** What names a field is short; more is a text that happens to stand there. */
const longestCue = 500

// Written without spaces between words.
const cueCharacters = /密码|密碼|口令|验证码|驗證碼|パスワード|暗証番号|비밀번호|패스워드|รหัสผ่าน/u

/**
 * The rule by which a field's value must never be recorded, or null. This floor cannot be lifted by any setting.
 * Structural on purpose: patterns on text cannot carry the promise alone.
 */
export function sensitiveFieldRule(
  facts: FieldFacts,
): 'password-field' | 'payment-field' | 'secret-field' | 'hidden-field' | null {
  const type = facts.type.toLowerCase()
  if (type === 'password' || facts.wasPassword) return 'password-field'
  if (type === 'hidden') return 'hidden-field'
  for (const token of facts.autocomplete.toLowerCase().split(/\s+/)) {
    if (!autocompleteTokens.has(token)) continue
    if (token.startsWith('cc-')) return 'payment-field'
    return token === 'one-time-code' ? 'secret-field' : 'password-field'
  }
  for (const cue of facts.cues) {
    const words = cue
      .slice(0, longestCue)
      .normalize('NFKC')
      .replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
      .replace(/(\p{L})(\p{N})|(\p{N})(\p{L})/gu, '$1$3 $2$4')
      .replace(/[\s_\-.:/[\]]+/g, ' ')
    if (cueWords.test(words) || cueCharacters.test(words)) return 'secret-field'
  }
  return null
}

/** What stands in a recording instead of a value. Says the rule, never the length. */
export function placeholderFor(rule: string): string {
  return `<${rule}>`
}
