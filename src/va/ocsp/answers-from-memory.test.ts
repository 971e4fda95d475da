import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { CertificateStatus, SerialHex } from '#ca/contract.ts'
import { encodeOcspRequest } from '#codec/ocsp/request.ts'
import { parseOcspResponse } from '#codec/ocsp/response.ts'
import { verifySignature } from '#crypto/verify-signature.ts'
import { importPublicKey } from '#crypto/public-key.ts'
import { type Instant, plusMs } from '#kernel/instant.ts'
import {
  at,
  certIdOf,
  littleAuthority,
  littleResponder,
  signWith,
} from '../../../test/support/status-authority.ts'
import {
  OCSP_REMAINDER_MIN_MS,
  OCSP_VALIDITY_MS,
  type OcspAnswer,
  type OcspPorts,
  type OcspResponder,
  ocspResponder,
} from '../answer-ocsp.ts'
import { rememberedResponders } from '../responder-table.ts'
import { StatusIndex } from '../status-index/status-index.ts'

fc.configureGlobal({ seed: 6960 })

const NOW = at('2026-04-01T12:00:00Z')
const authority = littleAuthority('signature')
const responder = littleResponder(authority)
const next = littleAuthority('signature', { number: 2 })

/** A responder over an index; what it does beside is counted. */
class World {
  now: Instant = NOW
  index = new StatusIndex()
  isFresh = true
  signs: 'at-once' | 'in-time' = 'at-once'
  signatures = 0
  lookUps = 0
  /** What the records know that the index does not. */
  readonly recorded = new Map<string, CertificateStatus>()
  readonly unsigned: (() => void)[] = []
  readonly answering: OcspResponder

  constructor(changes: Partial<OcspPorts> = {}, cacheOctetsMax?: number) {
    const clock = { now: () => this.now }
    const directory = {
      authorityGenerations: () => Promise.resolve([authority.generation, next.generation]),
      responderCredentials: () => Promise.resolve([responder.credential]),
    }
    const ports: OcspPorts = {
      clock,
      fresh: { current: () => (this.isFresh ? this.index : undefined) },
      responders: rememberedResponders(directory, clock),
      statuses: {
        certificateStatuses: (_authority, serials: readonly SerialHex[], generation) => {
          this.lookUps += serials.length
          return Promise.resolve(serials.map((serial) => this.recordOf(serial, generation)))
        },
      },
      signer: { sign: (_keyName, { tbsDer }) => this.sign(tbsDer) },
      ...changes,
    }
    this.answering = ocspResponder(ports, cacheOctetsMax)
  }

  recordOf(serial: SerialHex, generation: number | undefined): CertificateStatus {
    return this.recorded.get(serial) ?? this.index.statusOf(Number(`0x${serial}`), generation)
  }

  sign(tbsDer: Uint8Array): Uint8Array | Promise<Uint8Array> {
    this.signatures++
    if (this.signs === 'at-once') return signWith(responder.keys, tbsDer)
    return new Promise((resolve) => {
      this.unsigned.push(() => resolve(signWith(responder.keys, tbsDer)))
    })
  }

  ask(serial: number, nonce?: Uint8Array): OcspAnswer | Promise<OcspAnswer> {
    const digits = serial.toString(16)
    const serialHex = digits.padStart(digits.length + (digits.length % 2), '0')
    const requestDer = encodeOcspRequest([certIdOf(authority, serialHex)], nonce)
    return this.answering.answer('signature', requestDer)
  }
}

/** What an answer says of its one certificate; its signature is verified. */
function toldBy(answer: OcspAnswer) {
  const parsed = parseOcspResponse(answer.responseDer)
  assert.ok(parsed.ok && parsed.value.status === 'successful', answer.status)
  const { basic } = parsed.value
  const key = importPublicKey(responder.keys.spkiDer)
  assert.ok(key.ok)
  assert.ok(verifySignature(responder.keys.algorithm, key.value, basic.tbsDer, basic.signature))
  const [statement] = basic.responses
  assert.ok(statement !== undefined)
  return statement
}

async function opened(world: World): Promise<World> {
  await world.ask(999)
  world.signatures = 0
  world.lookUps = 0
  return world
}

test('the same question is signed once, and answered at once', async () => {
  const world = await opened(new World())
  world.index.issued(1, 1)
  const first = world.ask(1)
  assert.ok(!(first instanceof Promise))
  assert.equal(world.ask(1), first)
  assert.deepEqual([world.signatures, world.lookUps], [1, 0])
})

test('a nonce is signed for each asker', async () => {
  const world = await opened(new World())
  world.index.issued(1, 1)
  const nonce = new Uint8Array(32).fill(1)
  assert.notEqual(await world.ask(1, nonce), await world.ask(1, nonce))
  assert.equal(world.signatures, 2)
})

