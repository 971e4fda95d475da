import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseOcspRequest } from '#codec/ocsp/request.ts'
import { encodeOcspError } from '#codec/ocsp/encode-response.ts'
import type { Extension } from '#codec/x509/extension.ts'
import {
  authorityInfoAccess,
  cRLDistributionPoints,
  type DistributionPoint,
} from '#codec/x509/extension-values.ts'
import { directoryName, type GeneralName, uri } from '#codec/x509/general-name.ts'
import { nameOf } from '#codec/x509/name.ts'
import { OID } from '#codec/x509/oids.ts'
import {
  certIdOf,
  certificateIn,
  crlOf,
  issueTo,
  littleAuthority,
  littleResponder,
  ocspOf,
} from '../../../test/support/status-authority.ts'
import { at } from '../../../test/support/status-authority.ts'
import { fetchPlanned } from './fetch-planned.ts'
import { isAbout } from './ocsp-subject.ts'
import {
  FETCH_URI_LENGTH_MAX,
  FETCH_URIS_MAX,
  FETCHES_MAX,
  plannedFetches,
  type PlannedFetch,
} from './planned-fetches.ts'
import type { StatusFetcher } from './ports.ts'
import type { RevocationMode } from './question.ts'

const authority = littleAuthority('signature')
const issuer = authority.certificate
const WEB = 'http://a.example.jp/1.crl'
const SECURE = 'https://b.example.jp/1.crl'
const RESPONDER = 'http://ocsp.example.jp/'

function pointAt(...names: readonly GeneralName[]): DistributionPoint {
  return { name: { kind: 'fullName', names } }
}

const points = (...all: readonly DistributionPoint[]): Extension => cRLDistributionPoints(all)
const freshest = (...all: readonly DistributionPoint[]): Extension => ({
  ...cRLDistributionPoints(all),
  oid: OID.freshestCRL,
})
const responders = (...uris: readonly string[]): Extension =>
  authorityInfoAccess([
    { methodOid: OID.caIssuersAccess, location: uri('http://ca.example.jp/ca.cer') },
    ...uris.map((text) => ({ methodOid: OID.ocspAccess, location: uri(text) })),
  ])

/** Plans, as `kind address address`. */
function plans(mode: RevocationMode, ...extensions: readonly Extension[]): readonly string[] {
  const holder = certificateIn(
    issueTo(authority, {
      edit: (own) => [...own.filter(({ oid }) => oid !== OID.cRLDistributionPoints), ...extensions],
    }),
  )
  return plannedFetches(holder, issuer, mode).map(({ kind, uris }) => [kind, ...uris].join(' '))
}

const ALL = [
  points(pointAt(uri(WEB), uri(SECURE))),
  freshest(pointAt(uri('http://a.example.jp/delta.crl'))),
  responders(RESPONDER),
]
const LIST = `crl ${WEB} ${SECURE}`
const DELTA = 'delta-crl http://a.example.jp/delta.crl'
const ASK = `ocsp ${RESPONDER}`
const numbered = (n: number): GeneralName => uri(`http://${n}.example.jp/`)
const LONG = `http://a.example.jp/${'x'.repeat(FETCH_URI_LENGTH_MAX)}`

for (const [name, mode, extensions, wanted] of [
  ['everything', 'require', ALL, [ASK, LIST, DELTA]],
  ['lists alone', 'crl', ALL, [LIST, DELTA]],
  ['responders alone', 'ocsp', ALL, [ASK]],
  ['nothing where nothing is asked', 'none', ALL, []],
  ['nothing where nothing is said', 'require', [], []],
  [
    'two points are two lists',
    'crl',
    [points(pointAt(uri(WEB)), pointAt(uri(SECURE)))],
    [`crl ${WEB}`, `crl ${SECURE}`],
  ],
  [
    'one point twice is one list',
    'crl',
    [points(pointAt(uri(WEB)), pointAt(uri(WEB)))],
    [`crl ${WEB}`],
  ],
  [
    'only what is on the web',
    'crl',
    [points(pointAt(directoryName(nameOf([['CN', 'A']])), uri('ldap://a.example.jp/'), uri(WEB)))],
    [`crl ${WEB}`],
  ],
  ['no address that is none', 'crl', [points(pointAt(uri('http://'), uri('http://a b/')))], []],
  ['no endless address', 'crl', [points(pointAt(uri(LONG), uri(WEB)))], [`crl ${WEB}`]],
  [
    'two responders are alternatives',
    'ocsp',
    [responders(RESPONDER, SECURE)],
    [`${ASK} ${SECURE}`],
  ],
] as const satisfies readonly (readonly [
  string,
  RevocationMode,
  readonly Extension[],
  readonly string[],
])[])
  test(`to fetch: ${name}`, () => {
    assert.deepEqual(plans(mode, ...extensions), wanted)
  })

