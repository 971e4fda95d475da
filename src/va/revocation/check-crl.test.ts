import assert from 'node:assert/strict'
import { test } from 'node:test'
import { cRLNumber, issuingDistributionPoint } from '#codec/crl/encode-crl.ts'
import * as der from '#codec/der/encode.ts'
import type { Certificate } from '#codec/x509/certificate.ts'
import { critical, type Extension, extension } from '#codec/x509/extension.ts'
import {
  authorityKeyIdentifier,
  basicConstraints,
  cRLDistributionPoints,
  type DistributionPoint,
  keyUsage,
} from '#codec/x509/extension-values.ts'
import { directoryName, type GeneralName, uri } from '#codec/x509/general-name.ts'
import { nameOf, nameOfRelativeNames } from '#codec/x509/name.ts'
import { subjectKeyIdentifier } from '#codec/x509/public-key-info.ts'
import {
  type AnyEntry,
  type AnyList,
  anyCertificate,
  anyList,
  certificateIssuer,
  deltaCrlIndicator,
  invalidityDate,
  reasonCode,
} from '../../../test/support/status-objects.ts'
import { at, keysOf } from '../../../test/support/status-authority.ts'
import { DEFAULT_ALGORITHMS } from '../algorithm-policy.ts'
import { checkCrl, type CrlCheckRequest } from './check-crl.ts'
import { type CrlCheckId, CRL_CHECKS } from './messages.ts'
import type { StatusCode } from './status-report.ts'

const NOW = at('2026-04-01T12:00:00Z')
const AUTHORITY = nameOf([
  ['C', 'JP'],
  ['O', 'Status Test'],
  ['CN', 'Authority'],
])
const OTHER = nameOf([
  ['C', 'JP'],
  ['O', 'Status Test'],
  ['CN', 'Issuer of lists'],
])
const keys = keysOf('list-authority', 'P-256')
const otherKeys = keysOf('list-other', 'P-256')
const CA = [
  critical(keyUsage(['keyCertSign', 'cRLSign'])),
  critical(basicConstraints({ ca: true })),
]
const issuer = authorityWith(CA)
const crlIssuer = anyCertificate({
  subject: OTHER,
  issuer: AUTHORITY,
  keys: otherKeys,
  signedBy: keys,
  serialHex: '33',
  extensions: [critical(keyUsage(['cRLSign']))],
})
const SERIAL = '0102'
const URI = uri('http://crl.example.jp/a.crl')

function authorityWith(extensions: readonly Extension[], own = keys): Certificate {
  return anyCertificate({
    subject: AUTHORITY,
    issuer: AUTHORITY,
    keys: own,
    signedBy: own,
    extensions,
  })
}

function holder(
  points: readonly DistributionPoint[] = [],
  extensions: readonly Extension[] = [],
): Certificate {
  const dps = points.length === 0 ? [] : [cRLDistributionPoints(points)]
  return anyCertificate({
    subject: nameOf([['CN', 'Holder']]),
    issuer: AUTHORITY,
    keys: keysOf('list-holder', 'P-256'),
    signedBy: keys,
    serialHex: SERIAL,
    notAfter: at('2030-12-10T14:59:59Z'),
    extensions: [...dps, ...extensions],
  })
}

const pointAt = (...names: readonly GeneralName[]): DistributionPoint => ({
  name: { kind: 'fullName', names },
})
const relative = (text: string) =>
  ({
    kind: 'nameRelativeToCRLIssuer',
    relativeName: [{ oid: '2.5.4.3', form: 'utf8', text }],
  }) as const
const AKI = authorityKeyIdentifier({ keyIdentifier: subjectKeyIdentifier(keys.spkiDer) })
const NUMBER_7 = cRLNumber(7n)

function list(changes: Partial<AnyList> = {}): Uint8Array {
  return anyList({
    issuer: AUTHORITY,
    keys,
    thisUpdate: at('2026-04-01T00:00:00Z'),
    nextUpdate: at('2026-04-02T00:00:00Z'),
    extensions: [AKI, NUMBER_7],
    ...changes,
  })
}