test('what status there is, is told, whatever was signed, asked or lost before', async () => {
  const change = fc.record({
    does: fc.constantFrom(
      'ask' as const,
      'issue' as const,
      'revoke' as const,
      'lift' as const,
      'pass' as const,
      'fresh' as const,
      'reload' as const,
    ),
    serial: fc.integer({ min: 1, max: 5 }),
    second: fc.nat({ max: 2 }),
    reason: fc.constantFrom('superseded' as const, 'certificateHold' as const),
    passes: fc.constantFrom(1_000, 400_000, 800_000, -30_000),
    withNonce: fc.boolean(),
  })
  await fc.assert(
    fc.asyncProperty(fc.array(change, { minLength: 5, maxLength: 60 }), async (all) => {
      // Room for two answers, so that they also push each other out.
      const world = new World({}, 6_400)
      for (const { does, serial, second, reason, passes, withNonce } of all) {
        if (does === 'issue') world.index.issued(serial, 1)
        else if (does === 'revoke') world.index.revoked(serial, plusMs(NOW, second * 1000), reason)
        else if (does === 'lift') world.index.lifted(serial)
        else if (does === 'pass') world.now = plusMs(world.now, passes)
        else if (does === 'fresh') world.isFresh = !world.isFresh
        else if (does === 'reload') world.index = StatusIndex.restore(world.index.chunks())
        else {
          const nonce = withNonce ? new Uint8Array(16).fill(second) : undefined
          const statement = toldBy(await world.ask(serial, nonce))
          assert.deepEqual(statement.status, world.index.statusOf(serial, 1))
          assert.ok(statement.thisUpdate <= world.now)
          assert.ok(plusMs(world.now, OCSP_REMAINDER_MIN_MS) <= (statement.nextUpdate ?? 0))
        }
      }
    }),
    { numRuns: 150 },
  )
})

test('a serial the index does not know is looked up, and not kept', async () => {
  const world = await opened(new World())
  assert.equal(toldBy(await world.ask(7)).status.state, 'unknown')
  world.recorded.set('07', { state: 'good' })
  assert.equal(toldBy(await world.ask(7)).status.state, 'good')
  assert.equal(world.lookUps, 2)
})

test('several certificates: the index and the records each tell what they know', async () => {
  const world = await opened(new World())
  world.index.issued(1, 1)
  world.index.issued(2, 1)
  world.index.revoked(2, NOW, 'superseded')
  world.index.issued(4, 2)
  world.recorded.set('03', { state: 'good' })
  const ids = ['01', '05', '02', '03', '00', '04'].map((serial) => certIdOf(authority, serial))
  const answer = await world.answering.answer('signature', encodeOcspRequest(ids, undefined))
  const parsed = parseOcspResponse(answer.responseDer)
  assert.ok(parsed.ok && parsed.value.status === 'successful')
  assert.deepEqual(
    parsed.value.basic.responses.map(({ status }) => status.state),
    ['good', 'unknown', 'revoked', 'good', 'unknown', 'unknown'],
  )
  assert.equal(world.lookUps, 3)
})

test('equal questions while the answer is being signed: one signature, unless the status changed', async () => {
  const world = await opened(new World())
  world.signs = 'in-time'
  world.index.issued(1, 1)
  const [first, second] = [world.ask(1), world.ask(1)]
  assert.equal(world.signatures, 1)
  world.index.revoked(1, NOW, 'superseded')
  const third = world.ask(1)
  assert.equal(world.signatures, 2)
  for (const sign of world.unsigned) sign()
  assert.equal(await first, await second)
  assert.equal(toldBy(await first).status.state, 'good')
  assert.equal(toldBy(await third).status.state, 'revoked')
  // The one signed before the revocation came in last or first: it is not given again.
  assert.equal(toldBy(await world.ask(1)).status.state, 'revoked')
  assert.equal(world.signatures, 2)
})

test('an answer that is asked for is renewed before it ends, and nobody waits', async () => {
  const world = await opened(new World())
  world.index.issued(1, 1)
  const first = await world.ask(1)
  world.signs = 'in-time'
  world.now = plusMs(NOW, OCSP_VALIDITY_MS / 2)
  assert.equal(await world.ask(1), first, 'not yet: serial 1 waits a little past the half')
  world.now = plusMs(NOW, (OCSP_VALIDITY_MS * 3) / 4)
  // The table of responders is read again by now.
  await world.answering.answer('signature', encodeOcspRequest([certIdOf(next, '01')], undefined))
  const again = world.ask(1)
  assert.equal(again, first)
  assert.equal(world.ask(1), first)
  assert.equal(world.signatures, 2, 'and it is signed once')
  for (const sign of world.unsigned) sign()
  await new Promise((resolve) => setImmediate(resolve))
  assert.equal(toldBy(await world.ask(1)).thisUpdate, world.now)
  assert.equal(world.signatures, 2)
})

test('an answer nobody asked for in time is signed anew', async () => {
  const world = await opened(new World())
  world.index.issued(1, 1)
  const first = await world.ask(1)
  world.now = plusMs(NOW, OCSP_VALIDITY_MS - OCSP_REMAINDER_MIN_MS)
  assert.notEqual(await world.ask(1), first)
  assert.equal(world.signatures, 2)
})

test('statuses for expired certificates are kept from the authority’s first day on', async () => {
  const world = await opened(new World())
  world.index.issued(1, 1)
  assert.equal(toldBy(await world.ask(1)).archiveCutoff, authority.certificate.validity.notBefore)
})

test('a signer that throws at once is a fault as one that rejects', async () => {
  const failure = new Error('no key')
  const world = new World({
    signer: {
      sign: () => {
        throw failure
      },
    },
  })
  world.index.issued(1, 1)
  const answer = await world.ask(1)
  assert.deepEqual([answer.status, 'fault' in answer && answer.fault], ['internalError', failure])
})
