import { CMS_OID } from '#codec/cms/oids.ts'
import * as der from '#codec/der/encode.ts'
import { digestIdentifierDer } from '#codec/x509/algorithm.ts'
import { nameOf } from '#codec/x509/name.ts'
import { digest } from '#crypto/digest.ts'
import { compareBytes, utf8 } from '#kernel/bytes.ts'
import { instant } from '#kernel/instant.ts'

/** A moment of the tests. */
export const STAMPED_AT = instant(1_775_001_600_000)

const SHA256 = digestIdentifierDer('sha256', 'absent')
const IMPRINT = der.sequence(SHA256, der.octetString(digest('sha256', utf8('契約書'))))

/** A TSTInfo (RFC 3161 §2.4.2) with the given parts behind its genTime. */
export function tstInfoOf(
  changes: {
    readonly version?: number
    readonly imprint?: der.DerValue
    readonly serial?: der.DerValue
    readonly time?: der.DerValue
    readonly after?: readonly der.DerPart[]
  } = {},
): Uint8Array {
  return der.encode(
    der.sequence(
      der.integer(changes.version ?? 1),
      der.oid('2.999.1'),
      changes.imprint ?? IMPRINT,
      changes.serial ?? der.integer(77),
      changes.time ?? der.generalizedTime(STAMPED_AT),
      ...(changes.after ?? []),
    ),
  )
}

/** A time-stamp token whose signature is one octet: a form to read, nothing to verify. */
export function tokenSample(
  changes: {
    readonly info?: Uint8Array | undefined
    readonly contentType?: string
    readonly signers?: number
  } = {},
): Uint8Array {
  const { info = tstInfoOf(), contentType = CMS_OID.tstInfo, signers = 1 } = changes
  const attributes = [
    der.sequence(der.oid(CMS_OID.contentType), der.setOf([der.oid(contentType)])),
    der.sequence(
      der.oid(CMS_OID.messageDigest),
      der.setOf([der.octetString(digest('sha256', info))]),
    ),
  ]
    .map(der.preEncoded)
    .toSorted(compareBytes)
  const signer = der.sequence(
    der.integer(1),
    der.sequence(nameOf([['CN', 'TSA']]).der, der.integer(5)),
    SHA256,
    der.implicit(0, der.setOf(attributes)),
    der.sequence(der.oid('1.2.840.113549.1.1.11'), der.nullValue()),
    der.octetString(Uint8Array.of(1)),
  )
  const content = 'info' in changes && changes.info === undefined ? undefined : info
  return der.encode(
    der.sequence(
      der.oid(CMS_OID.signedData),
      der.explicit(
        0,
        der.sequence(
          der.integer(3),
          der.setOf([SHA256]),
          der.sequence(
            der.oid(contentType),
            content === undefined ? undefined : der.explicit(0, der.octetString(content)),
          ),
          der.setOf(Array.from({ length: signers }, () => signer)),
        ),
      ),
    ),
  )
}

/** A TimeStampResp (RFC 3161 §2.4.2). */
export function responseSample(
  status: number,
  token: Uint8Array | undefined,
  ...more: readonly der.DerPart[]
): Uint8Array {
  return der.encode(der.sequence(der.sequence(der.integer(status), ...more), token))
}
