import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { CertificateStatus } from '#ca/contract.ts'
import * as der from '#codec/der/encode.ts'
import { issuingDistributionPoint } from '#codec/crl/encode-crl.ts'
import type { CertStatus } from '#codec/ocsp/response.ts'
import { critical, type Extension, extension } from '#codec/x509/extension.ts'
import {
  basicConstraints,
  certificatePolicies,
  extKeyUsage,
  keyUsage,
} from '#codec/x509/extension-values.ts'
import { directoryName } from '#codec/x509/general-name.ts'
import { nameOf } from '#codec/x509/name.ts'
import { OID } from '#codec/x509/oids.ts'
import type { Instant } from '#kernel/instant.ts'
import {
  at,
  certIdOf,
  certificateIn,
  crlOf,
  type HolderOptions,
  issueTo,
  keysOf,
  littleAuthority,
  type LittleAuthority,
  littleResponder,
  ocspOf,
  partitionName,
  POLICY_OIDS,
  weakKeys,
} from '../../test/support/status-authority.ts'
import type { VerifyRefusal } from './contract.ts'
import type { VerifyCheckId } from './messages.ts'
import { pinAuthority } from './pinned-authority.ts'
import { verifyCertificate } from './verify-certificate.ts'
import type { OcspEvidence, StatusEvidence, VerifyRequest } from './verify-request.ts'

const NOW = at('2026-04-01T12:00:00Z')
const first = littleAuthority('signature', { number: 1 })
const second = littleAuthority('signature', { number: 2 })
const login = littleAuthority('user-authentication')
/** Another key under the very name of `first`. */
const impostor = littleAuthority('signature', { keys: keysOf('impostor') })
const responder = littleResponder(first)
const holder = issueTo(first)
const SERIAL = 'c0ffee'

function source(status: CertificateStatus): StatusEvidence {
  const answers = {
    certificateStatus: () => Promise.resolve(status),
    certificateStatuses: () => Promise.resolve([status]),
  }
  return { policy: 'require', source: answers }
}

const GOOD = source({ state: 'good' })

function request(changes: Partial<VerifyRequest> = {}): VerifyRequest {
  return {
    unverifiedCertificateDer: holder,
    kind: 'signature',
    at: NOW,
    now: NOW,
    anchors: [first.pinned, second.pinned, login.pinned],
    policyOids: POLICY_OIDS,
    status: GOOD,
    ...changes,
  }
}

function without(oid: string): (extensions: readonly Extension[]) => readonly Extension[] {
  return (extensions) => extensions.filter((each) => each.oid !== oid)
}

function replaced(other: Extension): (extensions: readonly Extension[]) => readonly Extension[] {
  return (extensions) => extensions.map((each) => (each.oid === other.oid ? other : each))
}

function added(other: Extension): (extensions: readonly Extension[]) => readonly Extension[] {
  return (extensions) => [...extensions, other]
}

const STRANGE = extension('2.999.77', der.nullValue())

test('a good certificate: every check passed, in the order of the specification', async () => {
  const report = await verifyCertificate(request())
  assert.equal(report.verdict, 'valid')
  assert.equal(report.refusal, undefined)
  assert.deepEqual(
    report.checks.map(({ id, outcome }) => [id, outcome]),
    [
      'certificate.form',
      'issuer.key-identifier',
      'issuer.name',
      'chain.algorithm',
      'chain.signature',
      'certificate.key',
      'extensions.critical',
      'authority.is-ca',
      'certificate.kind',
      'certificate.policy',
      'certificate.key-usage',
      'validity.not-before',
      'validity.not-after',
      'authority.validity',
      'status.not-revoked',
    ].map((id) => [id, 'passed']),
  )
  assert.deepEqual(report.certificate, {
    kind: 'signature',
    serialHex: SERIAL,
    notBefore: at('2026-03-01T03:00:00Z'),
    notAfter: at('2030-12-10T14:59:59Z'),
    authorityKeyIdHex: first.generation.keyIdHex,
  })
})

