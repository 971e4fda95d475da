import { type CrlReason, CRL_REASON_CODES } from '#codec/crl/reason.ts'
import * as der from '#codec/der/encode.ts'
import { OCSP_OID } from '#codec/ocsp/oids.ts'
import type { CertStatus, ResponderId } from '#codec/ocsp/response.ts'
import type { Certificate } from '#codec/x509/certificate.ts'
import { assembleCertificate, encodeTbsCertificate } from '#codec/x509/encode-certificate.ts'
import { critical, extension, type Extension, extensionsNode } from '#codec/x509/extension.ts'
import { type GeneralName, generalNamesNode } from '#codec/x509/general-name.ts'
import type { Name } from '#codec/x509/name.ts'
import { OID } from '#codec/x509/oids.ts'
import { serialNode } from '#codec/x509/serial-number.ts'
import type { Instant } from '#kernel/instant.ts'
import { at, certificateIn, signWith, type TestKeys } from './status-authority.ts'

/** Anything a certificate can say, for tests of who may sign what. */
export interface AnyCertificate {
  readonly subject: Name
  readonly issuer: Name
  readonly keys: TestKeys
  readonly signedBy: TestKeys
  readonly serialHex?: string
  readonly notBefore?: Instant
  readonly notAfter?: Instant
  readonly extensions?: readonly Extension[]
}

/** A certificate, 2024 to 2033 unless said otherwise. */
export function anyCertificate(fields: AnyCertificate): Certificate {
  const { keys, signedBy } = fields
  const tbsDer = encodeTbsCertificate({
    serialHex: '11',
    notBefore: at('2024-01-01T00:00:00Z'),
    notAfter: at('2033-12-31T14:59:59Z'),
    extensions: [],
    ...fields,
    spkiDer: keys.spkiDer,
    signatureAlgorithm: signedBy.algorithm,
  })
  return certificateIn(assembleCertificate(tbsDer, signedBy.algorithm, signWith(signedBy, tbsDer)))
}

/** One entry of a list, with any extensions. */
export interface AnyEntry {
  readonly serialHex: string
  readonly revokedAt: Instant
  readonly extensions?: readonly Extension[]
}

/** Anything a list can say, also what no conforming authority writes. */
export interface AnyList {
  readonly issuer: Name
  readonly keys: TestKeys
  readonly thisUpdate: Instant
  readonly nextUpdate?: Instant | undefined
  readonly entries?: readonly AnyEntry[]
  readonly extensions?: readonly Extension[]
  readonly version?: 1 | 2
}

/** The DER of a list. */
export function anyList(list: AnyList): Uint8Array {
  const { issuer, keys, thisUpdate, nextUpdate, entries = [], extensions = [], version = 2 } = list
  const crlExtensions = extensionsNode(extensions)
  const tbsDer = der.encode(
    der.sequence(
      version === 2 ? der.integer(1) : undefined,
      keys.algorithm.der,
      issuer.der,
      der.time(thisUpdate),
      nextUpdate === undefined ? undefined : der.time(nextUpdate),
      entries.length === 0 ? undefined : der.sequenceOf(entries, entryNode),
      crlExtensions === undefined ? undefined : der.explicit(0, crlExtensions),
    ),
  )
  const signature = der.bitString(signWith(keys, tbsDer))
  return der.encode(der.sequence(tbsDer, keys.algorithm.der, signature))
}

function entryNode({ serialHex, revokedAt, extensions = [] }: AnyEntry): der.DerNode {
  return der.sequence(serialNode(serialHex), der.time(revokedAt), extensionsNode(extensions))
}

/** reasonCode (RFC 5280 §5.3.1). */
export function reasonCode(reason: CrlReason): Extension {
  return extension(OID.reasonCode, der.enumerated(CRL_REASON_CODES[reason]))
}

/** invalidityDate (RFC 5280 §5.3.2). */
export function invalidityDate(moment: Instant): Extension {
  return extension(OID.invalidityDate, der.generalizedTime(moment))
}

/** certificateIssuer (RFC 5280 §5.3.3). */
export function certificateIssuer(names: readonly GeneralName[]): Extension {
  return critical(extension(OID.certificateIssuer, generalNamesNode(names)))
}

/** deltaCRLIndicator (RFC 5280 §5.2.4). */
export function deltaCrlIndicator(baseNumber: number): Extension {
  return critical(extension(OID.deltaCRLIndicator, der.integer(baseNumber)))
}

/** One statement of a response, with any extensions. */
export interface AnyStatement {
  readonly certIdDer: Uint8Array
  readonly status: CertStatus
  readonly thisUpdate: Instant
  readonly nextUpdate?: Instant | undefined
  readonly extensions?: readonly Extension[]
}

/** Anything a basic response can say. */
export interface AnyResponse {
  readonly responderId: ResponderId
  readonly keys: TestKeys
  readonly producedAt: Instant
  readonly statements: readonly AnyStatement[]
  readonly extensions?: readonly Extension[]
  readonly certificatesDer?: readonly Uint8Array[]
}

/** The DER of a successful response. */
export function anyResponse(response: AnyResponse): Uint8Array {
  const { responderId, keys, producedAt, statements, extensions = [] } = response
  const { certificatesDer = [] } = response
  const responseExtensions = extensionsNode(extensions)
  const tbsDer = der.encode(
    der.sequence(
      responderId.by === 'name'
        ? der.explicit(1, responderId.name.der)
        : der.explicit(2, der.octetString(responderId.keyHash)),
      der.generalizedTime(producedAt),
      der.sequenceOf(statements, statementNode),
      responseExtensions === undefined ? undefined : der.explicit(1, responseExtensions),
    ),
  )
  const basic = der.sequence(
    tbsDer,
    keys.algorithm.der,
    der.bitString(signWith(keys, tbsDer)),
    certificatesDer.length === 0 ? undefined : der.explicit(0, der.sequence(...certificatesDer)),
  )
  const bytes = der.sequence(der.oid(OCSP_OID.basicResponse), der.octetStringOf(basic))
  return der.encode(der.sequence(der.enumerated(0), der.explicit(0, bytes)))
}

function statementNode(statement: AnyStatement): der.DerNode {
  const { certIdDer, status, thisUpdate, nextUpdate, extensions = [] } = statement
  const singleExtensions = extensionsNode(extensions)
  return der.sequence(
    certIdDer,
    statusNode(status),
    der.generalizedTime(thisUpdate),
    nextUpdate === undefined ? undefined : der.explicit(0, der.generalizedTime(nextUpdate)),
    singleExtensions === undefined ? undefined : der.explicit(1, singleExtensions),
  )
}

function statusNode(status: CertStatus): der.DerValue {
  switch (status.state) {
    case 'good':
      return Uint8Array.of(0x80, 0)
    case 'unknown':
      return Uint8Array.of(0x82, 0)
    case 'revoked': {
      const code = CRL_REASON_CODES[status.reason]
      const reason = code === 0 ? undefined : der.explicit(0, der.enumerated(code))
      return der.implicit(1, der.sequence(der.generalizedTime(status.revokedAt), reason))
    }
  }
}
