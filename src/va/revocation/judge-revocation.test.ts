import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Crl, parseCrl } from '#codec/crl/crl.ts'
import { issuingDistributionPoint } from '#codec/crl/encode-crl.ts'
import { encodeCertId, issuerHashes } from '#codec/ocsp/cert-id.ts'
import { parseOcspResponse } from '#codec/ocsp/response.ts'
import type { CertStatus } from '#codec/ocsp/response.ts'
import { type Extension, critical } from '#codec/x509/extension.ts'
import {
  cRLDistributionPoints,
  extKeyUsage,
  keyUsage,
  ocspNoCheck,
} from '#codec/x509/extension-values.ts'
import { uri } from '#codec/x509/general-name.ts'
import { nameOf } from '#codec/x509/name.ts'
import { OID } from '#codec/x509/oids.ts'
import {
  type AnyCertificate,
  anyCertificate,
  type AnyEntry,
  type AnyList,
  anyList,
  anyResponse,
  reasonCode,
} from '../../../test/support/status-objects.ts'
import { at, keysOf } from '../../../test/support/status-authority.ts'
import { DEFAULT_ALGORITHMS } from '../algorithm-policy.ts'
import { judgeRevocation } from './judge-revocation.ts'
import type {
  OcspEvidence,
  RevocationAnswer,
  RevocationEvidence,
  RevocationHelp,
  RevocationQuestion,
} from './question.ts'
import type { StatusDefect } from './status-defect.ts'

const NOW = at('2026-04-01T12:00:00Z')
const AUTHORITY = nameOf([['CN', 'Authority']])
const keys = keysOf('revocation-authority', 'P-256')
const listKeys = keysOf('revocation-lists', 'P-256')
const responderKeys = keysOf('revocation-responder', 'P-256')
const SIGNER = [critical(keyUsage(['keyCertSign', 'cRLSign']))]
const issuer = certificateOf({ subject: AUTHORITY, keys, extensions: SIGNER })
/** Another certificate of the authority, whose key signs lists alone. */
const listIssuer = certificateOf({
  subject: AUTHORITY,
  keys: listKeys,
  extensions: [critical(keyUsage(['cRLSign']))],
})
const certificate = certificateOf({ keys: keysOf('revocation-holder', 'P-256'), serialHex: '05' })
const responder = certificateOf({
  keys: responderKeys,
  serialHex: '06',
  extensions: [extKeyUsage([OID.ocspSigning])],
})

function certificateOf(changes: Partial<AnyCertificate>) {
  const subject = nameOf([['CN', 'Someone']])
  return anyCertificate({ subject, issuer: AUTHORITY, keys, signedBy: keys, ...changes })
}

function list(changes: Partial<AnyList> = {}): Crl {
  const parsed = parseCrl(
    anyList({
      issuer: AUTHORITY,
      keys,
      thisUpdate: at('2026-04-01T00:00:00Z'),
      nextUpdate: at('2026-04-02T00:00:00Z'),
      ...changes,
    }),
  )
  assert.ok(parsed.ok)
  return parsed.value
}

function listed(
  reason: 'superseded' | 'certificateHold' = 'superseded',
  serialHex = '05',
): readonly AnyEntry[] {
  const revokedAt = at('2026-03-20T00:00:00Z')
  return [{ serialHex, revokedAt, extensions: [reasonCode(reason)] }]
}

function someReasons(...bits: readonly number[]): Partial<AnyList> {
  return { extensions: [issuingDistributionPoint({ onlySomeReasons: bits })] }
}

function answered(status: CertStatus, nonce?: Uint8Array): OcspEvidence {
  const hashes = issuerHashes('sha256', AUTHORITY, keys.spkiDer)
  const parsed = parseOcspResponse(
    anyResponse({
      responderId: { by: 'name', name: responder.subject },
      keys: responderKeys,
      producedAt: at('2026-04-01T11:55:00Z'),
      certificatesDer: [responder.der],
      statements: [
        {
          certIdDer: encodeCertId('sha256', hashes, '05'),
          status,
          thisUpdate: at('2026-04-01T11:55:00Z'),
          nextUpdate: at('2026-04-01T12:10:00Z'),
        },
      ],
    }),
  )
  assert.ok(parsed.ok)
  return { response: parsed.value, nonce }
}

const GOOD: CertStatus = { state: 'good' }
const UNKNOWN: CertStatus = { state: 'unknown' }
const REVOKED: CertStatus = {
  state: 'revoked',
  revokedAt: at('2026-03-20T00:00:00Z'),
  reason: 'superseded',
}
const STALE = { nextUpdate: at('2026-04-01T11:59:59Z') }

