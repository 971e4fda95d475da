import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { pemFolder } from '../../test/support/pem-folder.ts'
import { paperTerminal } from '../../test/support/paper-terminal.ts'
import {
  at,
  issueTo,
  littleAuthority,
  littleResponder,
  POLICY_OIDS,
} from '../../test/support/status-authority.ts'
import { emptyRecords, serveStatus } from '../../test/support/status-server.ts'
import { parseInstant } from '#kernel/instant.ts'
import { refuse } from '#kernel/result.ts'
import { type Invocation, UsageError } from './command.ts'
import type { SystemDescription } from './ports.ts'
import { trustOf, trustOfSystem, verifyUnder } from './trust.ts'

const NOW = at('2026-04-01T12:00:00Z')
const VALID = { notBefore: at('2026-01-01T00:00:00Z'), notAfter: at('2031-12-31T14:59:59Z') }
const authority = littleAuthority('signature', VALID)
const holder = issueTo(authority, { ...VALID, serialHex: '11' })

function invocation(options: Readonly<Record<string, string | true>>): Invocation {
  const never = (): never => assert.fail('trust needs no more than the running system')
  return {
    option: (name) => {
      const value = options[name]
      return value === true ? undefined : value
    },
    flag: (name) => options[name] === true,
    words: [],
    ports: {
      sandbox: { run: never },
      statusService: { run: never },
      ceremonies: { hold: never, check: never },
      cards: never,
      issuerCard: never,
      connect: () => Promise.resolve(refuse('system-not-running')),
    },
    terminal: paperTerminal(),
  }
}

function describe(statusUrl: string): SystemDescription {
  const authorities = [authority.generation]
  return { webUrl: '', statusUrl, now: NOW, authorities, policyOids: POLICY_OIDS }
}

suite('what a command trusts', () => {
  test('the authorities of a file, under the policy and at the moment named', async () => {
    using folder = pemFolder()
    const anchors = folder.certificates('ca.pem', authority.generation.certificateDer)
    const moment = '2026-05-01T00:00:00+09:00'
    const options = { anchors, policy: '1.2.3', status: 'http://127.0.0.1:1', at: moment }
    const trust = await trustOf(invocation(options), 'signature')
    assert.ok(trust.ok)
    const [anchor] = trust.value.anchors
    assert.equal(anchor?.keyIdHex, authority.generation.keyIdHex)
    assert.deepEqual(trust.value.policyOids.signature, '1.2.3')
    assert.deepEqual(trust.value.at, parseInstant(moment))
    assert.equal(trust.value.statusUrl, 'http://127.0.0.1:1')
  })

  for (const [name, options] of [
    ['no policy beside the anchors', { 'no-status': true }],
    ['nobody to ask for the status', { policy: '1.2.3' }],
    ['a moment that is none', { policy: '1.2.3', 'no-status': true, at: 'now' }],
    ['a file that is not there', { anchors: '/nowhere', policy: '1.2.3', 'no-status': true }],
    ['a file without certificates', { anchors: '/dev/null', policy: '1.2.3', 'no-status': true }],
  ] as const)
    test(`${name} is a mistake of the command line`, async () => {
      using folder = pemFolder()
      const anchors = folder.certificates('ca.pem', authority.generation.certificateDer)
      await assert.rejects(trustOf(invocation({ anchors, ...options }), 'signature'), UsageError)
    })

  test('without a file the running system is needed', async () => {
    const trust = await trustOf(invocation({}), 'signature')
    assert.deepEqual(trust, refuse('system-not-running'))
  })
})

suite('verifying under trust', () => {
  for (const [state, refusal] of [
    ['good', undefined],
    ['unknown', 'status-unknown'],
  ] as const)
    test(`the status service is asked: ${state}`, async () => {
      const records = emptyRecords(NOW)
      records.authorities.push(authority)
      records.responders.push(littleResponder(authority, VALID))
      if (state === 'good') records.statuses.set('11', { state })
      await using server = await serveStatus(records)
      const report = await verifyUnder(trustOfSystem(describe(server.url)), 'signature', holder)
      assert.equal(report.refusal, refusal)
    })

  test('a service that does not answer is no good status', async () => {
    const trust = trustOfSystem(describe('http://127.0.0.1:1'))
    const report = await verifyUnder(trust, 'signature', holder)
    assert.equal(report.refusal, 'status-unavailable')
  })

  test('a waived status is waived aloud', async () => {
    const trust = { ...trustOfSystem(describe('')), statusUrl: undefined }
    const report = await verifyUnder(trust, 'signature', holder)
    const status = report.checks.find(({ id }) => id === 'status.not-revoked')
    assert.deepEqual([report.verdict, status?.outcome], ['valid', 'waived'])
  })
})
