import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { CMS_OID } from '#codec/cms/oids.ts'
import * as der from '#codec/der/encode.ts'
import { digestIdentifierDer } from '#codec/x509/algorithm.ts'
import { nameOf } from '#codec/x509/name.ts'
import { HASH_OCTETS } from '#crypto/digest.ts'
import { concatBytes, fromHex, toHex, utf8 } from '#kernel/bytes.ts'
import {
  responseSample,
  STAMPED_AT,
  tokenSample,
  tstInfoOf,
} from '../../../test/support/time-stamp-sample.ts'
import { TSP_ACCURACY_SECONDS_MAX, TSP_NONCE_OCTETS_MAX, TSP_SERIAL_OCTETS_MAX } from './bounds.ts'
import type { TspRefusal } from './refusal.ts'
import { encodeTimeStampRequest, parseTimeStampRequest } from './time-stamp-request.ts'
import { parseTimeStampResponse } from './time-stamp-response.ts'
import { parseTimeStampToken } from './time-stamp-token.ts'
import { parseTstInfo } from './tst-info.ts'

fc.configureGlobal({ seed: 3161 })

test('a request reads back as it was written', () => {
  const nonces = fc
    .uint8Array({ minLength: 1, maxLength: 20 })
    .filter(([first]) => first !== 0)
    .map(toHex)
  fc.assert(
    fc.property(
      fc.constantFrom('sha1', 'sha256', 'sha384', 'sha512'),
      fc.option(nonces, { nil: undefined }),
      fc.option(fc.constantFrom('2.999.1', '1.2.3.4'), { nil: undefined }),
      fc.boolean(),
      (digest, nonceHex, policy, wantsCertificate) => {
        const hashedMessage = new Uint8Array(HASH_OCTETS[digest]).fill(7)
        const parsed = parseTimeStampRequest(
          encodeTimeStampRequest({ digest, hashedMessage, policy, nonceHex, wantsCertificate }),
        )
        assert.ok(parsed.ok)
        const { messageImprint, ...read } = parsed.value
        assert.deepEqual(read, { policy, nonceHex, wantsCertificate, extensions: [] })
        assert.equal(messageImprint.digest, digest)
        assert.equal(toHex(messageImprint.hashedMessage), toHex(hashedMessage))
      },
    ),
  )
})

const SHA256 = digestIdentifierDer('sha256', 'absent')
const IMPRINT = der.sequence(SHA256, der.octetString(new Uint8Array(32)))
const EXTENSION = der.sequence(der.oid('2.999.3'), der.octetStringOf(der.nullValue()))

function request(...parts: readonly der.DerPart[]): Uint8Array {
  return der.encode(der.sequence(...parts))
}

const REQUESTS: readonly (readonly [string, Uint8Array, TspRefusal | undefined])[] = [
  ['the least there is', request(der.integer(1), IMPRINT), undefined],
  ['version 2', request(der.integer(2), IMPRINT), 'tsp-version-unsupported'],
  [
    'a hash of another length',
    request(der.integer(1), der.sequence(SHA256, der.octetString(new Uint8Array(20)))),
    'tsp-hash-length-wrong',
  ],
  [
    'a hash function nobody computes here',
    request(
      der.integer(1),
      der.sequence(der.sequence(der.oid('2.999.7')), der.octetString(new Uint8Array(5))),
    ),
    undefined,
  ],
  [
    'a nonce of the greatest length',
    request(der.integer(1), IMPRINT, integerOf(TSP_NONCE_OCTETS_MAX)),
    undefined,
  ],
  [
    'a nonce of an octet more',
    request(der.integer(1), IMPRINT, integerOf(TSP_NONCE_OCTETS_MAX + 1)),
    'tsp-nonce-malformed',
  ],
  [
    'certReq FALSE, which is the default',
    request(der.integer(1), IMPRINT, der.boolean(false)),
    'der-default-encoded',
  ],
  [
    'an extension',
    request(der.integer(1), IMPRINT, der.implicit(0, der.sequence(EXTENSION))),
    undefined,
  ],
  [
    'an extension twice',
    request(der.integer(1), IMPRINT, der.implicit(0, der.sequence(EXTENSION, EXTENSION))),
    'extension-duplicate',
  ],
  ['the parts in another order', request(IMPRINT, der.integer(1)), 'der-tag-unexpected'],
]

