import assert from 'node:assert/strict'
import type { CasePorts, CaseStore, GenerationRevoker } from '#ra/cases/ports.ts'
import { beginAct } from '#ra/cases/begin-act.ts'
import { carryOutOfficeActs } from '#ra/cases/carry-out-office-acts.ts'
import type { CaseActState, CaseRequest } from '#ra/cases/contract.ts'
import { finishAct } from '#ra/cases/finish-act.ts'
import { nextAct } from '#ra/cases/model.ts'
import { openCase } from '#ra/cases/open-case.ts'
import { showCase, type ShownCase } from '#ra/cases/show-case.ts'
import { type CaseStep, stepCase } from '#ra/cases/step-case.ts'
import { deskInProcess } from '#ra/at-terminal/desk-in-process.ts'
import { issueAtTerminal } from '#ra/at-terminal/issue-at-terminal.ts'
import { changeTermAtTerminal } from '#ra/at-terminal/change-term-at-terminal.ts'
import type { IssuerCard, TermCard } from '#ra/at-terminal/ports.ts'
import { resetPinsAtTerminal } from '#ra/at-terminal/reset-pins-at-terminal.ts'
import type { RegisteredCard } from '#ra/contract.ts'
import type { CounterPorts } from '#ra/counter-ports.ts'
import type { CertificateAuthority } from '#ra/ports.ts'
import { registerCard } from '#ra/register-card.ts'
import { type Actor, parseStaffId, type StaffRole } from '#ra/staff/contract.ts'
import type { CertificateKind } from '#law/certificate-kind.ts'
import type { Result } from '#kernel/result.ts'
import type { ResidentId } from '#register/contract.ts'
import { deliverLifeEvents } from '#register/deliver-life-events.ts'
import { recordLifeEvent } from '#register/record-life-event.ts'
import { rehearseLifeEvent } from '#register/rehearse-life-event.ts'
import { applyLifeEvent } from '#ra/apply-life-events.ts'
import { type CounterOffice, PINS } from './counter-office.ts'
import { memoryCases } from './memory-cases.ts'

/** A member of staff of a municipality. */
export function staff(
  number: number,
  municipalityCode: string,
  roles: readonly StaffRole[] = ['clerk'],
): Actor {
  const staffId = parseStaffId(`S${String(number).padStart(6, '0')}`)
  assert.ok(staffId)
  return { staffId, name: `担当${number}`, municipalityCode, roles }
}

/** What a desk finds on its reader: the card of a serial, or nothing. */
export interface CardTray {
  card(cardSerial: string): IssuerCard<string> & TermCard<string>
  /** The serial of the card for the act of this receipt number: the same one again. */
  blank(actReceiptNumber: string): string
  /** Makes the card as it was registered, unless it is made already. */
  make(card: RegisteredCard): void
  /** The holder changes PINs that they know. */
  changePins(cardSerial: string, kinds: readonly CertificateKind[]): Promise<void>
}

/** What is put around a port, or back as it is. */
export type Around = <T extends object>(name: string, port: T) => T

/** What an office of cases has in place of the scripted parts. */
export interface CaseOfficeParts {
  /** Put around every port that the cases and the desks use. */
  readonly around?: Around
  readonly cases?: CaseStore
  readonly authority?: CertificateAuthority
  readonly generations?: GenerationRevoker
}

/** The cases over a counter, with desks that carry them out. */
export class CaseOffice {
  readonly office: CounterOffice
  readonly ports: CasePorts & CounterPorts
  readonly tray: CardTray
  readonly #around: Around

  constructor(office: CounterOffice, tray: CardTray, parts: CaseOfficeParts = {}) {
    const { around = (_, port) => port, cases = memoryCases() } = parts
    this.office = office
    this.tray = tray
    this.#around = around
    const { ports, register } = office
    const { clock } = ports
    const counter = {
      residents: around('residents', ports.residents),
      cards: around('cards', ports.cards),
      procedures: around('procedures', ports.procedures),
      history: around('history', ports.history),
      authority: around('authority', parts.authority ?? ports.authority),
      sessions: around('sessions', ports.sessions),
      issuerKeys: ports.issuerKeys,
    }
    this.ports = {
      clock,
      random: ports.random,
      ...counter,
      cases: around('cases', cases),
      rehearsal: {
        rehearse: (id, event) => rehearseLifeEvent({ ...register, clock }, id, event),
      },
      register: around('register', {
        record: async (report) => {
          const recorded = await recordLifeEvent({ ...register, clock }, report)
          return recorded.ok ? { ok: true, value: recorded.value.resident } : recorded
        },
        deliver: async () => {
          const consumer = {
            consume: (recorded: Parameters<typeof applyLifeEvent>[1]) =>
              applyLifeEvent({ ...ports, ...counter }, recorded),
          }
          await deliverLifeEvents({ feed: register.feed, consumer }, 'authorities')
        },
      }),
      generations: around('generations', parts.generations ?? scriptedGenerations(office)),
    }
  }

