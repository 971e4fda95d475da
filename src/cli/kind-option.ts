import type { CertificateKind } from '#law/certificate-kind.ts'
import { type OptionSpec, UsageError } from './command.ts'

/** Which authority: named by the kind it issues. */
export const authorityOption: OptionSpec = {
  value: 'KIND',
  ja: 'signature(署名用)か user-authentication(利用者証明用)',
  en: 'signature or user-authentication',
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
