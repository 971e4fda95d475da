import type { CivilDate } from '#kernel/civil-date.ts'
import type { CertificateKind } from '#law/certificate-kind.ts'

/**
 * What the terminal has just done, in the order in which a person watches it. `resumed`: an earlier
 * run had done it.
 */
export type TerminalStep =
  | { readonly step: 'card-recognised'; readonly cardSerial: string }
  | { readonly step: 'session-opened' }
  | { readonly step: 'key-made'; readonly kind: CertificateKind; readonly resumed: boolean }
  | {
      readonly step: 'certificate-issued'
      readonly kind: CertificateKind
      readonly serialHex: string
    }
  | { readonly step: 'pin-set'; readonly kind: CertificateKind }
  | { readonly step: 'pin-unlocked'; readonly kind: CertificateKind }
  | { readonly step: 'certificates-written'; readonly count: number }
  | { readonly step: 'read-back'; readonly kind: CertificateKind }
  | { readonly step: 'delivered' }
  | { readonly step: 'pin-reset-done' }
  | { readonly step: 'term-written'; readonly expiresOn: CivilDate }
  | { readonly step: 'term-registered'; readonly expiresOn: CivilDate }

/** Called after each step; it must not throw. No step carries a PIN. */
export type StepReporter = (step: TerminalStep) => void

/**
 * The PINs the person has entered at the terminal, by the kind they guard. They go to the card and
 * nowhere else.
 */
export type EnteredPins = Readonly<Partial<Record<CertificateKind, string>>>
