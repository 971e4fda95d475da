import { SHORT_LE_MAX } from '#codec/apdu/command.ts'
import { DIGEST_INFO_PREFIX } from '#codec/jpki-card/signature-padding.ts'
import { SW } from '#codec/jpki-card/status-words.ts'
import { digest } from '#crypto/digest.ts'
import { assert } from '#kernel/assert.ts'
import { concatBytes } from '#kernel/bytes.ts'
import { ok, refuse, type Result } from '#kernel/result.ts'
import type { CertificateKind } from '#law/certificate-kind.ts'
import { KEY_FILE } from './card-files.ts'
import type { CardSignatureScheme } from './contract.ts'
import { selectFileIfPresent } from './elementary-file.ts'
import { exchange, refusalOf } from './exchange.ts'
import type { CommandRefusal, SelectedApplication } from './select-application.ts'

/** Why there is no signature; `certificate-absent` where the card has no key of that kind. */
export type SignRefusal = 'certificate-absent' | CommandRefusal

/** All keys of the card are RSA-2048 (spec/card.md §2.4). */
const SIGNATURE_OCTETS = 256

/**
 * P1 of COMPUTE DIGITAL SIGNATURE (spec/card.md §2.3): the octets as they are, or PSS over a
 * SHA-256 digest.
 */
const P1 = { pkcs1Verbatim: 0x00, pssDigest: 0x04 } as const

/**
 * Signs `message` with the key of `kind` and gives the 256 octets of the signature. The digest is
 * made here, so the card sees 83 octets at most. The PIN of the same kind must have been verified
 * (`security-status-not-satisfied`).
 */
export function signMessageWithCard(
  jpki: SelectedApplication<'jpki'>,
  kind: CertificateKind,
  scheme: CardSignatureScheme,
  message: Uint8Array,
): Promise<Result<Uint8Array, SignRefusal>> {
  return signDigestWithCard(jpki, kind, scheme, digest(scheme.digest, message))
}

/** As `signMessageWithCard`, for whoever has made the digest already. */
export async function signDigestWithCard(
  jpki: SelectedApplication<'jpki'>,
  kind: CertificateKind,
  scheme: CardSignatureScheme,
  messageDigest: Uint8Array,
): Promise<Result<Uint8Array, SignRefusal>> {
  const present = await selectFileIfPresent(jpki, KEY_FILE[kind])
  if (!present.ok) return present
  if (!present.value) return refuse('certificate-absent', { certificate: kind })
  const { p1, data } = signatureInput(scheme, messageDigest)
  const sign = { cla: 0x80, ins: 0x2a, p1, p2: 0x80, data, le: SHORT_LE_MAX }
  const answer = await exchange(jpki.card, sign)
  if (answer.statusWord !== SW.done) {
    return refusalOf('COMPUTE DIGITAL SIGNATURE', answer.statusWord)
  }
  return answer.data.length === SIGNATURE_OCTETS
    ? ok(answer.data)
    : refuse('card-answer-unexpected', { command: 'COMPUTE DIGITAL SIGNATURE', sw: '9000' })
}

function signatureInput(
  scheme: CardSignatureScheme,
  messageDigest: Uint8Array,
): { readonly p1: number; readonly data: Uint8Array } {
  const digestInfoPrefix = DIGEST_INFO_PREFIX[scheme.digest]
  // The last octet of the prefix is the digest's length.
  assert(messageDigest.length === digestInfoPrefix.at(-1), `no ${scheme.digest} digest`)
  return scheme.scheme === 'rsa-pss'
    ? { p1: P1.pssDigest, data: messageDigest }
    : { p1: P1.pkcs1Verbatim, data: concatBytes(digestInfoPrefix, messageDigest) }
}