test('to fetch: no more than the bounds', () => {
  const many = Array.from({ length: 20 }, (_, n) => pointAt(numbered(n)))
  assert.equal(plans('crl', points(...many)).length, FETCHES_MAX)
  const alternatives = pointAt(...Array.from({ length: 20 }, (_, n) => numbered(n)))
  assert.equal(plans('crl', points(alternatives))[0]?.split(' ').length, 1 + FETCH_URIS_MAX)
})

test('the request asks about the certificate, with the nonce', () => {
  const nonce = new Uint8Array(32).fill(9)
  const holder = certificateIn(
    issueTo(authority, { edit: (own) => [...own, responders(RESPONDER)] }),
  )
  const [plan] = plannedFetches(holder, issuer, 'ocsp', nonce)
  assert.ok(plan?.kind === 'ocsp')
  const request = parseOcspRequest(plan.requestDer)
  assert.ok(request.ok)
  assert.deepEqual(request.value.extensions.nonce, nonce)
  assert.ok(request.value.requests.every(({ certId }) => isAbout(certId, holder, issuer)))
})

const crlDer = crlOf(authority)
const responseDer = ocspOf(littleResponder(authority), [
  {
    certIdDer: certIdOf(authority, '01'),
    status: { state: 'good' },
    thisUpdate: at('2026-04-01T00:00:00Z'),
    nextUpdate: at('2026-04-01T00:15:00Z'),
  },
])

/** Gives what is written down for an address, and notes what was asked. */
function fetcherOf(answers: Readonly<Record<string, Uint8Array>>) {
  const asked: string[] = []
  const answer = (address: string): Promise<Uint8Array | undefined> => {
    asked.push(address)
    return Promise.resolve(answers[address])
  }
  const fetcher: StatusFetcher = { fetchCrl: answer, askOcsp: answer }
  return { fetcher, asked }
}

const OCSP_PLAN = { kind: 'ocsp', requestDer: new Uint8Array(), nonce: undefined } as const

for (const [name, plan, answers, lists, responses, wanted] of [
  ['the first that comes', { kind: 'crl', uris: ['a', 'b'] }, { a: crlDer, b: crlDer }, 1, 0, 'a'],
  ['the next where it does not', { kind: 'crl', uris: ['a', 'b'] }, { b: crlDer }, 1, 0, 'a b'],
  [
    'the next where it is junk',
    { kind: 'crl', uris: ['a', 'b'] },
    { a: responseDer, b: crlDer },
    1,
    0,
    'a b',
  ],
  ['nothing where none comes', { kind: 'crl', uris: ['a', 'b'] }, {}, 0, 0, 'a b'],
  ['a response', { ...OCSP_PLAN, uris: ['a', 'b'] }, { a: responseDer }, 0, 1, 'a'],
  [
    'the next where the first refuses',
    { ...OCSP_PLAN, uris: ['a', 'b'] },
    { a: encodeOcspError('tryLater'), b: responseDer },
    0,
    1,
    'a b',
  ],
  ['no response', { ...OCSP_PLAN, uris: ['a'] }, { a: crlDer }, 0, 0, 'a'],
] as const satisfies readonly (readonly [
  string,
  PlannedFetch,
  Readonly<Record<string, Uint8Array>>,
  number,
  number,
  string,
])[])
  test(`fetched: ${name}`, async () => {
    const { fetcher, asked } = fetcherOf(answers)
    const { crls, ocspResponses } = await fetchPlanned(fetcher, [plan])
    assert.deepEqual(
      [crls.length, ocspResponses.length, asked.join(' ')],
      [lists, responses, wanted],
    )
  })

test('fetched: the delta that a list names itself comes with it', async () => {
  const named = crlOf(authority, { edit: (own) => [...own, freshest(pointAt(uri(WEB)))] })
  const { fetcher, asked } = fetcherOf({ a: named, [WEB]: crlDer })
  const fetched = await fetchPlanned(fetcher, [{ kind: 'crl', uris: ['a'] }])
  assert.deepEqual([fetched.crls.length, asked], [2, ['a', WEB]])
})

test('fetched: the nonce stays with its response', async () => {
  const nonce = new Uint8Array(32).fill(9)
  const { fetcher } = fetcherOf({ a: responseDer })
  const { ocspResponses } = await fetchPlanned(fetcher, [{ ...OCSP_PLAN, uris: ['a'], nonce }])
  assert.deepEqual(ocspResponses[0]?.nonce, nonce)
})
