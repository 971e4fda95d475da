import { issuerCard } from '#adapters/issuer-card/issuer-card.ts'
import { CardTransportError } from '#card-client/contract.ts'
import { textPinMissing } from '#card-client/text-pin.ts'
import { assert } from '#kernel/assert.ts'
import type { CivilDate } from '#kernel/civil-date.ts'
import { civilDateInJapan } from '#kernel/instant.ts'
import { ok, refuse, type Result } from '#kernel/result.ts'
import { CERTIFICATE_KINDS, type CertificateKind } from '#law/certificate-kind.ts'
import type { PinSetter } from '#law/eligibility.ts'
import { pinTypist } from '#law/pin-typist.ts'
import { beginAct, type BegunAct } from '#ra/cases/begin-act.ts'
import { carryOutOfficeActs } from '#ra/cases/carry-out-office-acts.ts'
import type { Case, CaseActState } from '#ra/cases/contract.ts'
import { finishAct } from '#ra/cases/finish-act.ts'
import { interruptAct } from '#ra/cases/interrupt-act.ts'
import { nextAct } from '#ra/cases/model.ts'
import type { CasePorts } from '#ra/cases/ports.ts'
import type { ShownCase } from '#ra/cases/show-case.ts'
import { pinsAskedFor } from '#ra/desk/asked-pins.ts'
import type { CertificateEnds } from '#ra/desk/work.ts'
import type { Actor } from '#ra/staff/contract.ts'
import type { CardOrder } from '../order-card.ts'
import { carryOutAct, type CounterAtTerminal, showKnownPins } from './carry-out-act.ts'
import type { Desk } from './desk.ts'

/** What carrying a case out needs of the system. */
export interface CarryOutPorts {
  readonly cases: CasePorts
  readonly counter: CounterAtTerminal
  /** Registers and makes a card under the act's receipt number; gives its serial. */
  readonly makeCard: (order: CardOrder) => Promise<Result<string, string>>
  readonly reportFault: (fault: unknown) => void
}

interface Task {
  readonly ports: CarryOutPorts
  readonly desk: Desk
  readonly actor: Actor
  readonly receiptNumber: string
}

/**
 * Carries the case out at the desk, from the first act that is not done to the last. However it
 * ends, the desk says so, the PINs are gone, and the case stands where it got to. This is the one
 * place where a fault of the card, the database or an authority becomes a code.
 */
export async function carryOut(task: Task): Promise<void> {
  const { ports, desk } = task
  try {
    const ends = await carryOutAll(task)
    if (ends.ok) desk.finish(ends.value)
    else desk.stop(ends.refusal, ends.detail)
  } catch (fault) {
    const pulled = fault instanceof CardTransportError ? fault.code : undefined
    if (pulled !== 'card-removed') ports.reportFault(fault)
    const code = pulled ?? 'counter-fault'
    desk.stop(code, {})
    await recordInterruption(task, code)
  }
}

async function carryOutAll(task: Task): Promise<Result<CertificateEnds, string>> {
  const { ports, desk, actor, receiptNumber } = task
  for (;;) {
    const before = desk.actsDone
    const shown = await carryOutOfficeActs(ports.cases, actor, receiptNumber)
    if (!shown.ok) return shown
    countActs(desk, shown.value.case)
    const byOffice = desk.actsDone - before
    if (byOffice > 0) desk.report({ step: 'office-acts-done', count: byOffice })
    const act = nextAct(shown.value.case)
    if (act === undefined) return ok(await endsOf(ports, shown.value.case))
    const done = await carryOutAtDesk(task, shown.value, act)
    if (!done.ok) return done
    const actReceiptNumber = act.receiptNumber
    const finished = await finishAct(ports.cases, actor, { receiptNumber, actReceiptNumber })
    if (!finished.ok) return finished
    countActs(desk, finished.value.case)
  }
}

/** One act at the desk: what the card needs first, then the PINs, then the act itself. */
async function carryOutAtDesk(
  task: Task,
  shown: ShownCase,
  act: CaseActState,
): Promise<Result<void, string>> {
  const otherPinKnown = await otherPinShown(task, shown.case, act)
  if (!otherPinKnown.ok) return otherPinKnown
  const begun = await begin(task, shown, otherPinKnown.value)
  if (!begun.ok) return begun
  const done = await carryOutBegun(task, begun.value.shown.case, act, otherPinKnown.value)
  // What the cases themselves refuse stands in the case's history already.
  if (!done.ok) await recordInterruption(task, done.refusal)
  return done
}

async function carryOutBegun(
  task: Task,
  it: Case,
  act: CaseActState,
  pinsInVault: boolean,
): Promise<Result<void, string>> {
  const { desk } = task
  if (act.act === 'card') return await makeCard(task, it, act)
  assert(
    act.act === 'application' ||
      act.act === 'pin-reset' ||
      act.act === 'pin-change' ||
      act.act === 'card-term',
    'the other acts are the office’s',
  )
  if (!pinsInVault) {
    const ready = await cardAndPins(task, it, act)
    if (!ready.ok) return ready
  }
  const done = await carryOutAct(atCard(task), task.ports.counter, act)
  desk.vault.wipe()
  return done
}

