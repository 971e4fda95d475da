import { civilDate } from '#kernel/civil-date.ts'
import { instant, plusMs } from '#kernel/instant.ts'
import { ok, refuse } from '#kernel/result.ts'
import { papersAsked } from '#law/counter-papers.ts'
import { PROCEDURE_TRAITS, PROCEDURES_OF_SITUATION } from '#law/counter-procedure-table.ts'
import type { CounterProcedure } from '#law/counter-procedure.ts'
import type { Case, CaseEntry, CaseRequest, CaseState } from '#ra/cases/contract.ts'
import type { ResidentHistory } from '#ra/contract.ts'
import { parseStaffId, type StaffMember } from '#ra/staff/contract.ts'
import type { Resident } from '#register/contract.ts'
import { PERSONAS } from '#register/personas.ts'
import type {
  CaseStep,
  CaseView,
  CounterCases,
  CounterPagesPorts,
  CounterSession,
  DeskView,
  ProcedureOffer,
  QueueTicket,
} from '#web/counter/ports.ts'

export const NOW = instant(Date.parse('2026-12-01T01:30:00Z'))
const TODAY = civilDate(2026, 12, 1)
const DAY_MS = 86_400_000
export const MUNICIPALITY = '13113'
/** An adult with two substitute characters in the name, and someone of another municipality. */
const [OTHER, RESIDENT] = PERSONAS.map((persona) => persona.on(TODAY))
if (RESIDENT === undefined || OTHER === undefined) throw new Error('two personas are needed')
export const HERE: Resident = RESIDENT
export const ELSEWHERE: Resident = OTHER
export const CARD_SERIAL = '4512907733180264'
const DESK = '渋谷1'

function member(id: string, name: string, roles: StaffMember['roles']): StaffMember {
  const staffId = parseStaffId(id)
  if (staffId === undefined) throw new Error(`no staff id: ${id}`)
  const certificateKeySha256Hex = undefined
  return {
    staffId,
    name,
    municipalityCode: MUNICIPALITY,
    roles,
    certificateKeySha256Hex,
    active: true,
  }
}

export const CLERK = member('S131131', '窓口　担当', ['clerk'])
export const SUPERVISOR = member('S131132', '決裁　係長', ['clerk', 'supervisor'])
export const ADMIN = member('S131134', '管理　主任', ['municipality-admin'])
const STAFF = [CLERK, SUPERVISOR, ADMIN]

/** What the fake counter says; tests put it where they need it. */
export interface CounterState {
  sessionOver: boolean
  practice: boolean
  accounts: readonly StaffMember[]
  /** Refuses the next thing that can be refused, with this code. */
  refuseWith: string | undefined
  fault: Error | undefined
  desk: DeskView
  history: ResidentHistory
  tickets: QueueTicket[]
  readonly cases: Map<string, CaseView>
  readonly faults: unknown[]
  /** What the pages asked for, in order, by name. */
  readonly calls: string[]
}

export interface FakeCounter {
  readonly ports: CounterPagesPorts
  readonly state: CounterState
  /** Puts a case there, in a state, and gives its receipt number. */
  readonly put: (procedure: CounterProcedure, state: CaseState, more?: Partial<Case>) => string
}

export function emptyDesk(): DeskView {
  return {
    deskId: DESK,
    card: undefined,
    reader: undefined,
    work: undefined,
    pairingCode: '482913',
    screenPaired: false,
    revision: 1,
  }
}

export function deskWithCard(): DeskView {
  return {
    ...emptyDesk(),
    pairingCode: undefined,
    screenPaired: true,
    revision: 2,
    card: {
      cardSerial: CARD_SERIAL,
      variant: 'standard',
      chipEndsOn: undefined,
      recordedEndsOn: undefined,
      triesLeft: { signature: 0, 'user-authentication': 3 },
      certificates: [
        { kind: 'signature', serialHex: undefined, endsOn: undefined },
        { kind: 'user-authentication', serialHex: '2a', endsOn: civilDate(2027, 2, 17) },
      ],
    },
  }
}

