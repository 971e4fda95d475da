import assert from 'node:assert/strict'
import { test } from 'node:test'
import { encodeSignedData } from '#codec/cms/encode-signed-data.ts'
import { CMS_OID } from '#codec/cms/oids.ts'
import { encodeSignedAttributes } from '#codec/cms/signed-attributes.ts'
import { parseSignedData } from '#codec/cms/signed-data.ts'
import * as der from '#codec/der/encode.ts'
import { OID } from '#codec/x509/oids.ts'
import { digest } from '#crypto/digest.ts'
import { compareBytes, equalBytes, utf8 } from '#kernel/bytes.ts'
import { ok, refuse } from '#kernel/result.ts'
import { verifyCertificate } from '#va/verify-certificate.ts'
import {
  at,
  certificateIn,
  issueTo,
  keysOf,
  littleAuthority,
  POLICY_OIDS,
  signWith,
  type TestKeys,
} from '../../test/support/status-authority.ts'
import type { DocumentRefusal, DocumentReport, SignatureForm } from './contract.ts'
import type { CertificateVerifier, DocumentSigner } from './ports.ts'
import { signDocument } from './sign-document.ts'
import type { SignedDocument } from './signed-document.ts'
import { verifyCms } from './verify-cms.ts'

const NOW = at('2026-04-01T12:00:00Z')
const authority = littleAuthority('signature')
const login = littleAuthority('user-authentication')
const holder = issueTo(authority)
const CONTENT = utf8('金銭消費貸借契約書')

function verifier(state: 'good' | 'unknown' = 'good'): CertificateVerifier {
  const answers = {
    certificateStatus: () => Promise.resolve({ state }),
    certificateStatuses: () => Promise.resolve([{ state }]),
  }
  return {
    verify: (unverifiedCertificateDer, moment) =>
      verifyCertificate({
        unverifiedCertificateDer,
        kind: 'signature',
        at: moment,
        now: moment,
        anchors: [authority.pinned, login.pinned],
        policyOids: POLICY_OIDS,
        status: { policy: 'require', source: answers },
      }),
  }
}

function cardWith(certificateDer: Uint8Array, keys: TestKeys): DocumentSigner {
  return {
    certificate: () => Promise.resolve(ok(certificateDer)),
    sign: (message, digestName) => {
      assert.equal(digestName, keys.algorithm.digest)
      return Promise.resolve(ok(signWith(keys, message)))
    },
  }
}

async function signed(
  form: SignatureForm,
  card = cardWith(holder, keysOf('holder')),
  content = CONTENT,
): Promise<Uint8Array> {
  const made = await signDocument(card, { content, form, signingTime: NOW })
  assert.ok(made.ok)
  return made.value
}

function verify(
  cmsDer: Uint8Array,
  changes: Partial<SignedDocument> = {},
): Promise<DocumentReport> {
  const document = { cmsDer, detachedContent: undefined, at: NOW, profile: 'cades-bes' } as const
  return verifyCms(verifier(), { ...document, ...changes })
}

test('attached: signed, verified, and the content comes back', async () => {
  const report = await verify(await signed('attached'))
  assert.deepEqual([report.verdict, report.refusal], ['valid', undefined])
  assert.ok(report.content !== undefined && equalBytes(report.content, CONTENT))
  assert.deepEqual(
    report.signers.map(({ claimedSigningTime }) => claimedSigningTime),
    [NOW],
  )
  assert.equal(report.certificate?.serialHex, 'c0ffee')
})

test('checks in order: form, the signature in itself, then the certificate’s own', async () => {
  const { checks } = await verify(await signed('attached'))
  const ids = checks.map(({ id }) => id)
  assert.deepEqual(ids.slice(0, 11), [
    'cms.form',
    'cms.content',
    'cms.signers',
    'signer.certificate',
    'signer.attributes',
    'signer.signing-certificate',
    'signer.algorithm',
    'signer.content-digest',
    'signer.signature',
    'signer.key-usage',
    'signer.time',
  ])
  assert.equal(ids[11], 'certificate.form')
  assert.deepEqual(ids.slice(-2), ['status.not-revoked', 'signer.chain'])
  assert.ok(checks.every(({ outcome }) => outcome === 'passed'))
})

