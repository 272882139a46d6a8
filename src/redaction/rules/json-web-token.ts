import type { TextRule } from '#redaction/rule.ts'

export const jsonWebToken: TextRule = {
  id: 'json-web-token',
  why: 'signed sign-in tokens: whoever holds one is signed in',
  pattern: /\beyJ[A-Za-z0-9_-]{8,4096}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*/g,
  keywords: ['eyj'],
  secrets: [
    {
      text: 'token=eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0xx.c2lnbmF0dXJl',
      secret: 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0xx.c2lnbmF0dXJl',
    },
    {
      text: '{"jwt":"eyJ0eXAiOiJKV1QiLCJhbGciOiJub25lIn0.eyJhZG1pbiI6dHJ1ZX0."}',
      secret: 'eyJ0eXAiOiJKV1QiLCJhbGciOiJub25lIn0.eyJhZG1pbiI6dHJ1ZX0.',
    },
    {
      text: 'a eyJhbGciOiJFUzI1NiJ9abc.eyJpc3MiOiJ0ZXN0In0abc.sig-_sig b',
      secret: 'eyJhbGciOiJFUzI1NiJ9abc.eyJpc3MiOiJ0ZXN0In0abc.sig-_sig',
    },
  ],
  harmless: [
    'eyJ is how base64 of {" begins',
    'file.name.extension',
    'version 1.2.3 of eyjafjallajokull.volcano.example',
  ],
}
