/** Certificates, a CRL and OCSP responses as relying parties of the service meet them. */
import { type KeyObject, createPublicKey } from 'node:crypto'
import * as der from '#codec/der/encode.ts'
import { extension, type Extension } from '#codec/x509/extension.ts'
import { parseCrl, type Crl } from '#codec/crl/crl.ts'
import { type Certificate, parseCertificate } from '#codec/x509/certificate.ts'
import { OID } from '#codec/x509/oids.ts'
import type { Instant } from '#kernel/instant.ts'
import {
  at,
  certIdOf,
  crlOf,
  issueTo,
  keysOf,
  littleAuthority,
  littleResponder,
  ocspOf,
} from '../../test/support/status-authority.ts'

/** What a bench verifies; every certificate has a serial number and a response of its own. */
export interface VerifyMaterial {
  readonly now: Instant
  readonly authorityDer: Uint8Array
  readonly authority: Certificate
  readonly authorityKey: KeyObject
  readonly crlDer: Uint8Array
  readonly crl: Crl
  readonly leaves: readonly VerifyLeaf[]
}

/** One holder's certificate, what its signature is over, and its OCSP response. */
export interface VerifyLeaf {
  readonly certificateDer: Uint8Array
  readonly tbsDer: Uint8Array
  readonly signature: Uint8Array
  readonly responseDer: Uint8Array
}

/** Entries of the CRL; more than a few thousand pkijs does not read. */
const CRL_ENTRIES = 1_000
const FIRST_SERIAL = 0x10_00_00_00

/** Makes `count` certificates of about 1.5 kB under one RSA-2048 authority, and their status. */
export function verifyMaterial(count: number): VerifyMaterial {
  const now = at('2026-04-01T12:00:00Z')
  const authority = littleAuthority('signature')
  const responder = littleResponder(authority, { keys: keysOf('bench-responder') })
  const leaves = Array.from({ length: count }, (_, index): VerifyLeaf => {
    const serialHex = (FIRST_SERIAL + index).toString(16)
    const certificateDer = issueTo(authority, { serialHex, edit: (list) => [...list, ...more()] })
    const statement = {
      certIdDer: certIdOf(authority, serialHex),
      status: { state: 'good' },
      thisUpdate: at('2026-04-01T11:55:00Z'),
      nextUpdate: at('2026-04-01T12:15:00Z'),
    } as const
    const responseDer = ocspOf(responder, [statement], { producedAt: now })
    const { tbsDer, signature } = parsed(parseCertificate(certificateDer))
    return { certificateDer, tbsDer, signature, responseDer }
  })
  const crlDer = crlOf(authority, { entries: Array.from({ length: CRL_ENTRIES }, listing) })
  const { generation, certificate } = authority
  return {
    now,
    authorityDer: generation.certificateDer,
    authority: certificate,
    authorityKey: createPublicKey({
      key: Buffer.from(certificate.spkiDer),
      format: 'der',
      type: 'spki',
    }),
    crlDer,
    crl: parsed(parseCrl(crlDer)),
    leaves,
  }
}

function listing(_: unknown, index: number) {
  const serialHex = (0x20_00_00_00 + index).toString(16)
  return { serialHex, revokedAt: at('2026-03-20T00:00:00Z'), reason: 'superseded' } as const
}

/** What the real ones carry beside: names and addresses in otherNames, an OCSP service. */
function more(): readonly Extension[] {
  const text = (arc: string, characters: number): der.DerNode =>
    der.implicit(
      0,
      der.sequence(der.oid(arc), der.explicit(0, der.utf8String('あ'.repeat(characters)))),
    ) as der.DerNode
  const names = der.sequence(
    text('2.999.5.1', 12),
    text('2.999.5.2', 1),
    text('2.999.5.3', 8),
    text('2.999.5.4', 60),
  )
  const service = der.sequence(
    der.sequence(der.oid(OID.ocspAccess), new der.DerNode(0x86, 'http://ocsp.example.com/ocsp')),
  )
  return [extension(OID.subjectAltName, names), extension(OID.authorityInfoAccess, service)]
}

function parsed<T>(
  result:
    | { readonly ok: true; readonly value: T }
    | { readonly ok: false; readonly refusal: string },
): T {
  if (!result.ok) throw new Error(result.refusal)
  return result.value
}
