import { civilDateInJapan } from '#kernel/instant.ts'
import { refuse, type Result } from '#kernel/result.ts'
import { listCases } from '#ra/cases/list-cases.ts'
import { openCase } from '#ra/cases/open-case.ts'
import type { CasePorts } from '#ra/cases/ports.ts'
import { showCase, type ShownCase } from '#ra/cases/show-case.ts'
import { stepCase } from '#ra/cases/step-case.ts'
import { drawReceiptNumber } from '#ra/receipt-number.ts'
import type { Actor } from '#ra/staff/contract.ts'
import { recordLookUp } from '#ra/staff/look-up.ts'
import type { LookUpLog } from '#ra/staff/ports.ts'
import type { CounterCases } from '#web/counter/ports.ts'

/** What the cases are worked on through. */
export interface CounterCasesPorts {
  readonly cases: CasePorts
  readonly lookUps: LookUpLog
  /** The desk that works on the case at this moment. */
  readonly runningAt: (receiptNumber: string) => string | undefined
}

/**
 * The cases as the pages work on them. Who shows a case looks at the person it is about: that is
 * recorded once a day for each member of staff and case, however often the page is loaded.
 */
export function counterCases({ cases, lookUps, runningAt }: CounterCasesPorts): CounterCases {
  const looks = new CaseLooks(cases, lookUps)
  const seenBy =
    (actor: Actor) =>
    async (shown: Result<ShownCase, string>): Promise<Result<ShownCase, string>> => {
      if (shown.ok) await looks.record(actor, shown.value)
      return shown
    }
  return {
    drawReceiptNumber: () => drawReceiptNumber(cases),
    open: async (actor, request) => await openCase(cases, actor, request).then(seenBy(actor)),
    show: async (actor, receipt) => await showCase(cases, actor, receipt).then(seenBy(actor)),
    list: (actor) => listCases(cases, actor),
    // What a card is taking at this moment cannot be taken back: the desk stops first.
    step: async (actor, receiptNumber, revision, step) => {
      const deskId = step.step === 'withdraw' ? runningAt(receiptNumber) : undefined
      if (deskId !== undefined) return refuse('case-at-another-desk', { deskId })
      return await stepCase(cases, actor, { receiptNumber, revision, step }).then(seenBy(actor))
    },
  }
}

/** The looks at people by way of their cases that were recorded today. */
class CaseLooks {
  readonly #cases: CasePorts
  readonly #lookUps: LookUpLog
  #day: string | undefined
  #recorded = new Set<string>()

  constructor(cases: CasePorts, lookUps: LookUpLog) {
    this.#cases = cases
    this.#lookUps = lookUps
  }

  async record(actor: Actor, { case: shown }: ShownCase): Promise<void> {
    const { clock } = this.#cases
    const today = civilDateInJapan(clock.now())
    if (this.#day !== today) this.#recorded = new Set()
    this.#day = today
    const look = `${actor.staffId} ${shown.receiptNumber}`
    if (this.#recorded.has(look)) return
    await recordLookUp({ lookUps: this.#lookUps, clock }, actor, shown.residentId, 'case-work')
    this.#recorded.add(look)
  }
}
