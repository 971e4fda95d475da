import assert from 'node:assert/strict'
import { generateKeyPairSync, sign } from 'node:crypto'
import { test } from 'node:test'
import { CMS_OID } from '#codec/cms/oids.ts'
import { parseSignedData } from '#codec/cms/signed-data.ts'
import { decodeDer } from '#codec/der/decode.ts'
import * as der from '#codec/der/encode.ts'
import { digestIdentifierDer, SIGNATURE_ALGORITHMS } from '#codec/x509/algorithm.ts'
import { parseCertificate } from '#codec/x509/certificate.ts'
import { critical, type Extension } from '#codec/x509/extension.ts'
import { extKeyUsage, keyUsage } from '#codec/x509/extension-values.ts'
import { directoryName } from '#codec/x509/general-name.ts'
import { OID } from '#codec/x509/oids.ts'
import { equalBytes, utf8 } from '#kernel/bytes.ts'
import { type Instant, plusMs } from '#kernel/instant.ts'
import { DEFAULT_ALGORITHMS } from '#va/algorithm-policy.ts'
import type { RevocationMode } from '#va/revocation/question.ts'
import { type SignatureTrustOptions, trustByPath } from '#verifier/signature-trust.ts'
import {
  archiveTimeStamp,
  attributeDer,
  makeSignedData,
  makeToken,
  type Making,
  signerInfoDer,
  signerWith,
  type TestSigner,
  type TokenMaking,
  withUnsigned,
} from '../../test/support/signature-maker.ts'
import {
  at,
  certIdOf,
  certificateIn,
  crlOf,
  type HolderOptions,
  issueTo,
  keysOf,
  littleAuthority,
  littleResponder,
  ocspOf,
} from '../../test/support/status-authority.ts'
import type { SignedDocument } from './signed-document.ts'
import { verifySignatures } from './verify-signatures.ts'

const CONTENT = utf8('金銭消費貸借契約書')
const SIGNED_AT = at('2026-04-10T00:00:00Z')
const LATER = at('2027-01-01T00:00:00Z')
const authority = littleAuthority('signature', { keys: keysOf('signatures-ca', 'P-256') })
const anchor = parseCertificate(authority.generation.certificateDer)
assert.ok(anchor.ok)
const ANCHORS = [{ certificate: anchor.value, enforce: 'constraints' }] as const

/** A signer that expires three weeks after it signed. */
const holder = testSigner('holder-1', '11', { notAfter: at('2026-05-01T00:00:00Z') })
const lasting = testSigner('holder-2', '12', {})
const stamper = testSigner('tsa-1', 'a1', { edit: forTimeStamping })

function testSigner(name: string, serialHex: string, options: HolderOptions) {
  const keys = keysOf(name, 'P-256')
  return signerWith(issueTo(authority, { serialHex, keys, ...options }), keys)
}

function forTimeStamping(extensions: readonly Extension[]): readonly Extension[] {
  return [...extensions, critical(extKeyUsage([OID.timeStamping]))]
}

interface Asked extends Partial<SignedDocument> {
  readonly revocation?: RevocationMode
  /** What is asked of certificates; the default where absent. */
  readonly certificates?: SignatureTrustOptions['profile']
}

function verify(cmsDer: Uint8Array, asked: Asked = {}) {
  const { revocation = 'none', certificates, ...document } = asked
  const algorithms = DEFAULT_ALGORITHMS
  const trust = trustByPath({ anchors: ANCHORS, revocation, algorithms, profile: certificates })
  const moment = { at: LATER, detachedContent: undefined, profile: 'cades-bes' } as const
  return verifySignatures(trust, { cmsDer, ...moment, ...document })
}

function signed(making: Partial<Making> = {}): Uint8Array {
  return makeSignedData({ content: CONTENT, signer: holder, ...making })
}

/** The octets of the signature of the first signer: what signature time-stamps are over. */
function stamped(cmsDer: Uint8Array, making: Partial<TokenMaking> = {}): Uint8Array {
  const token = { genTime: SIGNED_AT, authority: stamper, ...making }
  const over = making.stamped ?? signatureIn(cmsDer)
  return withUnsigned(cmsDer, [
    attributeDer(CMS_OID.signatureTimeStamp, makeToken({ ...token, stamped: over })),
  ])
}

