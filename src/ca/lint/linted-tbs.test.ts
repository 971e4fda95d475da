import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseCertificate } from '#codec/x509/certificate.ts'
import { encodeTbsCertificate } from '#codec/x509/encode-certificate.ts'
import { critical, type Extension } from '#codec/x509/extension.ts'
import * as values from '#codec/x509/extension-values.ts'
import { directoryName, otherNameText, uri } from '#codec/x509/general-name.ts'
import { type Name, nameOf, nameOfRelativeNames } from '#codec/x509/name.ts'
import { ATTRIBUTE, OID } from '#codec/x509/oids.ts'
import { SIGNATURE_ALGORITHMS } from '#codec/x509/algorithm.ts'
import { digest } from '#crypto/digest.ts'
import { assembleCertificate } from '#codec/x509/encode-certificate.ts'
import { instant } from '#kernel/instant.ts'
import type { CertificateKind } from '#law/certificate-kind.ts'
import {
  at,
  fabricatedRsaKey,
  ITEMS,
  sandboxConfiguration,
  THROWAWAY,
  YOKOHAMA_NAKA,
} from '../../../test/support/ca-rig.ts'
import { numberedItems } from '../certified-items.ts'
import { draftAuthority, draftResponder } from '../authority-drafts.ts'
import { authorityName } from '../names.ts'
import { holderProfile } from '../profile.ts'
import { LintedTbs } from './linted-tbs.ts'
import type { WantedHolder, WantedIssuer } from './wanted.ts'

const configuration = sandboxConfiguration()
const key = fabricatedRsaKey(1)

function issuerOf(authority: CertificateKind): WantedIssuer {
  return {
    authority,
    suite: 'rsa-2048-sha256',
    serial: 1,
    keyId: new Uint8Array(20).fill(7),
    nameDer: authorityName(configuration, authority).der,
    notBefore: at('2026-01-01T00:00:00Z'),
    notAfter: at('2035-12-31T14:59:59Z'),
  }
}

function wantedOf(authority: CertificateKind): WantedHolder {
  const issuer = issuerOf(authority)
  const keyDigest = digest('sha256', key)
  return { configuration, issuer, serial: 300, keyDigest, partition: YOKOHAMA_NAKA }
}

function goodTbs(kind: CertificateKind): Uint8Array {
  const items = numberedItems(ITEMS)
  assert.ok(items.ok)
  return holderProfile(
    configuration,
    issuerOf(kind),
  )({
    serial: 300,
    partition: YOKOHAMA_NAKA,
    commonName: kind === 'signature' ? '2'.repeat(28) : 'A'.repeat(14) + '14104300A',
    items: kind === 'signature' ? items.value : [],
    subjectPublicKeyDer: key,
    subjectKeyId: digest('sha1', key.subarray(24)),
    notBefore: at('2026-04-01T01:00:00Z'),
    notAfter: at('2031-02-17T14:59:59Z'),
  })
}

type Fields = Parameters<typeof encodeTbsCertificate>[0]

/** A good certificate with some of its fields replaced. */
function changed(kind: CertificateKind, change: (fields: Fields) => Partial<Fields>): Uint8Array {
  const rsa = SIGNATURE_ALGORITHMS.sha256WithRSAEncryption
  const read = parseCertificate(assembleCertificate(goodTbs(kind), rsa, new Uint8Array(1)))
  assert.ok(read.ok)
  const { serialHex, issuer, subject, spkiDer, validity, extensions } = read.value
  const fields: Fields = {
    serialHex,
    signatureAlgorithm: rsa,
    issuer,
    subject,
    spkiDer,
    ...validity,
    extensions: extensions.all,
  }
  return encodeTbsCertificate({ ...fields, ...change(fields) })
}

function withExtension(oid: string, to: Extension): (fields: Fields) => Partial<Fields> {
  return ({ extensions }) => ({ extensions: extensions.map((one) => (one.oid === oid ? to : one)) })
}

function lintRule(kind: CertificateKind, tbsDer: Uint8Array): unknown {
  const linted = LintedTbs.lint({ profile: 'holder', tbsDer, wanted: wantedOf(kind) }, THROWAWAY)
  return linted.ok ? 'kept' : linted.detail['rule']
}

for (const kind of ['signature', 'user-authentication'] as const)
  test(`the ${kind} profile keeps every rule of its own`, () => {
    assert.equal(lintRule(kind, goodTbs(kind)), 'kept')
  })

test('a proof is redeemed for one signature only', () => {
  const tbsDer = goodTbs('signature')
  const linted = LintedTbs.lint(
    { profile: 'holder', tbsDer, wanted: wantedOf('signature') },
    THROWAWAY,
  )
  assert.ok(linted.ok)
  assert.deepEqual(linted.value.redeem(), tbsDer)
  assert.throws(() => linted.value.redeem(), { code: 'invariant-broken' })
})

test('octets that are no certificate are refused by the decoder’s word', () => {
  assert.equal(lintRule('signature', new Uint8Array([0x30, 0])), 'der-truncated')
})

