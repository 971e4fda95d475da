import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { encodeTimeStampRequest, parseTimeStampRequest } from '#codec/tsp/time-stamp-request.ts'
import { parseTimeStampResponse } from '#codec/tsp/time-stamp-response.ts'
import { parseTimeStampToken } from '#codec/tsp/time-stamp-token.ts'
import { parseTstInfo } from '#codec/tsp/tst-info.ts'
import * as der from '#codec/der/encode.ts'
import { fuzzParser } from '../support/parser-fuzz.ts'
import { responseSample, tokenSample, tstInfoOf } from '../support/time-stamp-sample.ts'

fc.configureGlobal({ seed: 3161 })

const RUNS = 500
const INFO = tstInfoOf({
  after: [
    der.sequence(der.integer(1), der.implicit(0, der.integer(5))),
    der.boolean(true),
    der.integer(9),
  ],
})
const REQUEST = encodeTimeStampRequest({
  digest: 'sha256',
  hashedMessage: new Uint8Array(32),
  policy: '2.999.1',
  nonceHex: '0123456789abcdef',
  wantsCertificate: true,
})

test('octets of chance are no part of the protocol', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (octets) => {
      for (const parse of [
        parseTimeStampRequest,
        parseTimeStampResponse,
        parseTimeStampToken,
        parseTstInfo,
      ])
        if (octets.length > 10) assert.equal(parse(octets).ok, false)
        else parse(octets)
    }),
  )
})

test('a TSTInfo after any change', () => fuzzParser({ parse: parseTstInfo }, INFO, RUNS))

test('a request after any change', () =>
  fuzzParser({ parse: parseTimeStampRequest }, REQUEST, RUNS))

test('a token after any change has one signer and a content', () =>
  fuzzParser(
    {
      parse: parseTimeStampToken,
      check: ({ signedData }) => {
        assert.equal(signedData.signers.length, 1)
        assert.notEqual(signedData.content, undefined)
      },
    },
    tokenSample({ info: INFO }),
    RUNS,
  ))

test('a response after any change has a token exactly where it is granted', () =>
  fuzzParser(
    {
      parse: parseTimeStampResponse,
      check: ({ status, token }) =>
        assert.equal(token !== undefined, status === 'granted' || status === 'grantedWithMods'),
    },
    responseSample(0, tokenSample({ info: INFO })),
    RUNS,
  ))
