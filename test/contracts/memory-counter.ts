import type { HistoryEntry, RegisteredCard } from '#ra/contract.ts'
import { cardAfter, issuedBy, kindsHeldOpen, procedureKey } from '#ra/model.ts'
import type {
  CardRegistry,
  CounterHistory,
  IssuerSession,
  IssuerSessionStore,
  NewHistoryEntry,
  ProcedureStore,
  StoredProcedure,
} from '#ra/ports.ts'
import type { ResidentId } from '#register/contract.ts'

/** The counter's stores over one process's memory. */
export interface CounterStores {
  readonly cards: CardRegistry
  readonly procedures: ProcedureStore
  readonly history: CounterHistory
  readonly sessions: IssuerSessionStore
}

/** Empty stores. */
export function memoryCounter(): CounterStores {
  const history = memoryHistory()
  const append = history.append.bind(history)
  return {
    cards: memoryCards(append),
    procedures: memoryProcedures(append),
    history,
    sessions: memorySessions(),
  }
}

type Append = (entry: NewHistoryEntry) => Promise<void>

function memoryHistory(): CounterHistory {
  const entries: HistoryEntry[] = []
  const of = (residentId: ResidentId): readonly HistoryEntry[] =>
    entries.filter((entry) => entry.residentId === residentId)
  return {
    append: async (entry) => {
      const before = of(entry.residentId)
      const known = before.some(
        ({ what, subject }) => what === entry.what && subject === entry.subject,
      )
      if (!known) entries.push({ position: before.length + 1, ...entry })
    },
    ofResident: async (residentId) => of(residentId),
    appliedVersion: async (residentId) =>
      of(residentId)
        .filter(({ what }) => what === 'life-event')
        .reduce((highest, { detail }) => Math.max(highest, Number(detail['version'])), 1),
  }
}

function memoryCards(append: Append): CardRegistry {
  const cards = new Map<string, RegisteredCard>()
  return {
    add: async (card, entry) => {
      if (cards.has(card.cardSerial)) return 'serial-taken'
      const live = [...cards.values()].some(
        ({ residentId, state }) => residentId === card.residentId && state === 'live',
      )
      if (live) return 'resident-has-live-card'
      cards.set(card.cardSerial, card)
      await append(entry)
      return 'added'
    },
    find: async (cardSerial) => cards.get(cardSerial),
    ofResident: async (residentId) =>
      [...cards.values()].filter((card) => card.residentId === residentId),
    raiseLifeCounter: async (cardSerial, lifeCounter) => {
      const card = cards.get(cardSerial)
      if (card === undefined || card.lifeCounter >= lifeCounter) return false
      cards.set(cardSerial, { ...card, lifeCounter })
      return true
    },
    change: async (cardSerial, change, entry) => {
      const card = cards.get(cardSerial)
      const after = card === undefined ? undefined : cardAfter(card, change)
      if (after === undefined || after === card) return
      cards.set(cardSerial, after)
      await append(entry)
    },
  }
}

function memoryProcedures(append: Append): ProcedureStore {
  const procedures = new Map<string, StoredProcedure>()
  const residents = new Map<string, ResidentId>()
  const of = (residentId: ResidentId): readonly StoredProcedure[] =>
    [...procedures.values()].filter(
      ({ procedure }) => procedureKey(procedure).residentId === residentId,
    )
  return {
    open: async (procedure, entry) => {
      const { receiptNumber, residentId } = procedureKey(procedure)
      const earlier = procedures.get(receiptNumber)
      if (earlier !== undefined) return { stored: earlier }
      const kinds = kindsHeldOpen(procedure)
      const rival = of(residentId).find((one) =>
        kindsHeldOpen(one.procedure).some((kind) => kinds.includes(kind)),
      )
      if (rival !== undefined) {
        return { rivalReceiptNumber: procedureKey(rival.procedure).receiptNumber }
      }
      const stored = { procedure, revision: 1 }
      procedures.set(receiptNumber, stored)
      await append(entry)
      return { stored }
    },
    find: async (receiptNumber) => procedures.get(receiptNumber),
    replace: async (revision, procedure, entry) => {
      const { receiptNumber, residentId } = procedureKey(procedure)
      if (procedures.get(receiptNumber)?.revision !== revision) return false
      procedures.set(receiptNumber, { procedure, revision: revision + 1 })
      if (procedure.kind === 'application') {
        for (const { kind, serialHex } of issuedBy(procedure.application)) {
          residents.set(`${kind} ${serialHex}`, residentId)
        }
      }
      if (entry !== undefined) await append(entry)
      return true
    },
    ofResident: async (residentId) => of(residentId),
    residentOf: async (authority, serialHex) => residents.get(`${authority} ${serialHex}`),
  }
}

function memorySessions(): IssuerSessionStore {
  const sessions = new Map<string, IssuerSession>()
  return {
    add: async (session) => void sessions.set(session.sessionId, session),
    find: async (sessionId) => sessions.get(sessionId),
    open: async (sessionId) => {
      const session = sessions.get(sessionId)
      if (session?.state !== 'challenged') return false
      sessions.set(sessionId, { ...session, state: 'open' })
      return true
    },
    forgetEndedBefore: async (before) => {
      const ended = [...sessions.values()].filter(({ expiresAt }) => expiresAt < before)
      for (const { sessionId } of ended) sessions.delete(sessionId)
      return ended.length
    },
  }
}
