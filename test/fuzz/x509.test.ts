import assert from 'node:assert/strict'
import { generateKeyPairSync, sign, X509Certificate } from 'node:crypto'
import { test } from 'node:test'
import fc from 'fast-check'
import { type Crl, parseCrl } from '#codec/crl/crl.ts'
import { CRL_REFUSAL_TEXTS } from '#codec/crl/messages.ts'
import * as der from '#codec/der/encode.ts'
import {
  type CertificationRequest,
  parseCertificationRequest,
} from '#codec/pkcs10/certification-request.ts'
import {
  assembleRequest,
  encodeRequestInfo,
  extensionRequest,
} from '#codec/pkcs10/encode-request.ts'
import { REQUEST_REFUSAL_TEXTS } from '#codec/pkcs10/messages.ts'
import { provesPossession } from '#codec/pkcs10/proves-possession.ts'
import { type Certificate, parseCertificate } from '#codec/x509/certificate.ts'
import { keyUsage, subjectAltName } from '#codec/x509/extension-values.ts'
import { readKeyParameters } from '#codec/x509/key-parameters.ts'
import { CERTIFICATE_REFUSAL_TEXTS } from '#codec/x509/messages.ts'
import { type Name, nameOf, nameOfRelativeNames } from '#codec/x509/name.ts'
import { OID } from '#codec/x509/oids.ts'
import { readSignatureScheme } from '#codec/x509/signature-algorithm.ts'
import { toHex } from '#kernel/bytes.ts'
import type { Result } from '#kernel/result.ts'
import { certificates, crls } from '../interop/x509-samples.ts'
import { elementDrops } from '../support/element-drops.ts'
import { assertExtensionsAgain } from '../support/extensions-again.ts'
import { mutations } from '../support/mutations.ts'
import { vectorCertificates, vectorCrls } from '../support/vector-objects.ts'
import { vectorTest } from '../support/vectors.ts'

// Real certificates, CRLs and requests with octets changed and elements dropped or doubled: a value or a
// refusal with its place and clause, never an exception; what is read means its octets.

const SEED = 5280
const MUTATIONS_EACH = 40

/** What was seen over all inputs of one target. */
interface Seen {
  accepted: number
  readonly refusals: Set<string>
}

/** Reads every mutation of `octets`; `check` looks at what was accepted. */
function bombard<T, R extends string>(
  octets: Uint8Array,
  parse: (octets: Uint8Array) => Result<T, R>,
  texts: Readonly<Record<R, unknown>>,
  check: (value: T, octets: Uint8Array) => void,
  seen: Seen,
): void {
  const inputs = [
    ...elementDrops(octets),
    ...fc.sample(mutations(octets), { seed: SEED, numRuns: MUTATIONS_EACH }),
  ]
  for (const input of inputs) {
    const outcome = parse(input)
    if (outcome.ok) {
      seen.accepted++
      check(outcome.value, input)
      continue
    }
    const { refusal, detail } = outcome
    seen.refusals.add(refusal)
    assert.ok(refusal in texts, refusal)
    const { offset, field } = detail
    assert.equal(typeof field, 'string')
    assert.ok(typeof offset === 'number' && offset >= 0 && offset <= input.length)
    const isBound = refusal.startsWith('der-too')
    if (!isBound) assert.match(String(detail['section']), /^(?:RFC \d+|X\.690) §/)
  }
}

const again = (name: Name) => toHex(nameOfRelativeNames(name.relativeNames).der)

function checkCertificate(value: Certificate, octets: Uint8Array): void {
  assert.equal(toHex(value.der), toHex(octets))
  for (const name of [value.issuer, value.subject]) assert.equal(again(name), toHex(name.der))
  assertExtensionsAgain(value.extensions, 'mutated')
  // Neither throws, whatever the key and the algorithm have become.
  readKeyParameters(value.spkiDer)
  readSignatureScheme(value.signatureAlgorithm)
  // An attribute's value is ANY (RFC 5280 §4.1.2.4); OpenSSL reads universal types only.
  const isOnlyText = [value.issuer, value.subject].every(({ relativeNames }) =>
    relativeNames.flat().every(({ form }) => form !== 'other'),
  )
  if (!isOnlyText) return
  // What we read, OpenSSL reads, and as the same number.
  const { serialNumber } = new X509Certificate(octets)
  assert.equal(BigInt(`0x${serialNumber.replace('-', '')}`), magnitude(value.serialHex))
  assert.equal(serialNumber.startsWith('-'), value.serialHex.startsWith('-'))
}

