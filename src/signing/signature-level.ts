import { CMS_OID } from '#codec/cms/oids.ts'
import type { SignedData } from '#codec/cms/signed-data.ts'
import type { SignerInfo } from '#codec/cms/signer-info.ts'
import type { NotEvaluated, SignatureLevel } from './contract.ts'

/** The level that a signer's attributes have, by form alone (EN 319 122-1 §6.1). */
export function signatureLevel(
  { crlsDer, ocspResponsesDer, otherRevocations }: SignedData,
  { signedAttributes, unsignedAttributes }: SignerInfo,
): SignatureLevel {
  if (signedAttributes === undefined || signedAttributes.signingCertificates.length === 0)
    return 'CMS'
  const unsigned = new Set(unsignedAttributes.map(({ oid }) => oid))
  if (ARCHIVES.some((oid) => unsigned.has(oid))) return 'CAdES-LTA'
  const hasStatus =
    crlsDer.length + ocspResponsesDer.length + otherRevocations.length > 0 ||
    unsigned.has(CMS_OID.revocationValues)
  if (unsigned.has(CMS_OID.signatureTimeStamp)) return hasStatus ? 'CAdES-LT' : 'CAdES-T'
  const hasPolicy = signedAttributes.all.some(({ oid }) => oid === CMS_OID.signaturePolicy)
  return hasPolicy ? 'CAdES-EPES' : 'CAdES-BES'
}

/** What a signer carries that is not verified here, each once. */
export function notEvaluated(
  { otherCertificates }: SignedData,
  { signedAttributes, unsignedAttributes }: SignerInfo,
): readonly NotEvaluated[] {
  const attributes = [...(signedAttributes?.all ?? []), ...unsignedAttributes]
  const named = attributes.flatMap(({ oid }) => NOT_EVALUATED.get(oid) ?? [])
  const { attributeV1, attributeV2 } = otherCertificates
  if (attributeV1 + attributeV2 > 0) named.push('attribute-certificate')
  return [...new Set(named)]
}

const ARCHIVES: readonly string[] = [
  CMS_OID.archiveTimeStamp,
  CMS_OID.archiveTimeStampV2,
  CMS_OID.archiveTimeStampV3,
  CMS_OID.longTermValidation,
]

const NOT_EVALUATED: ReadonlyMap<string, NotEvaluated> = new Map<string, NotEvaluated>([
  [CMS_OID.signaturePolicy, 'signature-policy'],
  [CMS_OID.archiveTimeStamp, 'archive-time-stamp-v1'],
  [CMS_OID.archiveTimeStampV2, 'archive-time-stamp-v2'],
  [CMS_OID.longTermValidation, 'long-term-validation'],
  [CMS_OID.escTimeStamp, 'cades-c-time-stamp'],
  [CMS_OID.certCrlTimeStamp, 'references-time-stamp'],
  [CMS_OID.evidenceRecordInternal, 'evidence-record'],
  [CMS_OID.evidenceRecordExternal, 'evidence-record'],
  [CMS_OID.signerAttributes, 'attribute-certificate'],
  [CMS_OID.signerAttributesV2, 'attribute-certificate'],
])
