import { decodeDer, type DerReader } from '#codec/der/decode.ts'
import { withSection } from '#codec/der/sections.ts'
import { TAG } from '#codec/der/tag.ts'
import { readAlgorithmIdentifier } from '#codec/x509/algorithm.ts'
import { hashAlgorithmOf } from '#codec/x509/signature-algorithm.ts'
import type { HashAlgorithm } from '#crypto/digest.ts'
import type { Result } from '#kernel/result.ts'
import { CMS_REFERENCES_MAX, CMS_VALUE_LIMITS } from './bounds.ts'
import type { CmsRefusal } from './refusal.ts'
import { CMS_SECTIONS } from './sections.ts'

/** SignaturePolicyIdentifier (EN 319 122-1 §5.2.9.1): under which rules was signed. */
export type SignaturePolicy =
  | { readonly kind: 'implied' }
  | {
      readonly kind: 'named'
      readonly oid: string
      /** `undefined` for a function this project does not compute. */
      readonly digest: HashAlgorithm | undefined
      /** The hash of the policy document. */
      readonly hash: Uint8Array
      /** SigPolicyQualifierInfos, under their identifiers. */
      readonly qualifiers: readonly { readonly oid: string; readonly valueDer: Uint8Array }[]
    }

/** Decodes the value of a signature-policy-identifier attribute. */
export function parseSignaturePolicy(valueDer: Uint8Array): Result<SignaturePolicy, CmsRefusal> {
  return withSection(
    decodeDer<SignaturePolicy, CmsRefusal>(valueDer, readPolicy, CMS_VALUE_LIMITS),
    CMS_SECTIONS,
  )
}

function readPolicy(reader: DerReader<CmsRefusal>): SignaturePolicy {
  if (reader.nextTag === TAG.null) {
    reader.nullValue('signaturePolicyImplied')
    return { kind: 'implied' }
  }
  return reader.sequence('signaturePolicyId', () => {
    const oid = reader.oid('sigPolicyId')
    const hash = reader.sequence('sigPolicyHash', () => ({
      digest: hashAlgorithmOf(readAlgorithmIdentifier(reader, 'hashAlgorithm')),
      hash: reader.octetString('hashValue'),
    }))
    const qualifiers = reader.optional(TAG.sequence, () =>
      reader.sequenceOf('sigPolicyQualifiers', () => readQualifier(reader), {
        atLeast: 1,
        atMost: CMS_REFERENCES_MAX,
      }),
    )
    return { kind: 'named', oid, ...hash, qualifiers: qualifiers ?? [] }
  })
}

function readQualifier(reader: DerReader<CmsRefusal>) {
  return reader.sequence('', () => ({
    oid: reader.oid('sigPolicyQualifierId'),
    valueDer: reader.any('sigQualifier').der,
  }))
}
