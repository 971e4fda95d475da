import assert from 'node:assert/strict'
import { type KeyObject, X509Certificate } from 'node:crypto'
import * as pkijs from 'pkijs'
import { type Crl, parseCrl } from '#codec/crl/crl.ts'
import { STRING_TAGS } from '#codec/der/text.ts'
import { type Certificate, parseCertificate } from '#codec/x509/certificate.ts'
import { readKeyParameters } from '#codec/x509/key-parameters.ts'
import type { Name } from '#codec/x509/name.ts'
import { formatInstant } from '#kernel/instant.ts'
import { toHex } from '#kernel/bytes.ts'
import type { RefusalDetail, Result } from '#kernel/result.ts'
import { assertExtensionsAgain } from '../support/extensions-again.ts'
import { runTool } from '../support/run-tool.ts'
import { vectorCertificates, vectorCrls, type VectorObject } from '../support/vector-objects.ts'
import { vectorTest } from '../support/vectors.ts'

// Every certificate and CRL of the suites of others: what we read of it is what OpenSSL and pkijs read, and
// where they read and we refuse, the clause is below.

/** Refusal and innermost field, and the clause for it. */
const STRICTER: Readonly<Record<string, string>> = {
  'der-value-malformed signatureValue':
    'RFC 3279 §2.2, RFC 4055 §5, RFC 5758 §3: the signature is a whole number of octets, first bit first; ' +
    'a BIT STRING with unused bits holds none',
  'der-value-malformed subjectPublicKey':
    'RFC 3279 §2.3, RFC 5480 §2.2: the key is octets, "the most significant bit … is the first bit"',
  'der-value-not-canonical serialNumber':
    'X.690 §8.3.2: the first nine bits of an INTEGER "shall not all be ones; and shall not all be zero"',
  'certificate-serial-too-long serialNumber':
    'RFC 5280 §4.1.2.2: "Conforming CAs MUST NOT use serialNumber values longer than 20 octets", and users ' +
    '"MUST be able to handle serialNumber values up to 20 octets"',
  'certificate-issuer-empty issuer':
    'RFC 5280 §4.1.2.4: "The issuer field MUST contain a non-empty distinguished name (DN)"',
  'certificate-subject-empty subject':
    'RFC 5280 §4.1.2.6: a CA\'s subject "MUST be populated with a non-empty distinguished name", another\'s ' +
    'may be empty where a critical subjectAltName names it',
  'certificate-algorithms-differ signatureAlgorithm':
    'RFC 5280 §4.1.1.2: "This field MUST contain the same algorithm identifier as the signature field"',
  'general-name-malformed iPAddress':
    'RFC 5280 §4.2.1.6: four octets or sixteen; §4.2.1.10: "eight (8) octets, encoded in the style of RFC ' +
    '4632 (CIDR)", or thirty-two',
  'der-tag-unexpected subjectAltName':
    'RFC 5280 §4.2: extnValue "contains the DER encoding of an ASN.1 value" of the extension\'s type',
  'der-tag-unexpected generalName':
    'RFC 5280 §4.2.1.6: GeneralName is one of nine tagged kinds; [3], x400Address, is constructed, and there ' +
    'is no [12]',
  'der-trailing-bytes distributionPoint':
    'X.690 §8.1: DistributionPointName is one choice, and ends with it',
  'crl-scope-malformed issuingDistributionPoint':
    'RFC 5280 §5.2.5: "MUST NOT issue CRLs where the DER encoding of the issuing distribution point ' +
    'extension is an empty sequence"; at most one of the three booleans "may be set to TRUE"',
  'crl-version-unsupported version':
    'RFC 5280 §5.1.2.1: "When present, this field MUST … specify version 2 (the integer value is 1)"',
  'der-trailing-bytes revokedCertificates': 'RFC 5280 §5.1: an entry has three components at most',
}

interface Refusal {
  readonly refusal: string
  readonly detail: RefusalDetail
}

function assertListed({ refusal, detail }: Refusal, from: string): void {
  const field = String(detail['field']).split('.').at(-1) ?? ''
  assert.ok(`${refusal} ${field}` in STRICTER, `${from}: ${refusal} ${field}, unexplained`)
  assert.ok(detail['section'], `${from}: ${refusal} cites no section`)
}

function reads<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch {
    return undefined
  }
}

/** What we read, all of them read; what any of them reads and we do not has its clause. */
function agreed<T, A, B>(
  object: VectorObject,
  ours: Result<T, string>,
  openssl: A | undefined,
  pkijsRead: B | undefined,
): { readonly ours: T; readonly openssl: A; readonly pkijs: B } | undefined {
  if (!ours.ok) {
    if (openssl !== undefined || pkijsRead !== undefined) assertListed(ours, object.from)
    return undefined
  }
  assert.ok(openssl !== undefined, `${object.from}: OpenSSL does not read it`)
  assert.ok(pkijsRead !== undefined, `${object.from}: pkijs does not read it`)
  return { ours: ours.value, openssl, pkijs: pkijsRead }
}

