import type { CounterProcedure } from '#law/counter-procedure.ts'
import type { PinTypist } from '#law/pin-typist.ts'
import type { AskedPin } from './asked-pins.ts'
import type { CertificateEnds, DeskWork } from './work.ts'

/** What the resident's screen shows. It says nothing of who the person is. */
export type ResidentView =
  | { readonly shows: 'welcome' }
  | {
      readonly shows: 'enter-pins'
      readonly receiptNumber: string
      readonly by: PinTypist
      readonly pins: readonly AskedPin[]
    }
  | { readonly shows: 'working'; readonly done: number; readonly of: number }
  | {
      readonly shows: 'done'
      readonly procedure: CounterProcedure
      readonly endsOn: CertificateEnds
    }
  | { readonly shows: 'stopped'; readonly code: string }

/** What the screen of a desk with this work shows. */
export function residentViewOf(work: DeskWork | undefined): ResidentView {
  if (work === undefined) return { shows: 'welcome' }
  const { state, receiptNumber, procedure, actsDone, actsTotal } = work
  switch (state.at) {
    case 'running':
    case 'waiting-for-card':
      return { shows: 'working', done: actsDone, of: actsTotal }
    case 'waiting-for-pins':
      return { shows: 'enter-pins', receiptNumber, by: state.by, pins: state.asked }
    case 'done':
      return { shows: 'done', procedure, endsOn: state.endsOn }
    case 'stopped':
      return { shows: 'stopped', code: state.code }
  }
}
