import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { decodePem } from '#codec/pem.ts'
import * as der from '#codec/der/encode.ts'
import { digest } from '#crypto/digest.ts'
import { importPublicKey } from '#crypto/public-key.ts'
import { verifySignature } from '#crypto/verify-signature.ts'
import { InvariantError } from '#kernel/assert.ts'
import { equalBytes, fromHex, toHex } from '#kernel/bytes.ts'
import { formatInstant, instant, type Instant, parseInstant } from '#kernel/instant.ts'
import { SIGNATURE_ALGORITHMS, signatureAlgorithmOf } from './algorithm.ts'
import { type Certificate, isWithinValidity, parseCertificate } from './certificate.ts'
import {
  assembleCertificate,
  encodeTbsCertificate,
  type TbsCertificateFields,
} from './encode-certificate.ts'
import { critical, extension, extensionsNode } from './extension.ts'
import * as values from './extension-values.ts'
import { directoryName, uri } from './general-name.ts'
import { CERTIFICATE_REFUSAL_TEXTS } from './messages.ts'
import { EMPTY_NAME, nameOf } from './name.ts'
import { formatName } from './name-text.ts'
import { parseSubjectPublicKeyInfo, subjectKeyIdentifier } from './public-key-info.ts'

const at = (text: string): Instant => parseInstant(text) ?? instant(0)
const bytesOf = (hex: string) => fromHex(hex) ?? new Uint8Array()
const RSA = SIGNATURE_ALGORITHMS.sha256WithRSAEncryption
const ECDSA = SIGNATURE_ALGORITHMS.ecdsaWithSHA384
const SPKI = der.encode(
  der.sequence(
    der.sequence(der.oid('1.2.840.113549.1.1.1'), der.nullValue()),
    der.bitString(bytesOf('abcdef')),
  ),
)
const SIGNATURE = bytesOf('01020304')
const issuer = nameOf([
  ['C', 'JP'],
  ['O', 'Shomei'],
])
const fields: TbsCertificateFields = {
  serialHex: '067c6a21',
  signatureAlgorithm: RSA,
  issuer,
  notBefore: at('2026-01-02T03:04:05Z'),
  notAfter: at('2031-01-02T14:59:59Z'),
  subject: nameOf([
    ['C', 'JP'],
    ['CN', '1'],
  ]),
  spkiDer: SPKI,
  extensions: [critical(values.keyUsage(['digitalSignature']))],
}
const made = (change: Partial<TbsCertificateFields>): Uint8Array =>
  assembleCertificate(encodeTbsCertificate({ ...fields, ...change }), RSA, SIGNATURE)

test('certificate: what is written is read back', () => {
  const certificateDer = made({})
  const parsed = parseCertificate(certificateDer)
  assert.ok(parsed.ok)
  const { extensions, ...rest } = parsed.value
  assert.deepEqual(extensions, { all: fields.extensions, keyUsage: ['digitalSignature'] })
  assert.deepEqual(rest, {
    der: certificateDer,
    tbsDer: encodeTbsCertificate(fields),
    version: 3,
    serialHex: '067c6a21',
    signatureAlgorithm: { oid: RSA.oid, parametersDer: bytesOf('0500'), der: RSA.der },
    issuer: fields.issuer,
    validity: { notBefore: fields.notBefore, notAfter: fields.notAfter },
    subject: fields.subject,
    spkiDer: SPKI,
    signature: SIGNATURE,
  })
})

for (const [what, serialHex, expected] of [
  ['one octet', '01', '01'],
  ['a set top bit', '8f', '8f'],
  ['a needless zero', '0001', '01'],
  ['20 octets', `7f${'ff'.repeat(19)}`, `7f${'ff'.repeat(19)}`],
  ['19 octets with a set top bit', 'ff'.repeat(19), 'ff'.repeat(19)],
] as const)
  test(`certificate serial: ${what}`, () => {
    const parsed = parseCertificate(made({ serialHex }))
    assert.equal(parsed.ok && parsed.value.serialHex, expected)
  })