test('detached: verified against the document beside it', async () => {
  const report = await verify(await signed('detached'), { detachedContent: CONTENT })
  assert.equal(report.verdict, 'valid')
})

test('a P-384 key of the next card signs with SHA-384', async () => {
  const keys = keysOf('next-card', 'P-384')
  const certificateDer = issueTo(authority, { keys })
  const report = await verify(await signed('attached', cardWith(certificateDer, keys)))
  assert.equal(report.verdict, 'valid')
  const algorithm = report.checks.find(({ id }) => id === 'signer.algorithm')
  assert.equal(algorithm?.seen, 'ecdsa, sha384')
})

test('an empty document can be signed', async () => {
  const card = cardWith(holder, keysOf('holder'))
  const report = await verify(await signed('attached', card, new Uint8Array()))
  assert.deepEqual([report.verdict, report.content?.length], ['valid', 0])
})

interface Crafted {
  readonly certificateDer?: Uint8Array
  readonly keys?: TestKeys
  readonly content?: Uint8Array
  readonly attributes?: Uint8Array | undefined
  readonly certificatesDer?: readonly Uint8Array[]
  readonly sidOf?: Uint8Array
}

function attributes(
  changes: { content?: Uint8Array; referenced?: Uint8Array; contentType?: string } = {},
): Uint8Array {
  return encodeSignedAttributes({
    contentType: changes.contentType ?? CMS_OID.data,
    messageDigest: digest('sha256', changes.content ?? CONTENT),
    signingTime: undefined,
    certificate: certificateIn(changes.referenced ?? holder),
    certificateDigest: 'sha256',
  })
}

/** A CMS of one signer, whole but for what is given. */
function crafted(changes: Crafted = {}): Uint8Array {
  const keys = changes.keys ?? keysOf('holder')
  const signedAttributesDer = changes.attributes ?? attributes()
  const { issuer, serialHex } = certificateIn(changes.sidOf ?? changes.certificateDer ?? holder)
  return encodeSignedData({
    content: changes.content ?? CONTENT,
    certificatesDer: changes.certificatesDer ?? [changes.certificateDer ?? holder],
    signers: [
      {
        sid: { by: 'issuer-and-serial', issuer, serialHex },
        algorithm: keys.algorithm,
        signedAttributesDer,
        signature: signWith(keys, signedAttributesDer),
      },
    ],
  })
}

/** Signed attributes without signing-certificate, or with other attributes, as DER SET OF. */
function plainAttributes(...more: readonly Uint8Array[]): Uint8Array {
  return der.encode(
    der.setOf([
      attribute(CMS_OID.contentType, der.oid(CMS_OID.data)),
      attribute(CMS_OID.messageDigest, der.octetString(digest('sha256', CONTENT))),
      ...more,
    ]),
  )
}

function attribute(oid: string, value: der.DerValue): Uint8Array {
  return der.encode(der.sequence(der.oid(oid), der.setOf([value])))
}

/** signing-certificate of version 1: SHA-1 (RFC 5035 §5.4.1). */
function oldReference(certificateDer: Uint8Array): Uint8Array {
  const reference = der.sequence(der.octetString(digest('sha1', certificateDer)))
  return attribute(CMS_OID.signingCertificate, der.sequence(der.sequence(reference)))
}

/** A signature over the content itself, without signed attributes (RFC 5652 §5.4). */
function withoutAttributes(
  content: Uint8Array,
  signature?: Uint8Array,
  type: string = CMS_OID.data,
) {
  const keys = keysOf('holder')
  const { issuer } = certificateIn(holder)
  const signer = der.sequence(
    der.integer(1),
    der.sequence(issuer.der, der.integer(0xc0ffee)),
    der.sequence(der.oid(OID.sha256)),
    der.sequence(der.oid(OID.rsaEncryption), der.nullValue()),
    der.octetString(signature ?? signWith(keys, content)),
  )
  const signedData = der.sequence(
    der.integer(1),
    der.setOf([der.sequence(der.oid(OID.sha256))]),
    der.sequence(der.oid(type), der.explicit(0, der.octetString(content))),
    der.implicit(0, der.setOf([holder])),
    der.setOf([signer]),
  )
  return der.encode(der.sequence(der.oid(CMS_OID.signedData), der.explicit(0, signedData)))
}

