/** CRLs: entries, dates, scopes, deltas, indirection, signatures (RFC 5280 §5, §6.3). */
import * as der from '#codec/der/encode.ts'
import { OID } from '#codec/x509/oids.ts'
import { touched } from '../certificate-plan.ts'
import { type Draft, type Mutation, nameDer, placeOf, setExtension } from '../draft.ts'
import { SCHEMES } from '../keys.ts'
import { randomOf } from '../random.ts'
import { changedElement } from './element-tree.ts'
import { copyOfCrl, type IssuedCrl, timeDer } from '../status-plan.ts'

const POINT_URI = 'http://crl.example.com/one.crl'

/** A mutation of some list of the case, and the place of the authority it is of. */
function on(
  name: string,
  effect: Mutation['effect'],
  change: (list: IssuedCrl, draft: Draft, at: number) => boolean | string | void,
): Mutation {
  return {
    name: `crl-${name}`,
    effect,
    apply: (draft) => {
      if (draft.asked.revocation !== 'crl') return false
      const at = draft.random.next(draft.crls.length)
      const list = draft.crls[at]
      if (list === undefined || at > draft.path.length - 2) return false
      if (placeOf(draft, at).key !== list.signer) return false
      list.original = undefined
      return change(list, draft, at) ?? true
    },
  }
}

function revoke(list: IssuedCrl, draft: Draft, at: number, reason?: number): void {
  const extensions: IssuedCrl['plan']['extensions'] = []
  if (reason !== undefined)
    setExtension({ extensions }, OID.reasonCode, false, der.enumerated(reason))
  const { serial } = placeOf(draft, at + 1).plan
  list.plan.entries.push({ serial, atDer: timeDer('2025-05-02T00:00:00Z'), extensions })
}

