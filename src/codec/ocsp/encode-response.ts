import * as der from '#codec/der/encode.ts'
import { context } from '#codec/der/tag.ts'
import { CRL_REASON_CODES } from '#codec/crl/reason.ts'
import type { SignatureAlgorithm } from '#codec/x509/algorithm.ts'
import { extension, extensionNode, extensionsNode } from '#codec/x509/extension.ts'
import type { Instant } from '#kernel/instant.ts'
import { nonceExtension } from './nonce.ts'
import { OCSP_OID } from './oids.ts'
import {
  type CertStatus,
  OCSP_ERROR_CODES,
  type OcspErrorStatus,
  type ResponderId,
} from './response.ts'

/** What ResponseData says (RFC 6960 §4.2.1); times are cut to whole seconds. */
export interface ResponseDataFields {
  readonly responderId: ResponderId
  readonly producedAt: Instant
  readonly responses: readonly ResponseFields[]
  /** The request's nonce, to be repeated (RFC 9654 §2.1). */
  readonly nonce: Uint8Array | undefined
}

/** One statement; `certIdDer` as it stood in the request. */
export interface ResponseFields {
  readonly certIdDer: Uint8Array
  readonly status: CertStatus
  readonly thisUpdate: Instant
  readonly nextUpdate: Instant
  /** Status is kept, for expired certificates too, back to this moment (RFC 6960 §4.4.4). */
  readonly archiveCutoff?: Instant | undefined
}

/** The DER of a ResponseData, to be signed. */
export function encodeResponseData(fields: ResponseDataFields): Uint8Array {
  const extensions = extensionsNode(
    fields.nonce === undefined ? [] : [nonceExtension(fields.nonce)],
  )
  return der.encode(
    der.sequence(
      responderIdNode(fields.responderId),
      der.generalizedTime(fields.producedAt),
      der.sequenceOf(fields.responses, singleResponseNode),
      extensions === undefined ? undefined : der.explicit(1, extensions),
    ),
  )
}

/** A successful response around the signed ResponseData, with the responder's certificate. */
export function assembleOcspResponse(
  tbsDer: Uint8Array,
  algorithm: SignatureAlgorithm,
  signature: Uint8Array,
  certificateDer: Uint8Array,
): Uint8Array {
  const basic = der.sequence(
    tbsDer,
    algorithm.der,
    der.bitString(signature),
    der.explicit(0, der.sequence(certificateDer)),
  )
  const bytes = der.sequence(der.oid(OCSP_OID.basicResponse), der.octetStringOf(basic))
  return der.encode(der.sequence(der.enumerated(0), der.explicit(0, bytes)))
}

/** An unsigned response that refuses to answer (RFC 6960 §4.2.1). */
export function encodeOcspError(status: OcspErrorStatus): Uint8Array {
  return der.encode(der.sequence(der.enumerated(OCSP_ERROR_CODES[status])))
}

function responderIdNode(responderId: ResponderId): der.DerNode {
  return responderId.by === 'name'
    ? der.explicit(1, responderId.name.der)
    : der.explicit(2, der.octetString(responderId.keyHash))
}

function singleResponseNode(response: ResponseFields): der.DerNode {
  return der.sequence(
    response.certIdDer,
    certStatusNode(response.status),
    der.generalizedTime(response.thisUpdate),
    der.explicit(0, der.generalizedTime(response.nextUpdate)),
    response.archiveCutoff === undefined ? undefined : singleExtensionsNode(response.archiveCutoff),
  )
}

/** `singleExtensions` of a statement of ours: how far back the archive of statuses goes. */
export function singleExtensionsNode(archiveCutoff: Instant): der.DerNode {
  const cutoff = extension(OCSP_OID.archiveCutoff, der.generalizedTime(archiveCutoff))
  return der.explicit(1, der.sequence(extensionNode(cutoff)))
}

/** A CertStatus to encode. */
export function certStatusNode(status: CertStatus): der.DerValue {
  switch (status.state) {
    case 'good':
      return GOOD
    case 'unknown':
      return UNKNOWN
    case 'revoked': {
      const code = CRL_REASON_CODES[status.reason]
      // RFC 5280 §5.3.1: the reason "SHOULD be absent instead of using the unspecified (0) value".
      const reason = code === 0 ? undefined : der.explicit(0, der.enumerated(code))
      return der.implicit(1, der.sequence(der.generalizedTime(status.revokedAt), reason))
    }
  }
}

const GOOD = Uint8Array.of(context(0), 0)
const UNKNOWN = Uint8Array.of(context(2), 0)
