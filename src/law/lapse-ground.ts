/**
 * A certificate's reason in a revocation list (RFC 5280 §5.3.1), as far as the service uses them
 * (CPS §4.9.9).
 */
export type RevocationReason =
  | 'unspecified'
  | 'keyCompromise'
  | 'cACompromise'
  | 'affiliationChanged'
  | 'superseded'
  | 'cessationOfOperation'
  | 'certificateHold'

/** Every ground of lapse, in the order of the Act and then of the counter's procedures. */
export const LAPSE_GROUND_NAMES = [
  'holder-request',
  'key-compromise-reported',
  'address-changed',
  'name-changed',
  'sex-changed',
  'birth-date-changed',
  'died',
  'resident-record-deleted',
  'overseas-with-continuation',
  'overseas-without-continuation',
  'record-error',
  'authority-key-compromised',
  'renewed',
  'reissued',
  'card-term-changed',
  'discarded-before-delivery',
  'held',
  'card-returned',
  'card-revoked',
  'switched-to-pinless-card',
] as const

/** Why a certificate lapses before its end (失効事由): one word per row of the table of grounds. */
export type LapseGround = (typeof LAPSE_GROUND_NAMES)[number]
