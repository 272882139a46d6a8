import type { TextRule } from '#redaction/rule.ts'

export const bearerToken: TextRule = {
  id: 'bearer-token',
  why: 'Authorization header values copied into prompts, logs and console output',
  pattern: /\bbearer\s{1,4}[A-Za-z0-9._~+/=-]{12,}/gi,
  keywords: ['bearer'],
  secrets: [
    { text: 'Authorization: Bearer abcDEF123456ghiJKL', secret: 'abcDEF123456ghiJKL' },
    { text: "curl -H 'authorization: bearer 0123456789abcdef0123'", secret: '0123456789abcdef0123' },
    { text: 'Bearer  a.b-c_d~e+f/g=h.i-j', secret: 'a.b-c_d~e+f/g=h.i-j' },
  ],
  harmless: ['the bearer of this letter', 'Bearer token is required', 'bearer bonds are rare'],
}