const impostor = littleAuthority('signature', { keys: keysOf('impostor') })
/** The same issuer name and serial number as `holder`, from another authority, over another key. */
const double = issueTo(impostor, { keys: keysOf('other-holder') })
const renewed = issueTo(authority, { serialHex: '00c0fff0' })

const REFUSED: readonly (readonly [
  string,
  () => Uint8Array | Promise<Uint8Array>,
  Partial<SignedDocument>,
  string,
  DocumentRefusal,
])[] = [
  ['no CMS', () => holder, {}, 'cms.form', 'cms-malformed'],
  [
    'other CMS',
    () =>
      der.encode(der.sequence(der.oid(CMS_OID.data), der.explicit(0, der.octetString(CONTENT)))),
    {},
    'cms.form',
    'cms-not-signed-data',
  ],
  [
    'detached, and no document beside it',
    () => signed('detached'),
    {},
    'cms.content',
    'content-missing',
  ],
  [
    'attached, and another document beside it',
    () => signed('attached'),
    { detachedContent: CONTENT },
    'cms.content',
    'content-unexpected',
  ],
  ['certificates only', () => unsigned(), {}, 'cms.signers', 'signer-absent'],
  [
    'the signer’s certificate left out',
    () => crafted({ certificatesDer: [] }),
    {},
    'signer.certificate',
    'signer-certificate-absent',
  ],
  [
    'another certificate only',
    () => crafted({ certificatesDer: [renewed] }),
    {},
    'signer.certificate',
    'signer-certificate-absent',
  ],
  [
    'another content type signed',
    () => crafted({ attributes: attributes({ contentType: '2.999.3' }) }),
    {},
    'signer.attributes',
    'signed-attributes-wrong',
  ],
  [
    'no signed attributes, where CAdES asks for them',
    () => withoutAttributes(CONTENT),
    {},
    'signer.attributes',
    'signed-attributes-wrong',
  ],
  [
    'no signing certificate, where CAdES asks for it',
    () => crafted({ attributes: plainAttributes() }),
    {},
    'signer.signing-certificate',
    'signing-certificate-mismatch',
  ],
  [
    'the signing certificate by SHA-1 only, where CAdES asks for more',
    () => crafted({ attributes: plainAttributes(oldReference(holder)) }),
    {},
    'signer.signing-certificate',
    'signing-certificate-mismatch',
  ],
  [
    'a signing certificate that is another one',
    () => crafted({ attributes: attributes({ referenced: renewed }) }),
    {},
    'signer.signing-certificate',
    'signing-certificate-mismatch',
  ],
  [
    'a SHA-1 reference to another one, whatever the profile',
    () => crafted({ attributes: plainAttributes(oldReference(renewed)) }),
    { profile: 'cms' },
    'signer.signing-certificate',
    'signing-certificate-mismatch',
  ],
  [
    'a certificate for logging in',
    () =>
      crafted({
        certificateDer: issueTo(login),
        attributes: attributes({ referenced: issueTo(login) }),
      }),
    {},
    'certificate.kind',
    'kind-wrong',
  ],
  [
    'a certificate that had expired',
    () => signed('attached'),
    { at: at('2031-01-01T00:00:00Z') },
    'validity.not-after',
    'expired',
  ],
  [
    'a certificate not yet valid',
    () => signed('attached'),
    { at: at('2026-02-28T00:00:00Z') },
    'validity.not-before',
    'not-yet-valid',
  ],
  [
    'an impostor’s certificate of the same issuer and serial',
    () =>
      crafted({
        certificateDer: double,
        keys: keysOf('other-holder'),
        attributes: attributes({ referenced: double }),
      }),
    {},
    'issuer.key-identifier',
    'issuer-unknown',
  ],
  [
    'a document changed after signing',
    () => crafted({ content: utf8('金銭消費貸借契約書。') }),
    {},
    'signer.content-digest',
    'content-digest-wrong',
  ],
  [
    'a detached document changed after signing',
    () => signed('detached'),
    { detachedContent: utf8('別の契約書') },
    'signer.content-digest',
    'content-digest-wrong',
  ],
  [
    'a signature by another key',
    () => crafted({ keys: keysOf('other-holder') }),
    {},
    'signer.signature',
    'signature-wrong',
  ],
  [
    'a changed document without signed attributes',
    () => withoutAttributes(utf8('別の契約書'), signWith(keysOf('holder'), CONTENT)),
    { profile: 'cms' },
    'signer.signature',
    'signature-wrong',
  ],
  [
    'signed attributes stripped and shown as the document',
    () => withoutAttributes(attributes(), signWith(keysOf('holder'), attributes())),
    { profile: 'cms' },
    'signer.attributes',
    'signed-attributes-wrong',
  ],
  [
    'no signed attributes over a content that is not data',
    () => withoutAttributes(CONTENT, undefined, '2.999.3'),
    { profile: 'cms' },
    'signer.attributes',
    'signed-attributes-wrong',
  ],
]