  /** A form that was just shown. */
  async request(
    residentId: ResidentId,
    wish: Pick<CaseRequest, 'procedure' | 'situation'> & Partial<CaseRequest>,
  ): Promise<CaseRequest> {
    const receiptNumber = this.office.receipt()
    const agent = { name: '代理　次郎', address: '東京都清瀬市架空町二丁目３番４号' }
    return { receiptNumber, residentId, applicant: 'holder', agent, kinds: [], ...wish }
  }

  /** Takes a step with the case as it stands now. */
  async step(actor: Actor, receiptNumber: string, step: CaseStep) {
    const shown = await this.shown(actor, receiptNumber)
    return await stepCase(this.ports, actor, { receiptNumber, revision: shown.revision, step })
  }

  /** The case as it stands. */
  async shown(actor: Actor, receiptNumber: string): Promise<ShownCase> {
    const shown = await showCase(this.ports, actor, receiptNumber)
    assert.ok(shown.ok, JSON.stringify(shown))
    return shown.value
  }

  /** Opens the case, and has every paper confirmed and, where it must be, approved. */
  async ready(request: CaseRequest, actor: Actor, approver: Actor): Promise<ShownCase> {
    const opened = await openCase(this.ports, actor, request)
    assert.ok(opened.ok, JSON.stringify(opened))
    const confirmed = await this.confirmed(request.receiptNumber, actor, approver)
    assert.ok(confirmed.ok, JSON.stringify(confirmed))
    return confirmed.value
  }

  /**
   * Brings an opened case on to where its acts may begin: papers, inquiry, approval. Goes on where
   * a fault stopped it; gives the first refusal.
   */
  async confirmed(
    receiptNumber: string,
    actor: Actor,
    approver: Actor,
  ): Promise<Result<ShownCase, string>> {
    for (;;) {
      const shown = await this.shown(actor, receiptNumber)
      const next = nextStep(shown)
      if (next === undefined) return { ok: true, value: shown }
      const who = next.step === 'approve' ? approver : actor
      const taken = await this.step(who, receiptNumber, next)
      if (!taken.ok) return taken
    }
  }

  /** Carries the case's acts out at a desk, to its end or to the first refusal. */
  async work(actor: Actor, receiptNumber: string): Promise<Result<ShownCase, string>> {
    for (;;) {
      const office = await carryOutOfficeActs(this.ports, actor, receiptNumber)
      if (!office.ok) return office
      const { revision } = office.value
      if (nextAct(office.value.case) === undefined) return office
      const request = { receiptNumber, revision, otherPinKnown: true }
      const begun = await beginAct(this.ports, actor, request)
      if (!begun.ok) return begun
      const { act, shown } = begun.value
      const done = await this.#atCard(act, shown)
      if (!done.ok) return done
      const actReceiptNumber = act.receiptNumber
      const finished = await finishAct(this.ports, actor, { receiptNumber, actReceiptNumber })
      if (!finished.ok) return finished
    }
  }

  async #atCard(act: CaseActState, shown: ShownCase): Promise<Result<unknown, string>> {
    const { receiptNumber } = act
    const { residentId, cardSerial } = shown.case
    if (act.act === 'card') {
      const { variant } = act
      const blank = this.tray.blank(receiptNumber)
      const request = { receiptNumber, residentId, cardSerial: blank, variant }
      const registered = await registerCard(this.ports, request)
      if (registered.ok) this.tray.make(registered.value)
      return registered
    }
    assert.ok(cardSerial !== undefined)
    if (act.act === 'pin-change') {
      await this.tray.changePins(cardSerial, act.pins)
      return { ok: true, value: undefined }
    }
    const desk = deskInProcess(this.ports)
    const card = this.#around('card', this.tray.card(cardSerial))
    if (act.act === 'card-term') {
      return await changeTermAtTerminal({ desk, card }, { receiptNumber }, () => undefined)
    }
    const registered = await this.ports.cards.find(cardSerial)
    const task = { receiptNumber, pins: registered?.variant === 'pinless' ? {} : PINS }
    return act.act === 'application'
      ? await issueAtTerminal({ desk, card }, task, () => undefined)
      : await resetPinsAtTerminal({ desk, card }, task, () => undefined)
  }
}

/** Ends what the scripted authority has signed; it has one generation. */
function scriptedGenerations({ authority }: CounterOffice): GenerationRevoker {
  return {
    revokeGeneration: async (kind) => {
      const good = authority.good(kind)
      const ground = 'authority-key-compromised'
      for (const { issued } of good) {
        const { serialHex } = issued
        await authority.revoke({ authority: kind, serialHex, reason: 'cACompromise', ground })
      }
      return good.length
    },
  }
}

/** What a clerk does next before the acts; `undefined` where there is nothing more. */
function nextStep({ case: { state, sighted }, papersAsked, twoVisits }: ShownCase) {
  switch (state.at) {
    case 'opened':
      return twoVisits && sighted === undefined
        ? ({ step: 'send-inquiry' } as const)
        : ({ step: 'confirm-papers', identity: 'photo-document', papers: papersAsked } as const)
    case 'inquiry-sent':
      return { step: 'receive-answer' } as const
    case 'awaiting-approval':
      return { step: 'approve' } as const
    case 'ready':
    case 'under-way':
    case 'done':
    case 'rejected':
    case 'withdrawn':
      return undefined
  }
}
