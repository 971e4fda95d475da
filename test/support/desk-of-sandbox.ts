import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after } from 'node:test'
import { setImmediate } from 'node:timers/promises'
import { parseInstant } from '#kernel/instant.ts'
import type { Result } from '#kernel/result.ts'
import type { CertificateKind } from '#law/certificate-kind.ts'
import type { CounterApplicant, CounterProcedure, Situation } from '#law/counter-procedure.ts'
import { DEFAULTS } from '#main/configuration.ts'
import { openSandbox, type Sandbox } from '#main/sandbox.ts'
import type { Actor } from '#ra/staff/contract.ts'
import type { Resident } from '#register/contract.ts'
import { PERSONAS } from '#register/personas.ts'
import type { CaseView, DeskView, DeskWork } from '#web/counter/ports.ts'

/** The PINs that residents type in these tests. */
export const TYPED_PINS: Readonly<Record<CertificateKind, string>> = {
  'user-authentication': '2468',
  signature: 'SHOMEI2026',
}

/** The PIN of 券面事項入力補助AP that they type. */
export const TEXT_PIN = '1470'

/** Ten in the morning in Japan, on the day these sandboxes open. */
const OPENING = parseInstant('2026-03-02T10:00:00+09:00')

/** A counter of a sandbox in this process; everything is closed when the file's tests are done. */
export async function openCounterSandbox(): Promise<Sandbox> {
  const folder = await mkdtemp(join(tmpdir(), 'shomei-counter-'))
  const dataFolder = join(folder, 'data')
  const opened = await openSandbox({
    ...DEFAULTS,
    dataFolder,
    port: 0,
    statusPort: 0,
    clock: OPENING,
    residents: PERSONAS.length,
  })
  assert.ok(opened.ok, JSON.stringify(opened))
  after(async () => {
    await opened.value.close()
    await rm(folder, { recursive: true, force: true })
  })
  return opened.value
}

/** A clerk at a desk, with the resident's screen beside it. */
export class TestDesk {
  readonly #sandbox: Sandbox
  readonly deskId: string
  readonly actor: Actor
  readonly #screenToken: string

  private constructor(sandbox: Sandbox, deskId: string, actor: Actor, screenToken: string) {
    this.#sandbox = sandbox
    this.deskId = deskId
    this.actor = actor
    this.#screenToken = screenToken
  }

  /** Signs the account with this last digit in, and pairs a screen. */
  static async at(
    sandbox: Sandbox,
    municipalityCode: string,
    desk = 1,
    digit = 3,
  ): Promise<TestDesk> {
    const { signIn, desks, screens } = sandbox.counter
    const deskId = `${municipalityCode}-${desk}`
    const signedIn = await signIn.signIn({ account: `S${municipalityCode}${digit}`, deskId })
    assert.ok(signedIn.ok, JSON.stringify(signedIn))
    const session = await signIn.session(signedIn.value.token, 'keep')
    assert.ok(session !== undefined)
    const code = desks.pair(deskId).pairingCode
    const joined = screens.join(code ?? '')
    assert.ok(joined.ok, JSON.stringify(joined))
    return new TestDesk(sandbox, deskId, session.actor, joined.value.token)
  }

  /** Opens a case for the person and confirms every paper that is asked. */
  async readyCase(
    resident: Resident,
    situation: Situation,
    procedure: CounterProcedure,
    kinds: readonly CertificateKind[] = [],
    applicant: CounterApplicant = 'holder',
  ): Promise<CaseView> {
    const { cases } = this.#sandbox.counter
    const receiptNumber = cases.drawReceiptNumber()
    const { id: residentId } = resident
    const wish = { receiptNumber, residentId, situation, procedure, applicant, kinds }
    const opened = await cases.open(this.actor, wish)
    assert.ok(opened.ok, JSON.stringify(opened))
    const { revision, papersAsked: papers } = opened.value
    const step = { step: 'confirm-papers', identity: 'photo-document', papers } as const
    const confirmed = await cases.step(this.actor, receiptNumber, revision, step)
    assert.ok(confirmed.ok, JSON.stringify(confirmed))
    return confirmed.value
  }