function signatureIn(cmsDer: Uint8Array): Uint8Array {
  const parsed = parseSignedData(cmsDer)
  assert.ok(parsed.ok)
  return parsed.value.signers[0]?.signature ?? new Uint8Array()
}

const REVOKED_AT = at('2026-06-01T00:00:00Z')

/** The list of the day before `LATER`, with `serialHex` revoked on 1 June 2026. */
function listWith(serialHex: string): Uint8Array {
  return crlOf(authority, {
    thisUpdate: at('2026-12-31T12:00:00Z'),
    nextUpdate: at('2027-01-02T12:00:00Z'),
    entries: [{ serialHex, revokedAt: REVOKED_AT, reason: 'keyCompromise' }],
  })
}

test('an expired certificate is valid for a signature that a time-stamp proves in time', async () => {
  const bare = signed()
  assert.equal((await verify(bare)).code, 'expired')
  const report = await verify(stamped(bare), { profile: 'cades-t' })
  assert.deepEqual([report.verdict, report.code], ['valid', 'valid'])
  const [signer] = report.signers
  assert.deepEqual(signer?.time, { at: SIGNED_AT, basis: 'time-stamp' })
  assert.equal(signer?.level, 'CAdES-T')
  assert.ok(report.content !== undefined && equalBytes(report.content, CONTENT))
  assert.match(seenAt(signer?.checks, 'signer.time'), /^2026-04-10T00:00:00Z, proven$/)
})

for (const [name, making, code] of [
  ['stamped before the revocation', { genTime: SIGNED_AT }, 'valid'],
  ['stamped after the revocation', { genTime: plusMs(REVOKED_AT, 3_600_000) }, 'revoked'],
  [
    'stamped before it, but the accuracy reaches beyond',
    { genTime: plusMs(REVOKED_AT, -60_000), accuracySeconds: 600 },
    'revoked',
  ],
] as const) {
  test(`a certificate revoked later: ${name} is ${code}`, async () => {
    const revocations = [listWith('12')]
    const bare = signed({ signer: lasting, revocations })
    assert.equal((await verify(bare, { revocation: 'crl' })).code, 'revoked')
    const report = await verify(stamped(bare, making), { revocation: 'crl' })
    assert.equal(report.code, code)
    assert.equal(report.signers[0]?.time.basis, 'time-stamp')
  })
}

test('a signature older than its certificate is not yet valid', async () => {
  const early = testSigner('holder-3', '13', { notBefore: at('2026-08-01T00:00:00Z') })
  const report = await verify(stamped(signed({ signer: early })))
  assert.equal(report.code, 'not-yet-valid')
})

const unspecific = (purposes: readonly string[], isCritical: boolean) => ({
  edit: (extensions: readonly Extension[]) => {
    const purpose = extKeyUsage(purposes)
    return [...extensions, isCritical ? critical(purpose) : purpose]
  },
})

const STAMPS: readonly (readonly [string, Partial<TokenMaking>, string, RevocationMode?])[] = [
  ['over another signature', { stamped: CONTENT }, 'time-stamp-imprint-wrong'],
  ['with SHA-1', { digest: 'sha1' }, 'digest-sha1-not-allowed'],
  ['from the future', { genTime: plusMs(LATER, 1000) }, 'time-stamp-time-wrong'],
  [
    'made before the authority had its certificate',
    { genTime: at('2026-02-01T00:00:00Z') },
    'time-stamp-time-wrong',
  ],
  ['by a certificate for signing documents', { authority: lasting }, 'time-stamp-purpose-wrong'],
  [
    'by a certificate whose purpose is not critical',
    { authority: testSigner('tsa-2', 'a2', unspecific([OID.timeStamping], false)) },
    'time-stamp-purpose-wrong',
  ],
  [
    'by a certificate of two purposes',
    {
      authority: testSigner(
        'tsa-3',
        'a3',
        unspecific([OID.timeStamping, OID.emailProtection], true),
      ),
    },
    'time-stamp-purpose-wrong',
  ],
  ['in another name', { tsa: { kind: 'dNSName', text: 'tsa.example' } }, 'time-stamp-name-wrong'],
  ['by an authority that nobody knows', { authority: strangersStamper() }, 'issuer-unknown'],
  [
    'by an authority whose certificate has expired since',
    { authority: expiredStamper() },
    'expired',
  ],
]

function strangersStamper() {
  const keys = keysOf('tsa-4', 'P-256')
  const other = littleAuthority('signature', { keys: keysOf('other-ca', 'P-256'), number: 7 })
  return signerWith(issueTo(other, { serialHex: 'a4', keys, edit: forTimeStamping }), keys)
}

