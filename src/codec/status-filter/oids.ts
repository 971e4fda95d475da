/**
 * Object identifiers of the status filter. They lie under the example arc until somebody registers
 * the format (docs/decisions/0007), and are the same whatever arc a deployment configures: a
 * relying party's reader must know them beforehand.
 */
export const FILTER_OID = {
  /** eContentType of the signed message. */
  contentType: '2.999.1397247821.10.1',
  /** extKeyUsage of its signer: id-kp for status filters. */
  keyPurpose: '2.999.1397247821.10.2',
} as const