test('a login certificate of the other kind is good for login', async () => {
  const changes = { unverifiedCertificateDer: issueTo(login), kind: 'user-authentication' } as const
  assert.equal((await verifyCertificate(request(changes))).verdict, 'valid')
})

test('generations of one name: each certificate finds the one whose key signed it', async () => {
  for (const authority of [first, second]) {
    const report = await verifyCertificate(
      request({ unverifiedCertificateDer: issueTo(authority) }),
    )
    assert.equal(report.certificate?.authorityKeyIdHex, authority.generation.keyIdHex)
  }
})

test('a key that was certified twice: the certificate in force at the time counts', async () => {
  const again = littleAuthority('signature', {
    keys: keysOf('signature-1'),
    notBefore: at('2010-01-01T00:00:00Z'),
    notAfter: at('2019-12-31T14:59:59Z'),
  })
  const report = await verifyCertificate(request({ anchors: [again.pinned, first.pinned] }))
  assert.equal(report.verdict, 'valid')
})

/** One change from the good case: the check that fails, and how. */
const CHAIN_FAILURES: readonly (readonly [
  string,
  () => Partial<VerifyRequest>,
  VerifyCheckId,
  VerifyRefusal,
])[] = [
  [
    'octets cut off',
    () => ({ unverifiedCertificateDer: holder.subarray(0, -1) }),
    'certificate.form',
    'certificate-malformed',
  ],
  [
    'no octets',
    () => ({ unverifiedCertificateDer: new Uint8Array() }),
    'certificate.form',
    'certificate-malformed',
  ],
  [
    'an authority that is not pinned',
    () => ({ anchors: [second.pinned] }),
    'issuer.key-identifier',
    'issuer-unknown',
  ],
  [
    'no authority pinned at all',
    () => ({ anchors: [] }),
    'issuer.key-identifier',
    'issuer-unknown',
  ],
  [
    'no issuer key identifier: the name alone chooses nobody',
    () => leaf({ edit: without(OID.authorityKeyIdentifier) }),
    'issuer.key-identifier',
    'issuer-unknown',
  ],
  [
    'another authority of the same name',
    () => ({ unverifiedCertificateDer: issueTo(impostor) }),
    'issuer.key-identifier',
    'issuer-unknown',
  ],
  [
    'another issuer name under our key identifier',
    () =>
      leaf({
        issuer: nameOf([
          ['C', 'JP'],
          ['O', 'Someone else'],
        ]),
      }),
    'issuer.name',
    'issuer-unknown',
  ],
  [
    'our key identifier over the impostor’s signature',
    () => leaf({ signedBy: impostor.keys }),
    'chain.signature',
    'chain-signature-wrong',
  ],
  [
    'one bit of the certificate turned',
    () => ({ unverifiedCertificateDer: flipped(holder, -1) }),
    'chain.signature',
    'chain-signature-wrong',
  ],
  [
    'a holder’s key of 1024 bits',
    () => leaf({ keys: weakKeys(1024) }),
    'certificate.key',
    'rsa-key-too-small',
  ],
  [
    'an unknown critical extension',
    () => leaf({ edit: added(critical(STRANGE)) }),
    'extensions.critical',
    'critical-extension-unknown',
  ],
  [
    'an authority that may not sign certificates',
    () => odd(replaced(critical(keyUsage(['cRLSign'])))),
    'authority.is-ca',
    'authority-key-usage-wrong',
  ],
  [
    'an authority that is no authority',
    () => odd(replaced(critical(basicConstraints({ ca: false })))),
    'authority.is-ca',
    'authority-not-ca',
  ],
  [
    'an authority with an unknown critical extension',
    () => odd(added(critical(STRANGE))),
    'extensions.critical',
    'critical-extension-unknown',
  ],
  [
    'the certificate for logging in',
    () => ({ unverifiedCertificateDer: issueTo(login) }),
    'certificate.kind',
    'kind-wrong',
  ],
  [
    'the signature certificate used to log in',
    () => ({ kind: 'user-authentication' }),
    'certificate.kind',
    'kind-wrong',
  ],
  [
    'a holder’s certificate that claims to be an authority’s',
    () => leaf({ edit: added(critical(basicConstraints({ ca: true }))) }),
    'certificate.kind',
    'kind-wrong',
  ],
  [
    'the policy of the other kind',
    () => leaf({ edit: replaced(policy(POLICY_OIDS['user-authentication'])) }),
    'certificate.policy',
    'policy-wrong',
  ],
  [
    'the policy of the test arc',
    () => leaf({ edit: replaced(policy('2.999.1.0.20')) }),
    'certificate.policy',
    'policy-wrong',
  ],
  [
    'any policy',
    () => leaf({ edit: replaced(policy(OID.anyPolicy)) }),
    'certificate.policy',
    'policy-wrong',
  ],
  [
    'no policy',
    () => leaf({ edit: without(OID.certificatePolicies) }),
    'certificate.policy',
    'policy-wrong',
  ],
  [
    'no non-repudiation',
    () => leaf({ edit: replaced(critical(keyUsage(['digitalSignature']))) }),
    'certificate.key-usage',
    'key-usage-wrong',
  ],
  [
    'no key usage',
    () => leaf({ edit: without(OID.keyUsage) }),
    'certificate.key-usage',
    'key-usage-wrong',
  ],
  [
    'a purpose that is not signing',
    () => leaf({ edit: added(extKeyUsage([OID.serverAuth])) }),
    'certificate.key-usage',
    'key-usage-wrong',
  ],
  [
    'a second before it begins',
    () => moment('2026-03-01T02:59:59Z'),
    'validity.not-before',
    'not-yet-valid',
  ],
  [
    'a second after the last day in Japan',
    () => moment('2030-12-10T15:00:00Z'),
    'validity.not-after',
    'expired',
  ],
  [
    'an authority that had ended before its holder',
    () => ended(),
    'authority.validity',
    'authority-expired',
  ],
]