/** A list that says at which names, about what, it is. */
function scoped(
  scope: Parameters<typeof issuingDistributionPoint>[0],
  changes: Partial<AnyList> = {},
): Uint8Array {
  return list({ extensions: [AKI, NUMBER_7, issuingDistributionPoint(scope)], ...changes })
}

function delta(base: number, number: bigint, changes: Partial<AnyList> = {}): Uint8Array {
  return list({ extensions: [AKI, cRLNumber(number), deltaCrlIndicator(base)], ...changes })
}

function entry(extensions: readonly Extension[] = [], changes: Partial<AnyEntry> = {}): AnyEntry {
  return { serialHex: SERIAL, revokedAt: at('2026-03-20T00:00:00Z'), extensions, ...changes }
}

const REVOKED = entry([reasonCode('keyCompromise')])
const HELD = entry([reasonCode('certificateHold')])
const STRANGE = extension('2.999.77', der.nullValue())
const STALE = { nextUpdate: at('2026-04-01T11:59:59Z') } as const
const indirectPoint = (...names: readonly GeneralName[]): DistributionPoint => ({
  ...pointAt(...names),
  cRLIssuer: [directoryName(OTHER)],
})

type Row = readonly [
  name: string,
  changes: () => Partial<CrlCheckRequest>,
  code: StatusCode,
  failed?: CrlCheckId,
]

/** A list from the issuer of lists, indirect, whose entries are as given. */
function indirect(entries: readonly AnyEntry[], certificate = holder([indirectPoint(URI)])) {
  const unverifiedCrlDer = list({
    issuer: OTHER,
    keys: otherKeys,
    extensions: [NUMBER_7, issuingDistributionPoint({ indirect: true })],
    entries,
  })
  return { unverifiedCrlDer, certificate, crlIssuer }
}

const OURS = certificateIssuer([directoryName(AUTHORITY)])
const THEIRS = certificateIssuer([directoryName(nameOf([['CN', 'Another authority']]))])
const only = (changes: Partial<AnyList>) => ({ unverifiedCrlDer: list(changes) })
const over = (base: Partial<AnyList>, ...deltas: readonly Uint8Array[]) => ({
  ...only(base),
  unverifiedDeltasDer: deltas,
})
const listedFrom = (text: string) => only({ entries: [entry([], { revokedAt: at(text) })] })

