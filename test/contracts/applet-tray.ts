import assert from 'node:assert/strict'
import { issuerCard } from '#adapters/issuer-card/issuer-card.ts'
import { CARD_PROFILES } from '#card/contract.ts'
import { blankMemory, type CardMemory } from '#card/model.ts'
import type { ChipPorts } from '#card/ports.ts'
import { PoweredCard } from '#card/powered-card.ts'
import { CardPin } from '#card-client/card-pin.ts'
import { readCardTerm } from '#card-client/card-term.ts'
import { changePin } from '#card-client/change-pin.ts'
import type { CardTransport } from '#card-client/contract.ts'
import { SelectedApplication } from '#card-client/select-application.ts'
import { modulusOf } from '#codec/jpki-card/rsa-key.ts'
import type { CivilDate } from '#kernel/civil-date.ts'
import type { CertificateKind } from '#law/certificate-kind.ts'
import type { IssuerCard, TermCard } from '#ra/at-terminal/ports.ts'
import type { RegisteredCard } from '#ra/contract.ts'
import { fabricatedRsaKey, seededRandom } from '../support/ca-rig.ts'
import type { Around, CardTray } from './case-office.ts'
import { type CounterOffice, PINS } from './counter-office.ts'

/** Other PINs of the right form, between which and the usual ones a holder changes. */
const OTHER_PINS = { 'user-authentication': '8642', signature: 'CHANGED9' } as const

/**
 * A tray of cards that run the real applet. A card survives as the last memory it made durable;
 * its keys are fabricated, as nothing is signed with them.
 */
export class AppletTray implements CardTray {
  readonly #office: CounterOffice
  readonly #around: Around
  readonly #memories = new Map<string, CardMemory>()
  readonly #pins = new Map<string, string>()
  readonly #blanks = new Map<string, string>()
  readonly #chip = fabricatingChip()

  constructor(office: CounterOffice, around: Around) {
    this.#office = office
    this.#around = around
  }

  card(cardSerial: string): IssuerCard<string> & TermCard<string> {
    return issuerCard(this.#around('reader', this.#powered(cardSerial)))
  }

  /** The card in a reader, powered. */
  transport(cardSerial: string): CardTransport {
    return this.#powered(cardSerial)
  }

  blank(actReceiptNumber: string): string {
    const known = this.#blanks.get(actReceiptNumber)
    if (known !== undefined) return known
    const cardSerial = String(1000 + this.#blanks.size).padStart(16, '0')
    this.#blanks.set(actReceiptNumber, cardSerial)
    return cardSerial
  }

  make({ cardSerial, variant, expiresOn }: RegisteredCard): void {
    if (this.#memories.has(cardSerial)) return
    const identity = { cardSerial, municipalityCode: '14104', expiresOn }
    const profile = variant === 'pinless' ? CARD_PROFILES.pinless : CARD_PROFILES.plastic
    const issuerKey = this.#office.issuerKeyOf(cardSerial)
    this.#memories.set(cardSerial, blankMemory(profile, identity, issuerKey))
  }

  async changePins(cardSerial: string, kinds: readonly CertificateKind[]): Promise<void> {
    for (const kind of kinds) {
      const present = await this.#presentPin(cardSerial, kind)
      const next = present === OTHER_PINS[kind] ? PINS[kind] : OTHER_PINS[kind]
      const changed = await this.#changePin(cardSerial, kind, present, next)
      assert.ok(changed, 'the holder knows the PIN')
      this.#pins.set(`${cardSerial} ${kind}`, next)
    }
  }

  /** The certificate on the chip, read as any terminal reads it. */
  async read(cardSerial: string, kind: CertificateKind): Promise<Uint8Array | undefined> {
    const card = issuerCard(this.#powered(cardSerial))
    const read = await card.readCertificate(kind, await this.#presentPin(cardSerial, kind))
    return read.ok ? read.value : undefined
  }

  /** The last day as the chip says it. */
  async term(cardSerial: string): Promise<CivilDate | undefined> {
    if (!this.#memories.has(cardSerial)) return undefined
    return await readCardTerm(this.#powered(cardSerial))
  }

  /** A reset puts the usual value back, so the card itself is asked. */
  async #presentPin(cardSerial: string, kind: CertificateKind): Promise<string> {
    const changed = this.#pins.get(`${cardSerial} ${kind}`)
    if (changed === undefined) return PINS[kind]
    const still = await this.#changePin(cardSerial, kind, changed, changed)
    return still ? changed : PINS[kind]
  }

  async #changePin(
    cardSerial: string,
    kind: CertificateKind,
    before: string,
    after: string,
  ): Promise<boolean> {
    const jpki = await SelectedApplication.jpki(this.#powered(cardSerial))
    const [present, next] = [CardPin.parse(kind, before), CardPin.parse(kind, after)]
    assert.ok(jpki.ok && present.ok && next.ok)
    return (await changePin(jpki.value, present.value, next.value)).ok
  }

  #powered(cardSerial: string): PoweredCard {
    const memory = this.#memories.get(cardSerial)
    assert.ok(memory, 'the card is on the tray')
    return new PoweredCard(memory, this.#chip, {
      save: async (next) => void this.#memories.set(cardSerial, next),
    })
  }
}

function fabricatingChip(): ChipPorts {
  const random = seededRandom(7)
  let made = 0
  return {
    randomBytes: (length) => random.bytes(length),
    generateKeyPair: async () => {
      const modulus = modulusOf(fabricatedRsaKey(500_000 + ++made))
      assert.ok(modulus)
      return { sealedKey: new Uint8Array(32).fill(1), modulus }
    },
    privateOperation: async () => {
      throw new Error('nothing is signed with a fabricated key')
    },
  }
}
