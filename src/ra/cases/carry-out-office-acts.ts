import { ok, refuse, type Result } from '#kernel/result.ts'
import type { LifeEvent, Resident } from '#register/contract.ts'
import type { Revocation } from '../contract.ts'
import { requestRevocation } from '../request-revocation.ts'
import type { Actor } from '../staff/contract.ts'
import { shownCase, type ShownCase } from './case-view.ts'
import { caseFor, changeCase } from './change-case.ts'
import type { Case, CaseActState } from './contract.ts'
import { recordDone } from './finish-act.ts'
import { interrupted } from './interrupt-act.ts'
import { caseAfter, isAtTheCard, nextAct } from './model.ts'
import type { CasePorts, NewCaseEntry, StoredCase } from './ports.ts'
import type { CaseAnswer, CaseRefusal } from './refusal.ts'

/**
 * Carries out every act that takes no card, up to the next one that does or to the end of the case.
 * Each is idempotent under its own receipt number: called again it finishes what a crash left.
 */
export async function carryOutOfficeActs(
  ports: CasePorts,
  actor: Actor,
  receiptNumber: string,
): CaseAnswer<ShownCase> {
  const found = await caseFor(ports, actor, receiptNumber, 'carry-out-case')
  if (!found.ok) return found
  let stored = found.value
  for (let act = nextOfficeAct(stored.case); act !== undefined; act = nextOfficeAct(stored.case)) {
    const done = await carryOutAct(ports, actor, stored, act)
    if (!done.ok) return done
    stored = done.value
  }
  return ok(await shownCase(ports, stored))
}

function nextOfficeAct(one: Case): CaseActState | undefined {
  const next = nextAct(one)
  return next === undefined || isAtTheCard(next) ? undefined : next
}

async function carryOutAct(
  ports: CasePorts,
  actor: Actor,
  { case: { receiptNumber } }: StoredCase,
  act: CaseActState,
): CaseAnswer<StoredCase> {
  const begun = await recordIntent(ports, actor, receiptNumber, act)
  // A rival desk has done it meanwhile: the caller looks for the next.
  if (!begun.ok || nextAct(begun.value.case)?.receiptNumber !== act.receiptNumber) return begun
  const detail = await perform(ports, actor, begun.value.case, act)
  if (!detail.ok) {
    await interrupted(ports, actor, receiptNumber, detail.refusal)
    return detail
  }
  const result = { cardSerial: undefined, detail: detail.value }
  return await recordDone(ports, actor, receiptNumber, act, result)
}

async function recordIntent(
  ports: CasePorts,
  { staffId: by }: Actor,
  receiptNumber: string,
  act: CaseActState,
): CaseAnswer<StoredCase> {
  return await changeCase(ports, receiptNumber, (stored) => {
    const now = nextAct(stored.case)
    if (now?.receiptNumber !== act.receiptNumber) return ok(undefined)
    const after = caseAfter(stored.case, { happened: 'act-begun', cardSerial: undefined })
    if (!after.ok) return after
    const isBegun = stored.entries.some(
      ({ what, detail }) => what === 'act-begun' && detail['act'] === act.receiptNumber,
    )
    if (isBegun) return ok(undefined)
    const entry: NewCaseEntry = {
      at: ports.clock.now(),
      by,
      what: 'act-begun',
      detail: { act: act.receiptNumber, kind: act.act },
    }
    return ok({ after: after.value, entries: [entry] })
  })
}

type Performed = Promise<Result<NewCaseEntry['detail'], CaseRefusal>>

async function perform(ports: CasePorts, actor: Actor, of: Case, act: CaseActState): Performed {
  const { residentId } = of
  const { receiptNumber } = act
  switch (act.act) {
    case 'revocation': {
      const { kinds, ground } = act
      const request = { receiptNumber, residentId, kinds, ground }
      return endedBy(await requestRevocation(ports, request), ground)
    }
    case 'record-change':
      return await enterChange(ports, actor, of, act.event)
    case 'authority-revocation': {
      const { kind, generation } = act
      const ended = await ports.generations.revokeGeneration(kind, generation)
      return ok({ ended, authority: kind, generation })
    }
    case 'application':
    case 'pin-reset':
    case 'pin-change':
    case 'card':
    case 'card-term':
      return refuse('case-state', { state: of.state.at })
  }
}

/** Where nothing is left to revoke, what the act is for has come about without it. */
function endedBy(
  revoked: Result<Revocation, CaseRefusal>,
  ground: Revocation['ground'],
): Result<NewCaseEntry['detail'], CaseRefusal> {
  if (revoked.ok) return ok({ ground, ended: revoked.value.targets.length })
  return revoked.refusal === 'nothing-to-revoke' ? ok({ ground, ended: 0 }) : revoked
}

/** Enters the change once, and has the authorities act on it before the act is done. */
async function enterChange(
  ports: CasePorts,
  { staffId }: Actor,
  { residentId, receiptNumber }: Case,
  event: LifeEvent,
): Performed {
  const resident = await ports.residents.find(residentId)
  if (resident === undefined) return refuse('resident-unknown')
  if (!stands(resident, event)) {
    const expectedVersion = resident.version
    const source = { reportedBy: staffId, under: receiptNumber }
    const recorded = await ports.register.record({ residentId, expectedVersion, event, source })
    if (!recorded.ok) return recorded
  }
  await ports.register.deliver()
  return ok({ event: event.kind, on: event.on })
}

/** Whether the record says already what the event brings about: a crash came after it. */
function stands(resident: Resident, event: LifeEvent): boolean {
  switch (event.kind) {
    case 'stay-extended':
      return resident.periodOfStayEndsOn === event.periodOfStayEndsOn
    case 'moved-overseas':
      return (
        resident.residence === 'overseas' && resident.overseasContinuation === event.continuation
      )
    case 'died':
      return resident.deceasedOn === event.on
    case 'became-adult-ward':
      return resident.adultWard
    case 'guardianship-ended':
      return !resident.adultWard
    case 'moved':
      return resident.items.address === event.address
    case 'name-changed':
      return resident.items.name === event.name && resident.kana === event.kana
    case 'former-name-changed':
      return resident.formerName?.name === event.formerName?.name
    case 'naturalised':
      return resident.nationality === 'japanese'
    case 'stay-ended':
      return resident.recordDeletedOn === event.on
    // The register itself refuses a correction that corrects nothing, and a second birth.
    case 'corrected':
    case 'number-changed':
    case 'born':
      return false
  }
}