function expiredStamper() {
  const notAfter = at('2026-07-01T00:00:00Z')
  return testSigner('tsa-5', 'a5', { notAfter, edit: forTimeStamping })
}

for (const [name, making, code] of STAMPS) {
  test(`a time-stamp ${name} proves nothing: ${code}`, async () => {
    const [signer] = (await verify(stamped(signed(), making))).signers
    assert.deepEqual(
      signer?.timeStamps.map((one) => [one.verdict, one.code]),
      [['invalid', code]],
    )
    assert.deepEqual([signer?.time.basis, signer?.code], ['present', 'expired'])
    const lastingReport = await verify(stamped(signed({ signer: lasting }), making), {
      profile: 'cades-t',
    })
    assert.equal(lastingReport.code, 'time-stamp-absent')
  })
}

test('a time-stamp by an authority that is revoked proves nothing', async () => {
  const revocations = [listWith('a1')]
  const report = await verify(stamped(signed({ revocations })), { revocation: 'crl' })
  assert.deepEqual(
    report.signers[0]?.timeStamps.map(({ code }) => code),
    ['revoked'],
  )
})

test('any octet of a token turned: no time is proven, or the same', async () => {
  const bare = signed({ signer: lasting })
  const token = makeToken({ stamped: signatureIn(bare), genTime: SIGNED_AT, authority: stamper })
  for (let place = 0; place < token.length; place += 3) {
    const turned = token.slice()
    turned[place] = (turned[place] ?? 0) ^ 0x01
    let cmsDer: Uint8Array
    try {
      cmsDer = withUnsigned(bare, [attributeDer(CMS_OID.signatureTimeStamp, turned)])
    } catch {
      continue
    }
    const report = await verify(cmsDer)
    const time = report.signers[0]?.time
    if (time?.basis === 'time-stamp') assert.equal(time.at, SIGNED_AT, `octet ${place}`)
  }
})

test('a time-stamp in the name of its certificate', async () => {
  const { subject } = certificateIn(stamper.certificateDer)
  const [signer] = (await verify(stamped(signed(), { tsa: directoryName(subject) }))).signers
  assert.equal(signer?.timeStamps[0]?.code, 'valid')
})

test('status by what came with the signature: OCSP beside it, and in revocation-values', async () => {
  const responder = littleResponder(authority, { notAfter: at('2027-06-01T00:00:00Z') })
  const update = { thisUpdate: at('2026-12-31T12:00:00Z'), nextUpdate: at('2027-01-02T00:00:00Z') }
  const certIdDer = certIdOf(authority, '12')
  const responseDer = ocspOf(responder, [{ certIdDer, status: { state: 'good' }, ...update }], {
    producedAt: update.thisUpdate,
  })
  const other = der.sequence(der.oid(CMS_OID.ocspResponseInfo), responseDer)
  const beside = der.encode(der.implicit(1, other))
  const asked = { revocation: 'ocsp' } as const
  const bare = signed({ signer: lasting })
  assert.equal((await verify(bare, asked)).code, 'status-unavailable')
  const withResponse = signed({ signer: lasting, revocations: [beside] })
  assert.equal((await verify(withResponse, asked)).code, 'valid')
  const parsed = decodeDer(responseDer, (reader) =>
    reader.sequence('', () => {
      reader.enumerated('')
      return reader.explicit(0, '', () =>
        reader.sequence('', () => [reader.oid(''), reader.octetString('')] as const),
      )
    }),
  )
  assert.ok(parsed.ok)
  const [, basicDer] = parsed.value
  const values = der.sequence(der.explicit(1, der.sequence(basicDer)))
  const kept = withUnsigned(bare, [attributeDer(CMS_OID.revocationValues, values)])
  assert.equal((await verify(kept, asked)).code, 'valid')
})

test('an archive time-stamp keeps the time-stamp of an expired authority', async () => {
  const content = CONTENT
  const short = stamped(signed(), { authority: expiredStamper() })
  assert.equal((await verify(short)).code, 'expired')
  const archivedAt = at('2026-06-15T00:00:00Z')
  const archive = archiveTimeStamp(short, content, { genTime: archivedAt, authority: stamper })
  const report = await verify(withUnsigned(short, [archive]))
  const [signer] = report.signers
  assert.deepEqual([report.code, signer?.level], ['valid', 'CAdES-LTA'])
  assert.deepEqual(
    signer?.timeStamps.map((one) => [one.kind, one.code, one.judgedAt]),
    [
      ['archive-time-stamp-v3', 'valid', LATER],
      ['signature-time-stamp', 'valid', archivedAt],
    ],
  )
  assert.deepEqual(signer?.time, { at: SIGNED_AT, basis: 'time-stamp' })
})