/** A path engine that knows one more signer of lists, and counts. */
function helpOf(signaturesLeft = 100): RevocationHelp & { readonly spent: () => number } {
  let spent = 0
  return {
    crlIssuers: () => [listIssuer],
    spendSignature: () => spent++ < signaturesLeft,
    spent: () => spent,
  }
}

function ask(
  evidence: Partial<RevocationEvidence>,
  changes: Partial<RevocationQuestion> = {},
  help: RevocationHelp = helpOf(),
): RevocationAnswer {
  return judgeRevocation(
    { certificate, issuer, at: NOW, now: NOW, algorithms: DEFAULT_ALGORITHMS, ...changes },
    { mode: 'require', crls: [], ocspResponses: [], ...evidence },
    help,
  )
}

type Row = readonly [
  name: string,
  evidence: () => Partial<RevocationEvidence>,
  answer: 'good' | 'revoked' | 'status-unknown' | 'status-stale' | 'status-unavailable',
  defect?: StatusDefect,
]

const ROWS: readonly Row[] = [
  ['nothing', () => ({}), 'status-unavailable'],
  ['a list', () => ({ crls: [list()] }), 'good'],
  ['a list that names it', () => ({ crls: [list({ entries: listed() })] }), 'revoked'],
  ['a list with a key of its own', () => ({ crls: [list({ keys: listKeys })] }), 'good'],
  [
    'a list with a key nobody vouches for',
    () => ({ crls: [list({ keys: responderKeys })] }),
    'status-unavailable',
    'crl-signature-wrong',
  ],
  ['a response', () => ({ ocspResponses: [answered(GOOD)] }), 'good'],
  ['a response that says revoked', () => ({ ocspResponses: [answered(REVOKED)] }), 'revoked'],
  [
    'a response that says unknown',
    () => ({ ocspResponses: [answered(UNKNOWN)] }),
    'status-unknown',
  ],
  [
    'a response without the nonce',
    () => ({ ocspResponses: [answered(GOOD, new Uint8Array(16))] }),
    'status-unavailable',
    'ocsp-nonce-wrong',
  ],
  // Several objects.
  [
    'a list says good, a response revoked',
    () => ({ crls: [list()], ocspResponses: [answered(REVOKED)] }),
    'revoked',
  ],
  [
    'a response says good, a list revoked',
    () => ({ crls: [list({ entries: listed() })], ocspResponses: [answered(GOOD)] }),
    'revoked',
  ],
  [
    'a list says good, a response unknown',
    () => ({ crls: [list()], ocspResponses: [answered(UNKNOWN)] }),
    'status-unknown',
  ],
  [
    'two responses that differ',
    () => ({ ocspResponses: [answered(GOOD), answered(REVOKED)] }),
    'revoked',
  ],
  [
    'a list of another issuer beside',
    () => ({ crls: [list({ issuer: responder.subject }), list()] }),
    'good',
  ],
  ['an old list beside the new one', () => ({ crls: [list(STALE), list()] }), 'good'],
  [
    'an old list alone, and one that is not about it',
    () => ({ crls: [list({ issuer: responder.subject }), list(STALE)] }),
    'status-stale',
    'crl-out-of-date',
  ],
  [
    'on hold in the old list, no more in the new one',
    () => ({
      crls: [
        list({ entries: listed('certificateHold') }),
        list({ thisUpdate: at('2026-04-01T06:00:00Z') }),
      ],
    }),
    'good',
  ],
  [
    'on hold in the new list, not in the old one',
    () => ({
      crls: [
        list(),
        list({ entries: listed('certificateHold'), thisUpdate: at('2026-04-01T06:00:00Z') }),
      ],
    }),
    'revoked',
  ],
  [
    'on hold in one list, nothing in a newer one of another scope',
    () => ({
      crls: [
        list({ entries: listed('certificateHold') }),
        list({
          thisUpdate: at('2026-04-01T06:00:00Z'),
          extensions: [issuingDistributionPoint({ onlyContains: 'user' })],
        }),
      ],
    }),
    'revoked',
  ],
  [
    'revoked in the old list, gone from the new one',
    () => ({
      crls: [list({ entries: listed() }), list({ thisUpdate: at('2026-04-01T06:00:00Z') })],
    }),
    'revoked',
  ],
  // Reasons over several lists.
  [
    'all reasons in two lists',
    () => ({ crls: [list(someReasons(1, 2, 3)), list(someReasons(4, 5, 6, 7, 8))] }),
    'good',
  ],
  [
    'one reason in no list',
    () => ({ crls: [list(someReasons(1, 2, 3)), list(someReasons(4, 5, 6, 7))] }),
    'status-unavailable',
    'crl-reasons-uncovered',
  ],
  [
    'all reasons, one of the lists old',
    () => ({
      crls: [list(someReasons(1, 2, 3)), list({ ...someReasons(4, 5, 6, 7, 8), ...STALE })],
    }),
    'status-unavailable',
    'crl-reasons-uncovered',
  ],
  [
    'listed in the second',
    () => ({
      crls: [
        list(someReasons(1, 2, 3)),
        list({ ...someReasons(4, 5, 6, 7, 8), entries: listed() }),
      ],
    }),
    'revoked',
  ],
  // Modes.
  [
    'lists alone: a response does not count',
    () => ({ mode: 'crl', ocspResponses: [answered(REVOKED)] }),
    'status-unavailable',
  ],
  ['lists alone: a list counts', () => ({ mode: 'crl', crls: [list()] }), 'good'],
  [
    'responses alone: a list does not count',
    () => ({ mode: 'ocsp', crls: [list({ entries: listed() })] }),
    'status-unavailable',
  ],
  [
    'responses alone: a response counts',
    () => ({ mode: 'ocsp', ocspResponses: [answered(GOOD)] }),
    'good',
  ],
  // The responder's own status.
  [
    'a responder that a list revokes',
    () => ({
      mode: 'ocsp',
      crls: [list({ entries: listed('superseded', '06') })],
      ocspResponses: [answered(GOOD)],
    }),
    'status-unavailable',
    'ocsp-responder-revoked',
  ],
  // Bounds.
  [
    'too many responses',
    () => ({ ocspResponses: Array<OcspEvidence>(1025).fill(answered(GOOD)) }),
    'status-unavailable',
    'too-many-objects',
  ],
  [
    'too many lists',
    () => ({ crls: Array<Crl>(4097).fill(list()) }),
    'status-unavailable',
    'too-many-objects',
  ],
]