/** The greatest INTEGER of so many octets. */
function integerOf(octets: number): der.DerNode {
  return der.integer(2n ** BigInt(8 * octets - 1) - 1n)
}

for (const [name, octets, refusal] of REQUESTS)
  test(`request: ${name}${refusal === undefined ? ' is read' : ` is ${refusal}`}`, () => {
    const parsed = parseTimeStampRequest(octets)
    assert.equal(parsed.ok ? undefined : parsed.refusal, refusal)
  })

function text(value: string): Uint8Array {
  return der.encode(new der.DerNode(0x18, utf8(value)))
}

function accuracy(...parts: readonly der.DerPart[]): Uint8Array {
  return tstInfoOf({ after: [der.sequence(...parts)] })
}

const INFOS: readonly (readonly [string, Uint8Array, TspRefusal | undefined])[] = [
  ['the least there is', tstInfoOf(), undefined],
  ['version 2', tstInfoOf({ version: 2 }), 'tsp-version-unsupported'],
  ['the longest serial', tstInfoOf({ serial: integerOf(TSP_SERIAL_OCTETS_MAX) }), undefined],
  [
    'a longer serial',
    tstInfoOf({ serial: integerOf(TSP_SERIAL_OCTETS_MAX + 1) }),
    'tsp-serial-malformed',
  ],
  ['a fraction of a second', tstInfoOf({ time: text('20260401000000.34352Z') }), undefined],
  [
    'a fraction that ends in zero',
    tstInfoOf({ time: text('20260401000000.340Z') }),
    'der-value-malformed',
  ],
  ['a time of a place', tstInfoOf({ time: text('20260401000000+0900') }), 'der-value-malformed'],
  ['an accuracy of nothing', accuracy(), undefined],
  ['millis of 1', accuracy(der.implicit(0, der.integer(1))), undefined],
  ['millis of 999', accuracy(der.implicit(0, der.integer(999))), undefined],
  ['millis of 0', accuracy(der.implicit(0, der.integer(0))), 'der-value-malformed'],
  ['millis of 1000', accuracy(der.implicit(0, der.integer(1000))), 'der-value-malformed'],
  ['micros of 1000', accuracy(der.implicit(1, der.integer(1000))), 'der-value-malformed'],
  ['a day of accuracy', accuracy(der.integer(TSP_ACCURACY_SECONDS_MAX)), undefined],
  ['more', accuracy(der.integer(TSP_ACCURACY_SECONDS_MAX + 1)), 'der-value-malformed'],
  ['ordering FALSE', tstInfoOf({ after: [der.boolean(false)] }), 'der-default-encoded'],
  ['a BER boolean', tstInfoOf({ after: [fromHex('010101') ?? SHA256] }), 'der-value-not-canonical'],
]

for (const [name, octets, refusal] of INFOS)
  test(`TSTInfo: ${name}${refusal === undefined ? ' is read' : ` is ${refusal}`}`, () => {
    const parsed = parseTstInfo(octets)
    assert.equal(parsed.ok ? undefined : parsed.refusal, refusal)
  })