const minimal = (hex: string) => hex.replace(/^(?:00)+(?=..)/, '')
const withoutMilliseconds = (at: number) => Math.floor(at / 1000) * 1000

vectorTest('pkits', 'certificates of all suites are read as OpenSSL and pkijs read them', () => {
  let compared = 0
  for (const object of vectorCertificates()) {
    const { octets, from } = object
    const all = agreed(
      object,
      parseCertificate(octets),
      reads(() => new X509Certificate(octets)),
      reads(() => pkijs.Certificate.fromBER(octets)),
    )
    if (all === undefined) continue
    assertAsOpenSsl(all.ours, all.openssl, from)
    assertAsPkijs(all.ours, all.pkijs, from)
    assertExtensionsAgain(all.ours.extensions, from)
    compared++
  }
  assert.ok(compared > 100)
})

function assertAsOpenSsl(ours: Certificate, theirs: X509Certificate, from: string): void {
  const { notBefore, notAfter } = ours.validity
  assert.equal(ours.serialHex.toUpperCase(), evenDigits(theirs.serialNumber), from)
  const dates = [theirs.validFromDate, theirs.validToDate].map((date) => date.getTime())
  assert.deepEqual([notBefore, notAfter], dates, from)
  assert.deepEqual(ours.extensions.extKeyUsage, theirs.keyUsage, from)
  const key = reads(() => theirs.publicKey)
  const parameters = readKeyParameters(ours.spkiDer)
  if (key === undefined) return
  assert.ok(parameters.ok, `${from}: OpenSSL imports a key that we call malformed`)
  assertSameKey(parameters.value, key, from)
}

/** Node drops no digit, but writes negative numbers and zero as it likes. */
function evenDigits(serialNumber: string): string {
  const [, sign = '', digits = ''] = /^(-?)(.*)$/.exec(serialNumber) ?? []
  return `${sign}${digits.length % 2 === 0 ? '' : '0'}${digits === '' ? '00' : digits}`
}

const CURVES: Readonly<Record<string, string>> = {
  prime256v1: 'P-256',
  secp384r1: 'P-384',
  secp521r1: 'P-521',
}

function assertSameKey(
  ours: {
    readonly kind: string
    readonly sizeBits: number
    readonly exponent?: bigint
    readonly curve?: string
  },
  { asymmetricKeyType, asymmetricKeyDetails: details }: KeyObject,
  from: string,
): void {
  assert.equal(ours.kind, asymmetricKeyType, from)
  if (details?.modulusLength !== undefined)
    assert.deepEqual(
      [ours.sizeBits, ours.exponent],
      [details.modulusLength, details.publicExponent],
      from,
    )
  const named = details?.namedCurve
  if (named !== undefined) assert.equal(ours.curve, CURVES[named] ?? named, from)
}

function assertAsPkijs(ours: Certificate, theirs: pkijs.Certificate, from: string): void {
  assert.equal(ours.version, theirs.version + 1, from)
  assertSameName(ours.issuer, theirs.issuer, from)
  assertSameName(ours.subject, theirs.subject, from)
  const spki = new Uint8Array(theirs.subjectPublicKeyInfo.toSchema().toBER())
  assert.equal(toHex(ours.spkiDer).length, toHex(spki).length, from)
  assertSameExtensions(ours.extensions.all, theirs.extensions, from)
  for (const { parsedValue } of theirs.extensions ?? []) assertSameValue(ours, parsedValue, from)
}

type Theirs = pkijs.RelativeDistinguishedNames

/** Attributes as text, where the type is one that asn1js decodes as we do. */
function assertSameName(ours: Name, theirs: Theirs, from: string): void {
  const attributes = ours.relativeNames.flat()
  assert.equal(attributes.length, theirs.typesAndValues.length, from)
  for (const [i, { type, value }] of theirs.typesAndValues.entries()) {
    const one = attributes[i]
    assert.equal(one?.oid, type, from)
    if (one === undefined || one.form === 'other') continue
    assert.equal(STRING_TAGS[one.form], value.idBlock.tagNumber, from)
    if (one.form !== 'teletex') assert.equal(one.text, value.valueBlock.value, from)
  }
}

