import type { StatusRecord } from '#ca/contract.ts'
import type { Crl } from '#codec/crl/crl.ts'
import type { CrlEntry } from '#codec/crl/entries.ts'
import { namesMatch } from '#codec/x509/name-match.ts'
import type { Name } from '#codec/x509/name.ts'
import type { Said, Witness } from './compare.ts'

/** Which list, and of which of its entries it is asked. */
export interface ListAsked {
  readonly name: string
  readonly complete: Crl
  /** Laid over the complete list (RFC 5280 §5.2.4). */
  readonly delta?: Crl | undefined
  /** The authority whose certificates are asked about. */
  readonly issuer: Name
  /** Of a list of one municipality. */
  readonly municipalityCode?: string | undefined
}

/** What a list says, with a delta or without. */
export function listWitness(asked: ListAsked): Witness {
  const { complete, delta, issuer, municipalityCode } = asked
  const entries = new Map<string, Said>()
  for (const list of delta === undefined ? [complete] : [complete, delta])
    for (const entry of list.entries) {
      if (!namesMatch(issuerOf(entry, list), issuer)) continue
      const { serialHex, revokedAt, reason } = entry
      if (reason === 'removeFromCRL') entries.delete(serialHex)
      else entries.set(serialHex, { state: 'revoked', revokedAt, reason })
    }
  return {
    name: asked.name,
    asOf: (delta ?? complete).thisUpdate,
    covers: (record: StatusRecord) =>
      municipalityCode === undefined || record.municipalityCode === municipalityCode,
    says: (serialHex) => entries.get(serialHex) ?? { state: 'good' },
    named: () => entries.keys(),
  }
}

/** RFC 5280 §5.3.3: whom the entry names, or the list's own issuer. */
function issuerOf({ issuer }: CrlEntry, list: Crl): Name {
  const [named] = issuer ?? []
  return named?.kind === 'directoryName' ? named.name : list.issuer
}