/** An in-memory counter that answers at once; nothing in it decides by law. */
export function fakeCounter(): FakeCounter {
  const state: CounterState = {
    sessionOver: false,
    practice: true,
    accounts: STAFF,
    refuseWith: undefined,
    fault: undefined,
    desk: emptyDesk(),
    history: historyOfHere(),
    tickets: ticketsWaiting(),
    cases: new Map(),
    faults: [],
    calls: [],
  }
  let drawn = 0
  const drawReceiptNumber = (): string => `20261201-${String((drawn += 1)).padStart(8, '0')}`
  const put: FakeCounter['put'] = (procedure, at, more = {}) => {
    const receiptNumber = drawReceiptNumber()
    state.cases.set(
      receiptNumber,
      viewOf({ ...caseOf(procedure, receiptNumber), state: at, ...more }),
    )
    return receiptNumber
  }
  const ports: CounterPagesPorts = {
    signIn: signInOf(state),
    people: peopleOf(state),
    cases: casesOf(state, drawReceiptNumber),
    desks: desksOf(state),
    screens: {
      join: () => refuse('pairing-code-wrong'),
      view: () => undefined,
      enterPins: () => refuse('pairing-code-wrong'),
    },
    queue: queueOf(state),
    practice: { of: () => Promise.resolve([]) },
    journal: {
      ofDay: (actor, day) =>
        Promise.resolve(
          actor.roles.includes('supervisor')
            ? ok(day === TODAY ? journalLines() : [])
            : refuse('staff-role-missing'),
        ),
    },
    papers: {
      kindsOf: ({ case: { state: at } }) =>
        at.at === 'opened' ? [] : ['acceptance-receipt', 'certificate-application'],
      print: (_actor, _receipt, kind) =>
        Promise.resolve(
          kind === 'acceptance-receipt'
            ? ok(new TextEncoder().encode('%PDF-1.7'))
            : refuse('paper-not-of-case'),
        ),
    },
    staff: staffOf(),
    notices: noticesOf(),
    now: () => NOW,
    reportFault: (fault) => void state.faults.push(fault),
  }
  return { ports, state, put }
}

function signInOf(state: CounterState): CounterPagesPorts['signIn'] {
  const tokens = new Map<string, CounterSession>()
  return {
    accounts: () => Promise.resolve(state.accounts),
    signIn: ({ account, deskId }) => {
      const actor = STAFF.find(({ staffId }) => staffId === account)
      if (actor === undefined) return Promise.resolve(refuse('staff-unknown'))
      const token = `token-${account}-${String(tokens.size)}`
      const endsAt = plusMs(NOW, DAY_MS)
      tokens.set(token, { actor, deskId, endsAt, practice: state.practice })
      state.sessionOver = false
      return Promise.resolve(ok({ token }))
    },
    signInWithCard: () => Promise.resolve(refuse('staff-sign-in-failed')),
    session: (token) => Promise.resolve(state.sessionOver ? undefined : tokens.get(token)),
    signOut: (token) => {
      tokens.delete(token)
      return Promise.resolve()
    },
  }
}

function staffOf(): CounterPagesPorts['staff'] {
  const no = () => Promise.resolve(refuse('staff-admin-needed'))
  return {
    list: () => Promise.resolve(ok(STAFF)),
    add: no,
    change: no,
    bindCard: no,
    unbindCard: no,
  }
}

function noticesOf(): CounterPagesPorts['notices'] {
  const no = () => Promise.resolve(refuse('staff-role-missing'))
  return { days: () => Promise.resolve(ok([])), ofDay: no, print: no }
}

