import {
  type KeyParameters,
  type KeyParametersRefusal,
  readKeyParameters,
} from '#codec/x509/key-parameters.ts'
import { publicKeyOf, type VerificationKey } from '#crypto/verification-key.ts'
import { equalBytes } from '#kernel/bytes.ts'
import type { Result } from '#kernel/result.ts'

/** A certificate, as far as it matters here. */
interface Holder {
  readonly spkiDer: Uint8Array
}

/** The key of those who sign, read once for all that it signed. */
export interface SignerKey extends Holder {
  readonly parameters: Result<KeyParameters, KeyParametersRefusal>
  /** Imported when first asked for; `undefined` where OpenSSL cannot import it. */
  imported: { readonly key: VerificationKey | undefined } | undefined
}

/** Places for the keys of signers, one for each value of an octet; the newest keeps its place. */
const PLACES = 256

/** Longer keys are read anew each time. */
const KEPT_OCTETS_MAX = 4096

/**
 * By content, since an authority's certificate may come anew with everything that it signed; and
 * with copies of the keys, so that what came with them is not held.
 */
const kept: (SignerKey | undefined)[] = Array.from({ length: PLACES }, () => undefined)

/** The key of a signer; a holder's own, which signs nothing here, would only take up a place. */
export function signerKeyOf({ spkiDer }: Holder): SignerKey {
  if (spkiDer.length > KEPT_OCTETS_MAX) return read(spkiDer)
  const place = placeOf(spkiDer)
  const known = kept[place]
  if (known !== undefined && equalBytes(known.spkiDer, spkiDer)) return known
  const key = read(new Uint8Array(spkiDer))
  kept[place] = key
  return key
}

/** The kind and strength of a signer's key. */
export function keyParametersOf(signer: Holder): SignerKey['parameters'] {
  return signerKeyOf(signer).parameters
}

/** A signer's key, ready to verify with. */
export function verificationKeyOf(signer: SignerKey): VerificationKey | undefined {
  signer.imported ??= { key: publicKeyOf(signer) }
  return signer.imported.key
}

function read(spkiDer: Uint8Array): SignerKey {
  return { spkiDer, parameters: readKeyParameters(spkiDer), imported: undefined }
}

/** One octet from the midst of the key: as good as random in a modulus or a point. */
function placeOf(spkiDer: Uint8Array): number {
  return spkiDer[spkiDer.length >> 1] ?? 0
}
