import { signatureAlgorithmOf } from '#codec/x509/algorithm.ts'
import { type Certificate, isWithinValidity, parseCertificate } from '#codec/x509/certificate.ts'
import { namesMatch } from '#codec/x509/name-match.ts'
import { formatName } from '#codec/x509/name-text.ts'
import { OID } from '#codec/x509/oids.ts'
import { criticalBeyond } from '#codec/x509/read-extensions.ts'
import { importPublicKey } from '#crypto/public-key.ts'
import { verifySignature } from '#crypto/verify-signature.ts'
import { equalBytes, toHex } from '#kernel/bytes.ts'
import type { CheckSheet } from '#kernel/check-sheet.ts'
import { formatInstant } from '#kernel/instant.ts'
import type { CertificateKind } from '#law/certificate-kind.ts'
import type { VerifyRefusal } from './contract.ts'
import { describeKey, isStrongEnough } from './key-strength.ts'
import type { VerifyCheckId } from './messages.ts'
import type { PinnedAuthority } from './pinned-authority.ts'
import type { VerifyRequest } from './verify-request.ts'

/** The sheet of a certificate's verification. */
export type VerifySheet = CheckSheet<VerifyCheckId, VerifyRefusal>

/** A certificate and the pinned authority whose signature it bears. */
export interface Chain {
  readonly certificate: Certificate
  readonly anchor: PinnedAuthority
}

/**
 * The extensions whose demands are checked below; RFC 5280 §4.2: a certificate with another
 * critical one "MUST" be refused.
 */
export const UNDERSTOOD_EXTENSIONS: ReadonlySet<string> = new Set([
  OID.keyUsage,
  OID.extKeyUsage,
  OID.certificatePolicies,
  OID.basicConstraints,
])

/**
 * The two-level chain, all but the status, in the order of spec/jpki.md §9: form, issuer by key
 * identifier and signature, critical extensions, authority, kind, policy, key usage, validity.
 * `undefined` at the first failure.
 */
export function checkChain(sheet: VerifySheet, request: VerifyRequest): Chain | undefined {
  const certificate = readForm(sheet, request)
  const chain = certificate && findIssuer(sheet, certificate, request)
  if (chain === undefined) return undefined
  const holds =
    checkSignature(sheet, chain) &&
    checkKey(sheet, chain) &&
    checkCritical(sheet, chain) &&
    checkAuthority(sheet, chain) &&
    checkKind(sheet, chain, request.kind) &&
    checkPolicy(sheet, chain, request) &&
    checkKeyUsage(sheet, chain, request.kind) &&
    checkValidity(sheet, chain, request)
  return holds ? chain : undefined
}

function readForm(sheet: VerifySheet, request: VerifyRequest): Certificate | undefined {
  const parsed = parseCertificate(request.unverifiedCertificateDer)
  if (!parsed.ok) {
    const seen = `${parsed.refusal} (${parsed.detail['field'] ?? ''})`
    return sheet.fail('certificate.form', 'certificate-malformed', { seen })
  }
  sheet.pass('certificate.form')
  return parsed.value
}

/**
 * The generations of an authority share one name, so the key identifier chooses and the name only
 * agrees.
 */
function findIssuer(
  sheet: VerifySheet,
  certificate: Certificate,
  { anchors, at }: VerifyRequest,
): Chain | undefined {
  const keyId = certificate.extensions.authorityKeyIdentifier?.keyIdentifier
  const candidates = anchors.filter(
    (anchor) => keyId !== undefined && equalBytes(anchor.keyId, keyId),
  )
  // One key may have been certified twice; the certificate in force at the time is the one that
  // counts.
  const inForce = candidates.find((anchor) => isWithinValidity(anchor.certificate, at))
  const anchor = inForce ?? candidates[0]
  const seen = keyId === undefined ? 'no authorityKeyIdentifier' : toHex(keyId)
  const wanted = anchors.map((known) => toHex(known.keyId)).join(', ')
  if (anchor === undefined)
    return sheet.fail('issuer.key-identifier', 'issuer-unknown', { seen, wanted })
  sheet.pass('issuer.key-identifier', { seen })
  if (!namesMatch(certificate.issuer, anchor.certificate.subject))
    return sheet.fail('issuer.name', 'issuer-unknown', {
      seen: formatName(certificate.issuer),
      wanted: formatName(anchor.certificate.subject),
    })
  sheet.pass('issuer.name', { seen: formatName(certificate.issuer) })
  return { certificate, anchor }
}

function checkSignature(sheet: VerifySheet, { certificate, anchor }: Chain): boolean {
  const algorithm = signatureAlgorithmOf(certificate.signatureAlgorithm)
  const authorityKey = describeKey(anchor.publicKey)
  if (algorithm === undefined || !isStrongEnough(anchor.publicKey)) {
    const seen = `${algorithm?.name ?? certificate.signatureAlgorithm.oid}, ${authorityKey}`
    sheet.fail('chain.algorithm', 'algorithm-not-allowed', { seen })
    return false
  }
  sheet.pass('chain.algorithm', { seen: `${algorithm.name}, ${authorityKey}` })
  const { tbsDer, signature } = certificate
  if (!verifySignature(algorithm, anchor.publicKey, tbsDer, signature)) {
    sheet.fail('chain.signature', 'chain-signature-wrong')
    return false
  }
  sheet.pass('chain.signature')
  return true
}

