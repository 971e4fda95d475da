import { JPKI_EF } from '#codec/jpki-card/files.ts'
import type { CertificateKind } from '#law/certificate-kind.ts'
import type { CardCertificate } from './contract.ts'

/** The elementary file of each certificate (spec/card.md §1.2). */
export const CERTIFICATE_FILE: Readonly<Record<CardCertificate, number>> = {
  signature: JPKI_EF.signCertificate,
  'signature-ca': JPKI_EF.signCaCertificate,
  'user-authentication': JPKI_EF.authCertificate,
  'user-authentication-ca': JPKI_EF.authCaCertificate,
}

/** The elementary file of each private key (spec/card.md §1.2). */
export const KEY_FILE: Readonly<Record<CertificateKind, number>> = {
  signature: JPKI_EF.signKey,
  'user-authentication': JPKI_EF.authKey,
}