/** Mutations of entries and of the list's own fields. */
export const CRL_FIELDS: readonly Mutation[] = [
  on('revoked', 'breaks', (list, draft, at) => {
    const reason = draft.random.pick([undefined, 0, 1, 3, 4, 5, 6, 9, 10])
    revoke(list, draft, at, reason)
    return `${reason}`
  }),
  on('revoked-odd-reason', 'either', (list, draft, at) => {
    const reason = draft.random.pick([7, 8, 11, 100])
    revoke(list, draft, at, reason)
    return `${reason}`
  }),
  on('revoked-later', 'either', (list, draft, at) => {
    revoke(list, draft, at)
    const entry = list.plan.entries.at(-1)
    if (entry !== undefined) entry.atDer = timeDer('2027-01-01T00:00:00Z')
  }),
  on('other-revoked', 'harmless', (list, draft) => {
    const entry = { serial: Uint8Array.of(0x66), atDer: timeDer('2025-05-02T00:00:00Z') }
    list.plan.entries.push({ ...entry, extensions: [] })
    if (draft.random.oneIn(2)) list.plan.entries.reverse()
  }),
  on('without-entries', 'harmless', (list) => {
    list.plan.entries = []
  }),
  on('entry-twice', 'breaks', (list, draft, at) => {
    revoke(list, draft, at, 1)
    revoke(list, draft, at, 8)
  }),
  on('entry-critical-unknown', 'breaks', (list, draft, at) => {
    const [entry] = list.plan.entries
    if (entry === undefined) return false
    setExtension(entry, '2.999.78', true, der.nullValue())
    if (draft.random.oneIn(3)) revoke(list, draft, at)
    return true
  }),
  on('missing', 'breaks', (_, draft, at) => {
    draft.crls.splice(at, 1)
  }),
  on('expired', 'breaks', (list) => {
    list.plan.nextUpdateDer = timeDer('2025-05-20T00:00:00Z')
  }),
  on('not-yet', 'breaks', (list) => {
    list.plan.thisUpdateDer = timeDer('2050-06-01T00:00:00Z')
  }),
  on('without-next-update', 'either', (list) => {
    list.plan.nextUpdateDer = undefined
  }),
  on('version-1', 'either', (list) => {
    list.plan.version = 0
    list.plan.extensions = []
    for (const entry of list.plan.entries) entry.extensions = []
  }),
  on('version-1-with-extensions', 'either', (list) => {
    list.plan.version = 0
  }),
  on('number-absent', 'either', (list) => setExtension(list.plan, OID.cRLNumber, false, undefined)),
  on('key-identifier', 'either', (list, { random }) => {
    const other = der.sequence(der.implicit(0, der.octetString(new Uint8Array(20).fill(8))))
    const value = random.oneIn(2) ? other : undefined
    setExtension(list.plan, OID.authorityKeyIdentifier, false, value)
    return value === undefined ? 'absent' : 'other'
  }),
  on('critical-unknown', 'breaks', (list) =>
    setExtension(list.plan, '2.999.79', true, der.nullValue()),
  ),
  on('issuer-other', 'breaks', (list) => {
    list.plan.issuerDer = nameDer([['2.5.4.3', 'Somebody Else']])
  }),
  on('signature-flipped', 'breaks', (list) => {
    list.spoilSignature = (octets) => {
      const flipped = octets.slice()
      const at = flipped.length - 1
      flipped[at] = (flipped[at] ?? 0) ^ 1
      return flipped
    }
  }),
  on('signed-by-another', 'breaks', (list, { spareKeys, random }) => {
    const fitting = spareKeys.filter(({ kind }) => kind === list.signer.kind)
    if (fitting.length === 0) return false
    list.signer = random.pick(fitting)
    return true
  }),
  on('sha1', 'either', (list) => {
    if (!list.signer.kind.startsWith('rsa')) return false
    list.scheme = SCHEMES['rsa-sha1']
    list.plan.innerAlgorithmDer = list.scheme.identifierDer
    list.plan.outerAlgorithmDer = list.scheme.identifierDer
    return true
  }),
  on('element', 'either', (list, { random }) => {
    const seed = random.next(2 ** 31)
    list.spoilTbs = (octets) => changedElement(octets, randomOf(seed, 0)).octets
  }),
  on('trailing-octet', 'either', (list) => {
    list.spoilDer = (octets) => Uint8Array.of(...octets, 0)
  }),
]