function assertSameExtensions(
  ours: Certificate['extensions']['all'],
  theirs: readonly pkijs.Extension[] | undefined,
  from: string,
): void {
  assert.deepEqual(
    ours.map(({ oid, critical, valueDer }) => [oid, critical, toHex(valueDer)]),
    (theirs ?? []).map(({ extnID, critical, extnValue }) => [
      extnID,
      critical,
      toHex(extnValue.valueBlock.valueHexView),
    ]),
    from,
  )
}

function assertSameValue({ extensions }: Certificate, theirs: unknown, from: string): void {
  if (theirs instanceof pkijs.NameConstraints) {
    const { permitted = [], excluded = [] } = extensions.nameConstraints ?? {}
    assert.deepEqual(permitted.map(baseTag), (theirs.permittedSubtrees ?? []).map(theirTag), from)
    assert.deepEqual(excluded.map(baseTag), (theirs.excludedSubtrees ?? []).map(theirTag), from)
  }
  if (theirs instanceof pkijs.PolicyMappings)
    assert.deepEqual(
      extensions.policyMappings,
      theirs.mappings.map(({ issuerDomainPolicy, subjectDomainPolicy }) => ({
        issuerDomainPolicy,
        subjectDomainPolicy,
      })),
      from,
    )
  if (theirs instanceof pkijs.PolicyConstraints) {
    const { requireExplicitPolicy, inhibitPolicyMapping } = theirs
    assert.deepEqual(extensions.policyConstraints, { requireExplicitPolicy, inhibitPolicyMapping })
  }
  if (theirs instanceof pkijs.BasicConstraints) {
    assert.equal(extensions.basicConstraints?.ca, theirs.cA, from)
    const limit = theirs.pathLenConstraint
    if (limit !== undefined) assert.equal(extensions.basicConstraints?.pathLengthMax, Number(limit))
  }
  if (theirs instanceof pkijs.CertificatePolicies)
    assert.deepEqual(
      extensions.certificatePolicies?.map(({ policyOid }) => policyOid),
      theirs.certificatePolicies.map(({ policyIdentifier }) => policyIdentifier),
      from,
    )
}

const KINDS = [
  'otherName',
  'rfc822Name',
  'dNSName',
  'x400Address',
  'directoryName',
  'ediPartyName',
  'uniformResourceIdentifier',
  'iPAddress',
  'registeredID',
]
const baseTag = ({ base }: { readonly base: { readonly kind: string } }) => KINDS.indexOf(base.kind)
const theirTag = ({ base }: pkijs.GeneralSubtree) => base.type

vectorTest('pkits', 'CRLs of all suites are read as OpenSSL and pkijs read them', async () => {
  let compared = 0
  for (const object of vectorCrls()) {
    const { octets, from } = object
    const args = ['crl', '-inform', 'DER', '-noout', '-text', '-nameopt', 'utf8']
    const printed = await runTool('openssl', args, { input: octets })
    const all = agreed(
      object,
      parseCrl(octets),
      printed.status === 0 ? printed.stdout.toString() : undefined,
      reads(() => pkijs.CertificateRevocationList.fromBER(octets)),
    )
    if (all === undefined) continue
    assertEntriesPrinted(all.ours, all.openssl, from)
    assertSameName(all.ours.issuer, all.pkijs.issuer, from)
    assertSameExtensions(all.ours.extensions.all, all.pkijs.crlExtensions?.extensions, from)
    assertSameEntries(all.ours, all.pkijs, from)
    compared++
  }
  assert.ok(compared > 20)
})

/** Serial numbers and moments, as `openssl crl -text` prints them, in order. */
function assertEntriesPrinted({ entries }: Crl, printed: string, from: string): void {
  const found = [...printed.matchAll(/Serial Number: (\S+)\n\s+Revocation Date: (.*) GMT/g)]
  assert.deepEqual(
    [...entries].map(({ serialHex, revokedAt }) => [serialHex.toUpperCase(), revokedAt]),
    found.map(([, serial = '', at = '']) => [serial, Date.parse(`${at} UTC`)]),
    from,
  )
}

function assertSameEntries(
  { entries }: Crl,
  theirs: pkijs.CertificateRevocationList,
  from: string,
) {
  const revoked = theirs.revokedCertificates ?? []
  assert.equal(entries.count, revoked.length, from)
  let place = 0
  for (const { serialHex, revokedAt } of entries) {
    const other = revoked[place++]
    const hex = toHex(other?.userCertificate.valueBlock.valueHexView ?? new Uint8Array())
    if (!serialHex.startsWith('-')) assert.equal(serialHex, minimal(hex), from)
    const at = withoutMilliseconds(other?.revocationDate.value.getTime() ?? 0)
    assert.equal(formatInstant(revokedAt), new Date(at).toISOString().replace('.000Z', 'Z'), from)
  }
}