  /** Begins the case, or goes on with it. */
  async begin(receiptNumber: string): Promise<void> {
    const begun = await this.tryToBegin(receiptNumber)
    assert.ok(begun.ok, JSON.stringify(begun))
  }

  /** As `begin`, where it may be refused. */
  async tryToBegin(receiptNumber: string): Promise<Result<DeskView, string>> {
    return await this.#sandbox.counter.desks.carryOut(this.actor, this.deskId, receiptNumber)
  }

  /** Puts a virtual card on the desk's reader. */
  async insert(cardSerial: string): Promise<DeskView> {
    const { desks } = this.#sandbox.counter
    const inserted = await desks.insert(this.actor, this.deskId, cardSerial)
    assert.ok(inserted.ok, JSON.stringify(inserted))
    return inserted.value
  }

  /** Takes the card off the reader. */
  async pull(): Promise<DeskView> {
    return await this.#sandbox.counter.desks.pull(this.deskId)
  }

  /** What the clerk's page shows. */
  async view(): Promise<DeskView> {
    return await this.#sandbox.counter.desks.view(this.deskId)
  }

  /** What the resident's screen shows. */
  screen(): ReturnType<Sandbox['counter']['screens']['view']> {
    return this.#sandbox.counter.screens.view(this.#screenToken)
  }

  /** Types what the resident's screen asks for. */
  typePins(
    typed: Readonly<Record<CertificateKind, string>> = TYPED_PINS,
    known: Readonly<Partial<Record<CertificateKind, string>>> = {},
  ): Result<void, string> {
    const shown = this.screen()
    assert.ok(shown?.shows === 'enter-pins', JSON.stringify(shown))
    const pins = shown.pins.map(({ kind, which }) => {
      if (kind === 'text') return { kind, which, value: TEXT_PIN }
      const value = which === 'new' ? typed[kind] : known[kind]
      return { kind, which, value: value ?? '' }
    })
    return this.#sandbox.counter.screens.enterPins(this.#screenToken, pins)
  }

  /** The work, once it is in `state`; fails where it ends in another. */
  async until(state: DeskWork['state']): Promise<DeskWork> {
    return await this.untilWork((work) => work.state === state, state)
  }

  /** The work, once it fulfils `enough`; fails where it ends before. */
  async untilWork(enough: (work: DeskWork) => boolean, what: string): Promise<DeskWork> {
    for (;;) {
      const { work } = await this.view()
      assert.ok(work !== undefined, 'the desk is at work')
      if (enough(work)) return work
      const over = work.state === 'done' || work.state === 'stopped'
      assert.ok(!over, `${what} was wanted: ${JSON.stringify(work)}`)
      await setImmediate()
    }
  }

  /** The serial of the new card that the work has made and waits for. */
  async untilCardIsMade(resident: Resident): Promise<string> {
    await this.until('waiting-for-card')
    const history = await this.#sandbox.system.historyOf(resident.id)
    assert.ok(history.ok)
    const card = history.value.cards.find(({ state }) => state === 'live')
    assert.ok(card !== undefined)
    return card.cardSerial
  }

  /** Gives the person a card with both certificates, and leaves it on the reader. */
  async issueBoth(resident: Resident): Promise<string> {
    const { case: opened } = await this.readyCase(resident, 'receives-card', 'issue')
    await this.begin(opened.receiptNumber)
    const cardSerial = await this.untilCardIsMade(resident)
    await this.insert(cardSerial)
    await this.until('waiting-for-pins')
    const typed = this.typePins()
    assert.ok(typed.ok, JSON.stringify(typed))
    await this.until('done')
    return cardSerial
  }
}