for (const [name, changes, id, refusal] of CHAIN_FAILURES) {
  test(`refused: ${name}`, async () => {
    const report = await verifyCertificate(request(changes()))
    assert.deepEqual([report.verdict, report.refusal], ['invalid', refusal])
    const failed = report.checks.findIndex((check) => check.outcome === 'failed')
    assert.equal(report.checks[failed]?.id, id)
    assert.ok(report.checks.slice(0, failed).every(({ outcome }) => outcome === 'passed'))
    assert.ok(report.checks.slice(failed + 1).every(({ outcome }) => outcome === 'not-reached'))
    assert.equal(report.certificate, undefined)
  })
}

test('the whole first and last second are valid, to the millisecond', async () => {
  for (const text of ['2026-03-01T03:00:00Z', '2030-12-10T14:59:59.999Z']) {
    assert.equal((await verifyCertificate(request(moment(text)))).verdict, 'valid', text)
  }
})

test('an expired generation still verifies a signature of its time', async () => {
  const old = littleAuthority('signature', { notAfter: at('2027-01-01T00:00:00Z') })
  const changes = { anchors: [old.pinned], unverifiedCertificateDer: issueTo(old) }
  const past = { ...changes, at: at('2026-05-01T00:00:00Z'), now: at('2032-01-01T00:00:00Z') }
  assert.equal((await verifyCertificate(request(past))).verdict, 'valid')
  assert.equal((await verifyCertificate(request({ ...changes, at: past.now }))).refusal, 'expired')
})

function leaf(options: HolderOptions): Partial<VerifyRequest> {
  return { unverifiedCertificateDer: issueTo(first, options) }
}

/** A certificate of an authority that is odd in one extension, itself pinned. */
function odd(edit: NonNullable<HolderOptions['edit']>): Partial<VerifyRequest> {
  const authority = littleAuthority('signature', { edit })
  return { anchors: [authority.pinned], unverifiedCertificateDer: issueTo(authority) }
}

