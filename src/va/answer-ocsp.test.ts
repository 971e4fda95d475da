import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type CertificateStatus, parseSerialHex, type SerialHex } from '#ca/contract.ts'
import * as der from '#codec/der/encode.ts'
import { OCSP_CERT_IDS_MAX } from '#codec/ocsp/bounds.ts'
import { NO_RESPONSE_EXTENSIONS } from '#codec/ocsp/extensions.ts'
import { encodeOcspRequest, parseOcspRequest } from '#codec/ocsp/request.ts'
import {
  type BasicOcspResponse,
  type OcspErrorStatus,
  parseOcspResponse,
} from '#codec/ocsp/response.ts'
import { critical, extension, extensionsNode } from '#codec/x509/extension.ts'
import type { DigestAlgorithm } from '#crypto/digest.ts'
import { toHex } from '#kernel/bytes.ts'
import { type Instant, plusMs } from '#kernel/instant.ts'
import type { CertificateKind } from '#law/certificate-kind.ts'
import {
  at,
  certIdOf,
  crlOf,
  issueTo,
  keysOf,
  type LittleAuthority,
  littleAuthority,
  littleResponder,
  POLICY_OIDS,
  signWith,
} from '../../test/support/status-authority.ts'
import { type OcspAnswer, type OcspPorts, ocspResponder } from './answer-ocsp.ts'
import {
  RESPONDER_TABLE_AGE_MAX_MS,
  RESPONDER_TABLE_RENEWAL_MS,
  rememberedResponders,
} from './responder-table.ts'
import { verifyCertificate } from './verify-certificate.ts'

const NOW = at('2026-04-01T12:00:00Z')
const first = littleAuthority('signature', { number: 1 })
const second = littleAuthority('signature', { number: 2 })
const over = littleAuthority('signature', { number: 3, notAfter: at('2026-03-01T00:00:00Z') })
const bare = littleAuthority('signature', { number: 4 })
const login = littleAuthority('user-authentication')
const responders = [littleResponder(first), littleResponder(second), littleResponder(login)]

const RECORDS: Readonly<Record<string, CertificateStatus>> = {
  '01': { state: 'good' },
  '80': { state: 'good' },
  '02': { state: 'revoked', revokedAt: at('2026-03-20T01:02:03Z'), reason: 'superseded' },
  '03': { state: 'revoked', revokedAt: at('2026-03-20T01:02:03Z'), reason: 'unspecified' },
  '04': { state: 'revoked', revokedAt: at('2026-03-20T01:02:03Z'), reason: 'certificateHold' },
}

function ports(changes: Partial<OcspPorts> = {}, now: Instant = NOW): OcspPorts {
  const clock = { now: () => now }
  const directory = {
    authorityGenerations: () =>
      Promise.resolve([first, second, over, bare, login].map((each) => each.generation)),
    responderCredentials: () => Promise.resolve(responders.map((each) => each.credential)),
  }
  return {
    clock,
    fresh: { current: () => undefined },
    responders: rememberedResponders(directory, clock),
    statuses: {
      certificateStatuses: (_authority, serials: readonly SerialHex[]) =>
        Promise.resolve(serials.map((serial) => RECORDS[serial] ?? { state: 'unknown' })),
    },
    signer: {
      sign: (keyName, { tbsDer }) => {
        const found = responders.find(({ credential }) => credential.keyName === keyName)
        assert.ok(found !== undefined)
        return Promise.resolve(signWith(found.keys, tbsDer))
      },
    },
    ...changes,
  }
}

/** One answer of a responder that has answered nobody before. */
async function answerOcsp(
  given: OcspPorts,
  authority: CertificateKind,
  requestDer: Uint8Array,
): Promise<OcspAnswer> {
  return await ocspResponder(given).answer(authority, requestDer)
}

interface Question {
  readonly authority?: LittleAuthority
  readonly digest?: DigestAlgorithm
  readonly nonce?: Uint8Array
}

async function ask(
  serials: readonly string[],
  { authority = first, digest = 'sha1', nonce }: Question = {},
): Promise<{ basic: BasicOcspResponse; responseDer: Uint8Array }> {
  const ids = serials.map((serial) => certIdOf(authority, serial, digest))
  const answer = await answerOcsp(ports(), authority.kind, encodeOcspRequest(ids, nonce))
  assert.equal(answer.status, 'successful')
  const parsed = parseOcspResponse(answer.responseDer)
  assert.ok(parsed.ok && parsed.value.status === 'successful')
  return { basic: parsed.value.basic, responseDer: answer.responseDer }
}

for (const digest of ['sha1', 'sha256', 'sha384', 'sha512'] as const) {
  test(`CertID by ${digest}: good, revoked, unknown, in the order asked`, async () => {
    const { basic } = await ask(['01', '02', '03', '04', 'ffff', '80'], { digest })
    const revokedAt = at('2026-03-20T01:02:03Z')
    assert.deepEqual(
      basic.responses.map(({ status }) => status),
      [
        { state: 'good' },
        { state: 'revoked', revokedAt, reason: 'superseded' },
        { state: 'revoked', revokedAt, reason: 'unspecified' },
        { state: 'revoked', revokedAt, reason: 'certificateHold' },
        { state: 'unknown' },
        { state: 'good' },
      ],
    )
    assert.deepEqual(
      basic.responses.map(({ certId }) => [certId.digest, certId.serialHex]),
      ['01', '02', '03', '04', 'ffff', '80'].map((serial) => [digest, serial]),
    )
  })
}

