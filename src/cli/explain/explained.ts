/** The same in Japanese and English. */
export interface Bilingual {
  readonly ja: string
  readonly en: string
}

/** One value of a field: as it stands, and what it means. */
export interface ExplainedValue {
  /** What this value is, where a field has several. */
  readonly label?: Bilingual | undefined
  readonly text: string
  readonly meaning?: Bilingual | undefined
}

/** One field of a certificate. */
export interface ExplainedField {
  /**
   * Name of the field in the standard: `serialNumber`, `keyUsage`; a dotted identifier if unknown.
   */
  readonly id: string
  readonly name: Bilingual
  /** What the field is for. */
  readonly about: Bilingual
  readonly clause: string
  /** Of an extension: whether who does not understand it must refuse the certificate. */
  readonly critical?: boolean | undefined
  readonly values: readonly ExplainedValue[]
}

/**
 * Something about the certificate that a reader should know: `warning` speaks against relying on
 * it.
 */
export interface Finding extends Bilingual {
  readonly code: string
  readonly level: 'warning' | 'notice'
  readonly clause: string
}

/** A certificate explained. */
export interface ExplainedCertificate {
  /** What kind of certificate it is, in one sentence. */
  readonly summary: Bilingual
  readonly findings: readonly Finding[]
  readonly fields: readonly ExplainedField[]
}