/** Mutations of scope: distribution points, kinds of certificate, reasons, deltas, indirection. */
export const CRL_SCOPES: readonly Mutation[] = [
  on('scope', 'either', (list, draft, at) => {
    const { random } = draft
    const parts = {
      users: der.implicit(1, der.boolean(true)),
      authorities: der.implicit(2, der.boolean(true)),
      reasons: der.implicit(3, der.namedBits([1, 2])),
      indirect: der.implicit(4, der.boolean(true)),
      attributes: der.implicit(5, der.boolean(true)),
    }
    const flag = random.pick(['none', ...Object.keys(parts)] as (keyof typeof parts | 'none')[])
    const listPoint = random.pick([undefined, POINT_URI, 'http://crl.example.com/other.crl'])
    const certificatePoint = random.pick([undefined, POINT_URI])
    const value = der.sequence(
      listPoint === undefined ? undefined : pointName(listPoint),
      flag === 'none' ? undefined : parts[flag],
    )
    setExtension(list.plan, OID.issuingDistributionPoint, true, value)
    const points =
      certificatePoint === undefined
        ? undefined
        : der.sequence(der.sequence(pointName(certificatePoint)))
    const plan = touched(placeOf(draft, at + 1))
    setExtension(plan, OID.cRLDistributionPoints, false, points)
    const asked = random.oneIn(4)
    if (asked) revoke(list, draft, at)
    return `${flag}:${listPoint ?? '-'}:${certificatePoint ?? '-'}${asked ? ':revoked' : ''}`
  }),
  on('scope-empty', 'either', (list) =>
    setExtension(list.plan, OID.issuingDistributionPoint, true, der.sequence()),
  ),
  on('point-reasons', 'either', (list, draft, at) => {
    const point = der.sequence(pointName(POINT_URI), der.implicit(1, der.namedBits([1, 2])))
    const plan = touched(placeOf(draft, at + 1))
    setExtension(plan, OID.cRLDistributionPoints, false, der.sequence(point))
    setExtension(list.plan, OID.issuingDistributionPoint, true, der.sequence(pointName(POINT_URI)))
  }),
  on('delta', 'either', (list, draft, at) => {
    const { random } = draft
    const base = 0x10 + random.next(3) - 1
    const point = der.sequence(der.sequence(pointName('http://crl.example.com/delta.crl')))
    setExtension(list.plan, OID.freshestCRL, false, point)
    const complete = random.pick([0x10, 0x10, 0x11])
    setExtension(list.plan, OID.cRLNumber, false, der.integer(complete))
    const delta = copyOfCrl(list)
    delta.plan.entries = []
    setExtension(delta.plan, OID.freshestCRL, false, undefined)
    setExtension(delta.plan, OID.deltaCRLIndicator, true, der.integer(base))
    setExtension(delta.plan, OID.cRLNumber, false, der.integer(complete + 1))
    const told = random.pick(['nothing', 'revoked', 'removed', 'removed-only'])
    if (told === 'revoked') revoke(delta, draft, at, 1)
    if (told === 'removed') revoke(list, draft, at, 6)
    if (told.startsWith('removed')) revoke(delta, draft, at, 8)
    draft.crls.push(delta)
    return `${told}:base-${base - complete}`
  }),
  on('delta-alone', 'either', (list, draft) => {
    setExtension(list.plan, OID.deltaCRLIndicator, true, der.integer(1))
    return draft.base
  }),
  {
    name: 'crl-indirect',
    effect: 'either',
    apply: (draft) => {
      const { asked, random, crls } = draft
      if (asked.revocation !== 'crl' || draft.path.length < 3 || crls.length < 2) return false
      const at = 2
      const [rootList] = crls
      const issuer = placeOf(draft, at - 1)
      if (rootList === undefined || rootList.signer !== placeOf(draft, 0).key) return false
      rootList.original = undefined
      crls.splice(at - 1, 1)
      const rootName = new der.DerNode(0xa4, [placeOf(draft, 0).plan.subjectDer])
      const listed = random.oneIn(2)
      const indirect = random.oneIn(4) ? undefined : der.implicit(4, der.boolean(true))
      setExtension(
        rootList.plan,
        OID.issuingDistributionPoint,
        true,
        der.sequence(pointName(POINT_URI), indirect),
      )
      const point = der.sequence(pointName(POINT_URI), der.implicit(2, der.sequence(rootName)))
      const own = der.sequence(der.sequence(pointName(POINT_URI)))
      const middle = touched(placeOf(draft, 1))
      setExtension(middle, OID.cRLDistributionPoints, false, own)
      const plan = touched(placeOf(draft, at))
      setExtension(plan, OID.cRLDistributionPoints, false, der.sequence(point))
      const extensions: IssuedCrl['plan']['extensions'] = []
      const name = new der.DerNode(0xa4, [issuer.plan.subjectDer])
      if (!random.oneIn(4))
        setExtension({ extensions }, OID.certificateIssuer, true, der.sequence(name))
      if (listed)
        rootList.plan.entries.push({
          serial: plan.serial,
          atDer: timeDer('2025-05-02T00:00:00Z'),
          extensions,
        })
      return `${listed ? 'listed' : 'clear'}:${indirect === undefined ? 'unmarked' : 'marked'}:${extensions.length}`
    },
  },
]

function pointName(uri: string): der.DerNode {
  return der.explicit(0, der.explicit(0, new der.DerNode(0x86, uri)))
}
