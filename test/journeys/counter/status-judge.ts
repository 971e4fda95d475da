import assert from 'node:assert/strict'
import type { CertificateKind } from '#law/certificate-kind.ts'
import { words } from '../../support/words.ts'
import { listAt, type Prompt, textAt } from '../prompt.ts'
import { type IssuedName, issuedRecord } from './issued-der.ts'

/** OpenSSL judges the times of an answer by the machine's clock, whatever `-attime` says. */
const ANY_TIME = '4000000000'

/** A certificate that was issued, and how it stands. */
export interface Standing extends IssuedName {
  readonly kind: CertificateKind
  /** `good`, or the reason for which it was revoked. */
  readonly is: string
}

/** What is expected of a certificate: its kind, and `good` or the reason of its end. */
export type Expected = readonly [kind: CertificateKind, is: string]

/** Both certificates of one issue, in the order in which they are issued, standing the same. */
export function both(is: string): readonly Expected[] {
  return [
    ['user-authentication', is],
    ['signature', is],
  ]
}

/** Every certificate of a person, the oldest first, as the operator's command shows them. */
export async function standingOf(at: Prompt, residentId: string): Promise<readonly Standing[]> {
  const shown = await at.done(['resident', 'show', residentId])
  return listAt(shown, 'certificates').map((one) => {
    const state = textAt(one, 'status', 'state')
    const kind = textAt(one, 'kind')
    assert.ok(kind === 'signature' || kind === 'user-authentication')
    const is = state === 'revoked' ? textAt(one, 'status', 'reason') : state
    const sha256Hex = textAt(one, 'certificateSha256Hex')
    return { kind, serialHex: textAt(one, 'serialHex'), sha256Hex, is }
  })
}

/**
 * OpenSSL on every certificate of a person: each was issued under our authority by the strict
 * rules; OCSP and the revocation list both say what is expected of each.
 */
export async function judgeStatus(
  at: Prompt,
  residentId: string,
  expected: readonly Expected[],
): Promise<readonly Standing[]> {
  const all = await standingOf(at, residentId)
  assert.deepEqual(
    all.map(({ kind, is }) => [kind, is]),
    expected,
  )
  const { json } = await at.ask(['clock', 'show'])
  const attime = String(Math.floor(Date.parse(textAt(json, 'now')) / 1000))
  for (const one of all) await judgeOne(at, one, attime)
  return all
}

async function judgeOne(at: Prompt, one: Standing, attime: string): Promise<void> {
  const { kind, serialHex, is } = one
  const { statusUrl, folder } = at.sandbox
  const isGood = is === 'good'
  const [anchor, holder, list] = [`${kind}-ca.pem`, `${kind}-${serialHex}.pem`, `${kind}.crl`]
  const { der, municipalityCode } = await issuedRecord(folder, one)
  at.file('issued.der', der)
  await at.judged('openssl', words`x509 -inform DER -in issued.der -out ${holder}`)
  await at.judged('curl', words`-sf -o ca.cer ${statusUrl}/authority/${kind}/1.cer`)
  await at.judged('openssl', words`x509 -inform DER -in ca.cer -out ${anchor}`)
  const trust = words`-CAfile ${anchor} -no-CApath -no-CAstore -attime ${attime}`
  await at.judged('openssl', ['verify', '-x509_strict', ...trust, holder])

  const answer = await at.judged('openssl', [
    ...words`ocsp -issuer ${anchor} -cert ${holder} -url ${statusUrl}/ocsp/${kind} -resp_text`,
    ...trust,
    '-validity_period',
    ANY_TIME,
  ])
  assert.match(answer, /Response verify OK/)
  assert.match(answer, new RegExp(`${holder}: ${isGood ? 'good' : 'revoked'}`))
  if (!isGood) assert.match(answer, new RegExp(`Reason: ${is}`))

  const address = `${statusUrl}/crl/${kind}/${municipalityCode}.crl`
  await at.judged('curl', words`-sf -o list.der ${address}`)
  await at.judged('openssl', words`crl -inform DER -in list.der -out ${list}`)
  const check = ['verify', '-x509_strict', '-crl_check', '-CRLfile', list, ...trust, holder]
  const { status, text } = await at.run('openssl', check)
  if (isGood) assert.equal(status, 0, text)
  else assert.match(text, /certificate revoked/)
}