test('an archive time-stamp that came too late keeps nothing', async () => {
  const short = stamped(signed(), { authority: expiredStamper() })
  const genTime = at('2026-07-15T00:00:00Z')
  const archive = archiveTimeStamp(short, CONTENT, { genTime, authority: stamper })
  const report = await verify(withUnsigned(short, [archive]))
  assert.equal(report.code, 'expired')
})

test('an archive time-stamp over what was taken out is refused', async () => {
  const whole = stamped(signed())
  const archive = archiveTimeStamp(whole, CONTENT, { genTime: SIGNED_AT, authority: stamper })
  const report = await verify(withUnsigned(signed(), [archive]))
  assert.deepEqual(
    report.signers[0]?.timeStamps.map(({ code }) => code),
    ['time-stamp-index-wrong'],
  )
})

test('a content time-stamp is older than the signature', async () => {
  const tokenOf = (genTime: Instant) =>
    attributeDer(
      CMS_OID.contentTimeStamp,
      makeToken({ stamped: CONTENT, genTime, authority: stamper }),
    )
  for (const [genTime, code] of [
    [plusMs(SIGNED_AT, -1000), 'valid'],
    [plusMs(SIGNED_AT, 1000), 'time-stamp-time-wrong'],
  ] as const) {
    const cmsDer = stamped(signed({ signed: [tokenOf(genTime)] }))
    const [signer] = (await verify(cmsDer)).signers
    assert.deepEqual(
      signer?.timeStamps.map((one) => [one.kind, one.code]),
      [
        ['signature-time-stamp', 'valid'],
        ['content-time-stamp', code],
      ],
    )
  }
})

test('countersignatures have verdicts of their own', async () => {
  const bare = signed({ signer: lasting })
  const making = { content: signatureIn(bare), signer: lasting }
  const good = signerInfoDer(making, 'countersigner')
  const other = signerInfoDer({ ...making, content: CONTENT }, 'countersigner')
  const typed = signerInfoDer(making, 'signer')
  const cmsDer = withUnsigned(
    bare,
    [good, other, typed].map((one) => attributeDer(CMS_OID.counterSignature, one)),
  )
  const report = await verify(cmsDer)
  assert.equal(report.code, 'valid')
  const codes = report.signers[0]?.counterSignatures.map(({ code }) => code)
  assert.deepEqual(codes?.toSorted(), ['content-digest-wrong', 'signed-attributes-wrong', 'valid'])
})

test('the caller’s word is no proof, and the report says so', async () => {
  const report = await verify(signed(), { at: SIGNED_AT, now: LATER })
  assert.equal(report.code, 'valid')
  const [signer] = report.signers
  assert.deepEqual(signer?.time, { at: SIGNED_AT, basis: 'caller' })
  const check = signer?.checks.find(({ id }) => id === 'signer.time')
  assert.equal(check?.outcome, 'waived')
})

test('a key that is not for signing documents', async () => {
  const cipher = testSigner('holder-4', '14', {
    edit: (extensions) => [
      critical(keyUsage(['keyEncipherment'])),
      ...extensions.filter(({ oid }) => oid !== OID.keyUsage),
    ],
  })
  assert.equal((await verify(signed({ signer: cipher }))).code, 'key-usage-wrong')
})

function protection(digestName: 'sha256' | 'sha384', signature: Uint8Array): Uint8Array {
  const value = der.sequence(digestIdentifierDer(digestName, 'absent'), der.implicit(1, signature))
  return attributeDer(CMS_OID.cmsAlgorithmProtection, value)
}

test('algorithms that were protected are those used (RFC 6211)', async () => {
  const ecdsa = SIGNATURE_ALGORITHMS.ecdsaWithSHA256.der
  for (const [attribute, code] of [
    [protection('sha256', ecdsa), 'valid'],
    [protection('sha384', ecdsa), 'algorithm-protection-wrong'],
    [protection('sha256', SIGNATURE_ALGORITHMS.ecdsaWithSHA384.der), 'algorithm-protection-wrong'],
  ] as const) {
    const report = await verify(signed({ signer: lasting, signed: [attribute] }))
    assert.equal(report.code, code)
  }
})

