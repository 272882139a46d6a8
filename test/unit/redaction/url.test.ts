import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { redactUrl } from '#redaction/url.ts'

describe('redactUrl', () => {
  it.each([
    ['https://shop.example/p?token=abc123', 'https://shop.example/p?token=<url-secret>'],
    ['https://shop.example/p?a=1&access_token=abc&b=2', 'https://shop.example/p?a=1&access_token=<url-secret>&b=2'],
    ['https://shop.example/#id_token=abc&x=1', 'https://shop.example/#id_token=<url-secret>&x=1'],
    [
      'https://shop.example/?X-Amz-Signature=0f0f&X-Amz-Date=1',
      'https://shop.example/?X-Amz-Signature=<url-secret>&X-Amz-Date=1',
    ],
    ['https://shop.example/cb?code=4%2F0A&state=xyz', 'https://shop.example/cb?code=<url-secret>&state=<url-secret>'],
    ['https://shop.example/reset?reset-token=abc', 'https://shop.example/reset?reset-token=<url-secret>'],
    ['https://ada:hunter2@shop.example/p', 'https://<user>@shop.example/p'],
    ['ftp://ada@files.example/', 'ftp://<user>@files.example/'],
    ['/basket?PHPSESSID=1&sid=abc', '/basket?PHPSESSID=1&sid=<url-secret>'],
    ['https://shop.example/?redirect=%2Fp&pwd=a b', 'https://shop.example/?redirect=%2Fp&pwd=<url-secret> b'],
  ])('%s becomes %s', (url, expected) => {
    expect(redactUrl(url).url).toBe(expected)
  })

  it.each([
    'https://shop.example/search?q=token+economy&page=2',
    'https://shop.example/code/review?monkey=1&author=ada&assign=bo',
    'https://shop.example/@ada/posts?zipcode=80331&keyword=tea',
    'mailto:ada@shop.example',
    'https://shop.example/?token=',
    'about:blank',
    '',
  ])('%s stays byte for byte', (url) => {
    expect(redactUrl(url)).toEqual({ url, replacements: 0 })
  })

  it('leaves nothing of a value that is longer than most', () => {
    const assertion = 'Zm9v'.repeat(5_000)
    expect(redactUrl(`https://sso.example/acs?SAMLResponse=${assertion}&RelayState=a`).url).toBe(
      'https://sso.example/acs?SAMLResponse=<url-secret>&RelayState=a',
    )
  })

  it('counts what it replaced, and finds nothing more in what it wrote', () => {
    const first = redactUrl('https://a:b@c.example/?token=1&key=2#sig=3')
    expect(first.replacements).toBe(4)
    expect(redactUrl(first.url)).toMatchObject({ url: first.url })
  })

  it('never lets a secret parameter through, wherever in the address it stands', () => {
    const value = fc.stringMatching(/^[A-Za-z0-9%._~-]{6,40}$/).map((text) => `S${text}`)
    const name = fc.constantFrom(
      'token',
      'access_token',
      'id-token',
      'apikey',
      'API_KEY',
      'client_secret',
      'sig',
      'session',
      'otp',
      'code',
    )
    const harmless = fc.array(fc.stringMatching(/^[a-z]{1,5}=[a-z0-9]{0,5}$/), { maxLength: 4 })
    fc.assert(
      fc.property(
        value,
        name,
        harmless,
        harmless,
        fc.constantFrom('?', '#'),
        (secret, parameter, before, after, lead) => {
          const url = `https://shop.example/p${lead}${[...before, `${parameter}=${secret}`, ...after].join('&')}`
          expect(redactUrl(url).url).not.toContain(secret)
        },
      ),
    )
  })
})
