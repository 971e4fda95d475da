import type { Certificate } from '#codec/x509/certificate.ts'

/** One rule of a certificate profile: what the certificate must say, by which source. */
export interface LintRule<Subject> {
  readonly id: string
  readonly cites: string
  /** Whether the certificate keeps the rule. */
  readonly holds: (certificate: Certificate, wanted: Subject) => boolean
}

/** The id of the first rule that the certificate breaks; `undefined` where it keeps all. */
export function firstBroken<Subject>(
  rules: readonly LintRule<Subject>[],
  certificate: Certificate,
  wanted: Subject,
): string | undefined {
  for (const rule of rules) if (!rule.holds(certificate, wanted)) return rule.id
  return undefined
}