function checkKey(sheet: VerifySheet, { certificate }: Chain): boolean {
  const key = importPublicKey(certificate.spkiDer)
  if (!key.ok || !isStrongEnough(key.value)) {
    const seen = key.ok ? describeKey(key.value) : key.refusal
    sheet.fail('certificate.key', 'algorithm-not-allowed', { seen })
    return false
  }
  sheet.pass('certificate.key', { seen: describeKey(key.value) })
  return true
}

function checkCritical(sheet: VerifySheet, { certificate, anchor }: Chain): boolean {
  const unknown = [certificate, anchor.certificate].flatMap(({ extensions }) =>
    criticalBeyond(extensions.all, UNDERSTOOD_EXTENSIONS),
  )
  if (unknown.length > 0) {
    sheet.fail('extensions.critical', 'critical-extension-unknown', { seen: unknown.join(', ') })
    return false
  }
  sheet.pass('extensions.critical')
  return true
}

function checkAuthority(sheet: VerifySheet, { anchor }: Chain): boolean {
  const { basicConstraints, keyUsage } = anchor.certificate.extensions
  const usages = keyUsage ?? []
  if (basicConstraints?.ca !== true || !usages.includes('keyCertSign')) {
    const seen = `cA ${basicConstraints?.ca === true}, keyUsage ${usages.join(' ')}`
    sheet.fail('authority.is-ca', 'authority-not-ca', { seen, wanted: 'cA true, keyCertSign' })
    return false
  }
  sheet.pass('authority.is-ca')
  return true
}

/** The kind is the authority's, and a holder's certificate is no authority's. */
function checkKind(sheet: VerifySheet, chain: Chain, wanted: CertificateKind): boolean {
  const { basicConstraints, keyUsage } = chain.certificate.extensions
  const isAuthority = basicConstraints?.ca === true || keyUsage?.includes('keyCertSign') === true
  const seen = isAuthority ? 'authority' : chain.anchor.authority
  if (seen !== wanted) {
    sheet.fail('certificate.kind', 'kind-wrong', { seen, wanted })
    return false
  }
  sheet.pass('certificate.kind', { seen })
  return true
}

function checkPolicy(sheet: VerifySheet, chain: Chain, request: VerifyRequest): boolean {
  const wanted = request.policyOids[request.kind]
  const policies = chain.certificate.extensions.certificatePolicies ?? []
  const seen = policies.map(({ policyOid }) => policyOid).join(', ')
  // anyPolicy names no kind: RFC 5280 §6.1.5(g) would let it stand for every policy, which a
  // holder's certificate of this service never claims.
  if (!policies.some(({ policyOid }) => policyOid === wanted)) {
    sheet.fail('certificate.policy', 'policy-wrong', { seen, wanted })
    return false
  }
  sheet.pass('certificate.policy', { seen })
  return true
}

function checkKeyUsage(sheet: VerifySheet, chain: Chain, kind: CertificateKind): boolean {
  const { keyUsage, extKeyUsage } = chain.certificate.extensions
  const { usages, purposes } = NEEDED[kind]
  const hasUsages = usages.every((usage) => keyUsage?.includes(usage) === true)
  const hasPurpose = extKeyUsage?.some((oid) => purposes.has(oid)) ?? true
  const seen = [...(keyUsage ?? []), ...(extKeyUsage ?? [])].join(' ')
  if (!hasUsages || !hasPurpose) {
    const wanted = [...usages, ...(extKeyUsage === undefined ? [] : purposes)].join(' ')
    sheet.fail('certificate.key-usage', 'key-usage-wrong', { seen, wanted })
    return false
  }
  sheet.pass('certificate.key-usage', { seen })
  return true
}

/**
 * What each kind must allow (spec/jpki.md §2.2, §2.3); a purpose counts only where purposes are
 * limited at all.
 */
const NEEDED = {
  'user-authentication': {
    usages: ['digitalSignature'],
    purposes: new Set<string>([OID.clientAuth, OID.anyExtendedKeyUsage]),
  },
  signature: {
    usages: ['digitalSignature', 'nonRepudiation'],
    purposes: new Set<string>([OID.emailProtection, OID.anyExtendedKeyUsage]),
  },
} as const

function checkValidity(
  sheet: VerifySheet,
  { certificate, anchor }: Chain,
  request: VerifyRequest,
): boolean {
  const { at } = request
  const { notBefore, notAfter } = certificate.validity
  const seen = formatInstant(at)
  if (at < notBefore) {
    const wanted = `≥ ${formatInstant(notBefore)}`
    sheet.fail('validity.not-before', 'not-yet-valid', { seen, wanted })
    return false
  }
  sheet.pass('validity.not-before', { seen, wanted: `≥ ${formatInstant(notBefore)}` })
  if (!isWithinValidity(certificate, at)) {
    sheet.fail('validity.not-after', 'expired', { seen, wanted: `≤ ${formatInstant(notAfter)}` })
    return false
  }
  sheet.pass('validity.not-after', { seen, wanted: `≤ ${formatInstant(notAfter)}` })
  const { validity } = anchor.certificate
  const wanted = `${formatInstant(validity.notBefore)} – ${formatInstant(validity.notAfter)}`
  if (!isWithinValidity(anchor.certificate, at)) {
    sheet.fail('authority.validity', 'authority-expired', { seen, wanted })
    return false
  }
  sheet.pass('authority.validity', { seen, wanted })
  return true
}
