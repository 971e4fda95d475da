import assert from 'node:assert/strict'
import * as der from '#codec/der/encode.ts'
import { OID } from '#codec/x509/oids.ts'
import type { Base } from './base-corpus.ts'
import { type CertificatePlan, copyOf, type Issued, touched } from './certificate-plan.ts'
import type { CampaignKey } from './keys.ts'
import type { Random } from './random.ts'
import {
  copyOfCrl,
  copyOfResponse,
  generalizedDer,
  type IssuedCrl,
  type IssuedResponse,
} from './status-plan.ts'

/** The moment of every case unless a mutation moves it; the bases are valid from 2020 to 2060. */
export const CASE_TIME = '2025-06-01T00:00:00Z'

/** What the relying party of a case asks for: the inputs of RFC 5280 §6.1.1. */
export interface Asked {
  at: string
  revocation: 'none' | 'crl' | 'ocsp'
  initialPolicySet: readonly string[] | 'any'
  requireExplicitPolicy: boolean
  inhibitPolicyMapping: boolean
  inhibitAnyPolicy: boolean
  keyPurpose: string | undefined
  expectedName: { readonly kind: 'dns' | 'email' | 'ip'; readonly name: string } | undefined
}

/** A case while it is made: a copy of a base, to be changed by mutations. */
export interface Draft {
  readonly random: Random
  readonly base: string
  /** Root first, leaf last; the path that is meant. */
  readonly path: Issued[]
  /** Whom the relying party trusts: the root, unless a mutation says otherwise. */
  anchors: Issued[]
  /** Further certificates among the untrusted ones. */
  readonly extra: Issued[]
  readonly crls: IssuedCrl[]
  /** By place in `path` less one; `undefined` where a response was taken away. */
  readonly responses: (IssuedResponse | undefined)[]
  readonly spareKeys: readonly CampaignKey[]
  readonly asked: Asked
  readonly labels: string[]
}

/**
 * One way to change a case. `breaks`: the path is not valid afterwards, whatever else was changed,
 * unless there is another path. `harmless`: it changes no verdict. `either`: that is the question.
 */
export interface Mutation {
  readonly name: string
  readonly effect: 'breaks' | 'harmless' | 'either'
  /** Makes the change; `false` where it does not apply to the draft. A string says which it was. */
  readonly apply: (draft: Draft) => boolean | string
}

/** A sound case of a base. */
export function newDraft(
  base: Base,
  spareKeys: readonly CampaignKey[],
  random: Random,
  revocation: Asked['revocation'],
): Draft {
  const responses = base.responses.map(copyOfResponse)
  for (const { plan } of responses) {
    plan.producedAtDer = generalizedDer('2025-05-31T23:00:00Z')
    for (const single of plan.singles) {
      single.thisUpdateDer = generalizedDer('2025-05-31T23:00:00Z')
      single.nextUpdateDer = generalizedDer('2059-01-01T00:00:00Z')
    }
  }
  const path = base.path.map(copyOf)
  return {
    random,
    base: base.name,
    path,
    anchors: path.slice(0, 1),
    extra: [],
    crls: revocation === 'crl' ? base.crls.map(copyOfCrl) : [],
    responses: revocation === 'ocsp' ? responses : [],
    spareKeys,
    asked: {
      at: CASE_TIME,
      revocation,
      initialPolicySet: 'any',
      requireExplicitPolicy: false,
      inhibitPolicyMapping: false,
      inhibitAnyPolicy: false,
      keyPurpose: undefined,
      expectedName: undefined,
    },
    labels: [],
  }
}

/** The certificate at a place of the path that is there. */
export function placeOf(draft: Draft, index: number): Issued {
  const issued = draft.path[index]
  assert.ok(issued !== undefined, `no certificate ${index}`)
  return issued
}

/** The end entity. */
export function leafOf(draft: Draft): Issued {
  return placeOf(draft, draft.path.length - 1)
}

