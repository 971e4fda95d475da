import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import fc from 'fast-check'
import { words } from '../../../test/support/words.ts'
import { verifierSamples } from '../../../test/support/verifier-samples.ts'
import { at, crlOf } from '../../../test/support/status-authority.ts'
import { encodePem } from '#codec/pem.ts'
import { toBase64, toHex } from '#kernel/bytes.ts'
import type { Door } from './answer.ts'
import { pathDoor } from './path-door.ts'
import { signatureDoor } from './signature-door.ts'
import { crlDoor, ocspDoor } from './status-door.ts'

const NOW = at('2026-04-01T12:00:00Z')
const samples = verifierSamples()
const base64 = {
  anchor: toBase64(samples.anchorDer),
  leaf: toBase64(samples.leafDer),
  crl: toBase64(samples.crlDer),
  ocsp: toBase64(samples.ocspDer),
}

const PATH = {
  trustAnchors: [base64.anchor],
  leaf: base64.leaf,
  crls: [base64.crl],
  time: '2026-04-01T12:00:00Z',
}
const ABOUT = { issuer: base64.anchor, certificate: base64.leaf, time: '2026-04-01T00:05:00Z' }
const OCSP = { ...ABOUT, response: base64.ocsp }
const CRL = { ...ABOUT, crl: base64.crl }
const SIGNATURE = {
  algorithm: 'sha256WithRSAEncryption',
  publicKey: toBase64(samples.keyDer),
  message: toBase64(samples.message),
  signature: toBase64(samples.signature),
}

type Answer = Readonly<Record<string, unknown>>

function ask(door: Door, request: unknown): Answer & { readonly isVerdict: boolean } {
  const { json, isVerdict } = door.answer(JSON.parse(JSON.stringify(request)), NOW)
  const written: unknown = JSON.parse(JSON.stringify(json))
  assert.ok(typeof written === 'object' && written !== null)
  return { ...written, isVerdict }
}

suite('verify-path', () => {
  test('a verdict has the fields of the page, in their order', () => {
    const { isVerdict, ...json } = ask(pathDoor, PATH)
    assert.equal(isVerdict, true)
    assert.deepEqual(Object.keys(json), ['verdict', 'code', 'at', 'message', 'policies', 'path'])
    assert.deepEqual(
      [json['verdict'], json['code'], json['at'], json['policies']],
      ['valid', 'valid', '2026-04-01T12:00:00Z', ['2.999.1.1.20']],
    )
    assert.equal(Array.isArray(json['path']) && json['path'].length, 2)
  })

  test('a report says where and why, and what could not be read', () => {
    const json = ask(pathDoor, {
      ...PATH,
      leaf: base64.leaf,
      untrusted: ['AQID'],
      crls: null,
      report: true,
    })
    assert.deepEqual([json['verdict'], json['code']], ['invalid', 'status-unavailable'])
    assert.deepEqual(json['passedOver'], [{ field: 'untrusted[0]', code: 'der-tag-unexpected' }])
    assert.equal(typeof json['next'], 'string')
    const failed = Array.isArray(json['checks'])
      ? json['checks'].filter(({ outcome }: { outcome: string }) => outcome === 'failed')
      : []
    assert.equal(failed.length, 1)
  })

  for (const [what, change, code] of [
    ['PEM', { leaf: encodePem('CERTIFICATE', samples.leafDer) }, 'valid'],
    ['one text for several', { trustAnchors: base64.anchor, crls: base64.crl }, 'valid'],
    ['seconds since 1970', { time: Number(NOW) / 1000 }, 'valid'],
    ['an offset and microseconds', { time: '2026-04-01T21:00:00.123456+09:00' }, 'valid'],
    ['no time is the present', { time: null }, 'valid'],
    ['before its time', { time: '2026-01-01T00:00:00Z', revocation: 'none' }, 'not-yet-valid'],
    ['after its time', { time: '2031-01-01T00:00:00Z', revocation: 'none' }, 'expired'],
    ['revocation is asked for', { crls: [] }, 'status-unavailable'],
    ['revocation waived', { crls: [], revocation: 'none' }, 'valid'],
    ['only OCSP counts', { revocation: 'ocsp' }, 'status-unavailable'],
    [
      'OCSP counts',
      { crls: [], ocspResponses: [base64.ocsp], time: '2026-04-01T00:05:00Z' },
      'valid',
    ],
    ['a list too old', { maxAgeSeconds: 60 }, 'status-stale'],
    ['nobody is trusted', { trustAnchors: [] }, 'issuer-unknown'],
    ['an anchor that is none', { trustAnchors: ['AQID'] }, 'issuer-unknown'],
    ['a leaf that is none', { leaf: 'AQID' }, 'certificate-malformed'],
    ['an empty leaf', { leaf: '' }, 'certificate-malformed'],
    [
      'a policy that holds',
      { initialPolicySet: ['2.999.1.1.20'], requireExplicitPolicy: true },
      'valid',
    ],
    [
      'another policy',
      { initialPolicySet: ['1.2.3'], requireExplicitPolicy: true },
      'policy-not-acceptable',
    ],
    [
      'any policy by its identifier',
      { initialPolicySet: ['1.2.3', '2.5.29.32.0'], requireExplicitPolicy: true },
      'valid',
    ],
    ['a server’s name', { expectedName: 'example.com' }, 'name-mismatch'],
    ['an address', { expectedName: '192.0.2.1' }, 'name-mismatch'],
    ['a mailbox', { expectedName: { email: 'a@example.com' } }, 'name-mismatch'],
    ['a purpose by name', { keyPurpose: 'any' }, 'valid'],
    ['allowances', { algorithms: ['sha1', 'rsa-1024'] }, 'valid'],
    [
      'old algorithms',
      { algorithms: 'legacy', profile: 'path-only', anchorLimits: 'none' },
      'valid',
    ],
  ] as const)
    test(`${what} → ${code}`, () =>
      assert.equal(ask(pathDoor, { ...PATH, ...change })['code'], code))
})