for (const serialHex of ['', '00', '0000', 'ff'.repeat(20), `01${'00'.repeat(20)}`, 'x', '123'])
  test(`certificate serial: "${serialHex}" is never issued`, () =>
    assert.throws(() => made({ serialHex }), InvariantError))

/** A certificate built part by part, to break one rule at a time. */
interface Parts {
  readonly version: der.DerPart
  readonly serial: der.DerValue
  readonly inner: Uint8Array
  readonly issuer: der.DerValue
  readonly validity: der.DerValue
  readonly subject: der.DerValue
  readonly spki: der.DerValue
  readonly more: readonly der.DerPart[]
  readonly outer: Uint8Array
  readonly signature: der.DerValue
}
const good: Parts = {
  version: der.explicit(0, der.integer(2)),
  serial: der.integer(1),
  inner: RSA.der,
  issuer: issuer.der,
  validity: der.sequence(der.time(fields.notBefore), der.time(fields.notAfter)),
  subject: fields.subject.der,
  spki: SPKI,
  more: [],
  outer: RSA.der,
  signature: der.bitString(SIGNATURE),
}
function outcomeOf(change: Partial<Parts>): string {
  const parts = { ...good, ...change }
  const { version, serial, inner, issuer: by, validity, subject, spki, more } = parts
  const tbs = der.sequence(version, serial, inner, by, validity, subject, spki, ...more)
  const parsed = parseCertificate(der.encode(der.sequence(tbs, parts.outer, parts.signature)))
  return parsed.ok ? `version ${parsed.value.version}` : parsed.refusal
}
const extensions = (...list: Parameters<typeof extensionsNode>[0]) =>
  der.explicit(3, extensionsNode(list) ?? der.sequence())
const SOME = extension('1.2.3', der.nullValue())
const NAMED = values.subjectAltName([uri('urn:x')])
const uniqueId = (n: number) => der.implicit(n, der.bitString(bytesOf('01')))

for (const [what, change, expected] of [
  ['good', {}, 'version 3'],
  ['version 1', { version: undefined }, 'version 1'],
  ['version 1 written out', { version: der.explicit(0, der.integer(0)) }, 'der-default-encoded'],
  ['version 2', { version: der.explicit(0, der.integer(1)) }, 'version 2'],
  ['version 4', { version: der.explicit(0, der.integer(3)) }, 'certificate-version-unsupported'],
  ['version -1', { version: der.explicit(0, der.integer(-1)) }, 'certificate-version-unsupported'],
  ['version 3, extensions', { more: [extensions(SOME)] }, 'version 3'],
  [
    'version 2, extensions',
    { version: der.explicit(0, der.integer(1)), more: [extensions(SOME)] },
    'certificate-version-too-low',
  ],
  [
    'version 1, extensions',
    { version: undefined, more: [extensions(SOME)] },
    'certificate-version-too-low',
  ],
  ['no extensions but a list', { more: [extensions()] }, 'der-value-malformed'],
  [
    'version 2, unique identifiers',
    { version: der.explicit(0, der.integer(1)), more: [uniqueId(1), uniqueId(2)] },
    'version 2',
  ],
  [
    'version 1, unique identifier',
    { version: undefined, more: [uniqueId(2)] },
    'certificate-version-too-low',
  ],
  [
    'unique identifiers the wrong way round',
    { more: [uniqueId(2), uniqueId(1)] },
    'der-trailing-bytes',
  ],
  ['serial padded', { serial: bytesOf('02020001') }, 'der-value-not-canonical'],
  ['serial of 20 octets', { serial: bytesOf(`0214${'7f'.repeat(20)}`) }, 'version 3'],
  [
    'serial of 21 octets',
    { serial: bytesOf(`0215${'7f'.repeat(21)}`) },
    'certificate-serial-too-long',
  ],
  [
    'serial of 20 octets and a sign',
    { serial: bytesOf(`021500${'80'.repeat(20)}`) },
    'certificate-serial-too-long',
  ],
  ['another algorithm outside', { outer: ECDSA.der }, 'certificate-algorithms-differ'],
  [
    'the algorithm without its NULL outside',
    { outer: bytesOf('300b06092a864886f70d01010b') },
    'certificate-algorithms-differ',
  ],
  ['no issuer', { issuer: EMPTY_NAME.der }, 'certificate-issuer-empty'],
  ['no subject', { subject: EMPTY_NAME.der }, 'certificate-subject-empty'],
  [
    'no subject, another name',
    { subject: EMPTY_NAME.der, more: [extensions(NAMED)] },
    'certificate-subject-empty',
  ],
  [
    'no subject, another name, critical',
    { subject: EMPTY_NAME.der, more: [extensions(critical(NAMED))] },
    'version 3',
  ],
  [
    'no subject, a list without a name',
    {
      subject: EMPTY_NAME.der,
      more: [extensions(critical(extension('2.5.29.17', der.sequence())))],
    },
    'certificate-subject-empty',
  ],
  [
    'no subject but an authority',
    {
      subject: EMPTY_NAME.der,
      more: [extensions(critical(NAMED), values.basicConstraints({ ca: true }))],
    },
    'certificate-subject-empty',
  ],
  ['one time', { validity: der.sequence(der.time(fields.notBefore)) }, 'der-truncated'],
  [
    'GeneralizedTime before 2050',
    { validity: der.sequence(der.generalizedTime(fields.notBefore), der.time(fields.notAfter)) },
    'version 3',
  ],
  [
    'a time that is a number',
    { validity: der.sequence(der.integer(1), der.time(fields.notAfter)) },
    'der-tag-unexpected',
  ],
  ['a key that is no sequence', { spki: der.nullValue() }, 'der-tag-unexpected'],
  [
    'key bits that are no octets',
    { spki: der.sequence(RSA.der, der.bitString(bytesOf('80'), 1)) },
    'der-value-malformed',
  ],
  [
    'signature bits that are no octets',
    { signature: der.bitString(bytesOf('80'), 1) },
    'der-value-malformed',
  ],
  [
    'more after the extensions',
    { more: [extensions(SOME), der.nullValue()] },
    'der-trailing-bytes',
  ],
] as const)
  test(`certificate: ${what} → ${expected}`, () => assert.equal(outcomeOf(change), expected))

