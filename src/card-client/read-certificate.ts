import { concatBytes } from '#kernel/bytes.ts'
import { ok, refuse, type Result } from '#kernel/result.ts'
import { CERTIFICATE_FILE } from './card-files.ts'
import type { CardCertificate } from './contract.ts'
import { FILE_OCTETS_MAX, readFile, selectFileIfPresent } from './elementary-file.ts'
import type { CommandRefusal, SelectedApplication } from './select-application.ts'

/** Why a certificate was not read. */
export type ReadCertificateRefusal = 'certificate-absent' | 'certificate-not-der' | CommandRefusal

const HEADER_OCTETS = 4
/** An empty file is filled with this (spec/card.md §1.2), as is what follows a certificate. */
const FILLER = 0xff
/**
 * SEQUENCE with two octets of length (X.690 §8.1.3.5): every certificate of 256 to 65,535 octets
 * begins so.
 */
const [SEQUENCE, TWO_LENGTH_OCTETS] = [0x30, 0x82]

/**
 * Reads a certificate: its DER header, then exactly as much as that says. The octets are not
 * verified in any way.
 *
 * The signature certificate needs its PIN verified first, and on a smartphone the other one does
 * too (`security-status-not-satisfied`); the certificates of the authorities are free.
 */
export async function readCertificate(
  jpki: SelectedApplication<'jpki'>,
  certificate: CardCertificate,
): Promise<Result<Uint8Array, ReadCertificateRefusal>> {
  const present = await selectFileIfPresent(jpki, CERTIFICATE_FILE[certificate])
  if (!present.ok) return present
  if (!present.value) return refuse('certificate-absent', { certificate })
  const header = await readFile(jpki, 0, HEADER_OCTETS)
  if (!header.ok) return header
  const [tag, lengthForm, high = 0, low = 0] = header.value
  if (tag === undefined || header.value.every((octet) => octet === FILLER))
    return refuse('certificate-absent', { certificate })
  const bodyLength = high * 256 + low
  if (tag !== SEQUENCE || lengthForm !== TWO_LENGTH_OCTETS || header.value.length < HEADER_OCTETS)
    return refuse('certificate-not-der', { certificate })
  if (HEADER_OCTETS + bodyLength > FILE_OCTETS_MAX)
    return refuse('certificate-not-der', { certificate })
  const body = await readFile(jpki, HEADER_OCTETS, bodyLength)
  if (!body.ok) return body
  return body.value.length === bodyLength
    ? ok(concatBytes(header.value, body.value))
    : refuse('certificate-not-der', { certificate })
}