for (const [name, make, changes, id, refusal] of REFUSED) {
  test(`refused: ${name} is ${refusal}`, async () => {
    const report = await verify(await make(), changes)
    assert.deepEqual([report.verdict, report.refusal], ['invalid', refusal])
    assert.equal(report.checks.find(({ outcome }) => outcome === 'failed')?.id, id)
    assert.deepEqual(
      [report.content, report.certificate, report.signers.length],
      [undefined, undefined, 0],
    )
  })
}

function unsigned(): Uint8Array {
  const signedData = der.sequence(
    der.integer(1),
    der.setOf([]),
    der.sequence(der.oid(CMS_OID.data), der.explicit(0, der.octetString(CONTENT))),
    der.implicit(0, der.setOf([holder])),
    der.setOf([]),
  )
  return der.encode(der.sequence(der.oid(CMS_OID.signedData), der.explicit(0, signedData)))
}

test('plain CMS: what RFC 5652 leaves open is accepted, and shown as waived', async () => {
  const direct = await verify(withoutAttributes(CONTENT), { profile: 'cms' })
  assert.equal(direct.verdict, 'valid')
  assert.deepEqual(
    direct.checks.filter(({ outcome }) => outcome === 'waived').map(({ id }) => id),
    ['signer.attributes', 'signer.signing-certificate', 'signer.content-digest'],
  )
  for (const given of [plainAttributes(), plainAttributes(oldReference(holder))]) {
    const plain = await verify(crafted({ attributes: given }), { profile: 'cms' })
    assert.equal(plain.verdict, 'valid')
    assert.deepEqual(
      plain.checks.filter(({ outcome }) => outcome === 'waived').map(({ id }) => id),
      ['signer.signing-certificate'],
    )
  }
})

test('the signer’s certificate is found beside others of its name and serial', async () => {
  const bare = crafted({ certificatesDer: [] })
  const found = await verify(bare, { furtherCertificatesDer: [holder] })
  assert.equal(found.verdict, 'valid')
  for (const certificatesDer of [
    [double, holder],
    [holder, double],
  ]) {
    assert.equal((await verify(crafted({ certificatesDer }))).verdict, 'valid')
    const plain = crafted({ certificatesDer, attributes: plainAttributes() })
    assert.equal((await verify(plain, { profile: 'cms' })).verdict, 'valid')
  }
})

function signerWith(certificateDer: Uint8Array, keys: TestKeys) {
  const { issuer, serialHex } = certificateIn(certificateDer)
  const signedAttributesDer = attributes({ referenced: certificateDer })
  return {
    sid: { by: 'issuer-and-serial', issuer, serialHex } as const,
    algorithm: keys.algorithm,
    signedAttributesDer,
    signature: signWith(keys, signedAttributesDer),
  }
}

function twoSigners(second: Uint8Array, secondKeys: TestKeys): Uint8Array {
  const signers = [signerWith(holder, keysOf('holder')), signerWith(second, secondKeys)]
  return encodeSignedData({ content: CONTENT, certificatesDer: [holder, second], signers })
}

