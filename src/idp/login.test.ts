import assert from 'node:assert/strict'
import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { test } from 'node:test'
import fc from 'fast-check'
import { SIGNATURE_ALGORITHMS } from '#codec/x509/algorithm.ts'
import { assembleCertificate, encodeTbsCertificate } from '#codec/x509/encode-certificate.ts'
import { nameOf } from '#codec/x509/name.ts'
import { type Instant, instant, plusMs } from '#kernel/instant.ts'
import type { VerificationReport, VerifiedCertificate, VerifyRefusal } from '#va/contract.ts'
import { memoryChallenges } from '../../test/contracts/memory-challenges.ts'
import { completeLogin, type LoginPorts } from './complete-login.ts'
import { type LoginResponse, parseChallengeId } from './contract.ts'
import { createChallenge } from './create-challenge.ts'
import { forgetEndedChallenges } from './forget-challenges.ts'
import { CHALLENGE_LIFE_MS } from './model.ts'
import { pairwiseSubject } from './pairwise-subject.ts'

const START = instant(1_770_000_000_000)
const PAIRWISE_KEY = new Uint8Array(32).fill(3)
const ASKED = { sessionRef: 'session-a', relyingPartyId: 'https://rp.example' }

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 })
const p384 = generateKeyPairSync('ec', { namedCurve: 'secp384r1' })
const p256 = generateKeyPairSync('ec', { namedCurve: 'prime256v1' })

/** A certificate around `publicKey`; nobody here looks at its issuer or signature. */
function certificateAround(publicKey: KeyObject): Uint8Array {
  const algorithm = SIGNATURE_ALGORITHMS.sha256WithRSAEncryption
  const name = nameOf([['C', 'JP']])
  const tbs = encodeTbsCertificate({
    serialHex: '2a',
    signatureAlgorithm: algorithm,
    issuer: name,
    notBefore: START,
    notAfter: plusMs(START, 86_400_000),
    subject: name,
    spkiDer: new Uint8Array(publicKey.export({ type: 'spki', format: 'der' })),
    extensions: [],
  })
  return assembleCertificate(tbs, algorithm, new Uint8Array(256))
}

const VERIFIED: VerifiedCertificate = {
  kind: 'user-authentication',
  serialHex: '2a',
  notBefore: START,
  notAfter: plusMs(START, 86_400_000),
  authorityKeyIdHex: '00',
}

function report(
  refusal: VerifyRefusal | undefined,
  certificate: VerifiedCertificate | undefined = VERIFIED,
): VerificationReport<VerifyRefusal> {
  const verdict = refusal === undefined ? 'valid' : 'invalid'
  return { verdict, at: START, refusal, checks: [], certificate }
}

function sandbox(answer = report(undefined)) {
  let now: Instant = START
  let drawn = 0
  const asked: string[] = []
  const ports: LoginPorts & { random: { bytes(length: number): Uint8Array } } = {
    challenges: memoryChallenges(),
    verifier: { verify: async () => (asked.push('verifier'), answer) },
    holders: { holderOf: async (serialHex) => (asked.push(serialHex), 'R0000000001') },
    subjects: { subjectOf: async (ref, rp) => pairwiseSubject(PAIRWISE_KEY, ref, rp) },
    clock: { now: () => now },
    random: { bytes: (length) => new Uint8Array(length).fill(++drawn) },
  }
  return { ports, asked, setClock: (at: Instant) => (now = at) }
}

async function answered(
  ports: ReturnType<typeof sandbox>['ports'],
  key: { publicKey: KeyObject; privateKey: KeyObject } = rsa,
  digest = 'sha256',
): Promise<LoginResponse> {
  const { id, challenge } = await createChallenge(ports, ASKED)
  const signature = new Uint8Array(sign(digest, challenge, key.privateKey))
  const certificateDer = certificateAround(key.publicKey)
  return { id, sessionRef: ASKED.sessionRef, certificateDer, signature }
}

for (const [name, key, digest] of [
  ['RSA', rsa, 'sha256'],
  ['P-256', p256, 'sha256'],
  ['P-384', p384, 'sha384'],
] as const) {
  test(`a login with ${name} succeeds and names the pairwise subject`, async () => {
    const { ports, asked } = sandbox()
    const login = await completeLogin(ports, await answered(ports, key, digest))
    const subject = pairwiseSubject(PAIRWISE_KEY, 'R0000000001', ASKED.relyingPartyId)
    assert.deepEqual(login, {
      ok: true,
      value: { subject, serialHex: '2a', authenticatedAt: START },
    })
    assert.deepEqual(asked, ['verifier', '2a'])
  })
}