test('every field of a TSTInfo is read', () => {
  const tsa = der.explicit(0, der.explicit(4, nameOf([['CN', 'TSA']]).der))
  const critical = der.sequence(der.oid('2.999.4'), der.boolean(true), der.octetString(SHA256))
  const parsed = parseTstInfo(
    tstInfoOf({
      time: text('20260401000000.5Z'),
      after: [
        der.sequence(
          der.integer(2),
          der.implicit(0, der.integer(500)),
          der.implicit(1, der.integer(7)),
        ),
        der.boolean(true),
        der.integer(255),
        tsa,
        der.implicit(1, der.sequence(EXTENSION, critical)),
      ],
    }),
  )
  assert.ok(parsed.ok)
  const info = parsed.value
  assert.equal(info.policy, '2.999.1')
  assert.equal(info.serialHex, '4d')
  assert.equal(info.genTime, STAMPED_AT + 500)
  assert.equal(info.accuracyMicros, 2_500_007)
  assert.equal(info.ordering, true)
  assert.equal(info.nonceHex, 'ff')
  assert.equal(info.tsa?.kind, 'directoryName')
  assert.deepEqual(
    info.extensions.map(({ oid, critical: isCritical }) => [oid, isCritical]),
    [
      ['2.999.3', false],
      ['2.999.4', true],
    ],
  )
})

for (const [name, octets, refusal] of [
  ['a token', tokenSample(), undefined],
  ['other signed data', tokenSample({ contentType: CMS_OID.data }), 'tsp-content-type-other'],
  ['a token without its content', tokenSample({ info: undefined }), 'tsp-content-absent'],
  ['a token nobody signed', tokenSample({ signers: 0 }), 'tsp-signers-not-one'],
  ['a token of two signers', tokenSample({ signers: 2 }), 'tsp-signers-not-one'],
  ['a token over nonsense', tokenSample({ info: utf8('now') }), 'der-tag-unexpected'],
  ['a TSTInfo alone', tstInfoOf(), 'der-tag-unexpected'],
] as const)
  test(`token: ${name}${refusal === undefined ? ' is read' : ` is ${refusal}`}`, () => {
    const parsed = parseTimeStampToken(octets)
    assert.equal(parsed.ok ? undefined : parsed.refusal, refusal satisfies TspRefusal | undefined)
    if (!parsed.ok) assert.match(String(parsed.detail['section']), /^RFC \d+ §/)
  })

const WORDS = der.sequence(der.utf8String('時計が止まりました'))

for (const [name, octets, refusal] of [
  ['granted', responseSample(0, tokenSample()), undefined],
  ['granted with changes', responseSample(1, tokenSample()), undefined],
  ['a rejection', responseSample(2, undefined, WORDS, der.namedBits([14])), undefined],
  ['granted without a token', responseSample(0, undefined), 'tsp-token-absent'],
  ['a rejection with a token', responseSample(2, tokenSample()), 'tsp-token-unexpected'],
  ['status 6', responseSample(6, undefined), 'tsp-status-unknown'],
  ['a token of another kind', responseSample(0, tstInfoOf()), 'der-tag-unexpected'],
  ['something after it', concatBytes(responseSample(2, undefined), SHA256), 'der-trailing-bytes'],
] as const)
  test(`response: ${name}${refusal === undefined ? ' is read' : ` is ${refusal}`}`, () => {
    const parsed = parseTimeStampResponse(octets)
    assert.equal(parsed.ok ? undefined : parsed.refusal, refusal satisfies TspRefusal | undefined)
  })

test('a rejection keeps its words and its reasons', () => {
  const parsed = parseTimeStampResponse(
    responseSample(2, undefined, WORDS, der.namedBits([0, 14, 3])),
  )
  assert.deepEqual(parsed.ok && parsed.value, {
    status: 'rejection',
    statusStrings: ['時計が止まりました'],
    failures: ['badAlg', '3', 'timeNotAvailable'],
    tokenOctets: undefined,
    token: undefined,
  })
})

test('cut off anywhere, nothing is read', () => {
  const whole = responseSample(0, tokenSample())
  for (let length = 0; length < whole.length; length++)
    assert.equal(parseTimeStampResponse(whole.subarray(0, length)).ok, false)
})
