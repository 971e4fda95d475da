import type { CivilDate } from '#kernel/civil-date.ts'
import type { CertificateKind } from '#law/certificate-kind.ts'

/** What every paper needs to know about where and when it is made. */
export interface PaperOrigin {
  /** The municipality with its prefecture: 神奈川県横浜市中区. */
  readonly municipality: string
  readonly desk: string
  /** Who took the matter in; none on a form that nobody has taken in. */
  readonly clerk: string | undefined
  readonly issuedOn: CivilDate
  /** Made in a test environment: the paper says on every page that it has no effect. */
  readonly specimen: boolean
}

/** The person a paper is about, by the resident record. */
export interface PaperPerson {
  readonly name: string
  readonly kana: string | undefined
  readonly address: string
  readonly birthDate: CivilDate
  readonly sex: 'male' | 'female' | 'unknown'
}

/** Who stands for the person: 法定代理人 or 任意代理人. */
export interface PaperAgent {
  readonly capacity: 'legal-representative' | 'agent'
  readonly name: string
  readonly address: string
}

/** A certificate as a paper names it. */
export interface PaperCertificate {
  readonly kind: CertificateKind
  /** 発行番号 */
  readonly serialHex: string
  /** The last day on which it may be used. */
  readonly endsOn: CivilDate
}
