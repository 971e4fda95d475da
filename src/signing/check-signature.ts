import { CMS_OID } from '#codec/cms/oids.ts'
import { readsAsSignedAttributes, type SignedAttributes } from '#codec/cms/signed-attributes.ts'
import type { SignerInfo } from '#codec/cms/signer-info.ts'
import { TAG } from '#codec/der/tag.ts'
import type { AlgorithmIdentifier } from '#codec/x509/algorithm.ts'
import type { Certificate } from '#codec/x509/certificate.ts'
import { readKeyParameters } from '#codec/x509/key-parameters.ts'
import { OID } from '#codec/x509/oids.ts'
import { parsePssParameters } from '#codec/x509/signature-algorithm.ts'
import { equalBytes, toHex } from '#kernel/bytes.ts'
import type { CheckSheet } from '#kernel/check-sheet.ts'
import { formatInstant } from '#kernel/instant.ts'
import type { SignatureRefusal, SignerReport } from './contract.ts'
import { type FoundSigner, findSignerCertificate, refersTo } from './find-signer.ts'
import type { SignatureCheckId } from './messages.ts'
import type { SignatureTrust } from './ports.ts'
import type { OpenedSigner } from './signed-document.ts'
import { readSignerScheme } from './signer-scheme.ts'

/** What the signature that is checked must carry, by the format that it stands in. */
export type AttributeDemand = 'cms' | 'cades' | 'time-stamp'

/** What came of the checks that need no trust in the certificate. */
export interface CheckedSignature {
  readonly certificate: Certificate | undefined
  readonly integrity: SignerReport<never>['integrity']
}

/** The part of a sheet that these checks fill in. */
export type SignatureSheet<R extends string> = Pick<
  CheckSheet<SignatureCheckId, SignatureRefusal | R>,
  'pass' | 'waive' | 'fail'
>

/**
 * Checks one signature in itself (RFC 5652 §5.3, §5.4, §5.6): whose certificate it names, what is
 * signed besides the content, the algorithms, the digest and the signature. Whether the certificate
 * is anybody's is not asked here. The integrity is established whatever the checks say.
 */
export function checkSignature<R extends string>(
  sheet: SignatureSheet<R>,
  trust: Pick<SignatureTrust<R>, 'judgeAlgorithm' | 'judgeDigest'>,
  signer: OpenedSigner,
  demand: AttributeDemand,
): CheckedSignature {
  const found = findSignerCertificate(signer)
  if (found === undefined) {
    sheet.fail('signer.certificate', 'signer-certificate-absent')
    return { certificate: undefined, integrity: 'unknown' }
  }
  sheet.pass('signer.certificate', { seen: `serial ${found.certificate.serialHex}` })
  const digests = digestsOf(signer)
  if (
    checkAttributes(sheet, signer, demand) &&
    checkReferences(sheet, signer.info, found.certificate, demand) &&
    checkAlgorithm(sheet, trust, signer, found.certificate)
  )
    checkDigestAndSignature(sheet, digests, found)
  return { certificate: found.certificate, integrity: integrityOf(found, digests) }
}

function integrityOf(
  { isSignedBy }: FoundSigner,
  digests: ComparedDigests | undefined,
): CheckedSignature['integrity'] {
  if (digests?.isEqual === false) return 'broken'
  if (isSignedBy === undefined) return 'unknown'
  return isSignedBy ? 'intact' : 'broken'
}

/** RFC 5652 §5.3 and §11: what the signed attributes are, and when they may be missing. */
function checkAttributes<R extends string>(
  sheet: SignatureSheet<R>,
  { info, content, contentType }: OpenedSigner,
  demand: AttributeDemand,
): boolean {
  const id = 'signer.attributes'
  const fail = (refusal: SignatureRefusal, seen: string, wanted?: string): false => {
    sheet.fail(id, refusal, { seen, wanted })
    return false
  }
  const { signedAttributes: attributes } = info
  if (attributes === undefined) {
    // RFC 5652 §5.3: the field "MUST be present if the content type … is not id-data".
    const mayBeAbsent = contentType === CMS_OID.data || contentType === undefined
    if (demand !== 'cms' || !mayBeAbsent) return fail('signed-attributes-wrong', 'none')
    // A signature over attributes shown as one over a document of the same octets.
    if (readsAsSignedAttributes(content))
      return fail('signed-attributes-wrong', 'none, and the content is an encoding of them')
    sheet.waive(id, { seen: 'none: the signature covers the content itself (RFC 5652 §5.4)' })
    return true
  }
  if (!attributes.isDer) return fail('signed-attributes-not-der', 'BER')
  if (attributes.contentType !== contentType)
    return fail('signed-attributes-wrong', attributes.contentType ?? 'none', contentType)
  if (!isProtectionKept(attributes, info)) return fail('algorithm-protection-wrong', 'other')
  const claimed = attributes.signingTime
  const seen = claimed === undefined ? undefined : `claims ${formatInstant(claimed)}`
  sheet.pass(id, { seen })
  return true
}

/** RFC 6211 §3: the algorithms that were signed are those that are used, "modulo encoding". */
function isProtectionKept({ algorithmProtection }: SignedAttributes, info: SignerInfo): boolean {
  if (algorithmProtection === undefined) return true
  const { digestAlgorithm, signatureAlgorithm } = algorithmProtection
  return (
    signatureAlgorithm !== undefined &&
    isSameAlgorithm(digestAlgorithm, info.digestAlgorithm) &&
    isSameAlgorithm(signatureAlgorithm, info.signatureAlgorithm)
  )
}

