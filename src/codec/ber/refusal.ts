import type { DerRefusal } from '#codec/der/refusal.ts'

/**
 * Why octets are not BER (X.690 §8) that can be brought into DER: what the two encodings share
 * keeps the code it has in DER.
 */
export type BerRefusal =
  | DerRefusal
  | 'ber-length-malformed'
  | 'ber-segment-malformed'
  | 'ber-end-of-contents-unexpected'