const otherName = nameOf([
  ['C', 'JP'],
  ['O', 'Somebody Else'],
])

function utf8Country(name: Name): Name {
  return nameOfRelativeNames(
    name.relativeNames.map(([first, ...others]) =>
      first?.oid === ATTRIBUTE.C && first.form !== 'other'
        ? [{ ...first, form: 'utf8' }, ...others]
        : [first ?? { oid: '', form: 'utf8', text: '' }, ...others],
    ),
  )
}

function subjectOf(...parts: Parameters<typeof nameOf>[0]): () => Partial<Fields> {
  return () => ({ subject: nameOf([['C', 'JP'], ...parts]) })
}

function itemsChanged(change: (names: [number, string][]) => [number, string][]): Uint8Array {
  const good = numberedItems(ITEMS)
  assert.ok(good.ok)
  const names = change(good.value.map(({ number, text }) => [number, text]))
  const arc = `${configuration.oidArc}.5`
  const extension = values.subjectAltName(
    names.map(([number, text]) => otherNameText(`${arc}.${number}`, text)),
  )
  return changed('signature', withExtension(OID.subjectAltName, extension))
}

const policyOf = (policyOid: string, cps: string): Extension =>
  critical(values.certificatePolicies([{ policyOid, qualifiers: [{ kind: 'cps', uri: cps }] }]))
const pointOf = (name: Name, reasons?: readonly number[]): Extension =>
  values.cRLDistributionPoints([
    { name: { kind: 'fullName', names: [directoryName(name)] }, reasons },
  ])
const keyIdOf = (octet: number, serialHex: string): Extension =>
  values.authorityKeyIdentifier({
    keyIdentifier: new Uint8Array(20).fill(octet),
    authority: { issuer: [directoryName(otherName)], serialHex },
  })
const ecdsa = SIGNATURE_ALGORITHMS.ecdsaWithSHA384
const P256_KEY = '3059301306072a8648ce3d020106082a8648ce3d030107034200'

for (const [rule, tbsDer] of [
  ['serial-allocated', changed('signature', () => ({ serialHex: '0101' }))],
  // The decoder is first: the outer algorithm is the suite's, the inner one is not.
  ['certificate-algorithms-differ', changed('signature', () => ({ signatureAlgorithm: ecdsa }))],
  ['issuer-name', changed('signature', () => ({ issuer: otherName }))],
  ['name-string-types', changed('signature', ({ subject }) => ({ subject: utf8Country(subject) }))],
  ['validity-ordered', changed('signature', ({ notAfter }) => ({ notBefore: notAfter }))],
  [
    'validity-within-authority',
    changed('signature', () => ({ notBefore: at('2025-12-31T23:59:59Z') })),
  ],
  [
    'not-after-end-of-day',
    changed('signature', ({ notAfter }) => ({ notAfter: instant(notAfter - 1000) })),
  ],
  [
    'validity-at-most-six-years',
    changed('signature', () => ({ notAfter: at('2032-04-02T14:59:59Z') })),
  ],
  ['public-key-requested', changed('signature', () => ({ spkiDer: fabricatedRsaKey(2) }))],
  [
    'subject-key-identifier',
    changed(
      'signature',
      withExtension(
        OID.subjectKeyIdentifier,
        values.subjectKeyIdentifierExtension(new Uint8Array(20)),
      ),
    ),
  ],
  [
    'authority-key-identifier',
    changed('signature', withExtension(OID.authorityKeyIdentifier, keyIdOf(8, '01'))),
  ],
  [
    'subject-name',
    changed('signature', subjectOf(['L', 'Tokyo-to'], ['L', 'Kiyose-shi'], ['CN', '2'.repeat(28)])),
  ],
  [
    'subject-common-name-form',
    changed(
      'signature',
      subjectOf(['L', 'Kanagawa-ken'], ['L', 'Yokohama-shi-Naka-ku'], ['CN', '2'.repeat(27)]),
    ),
  ],
  [
    'certificate-policy',
    changed(
      'signature',
      withExtension(
        OID.certificatePolicies,
        policyOf(`${configuration.oidArc}.1.3.30`, configuration.cpsUrl),
      ),
    ),
  ],
  [
    'issuer-alt-name',
    changed(
      'signature',
      withExtension(OID.issuerAltName, values.issuerAltName([directoryName(otherName)])),
    ),
  ],
  [
    'distribution-point-of-municipality',
    changed('signature', withExtension(OID.cRLDistributionPoints, pointOf(otherName))),
  ],
  [
    'key-usage-signature',
    changed(
      'signature',
      withExtension(OID.keyUsage, critical(values.keyUsage(['digitalSignature', 'keyCertSign']))),
    ),
  ],
  [
    'extensions-of-signature-profile',
    changed('signature', ({ extensions }) => ({ extensions: extensions.toReversed() })),
  ],
  [
    'extensions-of-signature-profile',
    changed('signature', withExtension(OID.keyUsage, values.keyUsage(['digitalSignature']))),
  ],
  ['certified-items', itemsChanged((names) => names.toReversed())],
  ['certified-items', itemsChanged((names) => names.slice(0, 5))],
  ['certified-items', itemsChanged((names) => names.map(([n, text]) => [n, n === 3 ? '9' : text]))],
  [
    'certified-items',
    itemsChanged((names) => names.map(([n, text]) => [n, n === 4 ? '419801317' : text])),
  ],
  [
    'certified-items',
    itemsChanged((names) => names.map(([n, text]) => [n, n === 2 ? '0100' : text])),
  ],
] as const)
  test(`a signature certificate that breaks it fails ${rule}`, () => {
    assert.equal(lintRule('signature', tbsDer), rule)
  })

