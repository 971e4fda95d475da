/** What surrounds the path: decoys, cross-certificates, renewals, other anchors (RFC 4158). */
import * as der from '#codec/der/encode.ts'
import { OID } from '#codec/x509/oids.ts'
import { copyOf, type Issued, signBy, touched } from '../certificate-plan.ts'
import {
  type Draft,
  leafOf,
  type Mutation,
  nameDer,
  placeOf,
  setExtension,
  setPathLength,
  someMiddle,
} from '../draft.ts'
import type { CampaignKey } from '../keys.ts'
import { timeDer } from '../status-plan.ts'

/** A copy of an authority with another key, its name kept. */
function sameName(draft: Draft, issued: Issued): Issued {
  const twin = copyOf(issued)
  const key = spareKey(draft)
  touched(twin).spkiDer = key.spkiDer
  twin.key = key
  twin.plan.serial = Uint8Array.of(0x11, 0x22)
  const identifier = draft.random.pick(['kept', 'other', 'absent'])
  if (identifier !== 'kept') {
    const value = identifier === 'other' ? der.octetString(new Uint8Array(20).fill(9)) : undefined
    setExtension(twin.plan, OID.subjectKeyIdentifier, false, value)
  }
  return twin
}

function spareKey({ spareKeys, random }: Draft): CampaignKey {
  return random.pick(spareKeys.filter(({ kind }) => kind !== 'rsa-1024'))
}

/** A self-signed authority outside of the path. */
function foreignRoot(draft: Draft, name: string): Issued {
  const root = copyOf(placeOf(draft, 0))
  const key = spareKey(draft)
  const plan = touched(root)
  plan.subjectDer = nameDer([['2.5.4.3', name]])
  plan.issuerDer = plan.subjectDer
  plan.spkiDer = key.spkiDer
  setExtension(plan, OID.subjectKeyIdentifier, false, undefined)
  root.key = key
  signBy(root, key)
  return root
}

/** `issued` under another issuer, its own name and key kept. */
function crossed(issued: Issued, issuer: Issued): Issued {
  const cross = copyOf(issued)
  touched(cross).issuerDer = issuer.plan.subjectDer
  setExtension(cross.plan, OID.authorityKeyIdentifier, false, undefined)
  cross.plan.serial = Uint8Array.of(0x33, 0x44)
  signBy(cross, issuer.key)
  return cross
}

function withMiddle(
  name: string,
  effect: Mutation['effect'],
  change: (issued: Issued, draft: Draft) => boolean | string | void,
): Mutation {
  return {
    name,
    effect,
    apply: (draft) => {
      const issued = someMiddle(draft)
      return issued !== undefined && (change(issued, draft) ?? true)
    },
  }
}

