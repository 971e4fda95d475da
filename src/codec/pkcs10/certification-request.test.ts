import assert from 'node:assert/strict'
import { generateKeyPairSync, sign } from 'node:crypto'
import { test } from 'node:test'
import * as der from '#codec/der/encode.ts'
import { SIGNATURE_ALGORITHMS } from '#codec/x509/algorithm.ts'
import { critical } from '#codec/x509/extension.ts'
import { keyUsage, subjectAltName } from '#codec/x509/extension-values.ts'
import { EMPTY_NAME, nameOf } from '#codec/x509/name.ts'
import { OID } from '#codec/x509/oids.ts'
import { utf8 } from '#kernel/bytes.ts'
import {
  ATTRIBUTE_VALUES_MAX,
  parseCertificationRequest,
  REQUEST_ATTRIBUTES_MAX,
  type RequestAttribute,
} from './certification-request.ts'
import { assembleRequest, encodeRequestInfo, extensionRequest } from './encode-request.ts'
import { REQUEST_REFUSAL_TEXTS } from './messages.ts'
import { provesPossession } from './proves-possession.ts'

const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const spkiDer = new Uint8Array(publicKey.export({ format: 'der', type: 'spki' }))
const ECDSA = SIGNATURE_ALGORITHMS.ecdsaWithSHA256
const subject = nameOf([
  ['C', 'JP'],
  ['CN', '署名 太郎'],
])
const wanted = [
  critical(keyUsage(['digitalSignature'])),
  subjectAltName([{ kind: 'dNSName', text: 'a.example.jp' }]),
]
const challenge: RequestAttribute = {
  oid: OID.challengePassword,
  valuesDer: [der.encode(der.utf8String('secret'))],
}

function made(
  attributes: readonly RequestAttribute[],
  change: Partial<{ algorithmDer: Uint8Array; spkiDer: Uint8Array; message: Uint8Array }> = {},
): Uint8Array {
  const infoDer = encodeRequestInfo({ subject, spkiDer, attributes, ...change })
  const signature = sign('sha256', change.message ?? infoDer, privateKey)
  return assembleRequest(infoDer, { der: change.algorithmDer ?? ECDSA.der }, signature)
}

function parsed(requestDer: Uint8Array) {
  const read = parseCertificationRequest(requestDer)
  assert.ok(read.ok, read.ok ? '' : `${read.refusal} ${JSON.stringify(read.detail)}`)
  return read.value
}

test('request: what is written is read back, and proves possession', () => {
  const requestDer = made([challenge, extensionRequest(wanted)])
  const request = parsed(requestDer)
  assert.deepEqual(
    [request.subject, request.spkiDer, request.requestedExtensions.all],
    [subject, spkiDer, wanted],
  )
  assert.deepEqual(request.requestedExtensions.keyUsage, ['digitalSignature'])
  assert.deepEqual(request.der, requestDer)
  const { infoDer, signatureAlgorithm, signature } = request
  assert.deepEqual(assembleRequest(infoDer, signatureAlgorithm, signature), requestDer)
  const again = encodeRequestInfo({ subject, spkiDer, attributes: request.attributes })
  assert.deepEqual(again, infoDer)
  assert.deepEqual(provesPossession(request), {
    ok: true,
    value: { scheme: 'ecdsa', digest: 'sha256' },
  })
})

test('request: no attributes are still a set, and ask for no extensions', () => {
  const request = parsed(made([]))
  assert.deepEqual([request.attributes, request.requestedExtensions.all], [[], []])
  assert.ok(provesPossession(request).ok)
})

const ed25519 = generateKeyPairSync('ed25519').publicKey.export({ format: 'der', type: 'spki' })
const otherKey = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey
const otherSpki = new Uint8Array(otherKey.export({ format: 'der', type: 'spki' }))
const unknownAlgorithm = der.encode(der.sequence(der.oid('1.2.3')))
const ecdsaWithNull = der.encode(der.sequence(der.oid(ECDSA.oid), der.nullValue()))

for (const [name, change, refusal] of [
  ['a signature over something else', { message: utf8('x') }, 'request-signature-wrong'],
  ['another key', { spkiDer: otherSpki }, 'request-signature-wrong'],
  ['a key of another kind', { spkiDer: new Uint8Array(ed25519) }, 'request-signature-wrong'],
  ['an unknown algorithm', { algorithmDer: unknownAlgorithm }, 'algorithm-unknown'],
  ['ECDSA with parameters', { algorithmDer: ecdsaWithNull }, 'algorithm-parameters-wrong'],
  ['a point off its curve', { spkiDer: spkiDer.with(spkiDer.length - 1, 0) }, 'key-malformed'],
] as const)
  test(`proof of possession: ${name} → ${refusal}`, () => {
    const proof = provesPossession(parsed(made([], change)))
    assert.equal(proof.ok ? 'proven' : proof.refusal, refusal)
  })

const anyAttribute = (oid: string, values = 1): RequestAttribute => ({
  oid,
  valuesDer: Array.from({ length: values }, (_, i) => der.encode(der.integer(i))),
})
const whole = (info: der.DerNode) =>
  assembleRequest(der.encode(info), { der: ECDSA.der }, Uint8Array.of(1))
const extensionsTwice = {
  oid: OID.extensionRequest,
  valuesDer: [extensionRequest(wanted), extensionRequest([keyUsage(['cRLSign'])])].flatMap(
    ({ valuesDer }) => valuesDer,
  ),
}

for (const [name, requestDer, refusal] of [
  [
    'version 1',
    whole(der.sequence(der.integer(1), EMPTY_NAME.der, spkiDer, der.implicit(0, der.setOf([])))),
    'request-version-unsupported',
  ],
  [
    'no attributes field',
    whole(der.sequence(der.integer(0), EMPTY_NAME.der, spkiDer)),
    'der-truncated',
  ],
  ['an attribute twice', made([challenge, challenge]), 'request-attribute-duplicate'],
  ['an attribute of no value', made([anyAttribute('1.2.3', 0)]), 'der-value-malformed'],
  ['two passwords', made([anyAttribute(OID.challengePassword, 2)]), 'request-attribute-not-single'],
  ['two extension requests', made([extensionsTwice]), 'request-attribute-not-single'],
  [
    'an extension asked for twice',
    made([extensionRequest([...wanted, ...wanted])]),
    'extension-duplicate',
  ],
  [
    'too many attributes',
    made(Array.from({ length: REQUEST_ATTRIBUTES_MAX + 1 }, (_, i) => anyAttribute(`1.2.3.${i}`))),
    'der-too-many-values',
  ],
  [
    'too many values',
    made([anyAttribute('1.2.3', ATTRIBUTE_VALUES_MAX + 1)]),
    'der-too-many-values',
  ],
  ['octets after it', new Uint8Array([...made([]), 0]), 'der-trailing-bytes'],
] as const)
  test(`request: ${name} → ${refusal}`, () => {
    const read = parseCertificationRequest(requestDer)
    assert.equal(read.ok ? 'read' : read.refusal, refusal)
    assert.ok(!read.ok && typeof read.detail['offset'] === 'number')
  })

test('request: a refusal cites its clause', () => {
  const read = parseCertificationRequest(made([challenge, challenge]))
  assert.equal(read.ok ? '' : read.detail['section'], 'RFC 2986 §4.1')
})

test('request refusals: every text names what to do next in both languages', () => {
  for (const { ja, en, nextJa, nextEn } of Object.values(REQUEST_REFUSAL_TEXTS))
    for (const line of [ja, en, nextJa, nextEn]) assert.ok(line.length > 5)
})
