import { hmacSha256 } from '#crypto/digest.ts'
import { assert } from '#kernel/assert.ts'
import { toHex, utf8 } from '#kernel/bytes.ts'

/** Octets of the secret under which pairwise subjects are made. */
export const PAIRWISE_KEY_OCTETS = 32

/**
 * The subject of a holder at one relying party (OpenID Connect Core 1.0 §8.1, pairwise): 64
 * hexadecimal digits. It depends on the holder and not on a certificate, so it survives renewal;
 * two parties cannot compare theirs.
 */
export function pairwiseSubject(
  pairwiseKey: Uint8Array,
  holderRef: string,
  relyingPartyId: string,
): string {
  assert(pairwiseKey.length === PAIRWISE_KEY_OCTETS, 'the pairwise key has 32 octets')
  // A digest per part: no two pairs of texts run together into the same message.
  const parts = ['shomei pairwise subject v1', holderRef, relyingPartyId]
  return toHex(hmacSha256(pairwiseKey, ...parts.map((part) => hmacSha256(pairwiseKey, utf8(part)))))
}