for (const [name, evidence, wanted, defect] of ROWS) {
  test(`status: ${name}`, () => {
    const answer = ask(evidence())
    const seen = answer.state === 'undetermined' ? answer.refusal : answer.state
    assert.equal(seen, wanted)
    assert.equal(answer.state === 'undetermined' ? answer.defect : undefined, defect)
  })
}

test('a responder with ocsp-nocheck is not asked about', () => {
  const extensions: readonly Extension[] = [extKeyUsage([OID.ocspSigning]), ocspNoCheck()]
  const trusted = certificateOf({ keys: responderKeys, serialHex: '06', extensions })
  const evidence = answered(GOOD)
  assert.ok(evidence.response.status === 'successful')
  const basic = { ...evidence.response.basic, certificatesDer: [trusted.der] }
  const crls = [list({ entries: listed('superseded', '06') })]
  const ocspResponses = [{ response: { status: 'successful', basic } as const }]
  assert.equal(ask({ mode: 'ocsp', crls, ocspResponses }).state, 'good')
})

test('a waived status is not asked for', () => {
  assert.throws(() => ask({ mode: 'none' }))
})

test('the reasons of a point bind the list it leads to, also where the list has none', () => {
  const points = [
    { name: { kind: 'fullName', names: [uri('http://a.example.jp/')] } as const, reasons: [1] },
  ]
  const own = certificateOf({ serialHex: '05', extensions: [cRLDistributionPoints(points)] })
  const answer = ask({ crls: [list()] }, { certificate: own })
  assert.equal(answer.state === 'undetermined' && answer.defect, 'crl-reasons-uncovered')
})

test('many certificates cost one signature of their list, and one of their responder', () => {
  const help = helpOf()
  const crls = [list()]
  for (let serial = 16; serial < 48; serial++) {
    const own = certificateOf({ serialHex: serial.toString(16) })
    assert.equal(ask({ mode: 'crl', crls }, { certificate: own }, help).state, 'good')
  }
  assert.equal(help.spent(), 1)
  // Two responses and their delegation.
  for (const status of [GOOD, GOOD]) ask({ ocspResponses: [answered(status)] }, {}, help)
  const before = help.spent()
  ask({ ocspResponses: [answered(GOOD)] }, {}, help)
  assert.equal(help.spent(), before + 1)
})

test('without a budget nothing is verified, and nothing is good', () => {
  for (const evidence of [{ crls: [list()] }, { ocspResponses: [answered(GOOD)] }]) {
    const answer = ask(evidence, {}, helpOf(0))
    assert.equal(answer.state === 'undetermined' && answer.defect, 'status-budget-exhausted')
  }
})

test('what a person is told names the defect that came furthest first', () => {
  const crls = [list({ issuer: responder.subject }), list(STALE)]
  const answer = ask({ crls, ocspResponses: [answered(GOOD, new Uint8Array(16))] })
  assert.equal(answer.seen, 'crl-out-of-date, ocsp-nonce-wrong')
})
