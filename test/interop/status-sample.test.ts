/** A seeded sample of our OCSP answers, every one verified again by OpenSSL. */
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import type { CertificateStatus } from '#ca/contract.ts'
import { encodeOcspRequest } from '#codec/ocsp/request.ts'
import type { DigestAlgorithm } from '#crypto/digest.ts'
import { toBase64, toHex } from '#kernel/bytes.ts'
import { plusMs } from '#kernel/instant.ts'
import { seededRandom } from '../support/ca-rig.ts'
import { onlineAuthority, type OnlineAuthority } from '../support/online-authority.ts'
import { pemFolder, type PemFolder } from '../support/pem-folder.ts'
import { runToolWell } from '../support/run-tool.ts'
import { certIdOf } from '../support/status-authority.ts'
import { words } from '../support/words.ts'

const SEED = 5
const QUESTIONS = 60
const CERT_IDS_MAX = 4
const SERIALS = 200
const DAY_MS = 86_400_000
const REASONS = ['superseded', 'keyCompromise', 'cessationOfOperation', 'certificateHold'] as const

const random = seededRandom(SEED)
function below(bound: number): number {
  const [high = 0, low = 0] = random.bytes(2)
  return ((high << 8) | low) % bound
}

/** Serial numbers of three octets, of which a third each is good, revoked and never issued. */
const serials = Array.from({ length: SERIALS }, (_, index) => toHex(Uint8Array.of(1, index, 0x5a)))

const responders: readonly OnlineAuthority[] = [
  await onlineAuthority({ kind: 'signature', responderKey: 'P-256' }),
  await onlineAuthority({ kind: 'user-authentication', responderKey: 'RSA-2048' }),
]
for (const responder of responders) {
  after(() => responder[Symbol.asyncDispose]())
  populate(responder)
}

function populate({ records }: OnlineAuthority): void {
  for (const serial of serials) {
    const state = below(3)
    if (state === 0) records.statuses.set(serial, { state: 'good' })
    if (state !== 1) continue
    const revokedAt = plusMs(records.now, -below(900) * DAY_MS - below(60_000) * 1000)
    const reason = REASONS[below(REASONS.length)] ?? 'superseded'
    records.statuses.set(serial, { state: 'revoked', revokedAt, reason })
  }
}

interface Question {
  readonly online: OnlineAuthority
  readonly digest: DigestAlgorithm
  readonly nonce: Uint8Array | undefined
  readonly method: 'GET' | 'POST'
  readonly asked: readonly string[]
}

function question(): Question {
  const online = responders[below(responders.length)]
  assert.ok(online !== undefined)
  const asked = new Set<string>()
  const count = 1 + below(CERT_IDS_MAX)
  while (asked.size < count) asked.add(serials[below(SERIALS)] ?? '')
  return {
    online,
    digest: below(2) === 0 ? 'sha1' : 'sha256',
    nonce: below(2) === 0 ? undefined : random.bytes(1 + below(32)),
    method: below(2) === 0 ? 'GET' : 'POST',
    asked: [...asked],
  }
}

async function answer({ online, digest, nonce, method, asked }: Question): Promise<Uint8Array> {
  const { authority, ocspUrl } = online
  const ids = asked.map((serial) => certIdOf(authority, serial, digest))
  const request = encodeOcspRequest(ids, nonce)
  const response =
    method === 'GET'
      ? await fetch(`${ocspUrl}/${encodeURIComponent(toBase64(request))}`)
      : await fetch(ocspUrl, {
          method,
          headers: { 'content-type': 'application/ocsp-request' },
          body: Buffer.from(request),
        })
  assert.equal(response.status, 200)
  return new Uint8Array(await response.arrayBuffer())
}

/** What OpenSSL says of an answer that it verified by the authority alone. */
async function opensslSays(
  folder: PemFolder,
  { online, digest, asked }: Question,
  responseDer: Uint8Array,
): Promise<string> {
  const anchor = folder.certificates('ca.pem', online.authority.generation.certificateDer)
  const response = folder.file('response.der', responseDer)
  const { text } = await runToolWell('openssl', [
    ...words`ocsp -issuer ${anchor} -respin ${response} -resp_text -no_nonce
      -CAfile ${anchor} -no-CApath -no-CAstore`,
    ...asked.flatMap((serial) => words`-${digest} -serial 0x${serial}`),
  ])
  return text
}

/** The lines that `openssl ocsp` writes of a certificate, but for the times of the answer. */
function expectedLines(serial: string, status: CertificateStatus): readonly string[] {
  const heading = `0x${serial}: ${status.state}`
  if (status.state !== 'revoked') return [heading]
  const time = opensslTime(status.revokedAt)
  return [heading, `\tReason: ${status.reason}`, `\tRevocation Time: ${time}`]
}

/** As OpenSSL writes times: `Mar  1 01:02:03 2026 GMT`. */
function opensslTime(milliseconds: number): string {
  const [, day = '', month, year, clock] = new Date(milliseconds).toUTCString().split(' ')
  return `${month} ${String(Number(day)).padStart(2)} ${clock} ${year} GMT`
}

function statusOf({ records }: OnlineAuthority, serial: string): CertificateStatus {
  return records.statuses.get(serial) ?? { state: 'unknown' }
}

const seen = { good: 0, revoked: 0, unknown: 0 }

for (let number = 1; number <= QUESTIONS; number += 1) {
  const drawn = question()
  const { online, digest, nonce, method, asked } = drawn
  for (const serial of asked) seen[statusOf(online, serial).state] += 1
  const form = `${online.authority.kind}, ${digest}, nonce of ${nonce?.length ?? 0}, ${method}`
  test(`seed ${SEED}, answer ${number}: ${asked.length} asked, ${form}`, async () => {
    using folder = pemFolder()
    const text = await opensslSays(folder, drawn, await answer(drawn))
    assert.match(text, /^Response verify OK$/m)
    assert.doesNotMatch(text, /WARNING/)
    const lines = text
      .split('\n')
      .filter((line) => /^(?:0x[0-9a-f]+: |\tReason|\tRevocation Time)/.test(line))
    assert.deepEqual(
      lines,
      asked.flatMap((serial) => expectedLines(serial, statusOf(online, serial))),
    )
    assert.equal(text.match(new RegExp(`Hash Algorithm: ${digest}$`, 'gm'))?.length, asked.length)
    const written = /OCSP Nonce:\s+([0-9A-F]+)/.exec(text)?.[1]?.toLowerCase()
    assert.equal(written, nonce && `04${toHex(Uint8Array.of(nonce.length))}${toHex(nonce)}`)
  })
}

test('OpenSSL believes no answer of which one octet is another', async () => {
  using folder = pemFolder()
  const drawn = question()
  const damaged = await answer(drawn)
  // The signature, or the responder's certificate: the one or the other ends the answer.
  damaged[damaged.length - 1] = (damaged.at(-1) ?? 0) ^ 1
  await assert.rejects(opensslSays(folder, drawn, damaged), /Response Verify Failure/)
})

test('the sample has every state, and asked both responders without a fault', () => {
  for (const [state, count] of Object.entries(seen)) assert.ok(count >= 20, `${state}: ${count}`)
  for (const { records } of responders) assert.deepEqual(records.faults, [])
})