const ROWS: readonly Row[] = [
  ['not listed', () => ({}), 'good'],
  ['a list of version 1', () => only({ version: 1, extensions: [] }), 'good'],
  ['octets cut off', () => ({ unverifiedCrlDer: list().subarray(1) }), 'crl-malformed', 'crl.form'],
  [
    'an issuer of the same name with another key',
    () => ({ issuer: authorityWith(CA, otherKeys) }),
    'certificate-issuer-other',
    'certificate.issuer',
  ],
  // Entries.
  ['listed', () => only({ entries: [REVOKED] }), 'revoked', 'status.not-revoked'],
  ['listed without a reason', () => only({ entries: [entry()] }), 'revoked', 'status.not-revoked'],
  ['on hold', () => only({ entries: [HELD] }), 'revoked', 'status.not-revoked'],
  ['listed to be removed', () => only({ entries: [removed()] }), 'revoked', 'status.not-revoked'],
  [
    'listed twice, then to be removed',
    () => only({ entries: [REVOKED, removed()] }),
    'revoked',
    'status.not-revoked',
  ],
  [
    'to be removed, then listed',
    () => only({ entries: [removed(), REVOKED] }),
    'revoked',
    'status.not-revoked',
  ],
  [
    'revoked, then on hold, in an old list',
    () => only({ ...STALE, entries: [REVOKED, HELD] }),
    'revoked',
    'status.not-revoked',
  ],
  [
    'to be removed in an old list',
    () => only({ ...STALE, entries: [removed()] }),
    'crl-out-of-date',
    'crl.up-to-date',
  ],
  [
    'a number that very many authorities gave out',
    () => indirect(Array.from({ length: 257 }, () => entry([THEIRS]))),
    'revoked',
    'status.not-revoked',
  ],
  [
    'a number that many authorities gave out',
    () => indirect(Array.from({ length: 256 }, () => entry([THEIRS]))),
    'good',
  ],
  [
    'listed under another number',
    () => only({ entries: [{ ...REVOKED, serialHex: '01' }] }),
    'good',
  ],
  [
    'listed from the skew on',
    () => listedFrom('2026-04-01T12:05:00Z'),
    'revoked',
    'status.not-revoked',
  ],
  ['listed from later on', () => listedFrom('2026-04-01T12:05:01Z'), 'good'],
  [
    'listed from later on, invalid since before',
    () =>
      only({
        entries: [
          entry([invalidityDate(at('2026-04-01T12:00:00Z'))], {
            revokedAt: at('2026-04-01T13:00:00Z'),
          }),
        ],
      }),
    'revoked',
    'status.not-revoked',
  ],
  [
    'an entry extension nobody knows',
    () => only({ entries: [entry([STRANGE])] }),
    'revoked',
    'status.not-revoked',
  ],
  [
    'a critical one, of another entry',
    () => only({ entries: [entry([critical(STRANGE)], { serialHex: '01' })] }),
    'crl-critical-extension',
    'crl.entry-extensions',
  ],
  [
    'certificateIssuer in a direct list',
    () => only({ entries: [entry([OURS], { serialHex: '01' })] }),
    'crl-critical-extension',
    'crl.entry-extensions',
  ],
  // Time.
  ['at its last second', () => only({ nextUpdate: NOW }), 'good'],
  ['past its nextUpdate', () => only(STALE), 'crl-out-of-date', 'crl.up-to-date'],
  [
    'past it, yet listed',
    () => only({ ...STALE, entries: [REVOKED] }),
    'revoked',
    'status.not-revoked',
  ],
  [
    'past it, and on hold',
    () => only({ ...STALE, entries: [HELD] }),
    'crl-out-of-date',
    'crl.up-to-date',
  ],
  ['within the skew', () => only({ thisUpdate: at('2026-04-01T12:05:00Z') }), 'good'],
  [
    'from the future',
    () => only({ thisUpdate: at('2026-04-01T12:05:01Z') }),
    'crl-in-future',
    'crl.not-in-future',
  ],
  [
    'newer than the moment asked about',
    () => ({ at: at('2026-03-01T00:00:00Z'), now: NOW }),
    'good',
  ],
  ['as old as allowed', () => ({ ageMaxMs: 43_200_000 }), 'good'],
  ['older', () => ({ ageMaxMs: 43_199_999 }), 'crl-too-old', 'crl.up-to-date'],
  ['no nextUpdate', () => only({ nextUpdate: undefined }), 'crl-out-of-date', 'crl.up-to-date'],
  [
    'no nextUpdate, within the age',
    () => ({ ...only({ nextUpdate: undefined }), ageMaxMs: 43_200_000 }),
    'good',
  ],
  [
    'no nextUpdate, beyond the age',
    () => ({ ...only({ nextUpdate: undefined }), ageMaxMs: 43_199_999 }),
    'crl-too-old',
    'crl.up-to-date',
  ],
  ['of the last second of the certificate', () => afterEnd('2030-12-10T14:59:59Z'), 'good'],
  [
    'issued after its end',
    () => afterEnd('2030-12-10T15:00:00Z'),
    'crl-after-expiry',
    'crl.certificate-kept',
  ],
  [
    'which keeps what ended',
    () => afterEnd('2030-12-10T15:00:00Z', '2030-12-10T14:59:59Z'),
    'good',
  ],
  [
    'which keeps what ended later',
    () => afterEnd('2030-12-10T15:00:00Z', '2030-12-10T15:00:00Z'),
    'crl-after-expiry',
    'crl.certificate-kept',
  ],
  // Issuer and signer.
  ['another issuer', () => only({ issuer: OTHER }), 'crl-issuer-other', 'crl.issuer'],
  ['another key', () => only({ keys: otherKeys }), 'crl-signature-wrong', 'crl.signature'],
  [
    'a key of its own',
    () => ({ ...only({ keys: otherKeys }), crlIssuer: authorityWith(CA, otherKeys) }),
    'good',
  ],
  [
    'an issuer that may not sign lists',
    () => ({ issuer: authorityWith([critical(keyUsage(['keyCertSign']))]) }),
    'crl-signer-not-allowed',
    'crl.signer',
  ],
  ['an issuer that says nothing of it', () => ({ issuer: authorityWith([]) }), 'good'],
  ['an unknown extension', () => only({ extensions: [AKI, NUMBER_7, STRANGE] }), 'good'],
  [
    'an unknown critical extension',
    () => only({ extensions: [AKI, NUMBER_7, critical(STRANGE)] }),
    'crl-critical-extension',
    'crl.critical-extensions',
  ],
  // Scope.
  ['users only', () => ({ unverifiedCrlDer: scoped({ onlyContains: 'user' }) }), 'good'],
  [
    'users only, of an authority',
    () => ({
      unverifiedCrlDer: scoped({ onlyContains: 'user' }),
      certificate: holder([], [critical(basicConstraints({ ca: true }))]),
    }),
    'crl-scope-other',
    'crl.scope',
  ],
  [
    'authorities only',
    () => ({ unverifiedCrlDer: scoped({ onlyContains: 'ca' }) }),
    'crl-scope-other',
    'crl.scope',
  ],
  [
    'authorities only, of an authority',
    () => ({
      unverifiedCrlDer: scoped({ onlyContains: 'ca' }),
      certificate: holder([], [critical(basicConstraints({ ca: true }))]),
    }),
    'good',
  ],
  [
    'attribute certificates only',
    () => ({ unverifiedCrlDer: scoped({ onlyContains: 'attribute' }) }),
    'crl-scope-other',
    'crl.scope',
  ],
  // Distribution points.
  ['at the same address', () => published([URI], pointAt(URI)), 'good'],
  [
    'at another address',
    () => published([uri('http://crl.example.jp/A.crl')], pointAt(URI)),
    'crl-partition-other',
    'crl.distribution-point',
  ],
  [
    'at one of several addresses',
    () => published([uri('ldap://a.example.jp/'), URI], pointAt(directoryName(OTHER), URI)),
    'good',
  ],
  [
    'at the second point',
    () => published([URI], pointAt(uri('http://b.example.jp/')), pointAt(URI)),
    'good',
  ],
  [
    'a directory name in other letters',
    () => published([directoryName(OTHER)], pointAt(directoryName(shouted()))),
    'good',
  ],
  ['a point, and a list without one', () => ({ certificate: holder([pointAt(URI)]) }), 'good'],
  [
    'a list with a point, and no point',
    () => published([URI]),
    'crl-partition-other',
    'crl.distribution-point',
  ],
  ['the name of the issuer, and no point', () => published([directoryName(AUTHORITY)]), 'good'],
  [
    'relative names that are the same',
    () => ({
      unverifiedCrlDer: scoped({ name: relative('CRL1') }),
      certificate: holder([{ name: relative('CRL1') }]),
    }),
    'good',
  ],
  [
    'relative names that are not',
    () => ({
      unverifiedCrlDer: scoped({ name: relative('CRL1') }),
      certificate: holder([{ name: relative('CRL2') }]),
    }),
    'crl-partition-other',
    'crl.distribution-point',
  ],
  [
    'a relative name written out',
    () => ({
      unverifiedCrlDer: scoped({ name: relative('CRL1') }),
      certificate: holder([pointAt(directoryName(below('CRL1')))]),
    }),
    'good',
  ],
  // Reasons.
  [
    'some reasons only',
    () => ({ unverifiedCrlDer: scoped({ onlySomeReasons: [1, 2] }) }),
    'crl-reasons-uncovered',
    'crl.all-reasons',
  ],
  [
    'some reasons only, and listed',
    () => ({ unverifiedCrlDer: scoped({ onlySomeReasons: [1, 2] }, { entries: [REVOKED] }) }),
    'revoked',
    'status.not-revoked',
  ],
  [
    'all reasons by name',
    () => ({ unverifiedCrlDer: scoped({ onlySomeReasons: [1, 2, 3, 4, 5, 6, 7, 8] }) }),
    'good',
  ],
  [
    'a point for some reasons',
    () => ({ certificate: holder([{ ...pointAt(URI), reasons: [1] }]) }),
    'crl-reasons-uncovered',
    'crl.all-reasons',
  ],
  // Indirect lists.
  ['indirect: not listed', () => indirect([]), 'good'],
  ['indirect: listed', () => indirect([entry([OURS])]), 'revoked', 'status.not-revoked'],
  [
    'indirect: listed after another of the issuer',
    () => indirect([entry([OURS], { serialHex: '01' }), entry()]),
    'revoked',
    'status.not-revoked',
  ],
  ['indirect: the number under another issuer', () => indirect([entry([THEIRS])]), 'good'],
  ['indirect: the number under the issuer of the list', () => indirect([entry()]), 'good'],
  [
    'indirect: the number under both',
    () => indirect([entry([OURS]), entry([THEIRS])]),
    'revoked',
    'status.not-revoked',
  ],
  [
    'indirect: no certificate of its issuer',
    () => ({ ...indirect([]), crlIssuer: undefined }),
    'crl-signer-unknown',
    'crl.signer',
  ],
  [
    'indirect: it does not say that it is',
    () => ({
      ...indirect([]),
      unverifiedCrlDer: list({ issuer: OTHER, keys: otherKeys }),
    }),
    'crl-scope-other',
    'crl.scope',
  ],
  [
    'indirect: not named by the certificate',
    () => indirect([], holder([pointAt(URI)])),
    'crl-issuer-other',
    'crl.issuer',
  ],
  [
    'indirect, of the issuer itself',
    () => ({ unverifiedCrlDer: scoped({ indirect: true }, { entries: [entry()] }) }),
    'revoked',
    'status.not-revoked',
  ],
  [
    'indirect: a name relative to its issuer',
    () => {
      const point = { name: relative('CRL1'), cRLIssuer: [directoryName(OTHER)] }
      const scope = issuingDistributionPoint({ indirect: true, name: relative('CRL1') })
      const unverifiedCrlDer = list({ issuer: OTHER, keys: otherKeys, extensions: [scope] })
      return { certificate: holder([point]), unverifiedCrlDer, crlIssuer }
    },
    'good',
  ],
  // Deltas.
  [
    'a delta alone',
    () => ({ unverifiedCrlDer: delta(7, 8n) }),
    'crl-delta-without-base',
    'crl.complete',
  ],
  [
    'a delta alone that lists it',
    () => ({ unverifiedCrlDer: delta(7, 8n, { entries: [REVOKED] }) }),
    'revoked',
    'status.not-revoked',
  ],
  ['a delta without news', () => over({}, delta(7, 8n)), 'good'],
  [
    'listed in the delta',
    () => over({}, delta(7, 8n, { entries: [REVOKED] })),
    'revoked',
    'status.not-revoked',
  ],
  [
    'put on hold in the delta',
    () => over({}, delta(7, 8n, { entries: [HELD] })),
    'revoked',
    'status.not-revoked',
  ],
  [
    'removed in the delta',
    () => over({ entries: [HELD] }, delta(7, 8n, { entries: [removed()] })),
    'good',
  ],
  [
    'put on hold and removed in one delta',
    () => over({ entries: [HELD] }, delta(7, 8n, { entries: [HELD, removed()] })),
    'revoked',
    'status.not-revoked',
  ],
  [
    'removed, then put on hold again',
    () =>
      over(
        { entries: [HELD] },
        delta(7, 8n, { entries: [removed()] }),
        delta(7, 9n, { entries: [HELD] }),
      ),
    'revoked',
    'status.not-revoked',
  ],
  [
    'a delta of a later base',
    () => over({ entries: [HELD] }, delta(8, 9n, { entries: [removed()] })),
    'revoked',
    'status.not-revoked',
  ],
  [
    'a delta of an earlier base',
    () => over({ entries: [HELD] }, delta(3, 8n, { entries: [removed()] })),
    'good',
  ],
  [
    'a delta no newer than the list',
    () => over({ entries: [HELD] }, delta(6, 7n, { entries: [removed()] })),
    'revoked',
    'status.not-revoked',
  ],
  [
    'a delta by another key',
    () => over({ entries: [HELD] }, delta(7, 8n, { keys: otherKeys, entries: [removed()] })),
    'revoked',
    'status.not-revoked',
  ],
  [
    'a delta of another scope',
    () =>
      over(
        { entries: [HELD] },
        list({
          entries: [removed()],
          extensions: [
            AKI,
            cRLNumber(8n),
            deltaCrlIndicator(7),
            issuingDistributionPoint({ onlyContains: 'user' }),
          ],
        }),
      ),
    'revoked',
    'status.not-revoked',
  ],
  [
    'a delta with another key identifier',
    () =>
      over(
        { entries: [HELD] },
        list({ entries: [removed()], extensions: [cRLNumber(8n), deltaCrlIndicator(7)] }),
      ),
    'revoked',
    'status.not-revoked',
  ],
  ['an old list under a new delta', () => over(STALE, delta(7, 8n)), 'good'],
  [
    'an old list under an old delta',
    () => over(STALE, delta(7, 8n, STALE)),
    'crl-out-of-date',
    'crl.up-to-date',
  ],
  [
    'an old list under a new delta that does not fit',
    () => over(STALE, delta(8, 9n)),
    'crl-out-of-date',
    'crl.up-to-date',
  ],
]

