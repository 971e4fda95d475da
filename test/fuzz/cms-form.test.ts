import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { BER_VALUES_MAX, normaliseBer } from '#codec/ber/normalise.ts'
import { parseAtsHashIndex } from '#codec/cms/ats-hash-index.ts'
import { attributeValues } from '#codec/cms/attribute.ts'
import { CMS_LIMITS } from '#codec/cms/bounds.ts'
import { CMS_OID } from '#codec/cms/oids.ts'
import { parseCertificateReferences, parseRevocationReferences } from '#codec/cms/references.ts'
import { parseSignaturePolicy } from '#codec/cms/signature-policy.ts'
import { parseSignedData, type SignedData } from '#codec/cms/signed-data.ts'
import { parseCounterSignature, type SignerInfo } from '#codec/cms/signer-info.ts'
import { parseCertificateValues, parseRevocationValues } from '#codec/cms/validation-values.ts'
import { parseTimeStampToken } from '#codec/tsp/time-stamp-token.ts'
import { concatBytes, equalBytes } from '#kernel/bytes.ts'
import type { Result } from '#kernel/result.ts'
import { encodedOctets, filesUnder, fuzzParser } from '../support/parser-fuzz.ts'
import { vectorTest } from '../support/vectors.ts'

fc.configureGlobal({ seed: 5652 })

/** A signed document is a document of a few kilobytes; walking it a thousand times takes seconds. */
const SAMPLE_OCTETS_MAX = 40_000
const RUNS = 150

/** Whatever BER is read, the DER brought out of it is read, and says the same. */
function checkSignedData(value: SignedData, octets: Uint8Array): void {
  const source = normaliseBer(octets, CMS_LIMITS)
  assert.ok(source.ok)
  assert.equal(source.value.isBer, value.isBer)
  const again = parseSignedData(source.value.der)
  assert.ok(again.ok)
  assert.equal(again.value.isBer, false)
  assert.equal(again.value.contentType, value.contentType)
  assert.deepEqual(again.value.content, value.content)
  assert.equal(again.value.signers.length, value.signers.length)
  for (const [index, { signature, signedAttributes }] of value.signers.entries()) {
    const other: SignerInfo | undefined = again.value.signers[index]
    assert.ok(other !== undefined && equalBytes(other.signature, signature))
    assert.deepEqual(other.signedAttributes?.toBeSignedDer, signedAttributes?.toBeSignedDer)
  }
}

const VALUE_PARSERS: Readonly<Record<string, (octets: Uint8Array) => Result<unknown, string>>> = {
  [CMS_OID.counterSignature]: parseCounterSignature,
  [CMS_OID.signatureTimeStamp]: parseTimeStampToken,
  [CMS_OID.archiveTimeStampV3]: parseTimeStampToken,
  [CMS_OID.certificateValues]: parseCertificateValues,
  [CMS_OID.revocationValues]: parseRevocationValues,
  [CMS_OID.certificateReferences]: parseCertificateReferences,
  [CMS_OID.revocationReferences]: parseRevocationReferences,
  [CMS_OID.atsHashIndexV3]: (octets) => parseAtsHashIndex(3, octets),
  [CMS_OID.signaturePolicy]: parseSignaturePolicy,
}

for (const [suite, samplesMin] of [
  ['rfc4134', 10],
  ['dss-cades', 10],
] as const)
  vectorTest(suite, 'signed data after any change is read or refused', (folder) => {
    let samples = 0
    let values = 0
    for (const path of filesUnder(folder)) {
      const octets = encodedOctets(path)
      const parsed = octets && parseSignedData(octets)
      if (octets === undefined || parsed?.ok !== true || octets.length > SAMPLE_OCTETS_MAX) continue
      samples++
      fuzzParser({ parse: parseSignedData, check: checkSignedData }, octets, RUNS)
      for (const signer of parsed.value.signers)
        for (const [oid, parse] of Object.entries(VALUE_PARSERS))
          for (const value of attributeValues(
            [...signer.unsignedAttributes, ...(signer.signedAttributes?.all ?? [])],
            oid,
          )) {
            if (!parse(value).ok) continue
            values++
            fuzzParser({ parse }, value, RUNS)
          }
    }
    assert.ok(samples >= samplesMin, `${samples} samples`)
    assert.ok(values >= 1)
  })

test('the worst nesting and segmenting ends at a bound, not in memory', () => {
  const size = 4_000_000
  const head = new Uint8Array(
    Buffer.from('3080 06092a864886f70d010702 a080'.replaceAll(' ', ''), 'hex'),
  )
  for (const [pattern, refusal] of [
    ['3080', 'der-too-deep'],
    ['2480', 'der-too-deep'],
    ['0400', 'der-too-many-values'],
    ['24800000', 'der-too-many-values'],
    ['a000', 'der-too-many-values'],
  ] as const) {
    const octets = concatBytes(head, Buffer.alloc(size, Buffer.from(pattern, 'hex')))
    const parsed = parseSignedData(octets)
    assert.equal(parsed.ok ? undefined : parsed.refusal, refusal, pattern)
  }
  assert.ok(size > 2 * BER_VALUES_MAX)
})
