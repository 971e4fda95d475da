/** CRLReason with its codes (RFC 5280 §5.3.1); 7 is not used. */
export const CRL_REASON_CODES = {
  unspecified: 0,
  keyCompromise: 1,
  cACompromise: 2,
  affiliationChanged: 3,
  superseded: 4,
  cessationOfOperation: 5,
  certificateHold: 6,
  removeFromCRL: 8,
  privilegeWithdrawn: 9,
  aACompromise: 10,
} as const

/** Why a certificate was revoked, as CRLs and OCSP answers say it. */
export type CrlReason = keyof typeof CRL_REASON_CODES

const REASON_OF_CODE = new Map<number, CrlReason>()
for (const reason of [
  'unspecified',
  'keyCompromise',
  'cACompromise',
  'affiliationChanged',
  'superseded',
  'cessationOfOperation',
  'certificateHold',
  'removeFromCRL',
  'privilegeWithdrawn',
  'aACompromise',
] as const)
  REASON_OF_CODE.set(CRL_REASON_CODES[reason], reason)

/** The reason of a code; `undefined` for 7 and beyond 10. */
export function crlReasonOf(code: number): CrlReason | undefined {
  return REASON_OF_CODE.get(code)
}