test('every signer must hold', async () => {
  const keys = keysOf('other-holder')
  const other = issueTo(authority, { keys, serialHex: '00c0fff1' })
  const both = await verify(twoSigners(other, keys))
  assert.deepEqual([both.verdict, both.signers.length], ['valid', 2])
  assert.ok(both.checks.some(({ id }) => id === 'signer.signature#2'))
  const expired = issueTo(authority, { keys, serialHex: '00c0fff1', notAfter: NOW })
  const later = { at: at('2026-05-01T00:00:00Z') }
  const one = await verify(twoSigners(expired, keys), later)
  assert.deepEqual([one.verdict, one.refusal, one.content], ['invalid', 'expired', undefined])
  assert.equal(one.signers.length, 1)
})

test('a status that is unknown makes the document invalid', async () => {
  const report = await verifyCms(verifier('unknown'), {
    cmsDer: await signed('attached'),
    detachedContent: undefined,
    at: NOW,
    profile: 'cades-bes',
  })
  assert.equal(report.refusal, 'status-unknown')
})

test('any octet turned or cut off: never another content, never another signer', async () => {
  const whole = await signed('attached')
  const accepted: number[] = []
  for (let i = 0; i < whole.length; i++) {
    const turned = whole.slice()
    turned[i] = (turned[i] ?? 0) ^ 0x10
    const report = await verify(turned)
    if (report.verdict === 'invalid') continue
    accepted.push(i)
    assert.ok(report.content !== undefined && equalBytes(report.content, CONTENT))
    assert.equal(report.certificate?.serialHex, 'c0ffee')
  }
  // RFC 5652 §5.1: the digest algorithms before the content are a hint that nothing signs.
  const hint = 13
  assert.ok(accepted.length <= hint, `accepted at ${accepted.join(' ')}`)
  for (let length = 0; length < whole.length; length++)
    assert.equal((await verify(whole.subarray(0, length))).refusal, 'cms-malformed')
})

for (const [name, certificateDer, refusal] of [
  ['the key for logging in', issueTo(login), 'key-usage-wrong'],
  ['a certificate cut off', holder.subarray(0, 100), 'certificate-malformed'],
  ['a certificate over another key than the card’s', renewedFor('other-holder'), 'signature-wrong'],
] as const) {
  test(`signing with ${name} is ${refusal}`, async () => {
    const card = cardWith(certificateDer, keysOf('holder'))
    const made = await signDocument(card, {
      content: CONTENT,
      form: 'attached',
      signingTime: undefined,
    })
    assert.equal(made.ok ? 'signed' : made.refusal, refusal)
  })
}

function renewedFor(name: string): Uint8Array {
  return issueTo(authority, { keys: keysOf(name) })
}

test('signing with a key of another curve is algorithm-not-allowed', async () => {
  const keys = keysOf('holder')
  const ed25519 = {
    ...keys,
    spkiDer: der.encode(
      der.sequence(der.sequence(der.oid('1.3.101.112')), der.bitString(new Uint8Array(32).fill(9))),
    ),
  }
  const card = cardWith(issueTo(authority, { keys: ed25519 }), keys)
  const made = await signDocument(card, {
    content: CONTENT,
    form: 'attached',
    signingTime: undefined,
  })
  assert.equal(made.ok ? 'signed' : made.refusal, 'algorithm-not-allowed')
})

test('what the card refuses, signing refuses', async () => {
  const document = { content: CONTENT, form: 'attached', signingTime: undefined } as const
  const absent: DocumentSigner = {
    certificate: () => Promise.resolve(refuse('certificate-absent')),
    sign: () => Promise.resolve(refuse('pin-blocked')),
  }
  const locked = { ...absent, certificate: () => Promise.resolve(ok(holder)) }
  assert.deepEqual(await signDocument(absent, document), refuse('certificate-absent'))
  assert.deepEqual(await signDocument(locked, document), refuse('pin-blocked'))
})

test('no time unless claimed, one certificate, no content when detached', async () => {
  const card = cardWith(holder, keysOf('holder'))
  const made = await signDocument(card, {
    content: CONTENT,
    form: 'detached',
    signingTime: undefined,
  })
  const parsed = made.ok ? parseSignedData(made.value) : made
  assert.ok(parsed.ok)
  assert.equal(parsed.value.content, undefined)
  assert.equal(compareBytes(parsed.value.certificatesDer[0] ?? new Uint8Array(), holder), 0)
  assert.equal(parsed.value.signers[0]?.signedAttributes?.signingTime, undefined)
})
