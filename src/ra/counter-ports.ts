import type { Clock, Random } from '#kernel/ports.ts'
import type {
  CardIssuerKeys,
  CardRegistry,
  CertificateAuthority,
  CounterHistory,
  IssuerSessionStore,
  ProcedureStore,
  ResidentDirectory,
} from './ports.ts'

/** Everything the counter's use cases need from outside; each takes the part it uses. */
export interface CounterPorts {
  readonly clock: Clock
  readonly random: Random
  readonly residents: ResidentDirectory
  readonly cards: CardRegistry
  readonly procedures: ProcedureStore
  readonly history: CounterHistory
  readonly authority: CertificateAuthority
  readonly sessions: IssuerSessionStore
  readonly issuerKeys: CardIssuerKeys
}
