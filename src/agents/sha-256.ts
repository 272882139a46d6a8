/**
 * SHA-256 (FIPS 180-4) of bytes, in hex. For pages from which the browser keeps its own; a library's costs every page
 * five times as much.
 */
export function sha256(bytes: Uint8Array): string {
  const { length } = bytes
  const words = new Int32Array((((length + 8) >> 6) + 1) * 16)
  const put = (place: number, byte: number): void => {
    words[place >> 2] = at(words, place >> 2) | (byte << (24 - (place & 3) * 8))
  }
  for (let i = 0; i < length; i++) put(i, bytes[i] ?? 0)
  put(length, 0x80)
  words[words.length - 2] = length / 2 ** 29
  words[words.length - 1] = length << 3

  const { constants, hash } = fractions()
  const schedule = new Int32Array(64)
  for (let block = 0; block < words.length; block += 16) {
    // Plain variables: a destructured array costs twenty times as much.
    let [a, b, c, d] = [at(hash, 0), at(hash, 1), at(hash, 2), at(hash, 3)]
    let [e, f, g, h] = [at(hash, 4), at(hash, 5), at(hash, 6), at(hash, 7)]
    for (let i = 0; i < 64; i++) {
      const w15 = at(schedule, i - 15)
      const w2 = at(schedule, i - 2)
      const s0 = turn(w15, 7) ^ turn(w15, 18) ^ (w15 >>> 3)
      const s1 = turn(w2, 17) ^ turn(w2, 19) ^ (w2 >>> 10)
      schedule[i] = i < 16 ? at(words, block + i) : at(schedule, i - 16) + s0 + at(schedule, i - 7) + s1
      const s4 = turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)
      const one = h + s4 + ((e & f) ^ (~e & g)) + at(constants, i) + at(schedule, i)
      const two = (turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))
      h = g
      g = f
      f = e
      e = (d + one) | 0
      d = c
      c = b
      b = a
      a = (one + two) | 0
    }
    add(hash, a, b, c, d, e, f, g, h)
  }
  let hex = ''
  for (let i = 0; i < 8; i++) hex += (at(hash, i) >>> 0).toString(16).padStart(8, '0')
  return hex
}

/** The first 32 bits behind the point: of the cube roots of the first 64 primes, and of the square roots of eight. */
function fractions(): { constants: Int32Array; hash: Int32Array } {
  const constants = new Int32Array(64)
  const hash = new Int32Array(8)
  let count = 0
  for (let candidate = 2; count < 64; candidate++) {
    let isPrime = true
    for (let factor = 2; factor * factor <= candidate; factor++) isPrime &&= candidate % factor > 0
    if (!isPrime) continue
    if (count < 8) hash[count] = (candidate ** (1 / 2) * 2 ** 32) | 0
    constants[count++] = (candidate ** (1 / 3) * 2 ** 32) | 0
  }
  return { constants, hash }
}

function add(hash: Int32Array, ...values: number[]): void {
  for (let i = 0; i < 8; i++) hash[i] = at(hash, i) + (values[i] ?? 0)
}

function turn(word: number, bits: number): number {
  return (word >>> bits) | (word << (32 - bits))
}

function at(words: Int32Array, place: number): number {
  return words[place] ?? 0
}