test('a challenge is answered once, and an answer repeated side by side succeeds once', async () => {
  const { ports } = sandbox()
  const response = await answered(ports)
  const outcomes = await Promise.all([1, 2, 3].map(() => completeLogin(ports, response)))
  assert.equal(outcomes.filter(({ ok }) => ok).length, 1)
  for (const outcome of outcomes) if (!outcome.ok) assert.equal(outcome.refusal, 'challenge-used')
  const later = await completeLogin(ports, response)
  assert.ok(!later.ok && later.refusal === 'challenge-used')
})

test('a wrong signature uses the challenge up and asks for no status', async () => {
  const { ports, asked } = sandbox()
  const response = await answered(ports)
  const wrong = { ...response, signature: response.signature.map((octet) => octet ^ 1) }
  const refused = await completeLogin(ports, wrong)
  assert.ok(!refused.ok && refused.refusal === 'challenge-signature-wrong')
  assert.deepEqual(asked, [])
  const right = await completeLogin(ports, response)
  assert.ok(!right.ok && right.refusal === 'challenge-used')
})

test('another session is refused and leaves the challenge to its owner', async () => {
  const { ports } = sandbox()
  const response = await answered(ports)
  const stolen = await completeLogin(ports, { ...response, sessionRef: 'session-b' })
  assert.ok(!stolen.ok && stolen.refusal === 'challenge-of-another-session')
  assert.ok((await completeLogin(ports, response)).ok)
})

for (const [name, at, ok] of [
  ['the last millisecond counts', plusMs(START, CHALLENGE_LIFE_MS - 1), true],
  ['the end does not', plusMs(START, CHALLENGE_LIFE_MS), false],
  ['nor does a clock set back before the beginning', plusMs(START, -1), false],
] as const) {
  test(`expiry: ${name}`, async () => {
    const { ports, setClock } = sandbox()
    const response = await answered(ports)
    setClock(at)
    const outcome = await completeLogin(ports, response)
    assert.equal(outcome.ok, ok)
    if (!outcome.ok) assert.equal(outcome.refusal, 'challenge-expired')
  })
}

test('a challenge never given out is unknown, and so is one forgotten', async () => {
  const { ports, setClock } = sandbox()
  const response = await answered(ports)
  const id = parseChallengeId('f'.repeat(32))
  assert.ok(id)
  const never = await completeLogin(ports, { ...response, id })
  assert.ok(!never.ok && never.refusal === 'challenge-unknown')
  assert.equal(await forgetEndedChallenges(ports), 0)
  setClock(plusMs(START, 2 * 3_600_000))
  assert.equal(await forgetEndedChallenges(ports), 1)
  const forgotten = await completeLogin(ports, response)
  assert.ok(!forgotten.ok && forgotten.refusal === 'challenge-unknown')
})

for (const [name, certificateDer] of [
  ['no DER', new Uint8Array(3)],
  ['cut short', certificateAround(rsa.publicKey).slice(0, -1)],
  ['a key of another kind', certificateAround(generateKeyPairSync('ed25519').publicKey)],
] as const) {
  test(`a certificate that is ${name} is malformed`, async () => {
    const { ports } = sandbox()
    const refused = await completeLogin(ports, { ...(await answered(ports)), certificateDer })
    assert.ok(!refused.ok && refused.refusal === 'certificate-malformed')
  })
}

for (const [answer, refusal] of [
  [report('revoked'), 'revoked'],
  [report('status-unknown'), 'status-unknown'],
  [report('expired', undefined), 'expired'],
  [{ ...report(undefined), certificate: undefined }, 'certificate-malformed'],
  [report(undefined, { ...VERIFIED, kind: 'signature' }), 'kind-wrong'],
  [{ ...report(undefined), verdict: 'invalid' as const }, 'certificate-malformed'],
] as const) {
  test(`the verifier's report decides: ${refusal} (${answer.verdict})`, async () => {
    const { ports } = sandbox(answer)
    const refused = await completeLogin(ports, await answered(ports))
    assert.ok(!refused.ok && refused.refusal === refusal)
  })
}

test('a valid certificate of nobody is no login', async () => {
  const { ports } = sandbox()
  const nobody = { ...ports, holders: { holderOf: async () => undefined } }
  const refused = await completeLogin(nobody, await answered(ports))
  assert.ok(!refused.ok && refused.refusal === 'holder-unknown')
})

test('pairwise subjects differ by holder and by relying party, and are stable', () => {
  const text = fc.string({ maxLength: 12 })
  fc.assert(
    fc.property(text, text, text, text, (holder, party, otherHolder, otherParty) => {
      const same = holder === otherHolder && party === otherParty
      const one = pairwiseSubject(PAIRWISE_KEY, holder, party)
      assert.match(one, /^[0-9a-f]{64}$/)
      assert.equal(one === pairwiseSubject(PAIRWISE_KEY, otherHolder, otherParty), same)
    }),
  )
  assert.notEqual(
    pairwiseSubject(PAIRWISE_KEY, 'ab', 'c'),
    pairwiseSubject(PAIRWISE_KEY, 'a', 'bc'),
  )
})
