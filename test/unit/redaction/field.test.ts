import { describe, expect, it } from 'vitest'
import { placeholderFor, sensitiveFieldRule, type FieldFacts } from '#redaction/field.ts'

const plain: FieldFacts = { type: 'text', autocomplete: '', cues: [], wasPassword: false }
const ruleFor = (facts: Partial<FieldFacts>) => sensitiveFieldRule({ ...plain, ...facts })

describe('sensitiveFieldRule', () => {
  it.each([
    ['password', 'password-field'],
    ['PassWord', 'password-field'],
    ['hidden', 'hidden-field'],
    ['text', null],
    ['email', null],
    ['search', null],
    ['number', null],
    ['', null],
  ])('type %j → %s', (type, rule) => {
    expect(ruleFor({ type })).toBe(rule)
  })

  it('does not forget a password field when "show password" changes its type', () => {
    expect(ruleFor({ type: 'text', wasPassword: true })).toBe('password-field')
  })

  it.each([
    ['current-password', 'password-field'],
    ['new-password', 'password-field'],
    ['section-login current-password webauthn', 'password-field'],
    ['New-Password', 'password-field'],
    ['one-time-code', 'secret-field'],
    ['cc-number', 'payment-field'],
    ['section-a billing cc-csc', 'payment-field'],
    ['shipping  cc-exp-month', 'payment-field'],
    ['cc-name', 'payment-field'],
    ['off', null],
    ['on', null],
    ['username', null],
    ['email webauthn', null],
    ['shipping street-address', null],
    ['postal-code', null],
    ['bday', null],
  ])('autocomplete %j → %s', (autocomplete, rule) => {
    expect(ruleFor({ autocomplete })).toBe(rule)
  })

  // In the words, spellings and compounds that pages use.
  it.each([
    'password',
    'PASSWORD',
    'userPassword',
    'user_password',
    'user_pass',
    'pw',
    'user-password-confirm',
    'user[password]',
    'login:password',
    'password2',
    'passwd1',
    'pwd',
    'Enter your passphrase',
    'otp1',
    'otp-4',
    'pin4',
    'PIN',
    'cvv2',
    'cvc',
    'cardNumber',
    'card_number',
    'Card number',
    'security code',
    'Verification code',
    'apiKey',
    'api-key',
    'myAPIKey',
    'client_secret',
    'secretQuestion',
    'SSN',
    'IBAN',
    'Seed phrase',
    'Ｐａｓｓｗｏｒｄ',
    'Passwort',
    'Passwort wiederholen',
    'Kennwort',
    'Kartennummer',
    'Sicherheitscode',
    'contraseña',
    'contrasen\u0303a',
    'contrasena_nueva',
    'senha',
    'Mot de passe',
    'motDePasse',
    'wachtwoord',
    'Hasło',
    'parola',
    'şifre',
    'salasana',
    'lösenord',
    'adgangskode',
    'passord',
    'heslo',
    'jelszó',
    'пароль',
    'Введите пароль',
    'парола',
    'κωδικός',
    'סיסמה',
    'كلمة المرور',
    '密码',
    '请输入密码',
    '密碼',
    '验证码',
    'パスワード',
    'パスワードを入力',
    '비밀번호',
    'รหัสผ่าน',
    'mật khẩu',
  ])('the cue %j makes a secret field', (cue) => {
    expect(ruleFor({ cues: ['', cue] })).toBe('secret-field')
  })

  // False friends.
  it.each([
    'pinterest',
    'shopping',
    'shipping',
    'spinner',
    'opinion',
    'secretary',
    'passenger',
    'passport',
    'compass',
    'bypass',
    'assignment',
    'mission',
    'session',
    'classnames',
    'keyword',
    'monkey',
    'promo code',
    'zip code',
    'country code',
    'discountCode',
    'card holder',
    'business card',
    'urban',
    'search',
    'quantity',
    'tokenize',
    '',
  ])('the cue %j makes none', (cue) => {
    expect(ruleFor({ cues: [cue] })).toBeNull()
  })

  it('names the rule in the placeholder, and never the length', () => {
    expect(placeholderFor('password-field')).toBe('<password-field>')
  })
})