function ended(): Partial<VerifyRequest> {
  const authority = littleAuthority('signature', { notAfter: at('2026-03-31T14:59:59Z') })
  return { anchors: [authority.pinned], unverifiedCertificateDer: issueTo(authority) }
}

function moment(text: string): Partial<VerifyRequest> {
  return { at: at(text), now: at(text) }
}

function policy(policyOid: string): Extension {
  return critical(certificatePolicies([{ policyOid, qualifiers: [] }]))
}

function flipped(octets: Uint8Array, index: number): Uint8Array {
  const copy = octets.slice()
  const place = (index + copy.length) % copy.length
  copy[place] = (copy[place] ?? 0) ^ 1
  return copy
}

function crl(options: Parameters<typeof crlOf>[1] = {}, authority = first): StatusEvidence {
  return { policy: 'require', crlsDer: [crlOf(authority, options)] }
}

function entry(text: string, reason: 'keyCompromise' | 'certificateHold' = 'keyCompromise') {
  return { entries: [{ serialHex: SERIAL, revokedAt: at(text), reason }] }
}

function point(city: string, rest: object = { onlyContains: 'user' }): Extension {
  const name = { kind: 'fullName', names: [directoryName(partitionName(city))] } as const
  return issuingDistributionPoint({ name, ...rest })
}

interface Statement {
  readonly status?: CertStatus
  readonly serialHex?: string
  readonly under?: LittleAuthority
  readonly thisUpdate?: Instant
  readonly nextUpdate?: Instant
}

function statement(changes: Statement = {}) {
  const thisUpdate = changes.thisUpdate ?? at('2026-04-01T11:55:00Z')
  return {
    certIdDer: certIdOf(changes.under ?? first, changes.serialHex ?? SERIAL, 'sha256'),
    status: changes.status ?? ({ state: 'good' } as const),
    thisUpdate,
    nextUpdate: changes.nextUpdate ?? at('2026-04-01T12:10:00Z'),
  }
}

function ocsp(
  statements: readonly Statement[] = [{}],
  from = responder,
  options: Parameters<typeof ocspOf>[2] = {},
  sentNonce?: Uint8Array,
): StatusEvidence {
  const producedAt = at('2026-04-01T11:55:00Z')
  const responseDer = ocspOf(from, statements.map(statement), { producedAt, ...options })
  const evidence: OcspEvidence = { responseDer, nonce: sentNonce }
  return { policy: 'require', ocspResponses: [evidence] }
}

const REVOKED: CertStatus = {
  state: 'revoked',
  revokedAt: at('2026-03-20T00:00:00Z'),
  reason: 'superseded',
}
const NONCE = new Uint8Array(32).fill(7)