/** RFC 5754 §2, RFC 4055 §3.1: absent and NULL say the same, and so do absent and a default. */
function isSameAlgorithm(a: AlgorithmIdentifier, b: AlgorithmIdentifier): boolean {
  if (a.oid !== b.oid) return false
  const [ofA, ofB] = [a.parametersDer ?? NULL_DER, b.parametersDer ?? NULL_DER]
  if (equalBytes(ofA, ofB)) return true
  const [pssA, pssB] = a.oid === OID.rsassaPss ? [ofA, ofB].map(parsePssParameters) : []
  return (
    pssA !== undefined &&
    pssA.digest === pssB?.digest &&
    pssA.maskDigest === pssB.maskDigest &&
    pssA.saltOctets === pssB.saltOctets
  )
}

const NULL_DER = Uint8Array.of(TAG.null, 0)

/** RFC 5035 §5.4: the first certificate named must be the one that verifies the signature. */
function checkReferences<R extends string>(
  sheet: SignatureSheet<R>,
  { signedAttributes }: SignerInfo,
  certificate: Certificate,
  demand: AttributeDemand,
): boolean {
  const id = 'signer.signing-certificate'
  if (signedAttributes === undefined) {
    sheet.waive(id, { seen: 'none: no signed attributes' })
    return true
  }
  const references = signedAttributes.signingCertificates.flatMap(([first]) => first ?? [])
  const isOther = references.some((reference) => !refersTo(reference, certificate))
  const isStrong = references.some((reference) => reference.digest !== 'sha1')
  const seen = references.length === 0 ? 'none' : isStrong ? 'named' : 'SHA-1 only'
  if (isOther || !isEnough(demand, references.length > 0, isStrong)) {
    sheet.fail(id, 'signing-certificate-mismatch', { seen: isOther ? 'another' : seen })
    return false
  }
  if (isStrong || demand === 'time-stamp') sheet.pass(id, { seen })
  else sheet.waive(id, { seen: `${seen}: not asked by RFC 5652` })
  return true
}

/** CAdES wants the certificate named by more than SHA-1; RFC 5816 §2.2.1 takes either. */
function isEnough(demand: AttributeDemand, isNamed: boolean, isStrong: boolean): boolean {
  switch (demand) {
    case 'cms':
      return true
    case 'cades':
      return isStrong
    case 'time-stamp':
      return isNamed
  }
}

function checkAlgorithm<R extends string>(
  sheet: SignatureSheet<R>,
  trust: Pick<SignatureTrust<R>, 'judgeAlgorithm' | 'judgeDigest'>,
  { info, announcedDigests }: OpenedSigner,
  certificate: Certificate,
): boolean {
  const id = 'signer.algorithm'
  const seen = `${info.digestAlgorithm.oid}, ${info.signatureAlgorithm.oid}`
  // RFC 5652 §5.1: implementations "MAY fail to validate signatures that use a digest algorithm
  // that is not included in this set"; OpenSSL does, and two verdicts on one file help nobody.
  if (announcedDigests?.includes(info.digestAlgorithm.oid) === false) {
    const wanted = announcedDigests.join(' ')
    sheet.fail(id, 'digest-not-announced', { seen: info.digestAlgorithm.oid, wanted })
    return false
  }
  const read = readSignerScheme(info)
  const key = readKeyParameters(certificate.spkiDer)
  if (!read.ok || !key.ok) {
    sheet.fail(id, read.ok ? unusable(key) : read.refusal, { seen })
    return false
  }
  const { scheme, contentDigest } = read.value
  const refused =
    trust.judgeAlgorithm(scheme, key.value) ?? (contentDigest && trust.judgeDigest(contentDigest))
  const named = [scheme.scheme, contentDigest].filter((part) => part !== undefined).join(', ')
  if (refused !== undefined) {
    sheet.fail(id, refused, { seen: named })
    return false
  }
  sheet.pass(id, { seen: named })
  return true
}

function unusable(
  key: ReturnType<typeof readKeyParameters>,
): 'key-malformed' | 'algorithm-unknown' {
  return key.ok ? 'key-malformed' : key.refusal
}

interface ComparedDigests {
  readonly actual: Uint8Array
  readonly signed: Uint8Array
  readonly isEqual: boolean
}

/** RFC 5652 §5.4: the digest of the content, and the one that was signed. */
function digestsOf({ info, digestContent }: OpenedSigner): ComparedDigests | undefined {
  const read = readSignerScheme(info)
  const signed = info.signedAttributes?.messageDigest
  if (signed === undefined || !read.ok || read.value.contentDigest === undefined) return undefined
  const actual = digestContent(read.value.contentDigest)
  return { actual, signed, isEqual: equalBytes(actual, signed) }
}

function checkDigestAndSignature<R extends string>(
  sheet: SignatureSheet<R>,
  digests: ComparedDigests | undefined,
  { isSignedBy }: FoundSigner,
): void {
  const id = 'signer.content-digest'
  if (digests === undefined) {
    sheet.waive(id, { seen: 'none: the signature covers the content itself' })
  } else {
    const compared = { seen: toHex(digests.actual), wanted: toHex(digests.signed) }
    if (!digests.isEqual) return sheet.fail(id, 'content-digest-wrong', compared)
    sheet.pass(id, compared)
  }
  if (isSignedBy === true) sheet.pass('signer.signature')
  else if (isSignedBy === undefined) sheet.fail('signer.signature', 'key-malformed')
  else sheet.fail('signer.signature', 'signature-wrong')
}