for (const [name, changes, code, failed] of ROWS) {
  test(`CRL: ${name}`, () => {
    const report = checkCrl({
      unverifiedCrlDer: list(),
      issuer,
      certificate: holder(),
      at: NOW,
      algorithms: DEFAULT_ALGORITHMS,
      ...changes(),
    })
    assert.equal(report.code, code)
    assert.equal(report.status, code === 'good' || code === 'revoked' ? code : 'unusable')
    assert.equal(report.checks.find(({ outcome }) => outcome === 'failed')?.id, failed)
    assert.deepEqual(
      report.checks.map(({ id }) => id),
      CRL_CHECKS.map(({ id }) => id),
    )
    const isReached = report.checks.filter(({ outcome }) => outcome !== 'not-reached')
    assert.equal(isReached.at(-1)?.id, failed ?? 'status.not-revoked')
  })
}

function removed(): AnyEntry {
  return entry([reasonCode('removeFromCRL')])
}

function published(
  names: readonly GeneralName[],
  ...points: readonly DistributionPoint[]
): Partial<CrlCheckRequest> {
  const unverifiedCrlDer = scoped({ name: { kind: 'fullName', names } })
  return { unverifiedCrlDer, certificate: holder(points) }
}

function shouted(): typeof OTHER {
  return nameOf([
    ['C', 'JP'],
    ['O', 'STATUS  TEST'],
    ['CN', 'ISSUER OF LISTS'],
  ])
}