/** Status evidence, what it leads to, and what the report shows of it. */
const STATUS_CASES: readonly (readonly [
  string,
  () => StatusEvidence,
  VerifyRefusal | undefined,
  RegExp,
])[] = [
  ['records: good', () => GOOD, undefined, /^good$/],
  [
    'records: revoked',
    () => source({ state: 'revoked', revokedAt: at('2026-03-20T00:00:00Z'), reason: 'superseded' }),
    'revoked',
    /^revoked 2026-03-20T00:00:00Z superseded$/,
  ],
  [
    'records: on hold is revoked',
    () =>
      source({
        state: 'revoked',
        revokedAt: at('2026-03-20T00:00:00Z'),
        reason: 'certificateHold',
      }),
    'revoked',
    /certificateHold$/,
  ],
  [
    'records: unknown is not good',
    () => source({ state: 'unknown' }),
    'status-unknown',
    /^unknown$/,
  ],
  ['nothing at all', () => ({ policy: 'require' }), 'status-unavailable', /^no status object$/],
  ['CRL: not listed', () => crl(), undefined, /^good$/],
  [
    'CRL: listed',
    () => crl(entry('2026-03-20T00:00:00Z')),
    'revoked',
    /^revoked 2026-03-20T00:00:00Z keyCompromise$/,
  ],
  [
    'CRL: listed, though the list is old',
    () => crl({ ...entry('2026-03-20T00:00:00Z'), nextUpdate: at('2026-04-01T11:59:59Z') }),
    'revoked',
    /^revoked/,
  ],
  [
    'CRL: on hold in an old list proves nothing',
    () =>
      crl({
        ...entry('2026-03-20T00:00:00Z', 'certificateHold'),
        nextUpdate: at('2026-04-01T11:59:59Z'),
      }),
    'status-stale',
    /^crl-out-of-date$/,
  ],
  [
    'CRL: listed from a time after the one asked about',
    () => crl(entry('2026-04-01T12:05:01Z')),
    undefined,
    /after the moment asked about$/,
  ],
  [
    'CRL: listed within the skew of two clocks',
    () => crl(entry('2026-04-01T12:05:00Z')),
    'revoked',
    /^revoked/,
  ],
  ['CRL: at its last second', () => crl({ nextUpdate: NOW }), undefined, /^good$/],
  [
    'CRL: past its nextUpdate',
    () => crl({ nextUpdate: at('2026-04-01T11:59:59Z') }),
    'status-stale',
    /^crl-out-of-date$/,
  ],
  [
    'CRL: from the future',
    () => crl({ thisUpdate: at('2026-04-01T12:05:01Z') }),
    'status-stale',
    /^crl-in-future$/,
  ],
  [
    'CRL: of the other generation, same name',
    () => crl({}, second),
    'status-unavailable',
    /^crl-issuer-other$/,
  ],
  [
    'CRL: our key identifier, another key',
    () => crl({ signedBy: impostor.keys }),
    'status-unavailable',
    /^crl-signature-wrong$/,
  ],
  [
    'CRL: no key identifier',
    () => crl({ edit: without(OID.authorityKeyIdentifier) }),
    'status-unavailable',
    /^crl-issuer-other$/,
  ],
  [
    'CRL: another issuer name',
    () => crl({ issuer: nameOf([['C', 'JP']]) }),
    'status-unavailable',
    /^crl-issuer-other$/,
  ],
  [
    'CRL: of another municipality',
    () => crl({ edit: replaced(critical(point('Shinjuku-ku'))) }),
    'status-unavailable',
    /^crl-partition-other$/,
  ],
  [
    'CRL: of the whole authority',
    () => crl({ edit: without(OID.issuingDistributionPoint) }),
    undefined,
    /^good$/,
  ],
  [
    'CRL: of authorities only',
    () => crl({ edit: replaced(critical(point('Shibuya-ku', { onlyContains: 'ca' }))) }),
    'status-unavailable',
    /^crl-scope-other$/,
  ],
  [
    'CRL: for some reasons only',
    () => crl({ edit: replaced(critical(point('Shibuya-ku', { onlySomeReasons: [1] }))) }),
    'status-unavailable',
    /^crl-scope-other$/,
  ],
  [
    'CRL: indirect',
    () => crl({ edit: replaced(critical(point('Shibuya-ku', { indirect: true }))) }),
    'status-unavailable',
    /^crl-scope-other$/,
  ],
  [
    'CRL: a delta',
    () => crl({ edit: added(critical(extension(OID.deltaCRLIndicator, der.integer(6)))) }),
    'status-unavailable',
    /^crl-critical-extension$/,
  ],
  [
    'CRL: an unknown critical extension',
    () => crl({ edit: added(critical(STRANGE)) }),
    'status-unavailable',
    /^crl-critical-extension$/,
  ],
  [
    'CRL: junk',
    () => ({ policy: 'require', crlsDer: [holder] }),
    'status-unavailable',
    /^crl-malformed$/,
  ],
  ['OCSP: good', () => ocsp(), undefined, /^good$/],
  ['OCSP: revoked', () => ocsp([{ status: REVOKED }]), 'revoked', /superseded$/],
  [
    'OCSP: unknown is not good',
    () => ocsp([{ status: { state: 'unknown' } }]),
    'status-unknown',
    /^unknown$/,
  ],
  [
    'OCSP: two statements, one revoked',
    () => ocsp([{}, { status: REVOKED }]),
    'revoked',
    /superseded$/,
  ],
  [
    'OCSP: two statements, one unknown',
    () => ocsp([{}, { status: { state: 'unknown' } }]),
    'status-unknown',
    /^unknown$/,
  ],
  [
    'OCSP: two statements, one old',
    () => ocsp([{}, { nextUpdate: at('2026-04-01T11:59:59Z') }]),
    'status-stale',
    /^ocsp-out-of-date$/,
  ],
  [
    'OCSP: past its nextUpdate',
    () => ocsp([{ nextUpdate: at('2026-04-01T11:59:59Z') }]),
    'status-stale',
    /^ocsp-out-of-date$/,
  ],
  [
    'OCSP: from the future',
    () => ocsp([{ thisUpdate: at('2026-04-01T12:05:01Z') }]),
    'status-stale',
    /^ocsp-in-future$/,
  ],
  [
    'OCSP: about another serial',
    () => ocsp([{ serialHex: '01' }]),
    'status-unavailable',
    /^ocsp-certificate-other$/,
  ],
  [
    'OCSP: about another generation',
    () => ocsp([{ under: second }]),
    'status-unavailable',
    /^ocsp-certificate-other$/,
  ],
  [
    'OCSP: the nonce repeated',
    () => ocsp([{}], responder, { nonce: NONCE }, NONCE),
    undefined,
    /^good$/,
  ],
  [
    'OCSP: another nonce',
    () => ocsp([{}], responder, { nonce: new Uint8Array(32) }, NONCE),
    'status-unavailable',
    /^ocsp-nonce-wrong$/,
  ],
  [
    'OCSP: the nonce left out',
    () => ocsp([{}], responder, {}, NONCE),
    'status-unavailable',
    /^ocsp-nonce-wrong$/,
  ],
  [
    'OCSP: signed by another key',
    () => ocsp([{}], responder, { signedBy: keysOf('stranger', 'P-256') }),
    'status-unavailable',
    /^ocsp-signature-wrong$/,
  ],
  [
    'OCSP: a responder of another authority',
    () => ocsp([{}], littleResponder(impostor)),
    'status-unavailable',
    /^ocsp-responder-unknown$/,
  ],
  [
    'OCSP: a responder that another key certified',
    () => ocsp([{}], littleResponder(first, { signedBy: impostor.keys })),
    'status-unavailable',
    /^ocsp-responder-unknown$/,
  ],
  [
    'OCSP: a certificate without the purpose',
    () => ocsp([{}], littleResponder(first, { edit: without(OID.extKeyUsage) })),
    'status-unavailable',
    /^ocsp-responder-not-delegated$/,
  ],
  [
    'OCSP: a holder’s certificate signs',
    () => ocsp([{}], littleResponder(first, { edit: replaced(extKeyUsage([OID.clientAuth])) })),
    'status-unavailable',
    /^ocsp-responder-not-delegated$/,
  ],
  [
    'OCSP: a responder whose own status is open',
    () => ocsp([{}], littleResponder(first, { edit: without(OID.ocspNoCheck) })),
    'status-unavailable',
    /^ocsp-responder-not-delegated$/,
  ],
  [
    'OCSP: a responder that has expired',
    () => ocsp([{}], littleResponder(first, { notAfter: at('2026-04-01T11:59:59Z') })),
    'status-unavailable',
    /^ocsp-responder-not-valid$/,
  ],
  [
    'OCSP: a responder not yet valid',
    () => ocsp([{}], littleResponder(first, { notBefore: at('2026-04-01T11:56:00Z') })),
    'status-unavailable',
    /^ocsp-responder-not-valid$/,
  ],
  [
    'OCSP: an unsigned refusal',
    () => ({
      policy: 'require',
      ocspResponses: [{ responseDer: Uint8Array.of(0x30, 3, 0x0a, 1, 3) }],
    }),
    'status-unavailable',
    /^ocsp-refused$/,
  ],
  [
    'OCSP: junk',
    () => ({ policy: 'require', ocspResponses: [{ responseDer: holder }] }),
    'status-unavailable',
    /^ocsp-malformed$/,
  ],
  [
    'revoked outweighs good',
    () => ({
      policy: 'require',
      crlsDer: [crlOf(first), crlOf(first, entry('2026-03-20T00:00:00Z'))],
    }),
    'revoked',
    /^revoked/,
  ],
  [
    'too many objects are not sifted',
    () => ({ policy: 'require', crlsDer: Array.from({ length: 17 }, () => crlOf(first)) }),
    'status-unavailable',
    /^too-many-objects$/,
  ],
]

