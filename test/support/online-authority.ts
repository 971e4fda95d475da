import type { CertificateStatus } from '#ca/contract.ts'
import { issuingDistributionPoint } from '#codec/crl/encode-crl.ts'
import type { Extension } from '#codec/x509/extension.ts'
import { authorityInfoAccess, cRLDistributionPoints } from '#codec/x509/extension-values.ts'
import { uri } from '#codec/x509/general-name.ts'
import { OID } from '#codec/x509/oids.ts'
import { type Instant, instant, plusMs, wholeSecond } from '#kernel/instant.ts'
import type { CertificateKind } from '#law/certificate-kind.ts'
import {
  crlOf,
  issueTo,
  keysOf,
  littleAuthority,
  type LittleAuthority,
  littleResponder,
} from './status-authority.ts'
import {
  emptyRecords,
  serveStatus,
  storedCrl,
  type TestCrl,
  type TestRecords,
} from './status-server.ts'

/** The key a responder of the tests signs with. */
export type ResponderKey = 'P-256' | 'RSA-2048'

/** Serial numbers of the three states; a certificate with any other is unknown as well. */
export const GOOD_SERIAL = '11'
export const REVOKED_SERIAL = '12'
export const UNKNOWN_SERIAL = '13'

const MUNICIPALITY = '13113'
const DAY_MS = 86_400_000

/** What may differ from an authority that answers by OCSP at the present time. */
export interface OnlineOptions {
  readonly kind?: CertificateKind
  readonly responderKey?: ResponderKey
}

/** Where a certificate sends a relying party for its status. */
export interface Pointers {
  readonly ocsp?: string
  readonly crl?: string
}

/**
 * An authority whose status is served at the machine's own present, for programs that know no other
 * time, and whose certificates say where.
 */
export interface OnlineAuthority extends AsyncDisposable {
  readonly url: string
  readonly ocspUrl: string
  /** The list of the whole authority. */
  readonly crlUrl: string
  /** The list of a municipality, whose issuingDistributionPoint is this very URL. */
  readonly municipalityUrl: string
  readonly records: TestRecords
  readonly authority: LittleAuthority
  /** A certificate with the serial number and pointers. */
  certificate(serialHex: string, pointers: Pointers): Uint8Array
}

/** Serves the status of a new authority. */
export async function onlineAuthority({
  kind = 'user-authentication',
  responderKey = 'P-256',
}: OnlineOptions = {}): Promise<OnlineAuthority> {
  const now = wholeSecond(instant(Date.now()))
  const valid = { notBefore: plusMs(now, -30 * DAY_MS), notAfter: plusMs(now, 300 * DAY_MS) }
  const authority = littleAuthority(kind, valid)
  const curve = responderKey === 'P-256' ? responderKey : undefined
  const responder = littleResponder(authority, {
    ...valid,
    keys: keysOf(`${kind}-ocsp-${responderKey}`, curve),
  })
  const records = recordsOf(authority, now)
  records.responders.push(responder)
  const server = await serveStatus(records)
  const ocspUrl = `${server.url}/ocsp/${kind}`
  const crlUrl = `${server.url}/crl/${kind}/all.crl`
  const municipalityUrl = `${server.url}/crl/${kind}/${MUNICIPALITY}.crl`
  const whole = { ...listOf(authority, now), scope: { of: 'authority' } as const }
  records.crls.set(`${kind}/all`, [{ ...whole, body: 'all' }])
  records.crls.set(`${kind}/${MUNICIPALITY}`, [listOf(authority, now, municipalityUrl)])
  return {
    url: server.url,
    ocspUrl,
    crlUrl,
    municipalityUrl,
    records,
    authority,
    certificate: (serialHex, pointers) =>
      issueTo(authority, {
        serialHex,
        ...valid,
        edit: (extensions) => withPointers(extensions, pointers),
      }),
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  }
}

function withPointers(
  extensions: readonly Extension[],
  { ocsp, crl }: Pointers,
): readonly Extension[] {
  const edited = extensions.filter(({ oid }) => oid !== OID.cRLDistributionPoints)
  if (crl !== undefined)
    edited.push(cRLDistributionPoints([{ name: { kind: 'fullName', names: [uri(crl)] } }]))
  if (ocsp !== undefined)
    edited.push(authorityInfoAccess([{ methodOid: OID.ocspAccess, location: uri(ocsp) }]))
  return edited
}

/** One certificate good, one revoked: by OCSP as by every list. */
function recordsOf(authority: LittleAuthority, now: Instant): TestRecords {
  const records = emptyRecords(now)
  records.authorities.push(authority)
  records.statuses.set(GOOD_SERIAL, { state: 'good' })
  records.statuses.set(REVOKED_SERIAL, { state: 'revoked', ...revocation(now) })
  return records
}

type Revocation = Pick<RevokedStatus, 'revokedAt' | 'reason'>
type RevokedStatus = Extract<CertificateStatus, { readonly state: 'revoked' }>

function revocation(now: Instant): Revocation {
  return { revokedAt: plusMs(now, -7 * DAY_MS), reason: 'superseded' }
}

/** A list of the whole authority, or the one whose issuingDistributionPoint is the URL. */
function listOf(authority: LittleAuthority, now: Instant, pointUrl?: string): TestCrl {
  const list = crlOf(authority, {
    thisUpdate: plusMs(now, -DAY_MS / 24),
    nextUpdate: plusMs(now, DAY_MS),
    entries: [{ serialHex: REVOKED_SERIAL, ...revocation(now) }],
    // RFC 5280 §5.2.5: a list of everything has no issuingDistributionPoint.
    edit: (extensions) => [
      ...extensions.filter(({ oid }) => oid !== OID.issuingDistributionPoint),
      ...(pointUrl === undefined ? [] : [pointOf(pointUrl)]),
    ],
  })
  return storedCrl(authority, MUNICIPALITY, list)
}

function pointOf(url: string): Extension {
  const name = { kind: 'fullName', names: [uri(url)] } as const
  return issuingDistributionPoint({ name, onlyContains: 'user' })
}