function peopleOf(state: CounterState): CounterPagesPorts['people'] {
  const mine = (id: string) =>
    id === HERE.id
      ? ok(HERE)
      : refuse(id === ELSEWHERE.id ? 'staff-other-municipality' : 'resident-unknown')
  return {
    search: (_actor, { name, kana, birthDate, card, reason }) => {
      state.calls.push(`search ${String(reason)}`)
      if (state.fault !== undefined) return Promise.reject(state.fault)
      const given = [name, kana, birthDate, card].filter((one) => one !== undefined && one !== '')
      if (given.length === 0) return Promise.resolve(refuse('search-empty'))
      if (birthDate !== '' && !/^\d{4}-\d\d-\d\d$/.test(birthDate ?? '')) {
        return Promise.resolve(refuse('search-malformed', { field: 'birth-date' }))
      }
      const found = name === undefined || name === '' || HERE.items.name.startsWith(name)
      return Promise.resolve(ok({ residents: found ? [HERE] : [], more: found }))
    },
    open: (_actor, residentId, reason) => {
      state.calls.push(`open ${residentId} ${reason}`)
      const resident = mine(residentId)
      if (!resident.ok) return Promise.resolve(resident)
      const { history } = state
      const cases = [...state.cases.values()].map((view) => view.case)
      const lookUp = { ...CLERK, residentId: HERE.id, reason, at: NOW }
      return Promise.resolve(ok({ resident: HERE, history, cases, lookUps: [lookUp] }))
    },
    offers: (_actor, _id, situation) =>
      Promise.resolve(
        ok(PROCEDURES_OF_SITUATION[situation].map((one, at) => offerOf(one, at > 0))),
      ),
    preview: (_actor, _id, event) => {
      state.calls.push(`preview ${JSON.stringify(event)}`)
      if (state.refuseWith !== undefined) {
        return Promise.resolve(refuse(state.refuseWith, { reason: 'test' }))
      }
      return Promise.resolve(
        ok({
          event: 'moved',
          on: TODAY,
          ground: 'address-changed',
          certificates: [
            {
              kind: 'signature',
              endsOn: civilDate(2030, 2, 17),
              becomes: 'lapses',
              on: TODAY,
              reason: 'affiliationChanged',
            },
          ],
          card: 'stays',
          next: [],
        }),
      )
    },
    record: (_actor, _id, event) => {
      state.calls.push(`record ${JSON.stringify(event)}`)
      return Promise.resolve(
        state.refuseWith === undefined ? ok(HERE) : refuse(state.refuseWith, { reason: 'test' }),
      )
    },
  }
}

function offerOf(procedure: CounterProcedure, isRefused: boolean): ProcedureOffer {
  const { ja, en, rules, applicants, needsApproval, needsCard } = PROCEDURE_TRAITS[procedure]
  const asked = applicants.map(
    (applicant) => [applicant, papersAsked(procedure, applicant, { pinSetBy: 'holder' })] as const,
  )
  return {
    procedure,
    titleJa: ja,
    titleEn: en,
    refused: isRefused ? { code: 'nothing-to-revoke', detail: {} } : undefined,
    applicants,
    papersByApplicant: Object.fromEntries(asked.map(([who, { papers }]) => [who, papers])),
    twoVisitsFor: asked.filter(([, { twoVisits }]) => twoVisits).map(([who]) => who),
    kindsToChoose: procedure === 'issue' ? ['user-authentication', 'signature'] : [],
    feeYen: procedure === 'lost-for-good' ? 1000 : 0,
    needsApproval,
    needsCard,
    endsOn: { signature: civilDate(2031, 2, 17), 'user-authentication': civilDate(2031, 2, 17) },
    rules,
  }
}

function caseOf(procedure: CounterProcedure, receiptNumber: string): Case {
  return {
    receiptNumber,
    municipalityCode: MUNICIPALITY,
    residentId: HERE.id,
    situation: 'receives-card',
    procedure,
    applicant: 'holder',
    agent: undefined,
    cardSerial: CARD_SERIAL,
    feeYen: 0,
    openedBy: CLERK.staffId,
    openedAt: NOW,
    sighted: undefined,
    acts: [
      {
        act: 'application',
        receiptNumber,
        purpose: 'issue',
        kinds: ['user-authentication', 'signature'],
        doneAt: undefined,
      },
    ],
    state: { at: 'opened' },
  }
}