function below(text: string): typeof AUTHORITY {
  return nameOfRelativeNames([...AUTHORITY.relativeNames, relative(text).relativeName])
}

/** Asked about the last day, with a list of the given moment. */
function afterEnd(thisUpdate: string, keptSince?: string): Partial<CrlCheckRequest> {
  const kept =
    keptSince === undefined ? [] : [extension('2.5.29.60', der.generalizedTime(at(keptSince)))]
  const unverifiedCrlDer = list({
    thisUpdate: at(thisUpdate),
    nextUpdate: at('2030-12-12T00:00:00Z'),
    extensions: [AKI, NUMBER_7, ...kept],
  })
  return { unverifiedCrlDer, at: at('2030-12-10T12:00:00Z'), now: at('2030-12-11T00:00:00Z') }
}

test('a revocation is told with its reason and date; what it did without is waived', () => {
  const report = checkCrl({
    unverifiedCrlDer: list({ ...STALE, entries: [REVOKED] }),
    issuer,
    certificate: holder(),
    at: NOW,
    algorithms: DEFAULT_ALGORITHMS,
  })
  assert.equal(report.reason, 'keyCompromise')
  assert.equal(report.revokedAt, at('2026-03-20T00:00:00Z'))
  const waived = report.checks.filter(({ outcome }) => outcome === 'waived').map(({ id }) => id)
  assert.deepEqual(waived, ['crl.up-to-date', 'crl.certificate-kept', 'crl.all-reasons'])
})

test('one bit of a list turned anywhere, and it is good no more', () => {
  const whole = list({ entries: [entry([], { serialHex: '01' })] })
  for (let place = 0; place < whole.length; place++) {
    const report = checkCrl({
      unverifiedCrlDer: whole.with(place, (whole[place] ?? 0) ^ 1),
      issuer,
      certificate: holder(),
      at: NOW,
      algorithms: DEFAULT_ALGORITHMS,
    })
    assert.equal(report.status, 'unusable', `octet ${place}`)
  }
})
