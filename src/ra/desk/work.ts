import { assert } from '#kernel/assert.ts'
import type { CivilDate } from '#kernel/civil-date.ts'
import type { Instant } from '#kernel/instant.ts'
import type { RefusalDetail } from '#kernel/result.ts'
import type { CertificateKind } from '#law/certificate-kind.ts'
import type { CounterProcedure } from '#law/counter-procedure.ts'
import type { PinTypist } from '#law/pin-typist.ts'
import type { AskedPin } from './asked-pins.ts'

/** A desk waits this long for the resident's PINs or for the card, then lets the case go. */
export const WAIT_MS_MAX = 10 * 60_000

/** Something that was done, in words for the clerk; it never carries a PIN. */
export interface WorkStep {
  readonly ja: string
  readonly en: string
  readonly at: Instant
}

/** The last days of the certificates that the work put on the card. */
export type CertificateEnds = Readonly<Partial<Record<CertificateKind, CivilDate>>>

/** Where a desk's work on a case stands. */
export type WorkState =
  | { readonly at: 'running' }
  | {
      readonly at: 'waiting-for-pins'
      readonly by: PinTypist
      readonly asked: readonly AskedPin[]
    }
  | { readonly at: 'waiting-for-card'; readonly cardSerial: string }
  | { readonly at: 'done'; readonly endsOn: CertificateEnds }
  /** The case goes on from where it stands, at this desk or another. */
  | { readonly at: 'stopped'; readonly code: string; readonly detail: RefusalDetail }

/** The name of a state. */
export type WorkStateName = WorkState['at']

/** The work of one desk on one case. */
export interface DeskWork {
  readonly receiptNumber: string
  readonly procedure: CounterProcedure
  /** Acts of the case that are done, and all of them. */
  readonly actsDone: number
  readonly actsTotal: number
  readonly steps: readonly WorkStep[]
  readonly state: WorkState
}

/** What can happen to the work. */
export type WorkEvent =
  | { readonly happened: 'step'; readonly step: WorkStep }
  | { readonly happened: 'acts-counted'; readonly done: number; readonly total: number }
  | {
      readonly happened: 'pins-wanted'
      readonly by: PinTypist
      readonly asked: readonly AskedPin[]
    }
  | { readonly happened: 'pins-typed' }
  | { readonly happened: 'card-wanted'; readonly cardSerial: string }
  | { readonly happened: 'card-came' }
  | { readonly happened: 'all-done'; readonly endsOn: CertificateEnds }
  | { readonly happened: 'stop'; readonly code: string; readonly detail: RefusalDetail }

type Way = Readonly<Partial<Record<WorkEvent['happened'], WorkStateName>>>

/** For each state and event the state it leads to; an event that is not named cannot happen. */
export const WORK_TRANSITIONS: Readonly<Record<WorkStateName, Way>> = {
  running: {
    step: 'running',
    'acts-counted': 'running',
    'pins-wanted': 'waiting-for-pins',
    'card-wanted': 'waiting-for-card',
    'all-done': 'done',
    stop: 'stopped',
  },
  'waiting-for-pins': { 'pins-typed': 'running', stop: 'stopped' },
  'waiting-for-card': { 'card-came': 'running', stop: 'stopped' },
  done: {},
  stopped: {},
}

/** A desk takes a case up. */
export function beginWork(receiptNumber: string, procedure: CounterProcedure): DeskWork {
  const state = { at: 'running' } as const
  return { receiptNumber, procedure, actsDone: 0, actsTotal: 0, steps: [], state }
}

/** The work after `event`. */
export function workAfter(before: DeskWork, event: WorkEvent): DeskWork {
  const target = WORK_TRANSITIONS[before.state.at][event.happened]
  assert(target !== undefined, `no ${event.happened} while the work is ${before.state.at}`)
  const after = afterEvent(before, event)
  assert(after.state.at === target, `${event.happened} leads to ${target}`)
  return after
}

function afterEvent(before: DeskWork, event: WorkEvent): DeskWork {
  switch (event.happened) {
    case 'step':
      return { ...before, steps: [...before.steps, event.step] }
    case 'acts-counted':
      return { ...before, actsDone: event.done, actsTotal: event.total }
    case 'pins-wanted': {
      const { by, asked } = event
      return { ...before, state: { at: 'waiting-for-pins', by, asked } }
    }
    case 'card-wanted':
      return { ...before, state: { at: 'waiting-for-card', cardSerial: event.cardSerial } }
    case 'pins-typed':
    case 'card-came':
      return { ...before, state: { at: 'running' } }
    case 'all-done':
      return { ...before, state: { at: 'done', endsOn: event.endsOn } }
    case 'stop':
      return { ...before, state: { at: 'stopped', code: event.code, detail: event.detail } }
  }
}

/** Whether the desk holds the case: nobody else may carry it out meanwhile. */
export function holdsCase({ state }: DeskWork): boolean {
  switch (state.at) {
    case 'running':
    case 'waiting-for-pins':
    case 'waiting-for-card':
      return true
    case 'done':
    case 'stopped':
      return false
  }
}