function viewOf(one: Case, revision = 1, entries: readonly CaseEntry[] = []): CaseView {
  const { receiptNumber, procedure, applicant } = one
  const entry: CaseEntry = {
    position: entries.length + 1,
    receiptNumber,
    at: NOW,
    by: CLERK.staffId,
    what: one.state.at === 'done' ? 'done' : entries.length === 0 ? 'opened' : 'papers-confirmed',
    detail: {},
  }
  const { papers } = papersAsked(procedure, applicant, { pinSetBy: 'holder' })
  return { case: one, entries: [...entries, entry], resident: HERE, papersAsked: papers, revision }
}

const AFTER: Readonly<Record<CaseStep['step'], CaseState>> = {
  'confirm-papers': { at: 'ready' },
  'send-inquiry': { at: 'inquiry-sent', sentOn: TODAY, answerBy: civilDate(2026, 12, 31) },
  'receive-answer': { at: 'opened' },
  approve: { at: 'ready' },
  reject: { at: 'rejected', by: SUPERVISOR.staffId, rejectedAt: NOW },
  withdraw: { at: 'withdrawn', by: CLERK.staffId, withdrawnAt: NOW },
}

function casesOf(state: CounterState, drawReceiptNumber: () => string): CounterCases {
  return {
    drawReceiptNumber,
    open: (_actor, request: CaseRequest) => {
      state.calls.push(`open-case ${JSON.stringify(request)}`)
      if (state.refuseWith !== undefined) return Promise.resolve(refuse(state.refuseWith))
      const { receiptNumber, procedure, situation, applicant, agent } = request
      const opened = { ...caseOf(procedure, receiptNumber), situation, applicant, agent }
      const view = state.cases.get(receiptNumber) ?? viewOf(opened)
      state.cases.set(receiptNumber, view)
      return Promise.resolve(ok(view))
    },
    show: (_actor, receiptNumber) => {
      const view = state.cases.get(receiptNumber)
      return Promise.resolve(view === undefined ? refuse('case-unknown') : ok(view))
    },
    list: () =>
      Promise.resolve(
        [...state.cases.values()]
          .map((view) => view.case)
          .filter(({ state: { at } }) => !['done', 'rejected', 'withdrawn'].includes(at)),
      ),
    step: (_actor, receiptNumber, revision, step) => {
      const view = state.cases.get(receiptNumber)
      if (view === undefined) return Promise.resolve(refuse('case-unknown'))
      if (view.revision !== revision) return Promise.resolve(refuse('case-changed-meanwhile'))
      if (step.step === 'confirm-papers' && step.papers.length < view.papersAsked.length) {
        return Promise.resolve(refuse('case-paper-missing'))
      }
      const sighted =
        step.step === 'confirm-papers'
          ? { identity: step.identity, papers: step.papers, by: CLERK.staffId, at: NOW }
          : view.case.sighted
      const next = viewOf(
        { ...view.case, sighted, state: AFTER[step.step] },
        view.revision + 1,
        view.entries,
      )
      state.cases.set(receiptNumber, next)
      return Promise.resolve(ok(next))
    },
  }
}

function desksOf(state: CounterState): CounterPagesPorts['desks'] {
  const put = (desk: DeskView): DeskView => {
    state.desk = { ...desk, revision: state.desk.revision + 1 }
    return state.desk
  }
  return {
    desks: () => [DESK, '渋谷2'],
    view: () => Promise.resolve(state.desk),
    tray: () =>
      Promise.resolve([
        { cardSerial: CARD_SERIAL, residentId: HERE.id },
        { cardSerial: '9900112233445566', residentId: 'R0000000099' },
      ]),
    insert: (_actor, _desk, cardSerial) =>
      Promise.resolve(
        cardSerial === CARD_SERIAL ? ok(put(deskWithCard())) : refuse('card-unknown'),
      ),
    pull: () => Promise.resolve(put({ ...state.desk, card: undefined })),
    readers: () => Promise.resolve(['ACS ACR39U 00 00']),
    useReader: (_desk, reader) => Promise.resolve(ok(put({ ...state.desk, reader }))),
    pair: () => put({ ...state.desk, screenPaired: false, pairingCode: '730155' }),
    carryOut: (_actor, _desk, receiptNumber) => {
      if (state.refuseWith !== undefined) return Promise.resolve(refuse(state.refuseWith))
      const steps = [{ ja: 'カードを確かめました', en: 'Card checked', at: NOW }]
      const work = { receiptNumber, state: 'waiting-for-pins', steps, refusal: undefined } as const
      return Promise.resolve(ok(put({ ...state.desk, work })))
    },
  }
}