test('the profile of RFC 5280 is asked for by default, and leaves integrity alone', async () => {
  const withoutKeyIdentifier = testSigner('holder-2', '17', {
    edit: (extensions) => extensions.filter(({ oid }) => oid !== OID.authorityKeyIdentifier),
  })
  const cmsDer = signed({ signer: withoutKeyIdentifier })
  const report = await verify(cmsDer)
  assert.deepEqual([report.code, report.signers[0]?.integrity], ['profile-violated', 'intact'])
  assert.equal((await verify(cmsDer, { certificates: 'path-only' })).code, 'valid')
})

test('content and signature are digested by one function (RFC 8933)', async () => {
  const mixed = { ...lasting, algorithmDer: SIGNATURE_ALGORITHMS.ecdsaWithSHA384.der }
  assert.equal((await verify(signed({ signer: mixed }))).code, 'digests-differ')
})

test('Ed25519 goes with SHA-512 (RFC 8419)', async () => {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519')
  const spkiDer = new Uint8Array(publicKey.export({ format: 'der', type: 'spki' }))
  const keys = { privateKey, spkiDer, algorithm: keysOf('holder-2', 'P-256').algorithm }
  const ed25519 = {
    certificateDer: issueTo(authority, { serialHex: '15', keys }),
    digest: 'sha512',
    algorithmDer: der.encode(der.sequence(der.oid('1.3.101.112'))),
    sign: (message: Uint8Array) => new Uint8Array(sign(null, message, privateKey)),
  } as const
  assert.equal((await verify(signed({ signer: ed25519 }))).code, 'valid')
  const weaker = await verify(signed({ signer: { ...ed25519, digest: 'sha256' } }))
  assert.equal(weaker.code, 'digests-differ')
})

for (const [name, oid, parameters, code] of [
  ['id-shake256-len of 512', OID.shake256Len, der.integer(512), 'valid'],
  ['id-shake256 (RFC 8702)', OID.shake256, undefined, 'valid'],
  ['id-shake256-len of 256', OID.shake256Len, der.integer(256), 'algorithm-unknown'],
  ['id-shake256-len without a length', OID.shake256Len, undefined, 'algorithm-unknown'],
  ['id-shake256 with a length', OID.shake256, der.integer(512), 'algorithm-unknown'],
] as const)
  test(`Ed448 goes with SHAKE256 of 512 bits (RFC 8419): ${name} is ${code}`, async () => {
    const report = await verify(
      signed({ signer: ed448Signer(der.encode(der.sequence(der.oid(oid), parameters))) }),
    )
    assert.equal(report.code, code)
  })

test('Ed448 with SHA-512 and with a content that was changed', async () => {
  const sha512 = der.encode(der.sequence(der.oid(OID.sha512)))
  assert.equal((await verify(signed({ signer: ed448Signer(sha512) }))).code, 'digests-differ')
  const shake = der.encode(der.sequence(der.oid(OID.shake256Len), der.integer(512)))
  const detached = signed({ signer: ed448Signer(shake), isDetached: true })
  assert.equal((await verify(detached, { detachedContent: CONTENT })).code, 'valid')
  const other = await verify(detached, { detachedContent: utf8('別の契約書') })
  assert.equal(other.code, 'content-digest-wrong')
})

const ED448 = generateKeyPairSync('ed448')

function ed448Signer(digestDer: Uint8Array): TestSigner {
  const { publicKey, privateKey } = ED448
  const spkiDer = new Uint8Array(publicKey.export({ format: 'der', type: 'spki' }))
  const keys = { privateKey, spkiDer, algorithm: keysOf('holder-2', 'P-256').algorithm }
  return {
    certificateDer: issueTo(authority, { serialHex: '16', keys }),
    digest: 'sha512',
    messageDigest: { name: 'shake256-512', der: digestDer },
    algorithmDer: der.encode(der.sequence(der.oid(OID.ed448))),
    sign: (message) => new Uint8Array(sign(null, message, privateKey)),
  }
}

function seenAt(
  checks: readonly { readonly id: string; readonly seen?: string | undefined }[] | undefined,
  id: string,
): string {
  return checks?.find((check) => check.id === id)?.seen ?? ''
}