/** Mutations of what surrounds the path. */
export const STRUCTURES: readonly Mutation[] = [
  withMiddle('decoy-same-name', 'harmless', (issued, draft) => {
    const decoy = sameName(draft, issued)
    signBy(decoy, issued.signer)
    draft.extra.unshift(decoy)
  }),
  withMiddle('decoy-same-name-self-signed', 'harmless', (issued, draft) => {
    const decoy = sameName(draft, issued)
    touched(decoy).issuerDer = decoy.plan.subjectDer
    signBy(decoy, decoy.key)
    draft.extra.unshift(decoy)
  }),
  withMiddle('decoy-expired', 'harmless', (issued, draft) => {
    const decoy = copyOf(issued)
    touched(decoy).notAfterDer = timeDer('2021-01-01T00:00:00Z')
    decoy.plan.serial = Uint8Array.of(0x12)
    draft.extra.unshift(decoy)
  }),
  withMiddle('decoy-not-ca', 'harmless', (issued, draft) => {
    const decoy = copyOf(issued)
    setExtension(touched(decoy), OID.basicConstraints, true, der.sequence())
    decoy.plan.serial = Uint8Array.of(0x13)
    draft.extra.unshift(decoy)
  }),
  withMiddle('decoy-foreign-root', 'harmless', (issued, draft) => {
    const root = foreignRoot(draft, 'Foreign Root')
    draft.extra.unshift(crossed(issued, root), root)
  }),
  {
    name: 'decoy-loop',
    effect: 'harmless',
    apply: (draft) => {
      const [one, two] = [foreignRoot(draft, 'Loop One'), foreignRoot(draft, 'Loop Two')]
      const issued = someMiddle(draft) ?? leafOf(draft)
      draft.extra.unshift(crossed(issued, one), crossed(one, two), crossed(two, one))
      return true
    },
  },
  {
    name: 'duplicates',
    effect: 'harmless',
    apply: (draft) => {
      draft.extra.push(...draft.path)
      return true
    },
  },
  {
    name: 'second-anchor-same-name',
    effect: 'harmless',
    apply: (draft) => {
      const twin = sameName(draft, placeOf(draft, 0))
      signBy(twin, twin.key)
      draft.anchors = [twin, ...draft.anchors]
      return true
    },
  },
  {
    name: 'anchor-other-key',
    effect: 'breaks',
    apply: (draft) => {
      const twin = sameName(draft, placeOf(draft, 0))
      signBy(twin, twin.key)
      draft.anchors = [twin]
      return true
    },
  },
  {
    name: 'anchor-limits',
    effect: 'either',
    apply: (draft) => {
      const plan = touched(placeOf(draft, 0))
      const which = draft.random.pick(['expired', 'length', 'not-ca', 'usage', 'version'])
      if (which === 'expired') plan.notAfterDer = timeDer('2022-01-01T00:00:00Z')
      if (which === 'length') setPathLength(plan, 0)
      if (which === 'not-ca') setExtension(plan, OID.basicConstraints, true, der.sequence())
      if (which === 'usage') setExtension(plan, OID.keyUsage, true, der.namedBits([0]))
      if (which === 'version') Object.assign(plan, { version: 0, extensions: [] })
      return which
    },
  },
  {
    name: 'anchor-is-leaf',
    effect: 'either',
    apply: (draft) => {
      if (draft.asked.revocation !== 'none') return false
      draft.path.splice(1)
      return true
    },
  },
  {
    name: 'anchor-is-middle',
    effect: 'either',
    apply: (draft) => {
      if (draft.asked.revocation !== 'none' || draft.path.length < 3) return false
      const [root] = draft.path.splice(0, 1)
      if (root !== undefined) draft.extra.push(root)
      draft.anchors = draft.path.slice(0, 1)
      return true
    },
  },
  {
    name: 'middle-missing',
    effect: 'breaks',
    apply: (draft) => {
      if (draft.asked.revocation !== 'none' || draft.path.length < 3) return false
      draft.path.splice(1 + draft.random.next(draft.path.length - 2), 1)
      return true
    },
  },
  withMiddle('middle-other-key', 'breaks', (issued, draft) => {
    if (draft.asked.revocation !== 'none') return false
    touched(issued).spkiDer = spareKey(draft).spkiDer
    return true
  }),
  {
    name: 'leaf-self-signed',
    effect: 'breaks',
    apply: (draft) => {
      const leaf = leafOf(draft)
      touched(leaf).issuerDer = leaf.plan.subjectDer
      signBy(leaf, leaf.key)
      return true
    },
  },
  {
    name: 'leaf-signed-by-leaf',
    effect: 'breaks',
    apply: (draft) => {
      if (draft.asked.revocation !== 'none') return false
      const leaf = leafOf(draft)
      const below = copyOf(leaf)
      touched(below).issuerDer = leaf.plan.subjectDer
      below.plan.subjectDer = nameDer([['2.5.4.3', 'Below the leaf']])
      setExtension(below.plan, OID.authorityKeyIdentifier, false, undefined)
      signBy(below, leaf.key)
      draft.path.push(below)
      return true
    },
  },
  {
    name: 'self-issued',
    effect: 'either',
    apply: (draft) => {
      const at = draft.path.length - 2
      if (at < 1 || draft.asked.revocation !== 'none') return false
      const authority = placeOf(draft, at)
      const key = spareKey(draft)
      const next = copyOf(authority)
      touched(next).issuerDer = next.plan.subjectDer
      next.plan.spkiDer = key.spkiDer
      next.plan.serial = Uint8Array.of(0x55)
      next.key = key
      setExtension(next.plan, OID.subjectKeyIdentifier, false, undefined)
      setExtension(next.plan, OID.authorityKeyIdentifier, false, undefined)
      signBy(next, authority.key)
      const leaf = leafOf(draft)
      setExtension(touched(leaf), OID.authorityKeyIdentifier, false, undefined)
      signBy(leaf, key)
      draft.path.splice(at + 1, 0, next)
      if (draft.random.oneIn(2)) return 'plain'
      // RFC 5280 §6.1.4(l): a self-issued certificate does not count against the length.
      setPathLength(touched(authority), 0)
      return 'length-0'
    },
  },
  withMiddle('second-path', 'either', (issued, draft) => {
    const root = foreignRoot(draft, 'Second Root')
    draft.extra.unshift(crossed(issued, root))
    draft.anchors = [root, ...draft.anchors]
  }),
]
