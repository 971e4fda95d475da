import { PdfPaperPrinter } from '#adapters/pdf/paper-printer.ts'
import type { Database } from '#adapters/postgres/database.ts'
import { postgresCases } from '#adapters/postgres/ra-cases.ts'
import { postgresJournal } from '#adapters/postgres/ra-journal.ts'
import { postgresLookUps } from '#adapters/postgres/ra-look-ups.ts'
import {
  postgresNoticePost,
  postgresNotices,
  postgresNoticeSources,
} from '#adapters/postgres/ra-notices.ts'
import { postgresQueue } from '#adapters/postgres/ra-queue.ts'
import {
  postgresStaffChallenges,
  postgresStaffDirectory,
  postgresStaffSessions,
} from '#adapters/postgres/ra-staff.ts'
import { postgresResidentSearch } from '#adapters/postgres/register-search.ts'
import type { RunningSystem } from '#cli/ports.ts'
import { ok } from '#kernel/result.ts'
import { deskInProcess } from '#ra/at-terminal/desk-in-process.ts'
import type { CasePorts } from '#ra/cases/ports.ts'
import { prepareNotices } from '#ra/notices/prepare-notices.ts'
import { callNext, closeTicket, takeTicket, ticketsOfToday } from '#ra/queue/queue.ts'
import { dayJournal } from '#ra/staff/day-journal.ts'
import type { StaffCardPorts } from '#ra/staff/ports.ts'
import { forgetEndedSessions } from '#ra/staff/session.ts'
import { forgetStaffChallenges } from '#ra/staff/sign-in-with-card.ts'
import { recordLifeEvent } from '#register/record-life-event.ts'
import { rehearseLifeEvent } from '#register/rehearse-life-event.ts'
import type { CounterPagesPorts, CounterQueue } from '#web/counter/ports.ts'
import { deliverToCounter, type OfficePorts } from '../office.ts'
import type { Authorities } from '../open-authorities.ts'
import { orderCard } from '../order-card.ts'
import { counterCases } from './counter-cases.ts'
import { CounterDesks } from './counter-desks.ts'
import { counterNotices } from './counter-notices.ts'
import { counterPapers } from './counter-papers.ts'
import { counterPeople } from './counter-people.ts'
import { counterSignIn } from './counter-sign-in.ts'
import { counterStaff } from './counter-staff.ts'
import { NOBODY_TO_PRACTISE_WITH, practiceResidents } from './practice-residents.ts'

/** What the counter is opened over. */
export interface CounterWish {
  readonly database: Database
  readonly office: OfficePorts
  readonly authorities: Pick<Authorities, 'revokeGeneration'>
  readonly system: RunningSystem
  /**
   * The sandbox: named accounts in these municipalities, and every page and paper says that nobody
   * here is real. A production wiring leaves it out: staff sign in with their cards alone.
   */
  readonly sandbox: { readonly municipalityCodes: readonly string[] } | undefined
  readonly reportFault: (fault: unknown) => void
}

/** The counter at work. */
export interface Counter {
  readonly pages: CounterPagesPorts
  /** Staff, for whoever seeds or manages it. */
  readonly staff: StaffCardPorts
  /** What has to be done now and then: notices are prepared, ended sessions forgotten. */
  tidy(): Promise<void>
  /** Ends the desks' work where it stands, and gives the cards back. */
  close(): Promise<void>
}

/** Opens the counter: its stores, its desks, and what its pages ask for. */
export function openCounter(wish: CounterWish): Counter {
  const { database, office, system, reportFault, sandbox } = wish
  const cases = casePorts(wish)
  const staff = staffPorts(wish)
  const lookUps = postgresLookUps(database)
  const desks = new CounterDesks({
    cases,
    counter: { ...deskInProcess(office.counter), ...system },
    makeCard: async (order) => {
      const made = await orderCard(office, order)
      return made.ok ? ok(made.value.card.cardSerial) : made
    },
    reportFault,
    random: office.random,
    tray: { ...office, cards: office.counter.cards },
  })
  const journal = { journal: postgresJournal(database), lookUps }
  const practice = sandbox !== undefined
  const printer = new PdfPaperPrinter()
  const notices = {
    clock: office.clock,
    residents: office.residents,
    sources: postgresNoticeSources(database),
    notices: postgresNotices(database),
  }
  return {
    staff,
    pages: {
      signIn: counterSignIn(staff, desks),
      people: counterPeople({ system, cases, lookUps, search: postgresResidentSearch(database) }),
      cases: counterCases({
        cases,
        lookUps,
        runningAt: (receiptNumber) => desks.runningAt(receiptNumber),
      }),
      desks,
      screens: desks.screens,
      queue: counterQueue(wish),
      journal: { ofDay: (actor, day) => dayJournal(journal, actor, day) },
      papers: counterPapers({ cases, printer, practice }),
      practice: practice ? practiceResidents(office.residents) : NOBODY_TO_PRACTISE_WITH,
      staff: counterStaff(staff, desks),
      notices: counterNotices({
        clock: office.clock,
        residents: office.residents,
        post: postgresNoticePost(database),
        lookUps,
        printer,
        counter: office.counter,
        practice,
      }),
      now: () => office.clock.now(),
      reportFault,
    },
    tidy: async () => {
      await prepareNotices(notices)
      await forgetEndedSessions(staff)
      await forgetStaffChallenges(staff)
    },
    close: () => desks.close(),
  }
}

function casePorts({ database, office, authorities }: CounterWish): CasePorts {
  return {
    ...office.counter,
    cases: postgresCases(database),
    register: {
      record: async (report) => {
        const recorded = await recordLifeEvent(office, report)
        return recorded.ok ? ok(recorded.value.resident) : recorded
      },
      deliver: async () => {
        await deliverToCounter(office)
      },
    },
    rehearsal: { rehearse: (id, event) => rehearseLifeEvent(office, id, event) },
    generations: {
      revokeGeneration: (kind, generation) => authorities.revokeGeneration(kind, generation),
    },
  }
}

function staffPorts({ database, office, sandbox }: CounterWish): StaffCardPorts {
  const { clock, random, login } = office
  return {
    clock,
    random,
    directory: postgresStaffDirectory(database),
    sessions: postgresStaffSessions(database),
    challenges: postgresStaffChallenges(database),
    verifier: login.verifier,
    sandbox,
    practice: sandbox !== undefined,
  }
}

function counterQueue({ database, office: { clock } }: CounterWish): CounterQueue {
  const ports = { clock, queue: postgresQueue(database) }
  return {
    today: (municipalityCode) => ticketsOfToday(ports, municipalityCode),
    take: (municipalityCode, situation) => takeTicket(ports, municipalityCode, situation),
    callNext: (actor, deskId) => callNext(ports, actor, deskId),
    close: (actor, number, end) => closeTicket(ports, actor, number, end),
  }
}