function queueOf(state: CounterState): CounterPagesPorts['queue'] {
  const change = (number: number, with_: Partial<QueueTicket>): QueueTicket | undefined => {
    state.tickets = state.tickets.map((one) => (one.number === number ? { ...one, ...with_ } : one))
    return state.tickets.find((one) => one.number === number)
  }
  return {
    today: () => Promise.resolve(state.tickets),
    take: (_code, situation) => {
      const number = state.tickets.length + 1
      const ticket = ticketOf(number, situation)
      state.tickets = [...state.tickets, ticket]
      return Promise.resolve(ticket)
    },
    callNext: (_actor, deskId) => {
      const next = state.tickets.find((one) => one.state === 'waiting')
      const called = { state: 'called', deskId, waitMinutes: undefined } as const
      return Promise.resolve(next && change(next.number, called))
    },
    close: (_actor, number, as) => {
      const closed = change(number, { state: as })
      return Promise.resolve(closed === undefined ? refuse('ticket-unknown') : ok(closed))
    },
  }
}

function ticketOf(number: number, situation: QueueTicket['situation']): QueueTicket {
  return {
    number,
    situation,
    takenAt: NOW,
    state: 'waiting',
    deskId: undefined,
    waitMinutes: number * 6,
  }
}

function ticketsWaiting(): QueueTicket[] {
  return [ticketOf(1, 'certificate-expiring'), ticketOf(2, undefined), ticketOf(3, 'moved')]
}

function journalLines() {
  const common = { staffId: CLERK.staffId, residentId: HERE.id }
  return [
    {
      ...common,
      at: NOW,
      what: 'look-up',
      receiptNumber: undefined,
      detail: { reason: 'person-at-the-desk' },
    },
    { ...common, at: NOW, what: 'opened', receiptNumber: '20261201-00000001', detail: {} },
  ]
}

function historyOfHere(): ResidentHistory {
  const residentId = HERE.id
  const issued = {
    receiptNumber: '20220217-8K3T9QWM',
    cardSerial: CARD_SERIAL,
    notBefore: plusMs(NOW, -1500 * DAY_MS),
    notAfter: plusMs(NOW, 78 * DAY_MS),
    certificateSha256Hex: '00',
  }
  const certificate = {
    ...issued,
    kind: 'user-authentication',
    status: { state: 'good' },
  } as const
  const lapsed = {
    ...issued,
    kind: 'signature',
    status: { state: 'revoked', revokedAt: plusMs(NOW, -DAY_MS), reason: 'affiliationChanged' },
  } as const
  // The pages read neither serial nor receipt of a certificate; the values stand for any.
  const certificates = [certificate, lapsed] as unknown as ResidentHistory['certificates']
  return {
    residentId,
    cards: [
      {
        cardSerial: CARD_SERIAL,
        residentId,
        variant: 'standard',
        issuedOn: civilDate(2022, 2, 17),
        expiresOn: civilDate(2032, 2, 17),
        state: 'live',
        lifeCounter: 2,
      },
    ],
    applications: [],
    certificates,
    entries: [
      {
        position: 1,
        residentId,
        at: plusMs(NOW, -1500 * DAY_MS),
        what: 'card-registered',
        subject: CARD_SERIAL,
        detail: {},
      },
      {
        position: 2,
        residentId,
        at: plusMs(NOW, -DAY_MS),
        what: 'revocation-done',
        subject: '20261130-00000001',
        detail: {},
      },
    ],
  }
}
