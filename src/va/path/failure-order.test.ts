import assert from 'node:assert/strict'
import { test } from 'node:test'
import { OID } from '#codec/x509/oids.ts'
import { at } from '../../../test/support/status-authority.ts'
import {
  authority,
  keyOf,
  leafOf,
  listOf,
  requestFor,
  without,
} from '../../../test/support/path-certificates.ts'
import { FAILURE_ORDER, failureRank } from './failure-order.ts'
import { PATH_REFUSAL_TEXTS } from './messages.ts'
import { verifyPath } from './verify-path.ts'

const SUBJECT_KEY = OID.subjectKeyIdentifier

test('every refusal of a path has its place in the order, once', () => {
  assert.equal(new Set(FAILURE_ORDER).size, FAILURE_ORDER.length)
  const { 'algorithm-allowance-unknown': _, ...refusals } = PATH_REFUSAL_TEXTS
  assert.deepEqual([...FAILURE_ORDER].sort(), Object.keys(refusals).sort())
})

test('of several candidates the one that came furthest is reported, whatever their order', () => {
  const root = authority('Root', 'Root')
  const leaf = leafOf('Middle')
  const expired = authority('Middle', 'Root', { notAfter: at('2025-01-01') })
  const elsewhere = authority('Middle', 'Elsewhere')
  const revoked = authority('Middle', 'Root', { serialHex: '77' })
  const revokedAt = at('2026-03-01T00:00:00Z')
  const list = listOf('Root', [{ serialHex: '77', revokedAt, reason: 'keyCompromise' }])
  const revocation = { mode: 'crl', crls: [list], ocspResponses: [] } as const
  for (const [pool, code] of [
    [[elsewhere], 'issuer-unknown'],
    [[elsewhere, expired], 'authority-expired'],
    [[elsewhere, expired, revoked], 'revoked'],
  ] as const)
    for (const untrusted of [pool, pool.toReversed()])
      assert.equal(verifyPath(requestFor(leaf, [root], { untrusted, revocation })).code, code)
})

test('a decoy of an issuer’s name, which says nothing of its key, does not hide the chain', () => {
  const decoy = authority('Middle', 'Root', { keys: keyOf('I'), edit: without(SUBJECT_KEY) })
  const middle = authority('Middle', 'Root', { edit: without(SUBJECT_KEY) })
  const forged = authority('Middle', 'Root', { edit: without(SUBJECT_KEY), signedBy: keyOf('I') })
  for (const [chain, anchor, failure] of [
    [middle, authority('Elsewhere', 'Elsewhere'), ['issuer-unknown', 1]],
    [
      forged,
      authority('Root', 'Root', { edit: without(SUBJECT_KEY) }),
      ['chain-signature-wrong', 1],
    ],
    [undefined, authority('Root', 'Root'), ['chain-signature-wrong', 0]],
  ] as const) {
    const pool = chain === undefined ? [decoy] : [decoy, chain]
    for (const untrusted of [pool, pool.toReversed()]) {
      const report = verifyPath(requestFor(leafOf('Middle'), [anchor], { untrusted }))
      assert.deepEqual([report.code, report.failure?.certificate], failure)
    }
  }
})

test('a signature that another certificate of the name explains is no finding', () => {
  const root = authority('Root', 'Root')
  const impostor = authority('Middle', 'Middle', { keys: keyOf('I'), signedBy: keyOf('I') })
  const report = verifyPath(requestFor(leafOf('Middle'), [root], { untrusted: [impostor] }))
  assert.equal(report.code, 'issuer-unknown')
  assert.ok(failureRank('issuer-unknown') < failureRank('chain-signature-wrong'))
})