/** Some authority between anchor and leaf; `undefined` on a path of two. */
export function someMiddle(draft: Draft): Issued | undefined {
  const count = draft.path.length - 2
  return count < 1 ? undefined : placeOf(draft, 1 + draft.random.next(count))
}

/** Some certificate below the anchor. */
export function someBelowAnchor(draft: Draft): Issued {
  return placeOf(draft, 1 + draft.random.next(draft.path.length - 1))
}

/** Puts an extension in place of the one of its kind, or at the end; `undefined` takes it away. */
export function setExtension(
  plan: Pick<CertificatePlan, 'extensions'>,
  oid: string,
  critical: boolean,
  value: der.DerValue | undefined,
): void {
  const at = plan.extensions.findIndex((extension) => extension.oid === oid)
  if (value === undefined) {
    if (at >= 0) plan.extensions.splice(at, 1)
    return
  }
  const extension = { oid, critical, value: der.encode(value) }
  if (at >= 0) plan.extensions[at] = extension
  else plan.extensions.push(extension)
}

/** The plan's extension of a kind. */
export function extensionOf(
  plan: Pick<CertificatePlan, 'extensions'>,
  oid: string,
): CertificatePlan['extensions'][number] | undefined {
  return plan.extensions.find((extension) => extension.oid === oid)
}

/** A mutation of one extension of some authority between anchor and leaf. */
export function onMiddle(
  name: string,
  effect: Mutation['effect'],
  change: (plan: CertificatePlan, draft: Draft) => boolean | string | void,
): Mutation {
  return onChosen(name, effect, someMiddle, change)
}

/** A mutation of the end entity. */
export function onLeaf(
  name: string,
  effect: Mutation['effect'],
  change: (plan: CertificatePlan, draft: Draft) => boolean | string | void,
): Mutation {
  return onChosen(name, effect, leafOf, change)
}

/** A mutation of some certificate below the anchor. */
export function onAny(
  name: string,
  effect: Mutation['effect'],
  change: (plan: CertificatePlan, draft: Draft) => boolean | string | void,
): Mutation {
  return onChosen(name, effect, someBelowAnchor, change)
}

function onChosen(
  name: string,
  effect: Mutation['effect'],
  choose: (draft: Draft) => Issued | undefined,
  change: (plan: CertificatePlan, draft: Draft) => boolean | string | void,
): Mutation {
  return {
    name,
    effect,
    apply: (draft) => {
      const issued = choose(draft)
      return issued !== undefined && (change(touched(issued), draft) ?? true)
    },
  }
}

/** keyUsage of the given bits (RFC 5280 §4.2.1.3). */
export function setKeyUsage(plan: CertificatePlan, bits: readonly number[], critical = true): void {
  setExtension(plan, OID.keyUsage, critical, der.namedBits(bits))
}

/** basicConstraints of an authority (RFC 5280 §4.2.1.9). */
export function setPathLength(plan: CertificatePlan, pathLength: number | undefined): void {
  const length = pathLength === undefined ? undefined : der.integer(pathLength)
  const value = der.sequence(der.boolean(true), length)
  setExtension(plan, OID.basicConstraints, true, value)
}

/** A Name of one attribute a relative name, in UTF8String or PrintableString. */
export function nameDer(
  attributes: readonly (readonly [string, string])[],
  form: 'utf8' | 'printable' = 'utf8',
): Uint8Array {
  const string = form === 'utf8' ? der.utf8String : der.printableString
  return der.encode(
    der.sequence(
      ...attributes.map(([type, text]) => {
        const value = type === '2.5.4.6' ? der.printableString(text) : attributeValue(type, text)
        return der.setOf([der.sequence(der.oid(type), value)])
      }),
    ),
  )
  function attributeValue(type: string, text: string): der.DerNode {
    return type === '1.2.840.113549.1.9.1' ? der.ia5String(text) : string(text)
  }
}