test('certificate: both ends of the validity belong to it, the last second whole', () => {
  const parsed = parseCertificate(made({}))
  assert.ok(parsed.ok)
  const within = (text: string) => isWithinValidity(parsed.value, at(text))
  assert.deepEqual(
    [
      '2026-01-02T03:04:04.999Z',
      '2026-01-02T03:04:05Z',
      '2031-01-02T14:59:59Z',
      '2031-01-02T14:59:59.999Z',
      '2031-01-02T15:00:00Z',
    ].map(within),
    [false, true, true, true, false],
  )
})

test('certificate: times from 2050 are GeneralizedTime and come back', () => {
  const notAfter = at('2050-01-01T00:00:00Z')
  const parsed = parseCertificate(made({ notAfter }))
  assert.equal(parsed.ok && parsed.value.validity.notAfter, notAfter)
})

test('key identifier: SHA-1 of the BIT STRING, never of anything else', () => {
  assert.equal(toHex(subjectKeyIdentifier(SPKI)), toHex(digest('sha1', bytesOf('abcdef'))))
  assert.throws(() => subjectKeyIdentifier(bytesOf('0500')), InvariantError)
  const parsed = parseSubjectPublicKeyInfo(SPKI)
  assert.equal(parsed.ok && toHex(parsed.value.publicKey), 'abcdef')
})

test('certificate refusals: every text names what to do next in both languages', () => {
  for (const { ja, en, nextJa, nextEn } of Object.values(CERTIFICATE_REFUSAL_TEXTS))
    for (const line of [ja, en, nextJa, nextEn]) assert.ok(line.length > 5)
})

const VECTORS =
  process.env['SHOMEI_VECTORS'] ?? new URL('../../../../shared/vectors', import.meta.url).pathname
const absent =
  existsSync(`${VECTORS}/jpki-ca`) || process.env['CI'] === 'true'
    ? false
    : 'no test data of others in this clone'