test('an answer is of now and counts for fifteen minutes', async () => {
  const { basic } = await ask(['01'])
  const [statement] = basic.responses
  assert.deepEqual(
    [basic.producedAt, statement?.thisUpdate, statement?.nextUpdate],
    [NOW, NOW, at('2026-04-01T12:15:00Z')],
  )
})

test('an answer does not outlive its responder', async () => {
  const answer = await answerOcsp(
    ports({}, at('2026-12-31T14:55:00Z')),
    'signature',
    encodeOcspRequest([certIdOf(first, '01')], undefined),
  )
  assert.equal(answer.status, 'successful')
  assert.equal(answer.nextUpdate, at('2026-12-31T14:59:59Z'))
})

for (const octets of [1, 16, 32, 128]) {
  test(`a nonce of ${octets} octets is repeated`, async () => {
    const nonce = new Uint8Array(octets).fill(0xa5)
    const { basic } = await ask(['01'], { nonce })
    assert.equal(toHex(basic.extensions.nonce ?? new Uint8Array()), toHex(nonce))
  })
}

test('without a nonce none is invented', async () => {
  const { basic } = await ask(['01'])
  assert.deepEqual(basic.extensions, NO_RESPONSE_EXTENSIONS)
})

for (const authority of [first, second, login]) {
  const { kind } = authority
  const { generation } = authority.generation
  test(`generation ${generation} of ${kind}: its own responder is believed`, async () => {
    const serialHex = '01'
    const nonce = new Uint8Array(32).fill(1)
    const { responseDer } = await ask([serialHex], { authority, nonce })
    const report = await verifyCertificate({
      unverifiedCertificateDer: issueTo(authority, { serialHex }),
      kind,
      at: NOW,
      now: NOW,
      anchors: [first.pinned, second.pinned, login.pinned],
      policyOids: POLICY_OIDS,
      status: { policy: 'require', ocspResponses: [{ responseDer, nonce }] },
    })
    assert.deepEqual([report.verdict, report.refusal], ['valid', undefined])
  })
}

function withRequestExtension(isCritical: boolean): Uint8Array {
  const strange = extension('2.999.77', der.nullValue())
  const extensions = extensionsNode([isCritical ? critical(strange) : strange])
  assert.ok(extensions !== undefined)
  const list = der.sequence(der.sequence(certIdOf(first, '01')))
  return der.encode(der.sequence(der.sequence(list, der.explicit(2, extensions))))
}

function withNonceOctets(octets: number): Uint8Array {
  const nonce = extension('1.3.6.1.5.5.7.48.1.2', der.octetString(new Uint8Array(octets)))
  const extensions = extensionsNode([nonce])
  assert.ok(extensions !== undefined)
  const list = der.sequence(der.sequence(certIdOf(first, '01')))
  return der.encode(der.sequence(der.sequence(list, der.explicit(2, extensions))))
}

function manyIds(count: number): Uint8Array {
  const ids = Array.from({ length: count }, () => der.sequence(certIdOf(first, '01')))
  return der.encode(der.sequence(der.sequence(der.sequence(...ids))))
}

function asked(...ids: readonly Uint8Array[]): Uint8Array {
  return encodeOcspRequest(ids, undefined)
}

const impostor = littleAuthority('signature', { keys: keysOf('impostor') })

const REFUSED: readonly (readonly [string, Uint8Array, OcspErrorStatus])[] = [
  ['no octets', new Uint8Array(), 'malformedRequest'],
  ['a CRL', crlOf(first), 'malformedRequest'],
  [
    'octets after the request',
    Uint8Array.of(...asked(certIdOf(first, '01')), 0),
    'malformedRequest',
  ],
  ['no CertID', manyIds(0), 'malformedRequest'],
  ['one CertID too many', manyIds(OCSP_CERT_IDS_MAX + 1), 'malformedRequest'],
  ['an unknown critical extension', withRequestExtension(true), 'malformedRequest'],
  ['an empty nonce', withNonceOctets(0), 'malformedRequest'],
  ['a nonce of 129 octets', withNonceOctets(129), 'malformedRequest'],
  ['another authority of the same name', asked(certIdOf(impostor, '01')), 'unauthorized'],
  ['the authority of the other kind', asked(certIdOf(login, '01')), 'unauthorized'],
  [
    'one of ours and one foreign',
    asked(certIdOf(first, '01'), certIdOf(impostor, '01')),
    'unauthorized',
  ],
  ['two generations at once', asked(certIdOf(first, '01'), certIdOf(second, '01')), 'unauthorized'],
  ['a generation that is over', asked(certIdOf(over, '01')), 'unauthorized'],
  ['a generation without a responder yet', asked(certIdOf(bare, '01')), 'tryLater'],
]

