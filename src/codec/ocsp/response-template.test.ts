import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { SIGNATURE_ALGORITHMS } from '#codec/x509/algorithm.ts'
import { toHex } from '#kernel/bytes.ts'
import { instant } from '#kernel/instant.ts'
import { assembleOcspResponse, encodeResponseData } from './encode-response.ts'
import type { CertStatus } from './response.ts'
import { ResponseTemplate } from './response-template.ts'

fc.configureGlobal({ seed: 4242 })

const second = fc.nat({ max: 253_402_300_799 }).map((seconds) => instant(seconds * 1000))
const status: fc.Arbitrary<CertStatus> = fc.oneof(
  fc.constant({ state: 'good' } as const),
  fc.constant({ state: 'unknown' } as const),
  fc.record({
    state: fc.constant('revoked' as const),
    revokedAt: second,
    reason: fc.constantFrom(
      'unspecified' as const,
      'superseded' as const,
      'certificateHold' as const,
    ),
  }),
)
// Sizes on both sides of every change in the form of a length.
const statements = fc.array(
  fc.record({ certIdDer: fc.uint8Array({ minLength: 2, maxLength: 140 }), status }),
  { minLength: 1, maxLength: 64 },
)
const fields = fc.record({
  keyHash: fc.uint8Array({ minLength: 20, maxLength: 20 }),
  archiveCutoff: fc.option(second, { nil: undefined }),
  algorithm: fc.constantFrom(
    SIGNATURE_ALGORITHMS.ecdsaWithSHA256,
    SIGNATURE_ALGORITHMS.sha256WithRSAEncryption,
  ),
  certificateDer: fc.uint8Array({ maxLength: 70_000 }),
})

test('the template writes what the encoder writes, whatever is said', () => {
  fc.assert(
    fc.property(
      fields,
      fc.array(
        fc.record({
          statements,
          producedAt: second,
          nextUpdate: second,
          nonce: fc.option(fc.uint8Array({ minLength: 1, maxLength: 128 }), { nil: undefined }),
          signature: fc.uint8Array({ maxLength: 600 }),
        }),
        { minLength: 1, maxLength: 4 },
      ),
      (template, answers) => {
        const { keyHash, archiveCutoff, algorithm, certificateDer } = template
        const written = new ResponseTemplate(template)
        for (const { statements: all, producedAt, nextUpdate, nonce, signature } of answers) {
          const expected = encodeResponseData({
            responderId: { by: 'key', keyHash },
            producedAt,
            responses: all.map((one) => ({
              ...one,
              thisUpdate: producedAt,
              nextUpdate,
              archiveCutoff,
            })),
            nonce,
          })
          const tbsDer = written.responseData(all, producedAt, nextUpdate, nonce)
          assert.equal(toHex(tbsDer), toHex(expected))
          assert.equal(
            toHex(written.response(tbsDer, signature)),
            toHex(assembleOcspResponse(expected, algorithm, signature, certificateDer)),
          )
        }
      },
    ),
    { numRuns: 300 },
  )
})