for (const [name, status, refusal, seen] of STATUS_CASES) {
  test(`status: ${name}`, async () => {
    const report = await verifyCertificate(request({ status: status() }))
    assert.equal(report.refusal, refusal)
    const last = report.checks.at(-1)
    assert.equal(last?.id, 'status.not-revoked')
    assert.equal(last.outcome, refusal === undefined ? 'passed' : 'failed')
    assert.match(last.seen ?? '', seen)
  })
}

test('OCSP signed by the authority itself needs no delegation', async () => {
  const { certificateDer, authority, generation } = first.generation
  const credential = { ...responder.credential, authority, generation, certificateDer }
  const status = ocsp([{}], { credential, keys: first.keys })
  assert.equal((await verifyCertificate(request({ status }))).verdict, 'valid')
})

test('a list from after its expiry proves nothing about a certificate', async () => {
  const asked = { at: at('2030-12-10T12:00:00Z'), now: at('2031-02-01T00:00:00Z') }
  const later = { thisUpdate: at('2031-01-31T00:00:00Z'), nextUpdate: at('2031-02-02T00:00:00Z') }
  const then = { thisUpdate: at('2030-12-10T00:00:00Z'), nextUpdate: at('2030-12-11T01:00:00Z') }
  const silent = await verifyCertificate(request({ ...asked, status: crl(later) }))
  assert.deepEqual(
    [silent.refusal, silent.checks.at(-1)?.seen],
    ['status-unavailable', 'crl-after-expiry'],
  )
  const spoken = await verifyCertificate(request({ ...asked, status: crl(then) }))
  assert.equal(spoken.verdict, 'valid')
})

