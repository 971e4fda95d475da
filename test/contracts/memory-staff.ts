import { toHex } from '#kernel/bytes.ts'
import type { JournalLine, LookUp, StaffId, StaffMember } from '#ra/staff/contract.ts'
import { isSameMember, type StaffSession, type StoredStaffChallenge } from '#ra/staff/model.ts'
import type {
  JournalReader,
  LookUpCount,
  LookUpLog,
  StaffAct,
  StaffChallengeStore,
  StaffDirectory,
  StaffSessionStore,
} from '#ra/staff/ports.ts'

/** The stores of staff over one process's memory. */
export interface StaffStores {
  readonly directory: StaffDirectory
  readonly sessions: StaffSessionStore
  readonly challenges: StaffChallengeStore
  readonly lookUps: LookUpLog
  readonly journal: JournalReader
}

/** Empty stores. */
export function memoryStaff(): StaffStores {
  const acts: StaffAct[] = []
  const sessions = new Map<string, StaffSession>()
  return {
    directory: memoryDirectory(acts, sessions),
    sessions: memorySessions(acts, sessions),
    challenges: memoryChallenges(),
    lookUps: memoryLookUps(),
    journal: {
      caseEntries: async () => [],
      lifeEvents: async () => [],
      staffActs: async (code, from, until, limit) =>
        acts
          .filter(({ municipalityCode }) => municipalityCode === code)
          .filter(({ at }) => at >= from && at < until)
          .toSorted((a, b) => a.at - b.at)
          .slice(0, limit)
          .map(lineOf),
    },
  }
}

function lineOf({ at, by, what, detail }: StaffAct): JournalLine {
  return { at, staffId: by, what, receiptNumber: undefined, residentId: undefined, detail }
}

function memoryDirectory(acts: StaffAct[], sessions: Map<string, StaffSession>): StaffDirectory {
  const members = new Map<StaffId, StaffMember>()
  const isKeyTaken = ({ staffId, certificateKeySha256Hex: key }: StaffMember): boolean =>
    [...members.values()].some(
      (one) => one.staffId !== staffId && key !== undefined && one.certificateKeySha256Hex === key,
    )
  return {
    find: async (staffId) => members.get(staffId),
    withKey: async (keyHex) =>
      [...members.values()].find(({ certificateKeySha256Hex: key }) => key === keyHex),
    ofMunicipality: async (code) =>
      [...members.values()]
        .filter(({ municipalityCode }) => municipalityCode === code)
        .toSorted((a, b) => (a.staffId < b.staffId ? -1 : 1)),
    add: async (member, act) => {
      if (members.has(member.staffId)) return 'id-taken'
      if (isKeyTaken(member)) return 'key-taken'
      members.set(member.staffId, member)
      acts.push(act)
      return 'added'
    },
    replace: async (before, after, act) => {
      const present = members.get(before.staffId)
      if (present === undefined || !isSameMember(present, before)) return 'changed-meanwhile'
      if (isKeyTaken(after)) return 'key-taken'
      members.set(after.staffId, after)
      acts.push(act)
      if (before.active === after.active) return 'replaced'
      for (const [token, session] of sessions) {
        const ends = session.staffId === after.staffId && session.endedAt === undefined
        if (ends) sessions.set(token, { ...session, endedAt: act.at })
      }
      return 'replaced'
    },
  }
}

function memorySessions(acts: StaffAct[], sessions: Map<string, StaffSession>): StaffSessionStore {
  return {
    open: async (session, act) => {
      sessions.set(toHex(session.tokenSha256), session)
      acts.push(act)
    },
    find: async (tokenSha256) => sessions.get(toHex(tokenSha256)),
    keep: async (tokenSha256, at) => {
      const session = sessions.get(toHex(tokenSha256))
      if (session === undefined || session.endedAt !== undefined || session.keptAt >= at) return
      sessions.set(toHex(tokenSha256), { ...session, keptAt: at })
    },
    end: async (tokenSha256, at, act) => {
      const session = sessions.get(toHex(tokenSha256))
      if (session === undefined || session.endedAt !== undefined) return
      sessions.set(toHex(tokenSha256), { ...session, endedAt: at })
      acts.push(act)
    },
    forgetBegunBefore: async (before) => {
      const old = [...sessions].filter(([, { startedAt }]) => startedAt < before)
      for (const [token] of old) sessions.delete(token)
      return old.length
    },
  }
}

function memoryChallenges(): StaffChallengeStore {
  const kept = new Map<string, StoredStaffChallenge>()
  return {
    add: async (challenge) => void kept.set(challenge.id, challenge),
    find: async (id) => kept.get(id),
    consume: async (id, at) => {
      const challenge = kept.get(id)
      if (challenge === undefined || challenge.usedAt !== undefined) return false
      kept.set(id, { ...challenge, usedAt: at })
      return true
    },
    forgetEndedBefore: async (before) => {
      const ended = [...kept.values()].filter(({ expiresAt }) => expiresAt < before)
      for (const { id } of ended) kept.delete(id)
      return ended.length
    },
  }
}

function memoryLookUps(): LookUpLog {
  const all: LookUp[] = []
  const between = (code: string, from: number, until: number): readonly LookUp[] =>
    all
      .filter(({ municipalityCode }) => municipalityCode === code)
      .filter(({ at }) => at >= from && at < until)
      .toSorted((a, b) => a.at - b.at)
  return {
    append: async (lookUp) => void all.push(lookUp),
    ofResident: async (residentId, limit) =>
      all
        .filter((one) => one.residentId === residentId)
        .toSorted((a, b) => b.at - a.at)
        .slice(0, limit),
    between: async (code, from, until, limit) => between(code, from, until).slice(0, limit),
    countsBetween: async (code, from, until) => {
      const byMember = Map.groupBy(between(code, from, until), ({ staffId }) => staffId)
      return [...byMember]
        .map(([staffId, looks]): LookUpCount => {
          const people = Map.groupBy(looks, ({ residentId }) => residentId)
          const mostAtOnePerson = Math.max(...[...people.values()].map(({ length }) => length))
          return { staffId, lookUps: looks.length, people: people.size, mostAtOnePerson }
        })
        .toSorted((a, b) => (a.staffId < b.staffId ? -1 : 1))
    },
  }
}
