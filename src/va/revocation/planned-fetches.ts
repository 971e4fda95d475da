import type { Crl } from '#codec/crl/crl.ts'
import { encodeCertId, issuerHashes } from '#codec/ocsp/cert-id.ts'
import { encodeOcspRequest } from '#codec/ocsp/request.ts'
import type { Certificate } from '#codec/x509/certificate.ts'
import type { DistributionPoint } from '#codec/x509/extension-values.ts'
import type { GeneralName } from '#codec/x509/general-name.ts'
import { OID } from '#codec/x509/oids.ts'
import type { RevocationMode } from './question.ts'

/**
 * One status object to fetch. `uris` are alternatives for the same object, in the certificate's
 * order: the first that gives it serves.
 */
export type PlannedFetch =
  | { readonly kind: 'crl' | 'delta-crl'; readonly uris: readonly string[] }
  | {
      readonly kind: 'ocsp'
      readonly uris: readonly string[]
      readonly requestDer: Uint8Array
      /** The nonce in the request, which the response must repeat. */
      readonly nonce: Uint8Array | undefined
    }

/** Objects of one kind planned for one certificate. */
export const FETCHES_MAX = 8

/** Addresses of one object. */
export const FETCH_URIS_MAX = 4

/** Characters of an address; longer ones are left out. */
export const FETCH_URI_LENGTH_MAX = 2048

/**
 * What to fetch for the status of a certificate, from what it says itself: the responders of
 * authorityInfoAccess (RFC 5280 §4.2.2.1), then the lists of cRLDistributionPoints and freshestCRL
 * (§4.2.1.13, §4.2.1.15). Only http and https addresses are asked.
 */
export function plannedFetches(
  certificate: Certificate,
  issuer: Certificate,
  mode: RevocationMode,
  nonce?: Uint8Array,
): readonly PlannedFetch[] {
  const asksOcsp = mode === 'require' || mode === 'ocsp'
  const asksCrl = mode === 'require' || mode === 'crl'
  const { cRLDistributionPoints = [], freshestCRL = [] } = certificate.extensions
  return [
    ...(asksOcsp ? ocspFetches(certificate, issuer, nonce) : []),
    ...(asksCrl ? listFetches('crl', cRLDistributionPoints) : []),
    ...(asksCrl ? listFetches('delta-crl', freshestCRL) : []),
  ]
}

/** The deltas that a complete list says there are over it (RFC 5280 §5.2.6). */
export function plannedDeltas({ extensions }: Crl): readonly PlannedFetch[] {
  return listFetches('delta-crl', extensions.freshestCRL ?? [])
}

function ocspFetches(
  { extensions, serialHex, issuer: issuerName }: Certificate,
  issuer: Certificate,
  nonce: Uint8Array | undefined,
): readonly PlannedFetch[] {
  const locations = (extensions.authorityInfoAccess ?? [])
    .filter(({ methodOid }) => methodOid === OID.ocspAccess)
    .map(({ location }) => location)
  const uris = webUris(locations)
  if (uris.length === 0) return []
  // RFC 5019 §2.1.1: "Clients MUST use SHA1 as the hashing algorithm" of a CertID: it names a
  // certificate, and nothing rests on it.
  const hashes = issuerHashes('sha1', issuerName, issuer.spkiDer)
  const requestDer = encodeOcspRequest([encodeCertId('sha1', hashes, serialHex)], nonce)
  return [{ kind: 'ocsp', uris, requestDer, nonce }]
}

function listFetches(
  kind: 'crl' | 'delta-crl',
  points: readonly DistributionPoint[],
): readonly PlannedFetch[] {
  const lists = new Map<string, readonly string[]>()
  for (const { name } of points) {
    // RFC 5280 §4.2.1.13: of several names of one point each "describes a different mechanism to
    // obtain the same CRL".
    const uris = name?.kind === 'fullName' ? webUris(name.names) : []
    if (uris.length > 0) lists.set(uris.join(' '), uris)
    if (lists.size === FETCHES_MAX) break
  }
  return Array.from(lists.values(), (uris) => ({ kind, uris }))
}

function webUris(names: readonly GeneralName[]): readonly string[] {
  const uris = new Set<string>()
  for (const name of names) {
    if (name.kind === 'uniformResourceIdentifier' && isWebUri(name.text)) uris.add(name.text)
    if (uris.size === FETCH_URIS_MAX) break
  }
  return [...uris]
}

function isWebUri(text: string): boolean {
  return text.length <= FETCH_URI_LENGTH_MAX && /^https?:\/\/\S+$/i.test(text) && URL.canParse(text)
}