for (const [name, requestDer, status] of REFUSED) {
  test(`refused: ${name} is ${status}, unsigned, and no fault`, async () => {
    const answer = await answerOcsp(ports(), 'signature', requestDer)
    assert.equal(answer.status, status)
    assert.deepEqual(parseOcspResponse(answer.responseDer), { ok: true, value: { status } })
    assert.equal(answer.fault, undefined)
  })
}

test('an extension that is not critical is passed over, 64 CertIDs are answered', async () => {
  assert.equal(
    (await answerOcsp(ports(), 'signature', withRequestExtension(false))).status,
    'successful',
  )
  const many = await answerOcsp(ports(), 'signature', manyIds(OCSP_CERT_IDS_MAX))
  assert.equal(many.status, 'successful')
})

test('records out of reach: try later, with the fault for the operator; never good', async () => {
  const outage = new Error('no connection')
  const statuses = { certificateStatuses: () => Promise.reject(outage) }
  const answer = await answerOcsp(ports({ statuses }), 'signature', asked(certIdOf(first, '01')))
  assert.deepEqual([answer.status, 'fault' in answer && answer.fault], ['tryLater', outage])
  const responderOutage = {
    responders: { current: () => undefined, read: () => Promise.reject(outage) },
  }
  const other = await answerOcsp(ports(responderOutage), 'signature', asked(certIdOf(first, '01')))
  assert.deepEqual([other.status, 'fault' in other && other.fault], ['tryLater', outage])
})

test('a signer that fails: internalError, with the fault for the operator', async () => {
  const failure = new Error('key not loaded')
  const signer = { sign: () => Promise.reject(failure) }
  const answer = await answerOcsp(ports({ signer }), 'signature', asked(certIdOf(first, '01')))
  assert.deepEqual([answer.status, 'fault' in answer && answer.fault], ['internalError', failure])
})

test('records that answer too few serials are an invariant broken, not good', async () => {
  const statuses = { certificateStatuses: () => Promise.resolve([]) }
  const answer = await answerOcsp(ports({ statuses }), 'signature', asked(certIdOf(first, '01')))
  assert.equal(answer.status, 'tryLater')
})

test('a serial outside the authority’s form is unknown and does not shift the others', async () => {
  assert.equal(parseSerialHex('00'), undefined)
  const { basic } = await ask(['00', '01', '02'])
  assert.deepEqual(
    basic.responses.map(({ status }) => status.state),
    ['unknown', 'good', 'revoked'],
  )
})

test('responders are read again in time, when the clock went back, after a failure', async () => {
  let now = NOW
  let reads = 0
  let isDown = false
  const directory = {
    authorityGenerations: () => {
      reads++
      return isDown ? Promise.reject(new Error('down')) : Promise.resolve([first.generation])
    },
    responderCredentials: () => Promise.resolve([]),
  }
  const table = rememberedResponders(directory, { now: () => now })
  assert.equal(table.current(), undefined)
  const [read] = await Promise.all([table.read(), table.read()])
  assert.equal(reads, 1)
  now = plusMs(now, RESPONDER_TABLE_RENEWAL_MS - 1)
  assert.equal(table.current(), read)
  assert.equal(reads, 1)
  now = plusMs(now, 1)
  isDown = true
  // Read in the background, however often it is asked for; a failure is nobody's yet.
  assert.deepEqual([table.current(), table.current()], [read, read])
  assert.equal(reads, 2)
  await new Promise((resolve) => setImmediate(resolve))
  isDown = false
  assert.equal(table.current(), read)
  await new Promise((resolve) => setImmediate(resolve))
  assert.equal(reads, 3)
  const renewed = table.current()
  assert.notEqual(renewed, read)
  now = plusMs(now, RESPONDER_TABLE_AGE_MAX_MS)
  assert.equal(table.current(), undefined)
  await table.read()
  assert.equal(reads, 4)
  now = plusMs(now, -3_600_000)
  assert.equal(table.current(), undefined)
  isDown = true
  await assert.rejects(table.read())
  isDown = false
  const parsed = parseOcspRequest(asked(certIdOf(first, '01')))
  assert.ok(parsed.ok)
  const [request] = parsed.value.requests
  assert.ok(request !== undefined)
  const entries = [read, await table.read()].map((each) => each.find('signature', request.certId))
  assert.equal(reads, 6)
  assert.ok(entries[0] !== undefined)
  assert.equal(entries[0], entries[1], 'what did not change stays the same object')
})

test('the records are asked for serials of the generation that the CertID names', async () => {
  const generations: (number | undefined)[] = []
  const statuses: OcspPorts['statuses'] = {
    certificateStatuses: (_authority, serials, generation) => {
      generations.push(generation)
      return Promise.resolve(serials.map(() => ({ state: 'unknown' })))
    },
  }
  for (const authority of [first, second]) {
    const requestDer = encodeOcspRequest([certIdOf(authority, '01')], undefined)
    await answerOcsp(ports({ statuses }), 'signature', requestDer)
  }
  assert.deepEqual(generations, [first.generation.generation, second.generation.generation])
})
