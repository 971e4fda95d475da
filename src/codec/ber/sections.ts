import type { DerRefusal } from '#codec/der/refusal.ts'
import type { BerRefusal } from './refusal.ts'

/** The clause of X.690 that each refusal beyond those of DER rests on. */
export const BER_REFUSAL_SECTIONS: Readonly<Record<Exclude<BerRefusal, DerRefusal>, string>> = {
  'ber-length-malformed': 'X.690 §8.1.3',
  'ber-segment-malformed': 'X.690 §8.7.3, §8.23.3',
  'ber-end-of-contents-unexpected': 'X.690 §8.1.5',
}