const magnitude = (serialHex: string) => BigInt(`0x${serialHex.replace('-', '')}`)

function checkCrl(value: Crl, octets: Uint8Array): void {
  assert.equal(toHex(value.der), toHex(octets))
  assert.equal(again(value.issuer), toHex(value.issuer.der))
  let count = 0
  for (const entry of value.entries) {
    const [found] = value.entries.withSerial(entry.serialHex)
    assert.equal(found?.serialHex, entry.serialHex)
    count++
  }
  assert.equal(count, value.entries.count)
}

function checkRequest(value: CertificationRequest, octets: Uint8Array): void {
  const { infoDer, signatureAlgorithm, signature } = value
  assert.equal(toHex(encodeRequestInfo(value)), toHex(infoDer))
  assert.equal(toHex(assembleRequest(infoDer, signatureAlgorithm, signature)), toHex(octets))
  assertExtensionsAgain(value.requestedExtensions, 'mutated')
  const info = toHex(infoDer)
  if (provesPossession(value).ok) assert.equal(info, REQUEST_INFO)
}

const keys = generateKeyPairSync('ed25519')
const requestInfo = encodeRequestInfo({
  subject: nameOf([['CN', 'fuzz']]),
  spkiDer: new Uint8Array(keys.publicKey.export({ format: 'der', type: 'spki' })),
  attributes: [
    extensionRequest([
      keyUsage(['keyAgreement']),
      subjectAltName([{ kind: 'dNSName', text: 'a' }]),
    ]),
    { oid: OID.challengePassword, valuesDer: [der.encode(der.utf8String('x'))] },
  ],
})
const REQUEST_INFO = toHex(requestInfo)
const request = assembleRequest(
  requestInfo,
  { der: der.encode(der.sequence(der.oid(OID.ed25519))) },
  sign(null, requestInfo, keys.privateKey),
)

const newSeen = (): Seen => ({ accepted: 0, refusals: new Set() })

test('fuzz: certificates of ours, changed', () => {
  const seen = newSeen()
  for (const { octets } of certificates)
    bombard(octets, parseCertificate, CERTIFICATE_REFUSAL_TEXTS, checkCertificate, seen)
  assert.ok(seen.accepted > 0)
  assert.ok(seen.refusals.size >= 12, [...seen.refusals].join(' '))
})

test('fuzz: CRLs of ours, changed', () => {
  const seen = newSeen()
  for (const { octets } of crls) bombard(octets, parseCrl, CRL_REFUSAL_TEXTS, checkCrl, seen)
  assert.ok(seen.accepted > 0)
  assert.ok(seen.refusals.size >= 12, [...seen.refusals].join(' '))
})

test('fuzz: a certification request, changed: it never proves what it did not say', () => {
  const seen = newSeen()
  bombard(request, parseCertificationRequest, REQUEST_REFUSAL_TEXTS, checkRequest, seen)
  for (const input of fc.sample(mutations(request), { seed: SEED + 1, numRuns: 2000 })) {
    const read = parseCertificationRequest(input)
    if (read.ok) checkRequest(read.value, input)
    else assert.ok(read.refusal in REQUEST_REFUSAL_TEXTS)
  }
  assert.ok(seen.accepted > 0)
  assert.ok(seen.refusals.size >= 6, [...seen.refusals].join(' '))
})

/** Every n-th, so that all suites are met. */
const everyNth = <T>(all: readonly T[], n: number) => all.filter((_, i) => i % n === 0)

vectorTest('pkits', 'certificates and CRLs of all suites, changed', () => {
  const seen = newSeen()
  for (const { octets } of everyNth(vectorCertificates(), 31))
    bombard(octets, parseCertificate, CERTIFICATE_REFUSAL_TEXTS, checkCertificate, seen)
  for (const { octets } of everyNth(vectorCrls(), 5))
    bombard(octets, parseCrl, CRL_REFUSAL_TEXTS, checkCrl, seen)
  assert.ok(seen.accepted > 0)
  assert.ok(seen.refusals.size >= 12, [...seen.refusals].join(' '))
})
