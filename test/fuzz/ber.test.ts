import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { normaliseBer } from '#codec/ber/normalise.ts'
import { hasDerForm } from '#codec/ber/scan.ts'
import { CMS_LIMITS } from '#codec/cms/bounds.ts'
import { decodeDer } from '#codec/der/decode.ts'
import { fromHex, toHex } from '#kernel/bytes.ts'
import { mutations } from '../support/mutations.ts'

fc.configureGlobal({ seed: 690 })

/** A message of the kind that streams write: indefinite lengths, content in segments. */
const STREAM =
  fromHex(
    `3080 06092a864886f70d010702 a080 3080 020101 310d300b0609608648016503040201
     3080 06092a864886f70d010701 a080 2480 04025468 040369732e 0000 0000 0000
     a080 3003020101 0000 3100 0000 0000 0000`,
  ) ?? new Uint8Array()

/** What comes out is in DER's form, comes out of itself unchanged, and knows where it came from. */
function check(octets: Uint8Array): boolean {
  const read = normaliseBer(octets, CMS_LIMITS)
  if (!read.ok) {
    assert.equal(typeof read.detail['offset'], 'number')
    return false
  }
  const { der, isBer, original } = read.value
  assert.ok(hasDerForm(der, CMS_LIMITS))
  assert.equal(isBer, der !== octets)
  assert.equal(toHex(original(der)), toHex(octets))
  const again = normaliseBer(der, CMS_LIMITS)
  assert.ok(again.ok && again.value.der === der)
  assert.ok(decodeDer(der, (reader) => reader.any(''), CMS_LIMITS).ok)
  return true
}

test('octets of chance', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), (octets) => {
      check(octets)
    }),
    { numRuns: 2000 },
  )
})

test('octets that like to be BER', () => {
  const octet = fc.constantFrom(0x00, 0x01, 0x02, 0x04, 0x24, 0x30, 0x80, 0x81, 0x82, 0xa0, 0xff)
  let read = 0
  fc.assert(
    fc.property(fc.array(octet, { maxLength: 40 }), (octets) => {
      if (check(Uint8Array.from(octets))) read++
    }),
    { numRuns: 5000 },
  )
  assert.ok(read > 10, `${read} read`)
})

test('a stream after any change', () => {
  assert.ok(check(STREAM))
  let read = 0
  fc.assert(
    fc.property(mutations(STREAM), (octets) => {
      if (check(octets)) read++
    }),
    { numRuns: 3000 },
  )
  assert.ok(read > 100, `${read} read`)
})