async function begin(
  { ports, desk, actor, receiptNumber }: Task,
  { revision }: ShownCase,
  otherPinKnown: boolean,
): Promise<Result<BegunAct, string>> {
  const begun = await beginAct(ports.cases, actor, { receiptNumber, revision, otherPinKnown })
  if (begun.ok) {
    const { act, resumed } = begun.value
    desk.report({ step: 'act-begun', act: act.act, resumed })
  }
  return begun
}

/** At the kiosk the reset is authorised by the other PIN: it is shown to the card before that. */
async function otherPinShown(
  task: Task,
  it: Case,
  act: CaseActState,
): Promise<Result<boolean, string>> {
  if (it.procedure !== 'kiosk-pin-reset' || act.act !== 'pin-reset') return ok(false)
  const ready = await cardAndPins(task, it, act)
  if (!ready.ok) return ready
  const known = CERTIFICATE_KINDS.filter((kind) => !act.pins.includes(kind))
  const shown = await showKnownPins(atCard(task), known)
  return shown.ok ? ok(true) : shown
}

/** The right card lies on the reader, and the PINs that the act needs lie in the vault. */
async function cardAndPins(task: Task, it: Case, act: CaseActState): Promise<Result<void, string>> {
  const here = await rightCard(task, it.cardSerial)
  if (!here.ok) return here
  tellOtherTerm(task.desk)
  const setBy = await pinSetterOf(task.ports, act)
  if (!setBy.ok) return setBy
  const lacking = await lacksTextPin(task, it, act)
  if (!lacking.ok) return lacking
  const asked = pinsAskedFor(act, {
    procedure: it.procedure,
    setBy: setBy.value,
    textPinMissing: lacking.value,
  })
  if (asked.length === 0) return ok(undefined)
  return await task.desk.waitForPins(pinTypist(it.applicant, setBy.value), asked)
}

/** Chip and register that disagree on the card's last day never do so unnoticed. */
function tellOtherTerm(desk: Desk): void {
  const { chipEndsOn, recordedEndsOn } = desk.slot.view ?? {}
  if (chipEndsOn === undefined || recordedEndsOn === undefined) return
  if (chipEndsOn === recordedEndsOn) return
  desk.report({ step: 'term-differs', chipEndsOn, recordedEndsOn })
}

/** With the card its holder gets the PIN of 券面事項入力補助AP, unless the chip has one already. */
async function lacksTextPin(
  { desk }: Task,
  { acts, procedure }: Case,
  act: CaseActState,
): Promise<Result<boolean, string>> {
  const delivered = procedure === 'issue' || acts.some((one) => one.act === 'card')
  if (act.act !== 'application' || !delivered) return ok(false)
  const looked = await desk.slot.use((card) => textPinMissing(card))
  return looked.ok ? looked.value : looked
}

async function rightCard(
  { desk }: Task,
  wantedSerial: string | undefined,
): Promise<Result<void, string>> {
  if (wantedSerial === undefined) return refuse('card-unknown')
  for (;;) {
    const read = await desk.slot.use((card) => issuerCard(card).cardSerial())
    if (read.ok) {
      if (!read.value.ok) return read.value
      return read.value.value === wantedSerial ? ok(undefined) : refuse('card-of-another-resident')
    }
    if (read.refusal !== 'reader-empty') return read
    await desk.slot.look()
    const came = await desk.waitForCard(wantedSerial)
    if (!came.ok) return came
  }
}

async function pinSetterOf(
  { counter }: CarryOutPorts,
  act: CaseActState,
): Promise<Result<PinSetter, string>> {
  if (act.act !== 'application') return ok('holder')
  const application = await counter.application(act.receiptNumber)
  return application.ok ? ok(application.value.pinSetBy) : application
}

async function makeCard(
  { ports, desk }: Task,
  { residentId }: Case,
  { receiptNumber, variant }: Extract<CaseActState, { readonly act: 'card' }>,
): Promise<Result<void, string>> {
  const made = await ports.makeCard({ receiptNumber, residentId, variant })
  if (!made.ok) return made
  desk.report({ step: 'card-made', cardSerial: made.value })
  return ok(undefined)
}

/** The last days of what the case's applications have put on the card. */
async function endsOf({ counter }: CarryOutPorts, { acts }: Case): Promise<CertificateEnds> {
  const ends: Partial<Record<CertificateKind, CivilDate>> = {}
  for (const { act, receiptNumber } of acts) {
    if (act !== 'application') continue
    const application = await counter.application(receiptNumber)
    if (!application.ok || application.value.state.at !== 'delivered') continue
    for (const { kind, notAfter } of application.value.state.issued) {
      ends[kind] = civilDateInJapan(notAfter)
    }
  }
  return ends
}

async function recordInterruption(
  { ports, actor, receiptNumber }: Task,
  code: string,
): Promise<void> {
  try {
    await interruptAct(ports.cases, actor, { receiptNumber, code })
  } catch (fault) {
    // The database may be what stopped the work: the line is missing from the case's history then.
    ports.reportFault(fault)
  }
}

function countActs(desk: Desk, { acts }: Case): void {
  desk.count(acts.filter(({ doneAt }) => doneAt !== undefined).length, acts.length)
}

function atCard({ ports, desk, receiptNumber }: Task) {
  return { desk, receiptNumber, now: () => ports.cases.clock.now() }
}