/** The real authorities' certificates, against spec/jpki.md §2.1. */
for (const [file, ou, altOu, serialHex, notBefore, notAfter, skiHex] of [
  [
    'auth_ca_2015',
    'user authentication',
    '利用者証明用',
    '01',
    '2015-10-20T03:08:13Z',
    '2025-10-19T14:59:59Z',
    '9567951b5ca70d84a0fff1d85a87f1aab1340385',
  ],
  [
    'auth_ca_2023',
    'user authentication',
    '利用者証明用',
    '06d18006',
    '2023-07-16T01:01:04Z',
    '2033-07-15T14:59:59Z',
    '1ac100f596a3bc8c4b3df195e32699249e9e308a',
  ],
  [
    'sign_ca_2015',
    'digital signature',
    '署名用',
    '01',
    '2015-10-20T02:40:28Z',
    '2025-10-19T14:59:59Z',
    '0d034cbb34d0714f45e45a1cafd8fd143fab54a7',
  ],
  [
    'sign_ca_2023',
    'digital signature',
    '署名用',
    '067c6a21',
    '2023-07-16T00:50:27Z',
    '2033-07-15T14:59:59Z',
    'd21ea55895617e93adbf966b941ab4edf653f08f',
  ],
] as const)
  test(`real authority ${file}`, { skip: absent }, () => {
    const pem = readFileSync(`${VECTORS}/jpki-ca/${file}.pem`, 'utf8')
    const certificateDer = decodePem('CERTIFICATE', pem)
    assert.ok(certificateDer.ok)
    const parsed = parseCertificate(certificateDer.value)
    assert.ok(parsed.ok)
    const certificate = parsed.value
    const agency = 'Japan Agency for Local Authority Information Systems'
    const name = nameOf([
      ['C', 'JP'],
      ['O', 'JPKI'],
      ['OU', `JPKI for ${ou}`],
      ['OU', agency],
    ])
    const altName = nameOf([
      ['C', 'JP'],
      ['O', '公的個人認証サービス'],
      ['OU', `公的個人認証サービス${altOu}`],
      ['OU', '地方公共団体情報システム機構'],
    ])
    assert.deepEqual([certificate.issuer, certificate.subject], [name, name])
    assert.equal(formatName(certificate.issuer), `C=JP, O=JPKI, OU=JPKI for ${ou}, OU=${agency}`)
    assert.deepEqual(
      [
        certificate.version,
        certificate.serialHex,
        toHex(subjectKeyIdentifier(certificate.spkiDer)),
      ],
      [3, serialHex, skiHex],
    )
    const { validity } = certificate
    assert.deepEqual(
      [formatInstant(validity.notBefore), formatInstant(validity.notAfter)],
      [notBefore, notAfter],
    )
    const own = [
      critical(values.keyUsage(['keyCertSign', 'cRLSign'])),
      values.subjectAltName([directoryName(altName)]),
      critical(values.basicConstraints({ ca: true })),
      values.cRLDistributionPoints([{ name: { kind: 'fullName', names: [directoryName(name)] } }]),
      values.subjectKeyIdentifierExtension(bytesOf(skiHex)),
    ]
    assert.deepEqual(certificate.extensions.all, own)
    assert.ok(
      equalBytes(
        encodedAnew(certificate, { issuer: name, subject: name, extensions: own }),
        certificateDer.value,
      ),
    )
    assertSelfSigned(certificate)
  })

/** The same certificate through our encoder. */
function encodedAnew(
  certificate: Certificate,
  typed: Pick<TbsCertificateFields, 'issuer' | 'subject' | 'extensions'>,
): Uint8Array {
  const { serialHex, validity, spkiDer, signature } = certificate
  const tbs = encodeTbsCertificate({
    serialHex,
    signatureAlgorithm: RSA,
    ...validity,
    spkiDer,
    ...typed,
  })
  return assembleCertificate(tbs, RSA, signature)
}

function assertSelfSigned(certificate: Certificate): void {
  const key = importPublicKey(certificate.spkiDer)
  const scheme = signatureAlgorithmOf(certificate.signatureAlgorithm)
  assert.ok(key.ok && scheme !== undefined)
  assert.equal(verifySignature(scheme, key.value, certificate.tbsDer, certificate.signature), true)
}
