import type { CivilDate } from '#kernel/civil-date.ts'
import type { CounterSession } from './ports.ts'
import type { FormFields } from './form-fields.ts'

/** What every page of a signed-in clerk knows about this request. */
export interface Visit {
  readonly session: CounterSession
  /** Proves that a form came from a page of this session. */
  readonly formToken: string
  readonly nowText: string
  readonly today: CivilDate
  /** Cases that wait for a supervisor's decision; shown beside the way to them. */
  readonly waitingForApproval: number
}

/** What the counter's routes find in their context behind the sign-in. */
export interface CounterEnv {
  readonly Variables: {
    visit: Visit
    /** The form that was sent, read once; empty for a request without one. */
    form: FormFields
  }
}