suite('what is no request names the field', () => {
  for (const [what, door, request, code, field] of [
    ['text', pathDoor, 'x', 'request-not-object', undefined],
    ['an array', pathDoor, [PATH], 'request-not-object', undefined],
    ['nothing', pathDoor, null, 'request-not-object', undefined],
    [
      'an unknown field',
      pathDoor,
      { ...PATH, trustAnchor: [] },
      'request-field-unknown',
      'trustAnchor',
    ],
    [
      'a field of objects’ own',
      pathDoor,
      { ...PATH, constructor: 1 },
      'request-field-unknown',
      'constructor',
    ],
    ['no leaf', pathDoor, { ...PATH, leaf: null }, 'request-field-missing', 'leaf'],
    ['a leaf of numbers', pathDoor, { ...PATH, leaf: [1] }, 'request-field-malformed', 'leaf[0]'],
    [
      'two leaves',
      pathDoor,
      { ...PATH, leaf: [base64.leaf, base64.leaf] },
      'request-field-malformed',
      'leaf',
    ],
    [
      'no base64',
      pathDoor,
      { ...PATH, crls: [base64.crl, '*'] },
      'request-field-malformed',
      'crls[1]',
    ],
    [
      'an object for objects',
      pathDoor,
      { ...PATH, untrusted: {} },
      'request-field-malformed',
      'untrusted',
    ],
    [
      'a time without offset',
      pathDoor,
      { ...PATH, time: '2026-04-01T12:00:00' },
      'request-field-malformed',
      'time',
    ],
    ['a time too far', pathDoor, { ...PATH, time: 1e300 }, 'request-field-malformed', 'time'],
    ['a time that is a flag', pathDoor, { ...PATH, now: true }, 'request-field-malformed', 'now'],
    [
      'another revocation',
      pathDoor,
      { ...PATH, revocation: 'soft' },
      'request-field-malformed',
      'revocation',
    ],
    [
      'a flag in words',
      pathDoor,
      { ...PATH, inhibitAnyPolicy: 'true' },
      'request-field-malformed',
      'inhibitAnyPolicy',
    ],
    [
      'a policy in words',
      pathDoor,
      { ...PATH, initialPolicySet: ['x'] },
      'request-field-malformed',
      'initialPolicySet[0]',
    ],
    [
      'one policy',
      pathDoor,
      { ...PATH, initialPolicySet: '1.2.3' },
      'request-field-malformed',
      'initialPolicySet',
    ],
    [
      'another purpose',
      pathDoor,
      { ...PATH, keyPurpose: 'serverauth' },
      'request-field-malformed',
      'keyPurpose',
    ],
    [
      'a name of two kinds',
      pathDoor,
      { ...PATH, expectedName: { dns: 'a', ip: '::' } },
      'request-field-malformed',
      'expectedName',
    ],
    [
      'a name of another kind',
      pathDoor,
      { ...PATH, expectedName: { host: 'a' } },
      'request-field-unknown',
      'expectedName.host',
    ],
    [
      'an address that is none',
      pathDoor,
      { ...PATH, expectedName: { ip: '1.2' } },
      'request-field-malformed',
      'expectedName',
    ],
    [
      'an empty name',
      pathDoor,
      { ...PATH, expectedName: '' },
      'request-field-malformed',
      'expectedName',
    ],
    [
      'a negative age',
      pathDoor,
      { ...PATH, maxAgeSeconds: -1 },
      'request-field-malformed',
      'maxAgeSeconds',
    ],
    [
      'half a second',
      pathDoor,
      { ...PATH, maxAgeSeconds: 0.5 },
      'request-field-malformed',
      'maxAgeSeconds',
    ],
    [
      'another allowance',
      pathDoor,
      { ...PATH, algorithms: ['all'] },
      'request-field-malformed',
      'algorithms[0]',
    ],
    [
      'another set',
      pathDoor,
      { ...PATH, algorithms: 'any' },
      'request-field-malformed',
      'algorithms',
    ],
    ['another profile', pathDoor, { ...PATH, profile: 'x' }, 'request-field-malformed', 'profile'],
    ['no response', ocspDoor, { ...OCSP, response: null }, 'request-field-missing', 'response'],
    [
      'a field of another door',
      ocspDoor,
      { ...OCSP, crl: base64.crl },
      'request-field-unknown',
      'crl',
    ],
    ['no list', crlDoor, ABOUT, 'request-field-missing', 'crl'],
    ['no issuer', crlDoor, { ...CRL, issuer: null }, 'request-field-missing', 'issuer'],
    [
      'no algorithm',
      signatureDoor,
      { ...SIGNATURE, algorithm: null },
      'request-field-missing',
      'algorithm',
    ],
    [
      'a key of numbers',
      signatureDoor,
      { ...SIGNATURE, publicKey: 1 },
      'request-field-malformed',
      'publicKey',
    ],
    [
      'a signature in hexadecimal',
      signatureDoor,
      { ...SIGNATURE, signature: 'hex:0g' },
      'request-field-malformed',
      'signature',
    ],
    [
      'another encoding',
      signatureDoor,
      { ...SIGNATURE, encoding: 'utf8' },
      'request-field-malformed',
      'encoding',
    ],
  ] as const)
    test(`${what} → ${code}`, () => {
      const json = ask(door, request)
      assert.deepEqual([json['code'], json['field'], json.isVerdict], [code, field, false])
      assert.ok(json['verdict'] === 'invalid' || json['status'] === 'unusable')
      assert.doesNotMatch(String(json['message']), /\{/)
    })
})

suite('check-ocsp and check-crl', () => {
  test('good has no reason; revoked has one', () => {
    const { isVerdict, ...good } = ask(ocspDoor, OCSP)
    assert.equal(isVerdict, true)
    assert.deepEqual(Object.keys(good), ['status', 'code', 'message'])
    const entries = [
      { serialHex: 'c0ffee', revokedAt: at('2026-03-20T00:00:00Z'), reason: 'keyCompromise' },
    ] as const
    const revoked = ask(crlDoor, { ...CRL, crl: toBase64(crlOf(samples.authority, { entries })) })
    assert.deepEqual(
      [revoked['status'], revoked['code'], revoked['reason'], revoked['revokedAt']],
      ['revoked', 'revoked', 'keyCompromise', '2026-03-20T00:00:00Z'],
    )
  })

  for (const [what, door, request, status, code] of [
    ['a good list', crlDoor, CRL, 'good', 'good'],
    [
      'a response that is none',
      ocspDoor,
      { ...OCSP, response: 'AQID' },
      'unusable',
      'ocsp-malformed',
    ],
    ['a list that is none', crlDoor, { ...CRL, crl: '' }, 'unusable', 'crl-malformed'],
    [
      'a certificate that is none',
      crlDoor,
      { ...CRL, certificate: 'AQID' },
      'unusable',
      'certificate-malformed',
    ],
    [
      'an issuer that is none',
      ocspDoor,
      { ...OCSP, issuer: 'AQID' },
      'unusable',
      'authority-certificate-malformed',
    ],
    ['a serial alone', ocspDoor, { ...OCSP, certificate: null, serial: 'C0FFEE' }, 'good', 'good'],
    [
      'another serial',
      ocspDoor,
      { ...OCSP, certificate: null, serial: '01' },
      'unusable',
      'ocsp-certificate-other',
    ],
    [
      'a response of yesterday',
      ocspDoor,
      { ...OCSP, time: '2026-04-02T00:05:00Z' },
      'unusable',
      'ocsp-out-of-date',
    ],
    ['a response too old', ocspDoor, { ...OCSP, maxAgeSeconds: 60 }, 'unusable', 'ocsp-too-old'],
  ] as const)
    test(`${what} → ${code}`, () => {
      const json = ask(door, { ...request, report: true })
      assert.deepEqual([json['status'], json['code']], [status, code])
    })
})

suite('verify-signature', () => {
  const tampered = Uint8Array.from(
    samples.signature,
    (octet, index) => octet ^ (index === 9 ? 1 : 0),
  )
  for (const [what, change, code] of [
    ['base64', {}, 'valid'],
    ['PEM', { publicKey: encodePem('PUBLIC KEY', samples.keyDer) }, 'valid'],
    ['hexadecimal by prefix', { signature: `hex:${toHex(samples.signature)}` }, 'valid'],
    [
      'hexadecimal by rule',
      { encoding: 'hex', message: toHex(samples.message), signature: toHex(samples.signature) },
      'valid',
    ],
    [
      'base64 by prefix',
      {
        encoding: 'hex',
        message: `base64:${SIGNATURE.message}`,
        signature: toHex(samples.signature),
      },
      'valid',
    ],
    ['one bit', { signature: toBase64(tampered) }, 'signature-wrong'],
    ['another message', { message: '' }, 'signature-wrong'],
    ['another algorithm', { algorithm: 'sha512WithRSAEncryption' }, 'signature-wrong'],
    ['an unknown algorithm', { algorithm: 'rot13' }, 'algorithm-unknown'],
    ['a key of another kind', { algorithm: 'ecdsa-with-SHA256' }, 'key-algorithm-mismatch'],
    ['a key that is none', { publicKey: 'AQID' }, 'key-malformed'],
  ] as const)
    test(`${what} → ${code}`, () => {
      const json = ask(signatureDoor, { ...SIGNATURE, ...change })
      assert.deepEqual(
        [json['verdict'], json['code']],
        [code === 'valid' ? 'valid' : 'invalid', code],
      )
      assert.doesNotMatch(String(json['message']), /\{/)
    })
})

test('whatever JSON is asked, a door answers', () => {
  const requests = { PATH, OCSP, CRL, SIGNATURE }
  const doors = { PATH: pathDoor, OCSP: ocspDoor, CRL: crlDoor, SIGNATURE: signatureDoor }
  const name = fc.constantFrom('PATH', 'OCSP', 'CRL', 'SIGNATURE')
  const others = words`untrusted ocspResponses initialPolicySet keyPurpose expectedName deltas
    algorithms encoding maxAgeSeconds revocation report request serial`
  const given = Object.keys({ ...PATH, ...OCSP, ...CRL, ...SIGNATURE })
  const field = fc.constantFrom(...given, ...others)
  fc.assert(
    fc.property(name, field, fc.jsonValue(), (door, changed, value) => {
      const json = ask(doors[door], { ...requests[door], [changed]: value })
      assert.equal(typeof json['code'], 'string')
      assert.equal(typeof json['message'], 'string')
    }),
    { seed: 7, numRuns: 500 },
  )
})
