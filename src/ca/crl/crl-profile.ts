import type { CrlFrameFields } from '#codec/crl/crl-frame.ts'
import {
  cRLNumber,
  deltaCRLIndicator,
  freshestCRL,
  issuingDistributionPoint,
} from '#codec/crl/encode-crl.ts'
import type { Extension } from '#codec/x509/extension.ts'
import { authorityKeyIdentifier } from '#codec/x509/extension-values.ts'
import { directoryName, uri } from '#codec/x509/general-name.ts'
import { assert } from '#kernel/assert.ts'
import type { Instant } from '#kernel/instant.ts'
import type { CaConfiguration } from '../configuration.ts'
import type { CrlScope } from '../contract.ts'
import type { Generation } from '../model.ts'
import { authorityName, distributionPointName } from '../names.ts'
import { SUITES } from '../suites.ts'
import { deltasOf } from './due-lists.ts'
import type { CrlMaterial, CrlOrder } from './ports.ts'
import { scopeWord } from './scope.ts'

/** What a list says but for its entries: the profile of spec/jpki.md §2.4, our choice. */
export function crlFields(
  configuration: CaConfiguration,
  generation: Generation,
  order: CrlOrder,
  material: CrlMaterial,
  times: { readonly thisUpdate: Instant; readonly nextUpdate: Instant },
): CrlFrameFields {
  return {
    signatureAlgorithm: SUITES[generation.suite].signature,
    issuer: authorityName(configuration, generation.authority),
    ...times,
    extensions: [
      authorityKeyIdentifier({ keyIdentifier: generation.keyId }),
      cRLNumber(material.nextNumber),
      ...scopeExtensions(configuration, order, material),
      ...deltaExtensions(configuration, order, material),
    ],
  }
}

/**
 * RFC 5280 §5.2.5. A municipality's list has the name that its certificates' cRLDistributionPoints
 * have. A list of the whole authority has no issuingDistributionPoint at all: nothing is left out
 * of its scope, neither responders nor the authorities' own certificates, and verifiers that do not
 * know this critical extension can use it. The indirect list has the flag alone: without a name it
 * is for every distribution point that names its issuer.
 */
function scopeExtensions(
  configuration: CaConfiguration,
  { authority, scope }: CrlOrder,
  { partition }: CrlMaterial,
): readonly Extension[] {
  switch (scope.of) {
    case 'municipality': {
      assert(partition !== undefined, 'a municipality has names')
      const point = directoryName(distributionPointName(configuration, authority, partition))
      const name = { kind: 'fullName', names: [point] } as const
      return [issuingDistributionPoint({ name, onlyContains: 'user' })]
    }
    case 'authority':
      return []
    case 'both-authorities':
      return [issuingDistributionPoint({ indirect: true })]
  }
}

/**
 * RFC 5280 §5.2.4, §5.2.6: a delta says over which list it is laid; a complete list that has deltas
 * says where they are, and a delta "MUST NOT" say so.
 */
function deltaExtensions(
  configuration: CaConfiguration,
  order: CrlOrder,
  { baseNumber, runs }: CrlMaterial,
): readonly Extension[] {
  if (order.form === 'delta') {
    assert(baseNumber !== undefined, 'a delta has a base')
    return [deltaCRLIndicator(baseNumber)]
  }
  const entries = runs.reduce((sum, { tally }) => sum + tally.count, 0)
  const address = deltaAddress(configuration, order, order.scope, entries)
  if (address === undefined) return []
  return [freshestCRL([{ name: { kind: 'fullName', names: [uri(address)] } }])]
}

function deltaAddress(
  { crl }: CaConfiguration,
  { authority, generation }: CrlOrder,
  scope: CrlScope,
  entries: number,
): string | undefined {
  if (crl.url === undefined || deltasOf(scope, entries, crl) === undefined) return undefined
  return `${crl.url}/${authority}/${generation}/${scopeWord(scope)}.delta.crl`
}
