import { activateFiles, eraseFile, stageFile } from '#codec/jpki-card/issuer-commands.ts'
import type { IssuerDialogueRefusal } from '#codec/jpki-card/issuer-dialogue.ts'
import { assert } from '#kernel/assert.ts'
import type { Result } from '#kernel/result.ts'
import type { CertificateKind } from '#law/certificate-kind.ts'
import { CERTIFICATE_FILE } from './card-files.ts'
import type { CardCertificate } from './contract.ts'
import type { IssuerSession } from './open-issuer-session.ts'

/** A certificate on its way to the card, as DER of 256 octets or more. */
export interface CertificateToWrite {
  readonly certificate: CardCertificate
  readonly der: Uint8Array
}

/**
 * Writes all of `certificates` so that they take effect together, and with the holder's
 * certificates the waiting keys they name. The card refuses a certificate that does not hold its
 * key; the old ones stay until then.
 */
export function writeCertificates(
  session: IssuerSession<'jpki'>,
  certificates: readonly CertificateToWrite[],
): Promise<Result<void, IssuerDialogueRefusal>> {
  const staged = certificates.flatMap(({ certificate, der }) => {
    // Readers take the length from octets 2 and 3 unseen (spec/card.md §1.2), so a certificate
    // begins 30 82.
    assert(der[0] === 0x30 && der[1] === 0x82, 'a certificate for the card is 256 to 65,535 octets')
    return stageFile(CERTIFICATE_FILE[certificate], der)
  })
  return session.performAll([...staged, activateFiles()])
}

/** Empties the certificate of `kind` and destroys its key pair. */
export function eraseCertificate(
  session: IssuerSession<'jpki'>,
  kind: CertificateKind,
): Promise<Result<void, IssuerDialogueRefusal>> {
  return session.performAll([eraseFile(CERTIFICATE_FILE[kind])])
}
