import type { Result } from '#kernel/result.ts'
import type { CertificateKind } from '#law/certificate-kind.ts'
import type {
  EventSource,
  LifeEvent,
  RegisterRefusal,
  Resident,
  ResidentId,
} from '#register/contract.ts'
import type { CounterPorts } from '../counter-ports.ts'
import type { LifeEventRehearsal } from '../ports.ts'
import type { Case, CaseEntry } from './contract.ts'

/** A case as stored, with its own history; `revision` grows with every change. */
export interface StoredCase {
  readonly case: Case
  readonly entries: readonly CaseEntry[]
  readonly revision: number
}

/** A line of a case's history before it has its place. */
export type NewCaseEntry = Omit<CaseEntry, 'position' | 'receiptNumber'>

/** What stands under a receipt number after `open`, or the open case of the same procedure. */
export type OpenedCase = { readonly stored: StoredCase } | { readonly rivalReceiptNumber: string }

/** The cases. What is acknowledged is durable; entries are written in the same transaction. */
export interface CaseStore {
  /**
   * Stores the case unless its receipt number is taken, and gives what stands there. Refused where
   * the resident has an open case of the same procedure.
   */
  open(opened: Case, entry: NewCaseEntry): Promise<OpenedCase>
  find(receiptNumber: string): Promise<StoredCase | undefined>
  /**
   * Replaces revision `revision` by `after` and adds the entries; `undefined`, and nothing changes,
   * where another revision stands.
   */
  replace(
    revision: number,
    after: Case,
    entries: readonly NewCaseEntry[],
  ): Promise<StoredCase | undefined>
  /** Up to `limit` open cases of the municipality, oldest first. */
  openOf(municipalityCode: string, limit: number): Promise<readonly Case[]>
  /** Every case of the resident, oldest first. */
  ofResident(residentId: ResidentId): Promise<readonly Case[]>
}

/** The register as the counter enters changes in it. */
export interface RegisterWindow {
  /** Records the event, if nothing else happened to the person since `expectedVersion`. */
  record(report: {
    readonly residentId: ResidentId
    readonly expectedVersion: number
    readonly event: LifeEvent
    /** Who enters it, and for which case. */
    readonly source: EventSource
  }): Promise<Result<Resident, RegisterRefusal>>
  /**
   * Gives what is recorded to the authorities; what lapses has lapsed when the promise resolves.
   */
  deliver(): Promise<void>
}

/** The end of a key generation (法14条). */
export interface GenerationRevoker {
  /** Ends every certificate of the generation; gives how many were not revoked before. */
  revokeGeneration(kind: CertificateKind, generation: number): Promise<number>
}

/** Everything the cases need from outside; each use case takes the part it uses. */
export interface CasePorts extends Omit<CounterPorts, 'sessions' | 'issuerKeys'> {
  readonly cases: CaseStore
  readonly register: RegisterWindow
  readonly rehearsal: LifeEventRehearsal
  readonly generations: GenerationRevoker
}