for (const [rule, tbsDer] of [
  [
    'extensions-of-user-authentication-profile',
    changed('user-authentication', ({ extensions }) => ({
      extensions: [...extensions, values.subjectAltName([uri('http://x.example/')])],
    })),
  ],
  [
    'key-usage-user-authentication',
    changed(
      'user-authentication',
      withExtension(
        OID.keyUsage,
        critical(values.keyUsage(['digitalSignature', 'nonRepudiation'])),
      ),
    ),
  ],
  [
    'client-authentication',
    changed(
      'user-authentication',
      withExtension(OID.extKeyUsage, values.extKeyUsage([OID.serverAuth])),
    ),
  ],
  [
    'ocsp-address',
    changed(
      'user-authentication',
      withExtension(
        OID.authorityInfoAccess,
        values.authorityInfoAccess([
          { methodOid: OID.ocspAccess, location: uri('http://x.example') },
        ]),
      ),
    ),
  ],
] as const)
  test(`a user-authentication certificate that breaks it fails ${rule}`, () => {
    assert.equal(lintRule('user-authentication', tbsDer), rule)
  })

test('a certificate of the real service’s name or arc is refused whatever the configuration says', () => {
  const real = { ...configuration, organization: 'JPKI', oidArc: '1.2.392.200149.8.5' }
  const good = wantedOf('user-authentication')
  const nameDer = authorityName(real, 'user-authentication').der
  const wanted = { ...good, configuration: real, issuer: { ...good.issuer, nameDer } }
  const tbsDer = holderProfile(
    real,
    wanted.issuer,
  )({
    serial: 300,
    partition: YOKOHAMA_NAKA,
    commonName: `${'A'.repeat(14)}14104300A`,
    items: [],
    subjectPublicKeyDer: key,
    subjectKeyId: digest('sha1', key.subarray(24)),
    notBefore: at('2026-04-01T01:00:00Z'),
    notAfter: at('2031-02-17T14:59:59Z'),
  })
  const linted = LintedTbs.lint({ profile: 'holder', tbsDer, wanted }, THROWAWAY)
  assert.equal(linted.ok ? 'kept' : linted.detail['rule'], 'not-the-real-service')
})

test('a public key of another suite is refused even where it is the one asked for', () => {
  const p256 = Buffer.from(`${P256_KEY}04${'11'.repeat(64)}`, 'hex')
  const keyDigest = digest('sha256', p256)
  const tbsDer = changed('signature', ({ extensions }) => ({
    spkiDer: p256,
    extensions: extensions.map((one) =>
      one.oid === OID.subjectKeyIdentifier
        ? values.subjectKeyIdentifierExtension(digest('sha1', p256.subarray(26)))
        : one,
    ),
  }))
  const wanted = { ...wantedOf('signature'), keyDigest }
  const linted = LintedTbs.lint({ profile: 'holder', tbsDer, wanted }, THROWAWAY)
  assert.equal(linted.ok ? 'kept' : linted.detail['rule'], 'public-key-of-suite')
})

test('authorities and responders keep their profiles, and not each other’s', () => {
  const facts = { serial: 1, publicKeyDer: key, notBefore: at('2026-04-01T01:00:00Z') }
  const declared = {
    authority: 'signature',
    generation: 1,
    suite: 'rsa-2048-sha256',
    validityYears: 10,
  } as const
  const authority = draftAuthority(configuration, declared, facts)
  assert.ok(LintedTbs.lint(authority, THROWAWAY).ok)
  const responder = draftResponder(configuration, authority.wanted.issuer, 30, {
    ...facts,
    serial: 2,
  })
  assert.ok(LintedTbs.lint(responder, THROWAWAY).ok)
  const mixed = LintedTbs.lint({ ...responder, profile: 'authority' }, THROWAWAY)
  assert.equal(mixed.ok ? 'kept' : mixed.detail['rule'], 'extensions-of-authority-profile')
  const long = draftResponder(configuration, authority.wanted.issuer, 91, { ...facts, serial: 2 })
  const tooLong = LintedTbs.lint(long, THROWAWAY)
  assert.equal(tooLong.ok ? 'kept' : tooLong.detail['rule'], 'responder-short-lived')
})