test('not asking for the status is a loud waiver', async () => {
  const report = await verifyCertificate(request({ status: { policy: 'none' } }))
  assert.equal(report.verdict, 'valid')
  assert.deepEqual(
    [report.checks.at(-1)?.outcome, report.checks.at(-1)?.seen],
    ['waived', 'not asked: status policy none'],
  )
})

test('records out of reach are a fault, not an answer', async () => {
  const outage = new Error('no connection')
  const answers = {
    certificateStatus: () => Promise.reject(outage),
    certificateStatuses: () => Promise.reject(outage),
  }
  const status = { policy: 'require', source: answers } as const
  await assert.rejects(verifyCertificate(request({ status })), outage)
})

test('only a certificate with a key we know can be pinned', () => {
  const junk = pinAuthority('signature', holder.subarray(1))
  assert.equal(junk.ok ? 'pinned' : junk.refusal, 'authority-certificate-malformed')
})

test('a certificate cut off anywhere is malformed, never valid', async () => {
  for (let length = 0; length < holder.length; length++) {
    const cut = { unverifiedCertificateDer: holder.subarray(0, length) }
    assert.equal((await verifyCertificate(request(cut))).refusal, 'certificate-malformed')
  }
})

test('the tests’ own certificates are what they say', () => {
  assert.equal(certificateIn(holder).serialHex, SERIAL)
})
