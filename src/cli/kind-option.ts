import type { CertificateKind } from '#law/certificate-kind.ts'
import { type OptionSpec, UsageError } from './command.ts'

/** Which kind of certificate, or the PIN or the authority of that kind. */
export const kindOption: OptionSpec = {
  value: 'KIND',
  ja: 'signature(署名用)か user-authentication(利用者証明用)',
  en: 'signature or user-authentication',
}

/** Both kinds at once, or one of them. */
export const kindsOption: OptionSpec = {
  value: 'KIND',
  ja: 'both、signature、user-authentication(省くと both)',
  en: 'both, signature or user-authentication (default both)',
}

/** Reads a certificate kind; anything else is a mistake of the command line. */
export function parseKind(text: string): CertificateKind {
  if (text === 'signature' || text === 'user-authentication') return text
  throw new UsageError(
    `signature か user-authentication です / signature or user-authentication, not: ${text}`,
  )
}

/** Reads `both`, or one kind. */
export function parseKinds(text: string): readonly CertificateKind[] {
  return text === 'both' ? ['user-authentication', 'signature'] : [parseKind(text)]
}

/** What people call the two kinds. */
export const KIND_LABELS: Readonly<Record<CertificateKind, string>> = {
  signature: '署名用 / signature',
  'user-authentication': '利用者証明用 / authentication',
}
