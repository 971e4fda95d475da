import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { crlOf, weakKeys, signWith } from '../../test/support/status-authority.ts'
import { verifierSamples } from '../../test/support/verifier-samples.ts'
import { checkStatus } from './check-status.ts'
import { VerifierInputError } from './input-error.ts'
import type { PathQuestion } from './path-question.ts'
import { verifyPath } from './verify-path.ts'
import { verifySignature } from './verify-signature.ts'

const samples = verifierSamples()
const time = new Date('2026-04-01T12:00:00Z')
const QUESTION: PathQuestion = {
  leaf: samples.leafDer,
  trustAnchors: [samples.anchorDer],
  crls: [samples.crlDer],
  time,
}

suite('verifyPath', () => {
  test('the path is told leaf first, each certificate with its DER', () => {
    const { verdict, code, at, policies, path, failure, passedOver, spent } = verifyPath(QUESTION)
    assert.deepEqual([verdict, code, failure, passedOver], ['valid', 'valid', undefined, []])
    assert.deepEqual([at, policies], [time, ['2.999.1.1.20']])
    assert.deepEqual(
      path.map(({ der }) => der),
      [samples.leafDer, samples.anchorDer],
    )
    assert.ok(spent.signatures >= 1)
  })

  test('a malformed leaf says what is wrong with it', () => {
    const { code, checks, failure } = verifyPath({ ...QUESTION, leaf: Uint8Array.of(1) })
    assert.deepEqual([code, failure?.check], ['certificate-malformed', 'certificate.form'])
    assert.match(checks[0]?.seen ?? '', /^der-tag-unexpected \(certificate @0\)$/)
  })

  test('what cannot be read is passed over, place by place', () => {
    const { code, passedOver } = verifyPath({
      ...QUESTION,
      untrusted: ['no base64!', samples.leafDer],
      ocspResponses: [Uint8Array.of(0)],
    })
    assert.equal(code, 'valid')
    assert.deepEqual(
      passedOver.map(({ field }) => field),
      ['untrusted[0]', 'ocspResponses[0]'],
    )
  })

  for (const [field, wrong] of [
    ['time', { time: new Date(Number.NaN) }],
    ['now', { now: new Date(Number.NaN) }],
    ['maxAgeSeconds', { maxAgeSeconds: 0.5 }],
    ['initialPolicySet', { initialPolicySet: ['policy'] }],
    ['expectedName', { expectedName: { ip: 'example.com' } }],
    ['keyPurpose', { keyPurpose: '9.9' }],
  ] as const)
    test(`a question that is none names its field: ${field}`, () =>
      assert.throws(
        () => verifyPath({ ...QUESTION, ...wrong }),
        (error) => error instanceof VerifierInputError && error.field === field,
      ))
})

test('checkStatus: what is believed although weak is said to be', () => {
  const signedBy = weakKeys(1024)
  const question = { certificate: samples.leafDer, issuer: samples.anchorDer, time }
  const strong = checkStatus({ ...question, crl: samples.crlDer })
  assert.deepEqual([strong.status, strong.weak], ['good', undefined])
  const other = checkStatus({ ...question, crl: crlOf(samples.authority, { signedBy }) })
  assert.equal(other.status, 'unusable')
})

test('verifySignature: weak keys are the question’s to allow, and named', () => {
  const keys = weakKeys(1024)
  const { message } = samples
  const question = {
    algorithm: 'sha256WithRSAEncryption',
    publicKey: keys.spkiDer,
    message,
    signature: signWith(keys, message),
  }
  const allowed = verifySignature(question)
  assert.deepEqual([allowed.verdict, allowed.weak], ['valid', 'rsa-key-too-small'])
  const refused = verifySignature({ ...question, algorithms: 'default' })
  assert.deepEqual([refused.verdict, refused.code], ['invalid', 'rsa-key-too-small'])
})
