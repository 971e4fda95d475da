import { civilDate } from '#kernel/civil-date.ts'
import { CLERK, deskWithCard, type FakeCounter, HERE, NOW, SUPERVISOR } from './fake-counter.ts'

/** A place of the counter and the state it is shown in. */
export interface CounterPlace {
  readonly name: string
  readonly path: string
  /** Puts the counter into the state, before the page is opened. */
  readonly before?: (fake: FakeCounter) => void
}

const PERSON = `/counter/people/${HERE.id}`

/** Every page a signed-in supervisor can open, in each of its states. */
export function counterPlaces(fake: FakeCounter): readonly CounterPlace[] {
  const { put } = fake
  const opened = put('issue', { at: 'opened' })
  const twice = put('issue', { at: 'opened' }, { applicant: 'proxy' })
  const inquiry = {
    at: 'inquiry-sent',
    sentOn: HERE.items.birthDate,
    answerBy: civilDate(2027, 1, 8),
  } as const
  const posted = put('issue', inquiry, { applicant: 'proxy' })
  const waiting = { at: 'awaiting-approval', requestedBy: CLERK.staffId } as const
  const approval = put('ex-officio-revocation', waiting, { applicant: 'municipality' })
  const ready = put('renewal', { at: 'ready' })
  const done = put('renewal', { at: 'done', doneAt: NOW })
  const rejected = put('ex-officio-revocation', {
    at: 'rejected',
    by: SUPERVISOR.staffId,
    rejectedAt: NOW,
  })
  const work = { receiptNumber: ready, steps: [{ ja: '確認', en: 'Checked', at: NOW }] }
  const ofCase = (receipt: string): string => `/counter/cases/${receipt}`
  return [
    { name: 'home', path: '/counter' },
    {
      name: 'home, nothing waits',
      path: '/counter',
      before: ({ state }) => void (state.tickets = []),
    },
    { name: 'reason', path: PERSON },
    { name: 'person', path: `${PERSON}?reason=practice` },
    { name: 'procedures', path: `${PERSON}/procedures?reason=practice&situation=receives-card` },
    { name: 'refused', path: `${PERSON}/procedures?reason=practice&situation=card-lost-or-stolen` },
    { name: 'events', path: `${PERSON}/events?reason=practice` },
    { name: 'event', path: `${PERSON}/events?reason=practice&kind=corrected` },
    { name: 'case, papers', path: ofCase(opened) },
    { name: 'case, two visits', path: ofCase(twice) },
    { name: 'case, inquiry', path: ofCase(posted) },
    { name: 'case, approval', path: ofCase(approval) },
    { name: 'case, ready', path: ofCase(ready) },
    {
      name: 'case, at work',
      path: ofCase(ready),
      before: ({ state }) => {
        state.desk = {
          ...deskWithCard(),
          work: { ...work, state: 'waiting-for-pins', refusal: undefined },
        }
      },
    },
    {
      name: 'case, stopped',
      path: ofCase(ready),
      before: ({ state }) => {
        const refusal = { code: 'card-of-another-resident', detail: {} }
        state.desk = { ...deskWithCard(), work: { ...work, state: 'stopped', refusal } }
      },
    },
    {
      name: 'case, chip and record differ',
      path: ofCase(ready),
      before: ({ state }) => {
        const desk = deskWithCard()
        const [chipEndsOn, recordedEndsOn] = [civilDate(2027, 3, 1), civilDate(2028, 3, 1)]
        const card = desk.card && { ...desk.card, chipEndsOn, recordedEndsOn }
        state.desk = { ...desk, card }
      },
    },
    { name: 'case, done', path: ofCase(done) },
    { name: 'case, rejected', path: ofCase(rejected) },
    { name: 'desk', path: '/counter/desk' },
    { name: 'approvals', path: '/counter/approvals' },
    { name: 'ticket form', path: '/counter/ticket' },
    { name: 'journal', path: '/counter/journal' },
    { name: 'journal, nothing', path: '/counter/journal?day=2020-01-01' },
    { name: 'journal, no day', path: '/counter/journal?day=x' },
    { name: 'not found', path: '/counter/nothing' },
  ]
}
