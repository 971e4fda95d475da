import assert from 'node:assert/strict'
import { AID } from '#codec/jpki-card/files.ts'
import {
  encodeCardProof,
  isIssuerCryptogram,
  nextChannel,
  type IssuerChannel,
  sealAnswer,
} from '#codec/jpki-card/issuer-channel.ts'
import {
  generateKeyPair,
  type IssuerCommand,
  readPublicKey,
} from '#codec/jpki-card/issuer-commands.ts'
import { JPKI_EF } from '#codec/jpki-card/files.ts'
import type { IssuerSide } from '#codec/jpki-card/issuer-dialogue.ts'
import { encodePublicKeyTemplate, subjectPublicKeyInfo } from '#codec/jpki-card/rsa-key.ts'
import { fromUtf8, toHex } from '#kernel/bytes.ts'
import type { CivilDate } from '#kernel/civil-date.ts'
import { ok, refuse, type Result } from '#kernel/result.ts'
import type { CertificateKind } from '#law/certificate-kind.ts'
import type {
  CardKey,
  CardTerm,
  IssuerCard,
  IssuerCardSession,
  TermCard,
} from '#ra/at-terminal/ports.ts'
import type { CounterRefusal, RequestedCertificate } from '#ra/contract.ts'

const KEY_FILE = { 'user-authentication': JPKI_EF.authKey, signature: JPKI_EF.signKey } as const

/** What a scripted card refuses: it was pulled out of the reader, or holds nothing there. */
export type ScriptedCardRefusal = 'card-removed' | 'certificate-absent' | 'card-refused'

/** The card's contents that a copy would carry along. */
interface Contents {
  lifeCounter: number
  readonly waiting: Map<CertificateKind, number>
  readonly inUse: Map<CertificateKind, number>
  readonly certificates: Map<CertificateKind, Uint8Array>
  readonly pins: Map<CertificateKind, string>
  /** The last day as the chip says it; set when the card is registered. */
  endsOn: CivilDate | undefined
}

/**
 * A card that speaks the issuer channel's cryptography and keeps its contents, without APDUs: its
 * moduli are numbered and belong to no private key. `pullAfter` pulls it out of the reader after so
 * many more acts.
 */
export class ScriptedCard
  implements IssuerCard<ScriptedCardRefusal>, TermCard<ScriptedCardRefusal>
{
  readonly serial: string
  pullAfter = Number.POSITIVE_INFINITY
  contents: Contents = {
    lifeCounter: 1,
    waiting: new Map(),
    inUse: new Map(),
    certificates: new Map(),
    pins: new Map(),
    endsOn: undefined,
  }
  readonly #issuerKey: Uint8Array
  #keysMade = 0
  #challenges = 0

  constructor(serial: string, issuerKey: Uint8Array) {
    this.serial = serial
    this.#issuerKey = issuerKey
  }

  /** A copy of the contents as they are, to be put back later. */
  copy(): Contents {
    const { lifeCounter, waiting, inUse, certificates, pins, endsOn } = this.contents
    return {
      lifeCounter,
      waiting: new Map(waiting),
      inUse: new Map(inUse),
      certificates: new Map(certificates),
      pins: new Map(pins),
      endsOn,
    }
  }

  async cardSerial(): Promise<Result<string, ScriptedCardRefusal>> {
    return this.#pulled() ?? ok(this.serial)
  }

  async openIssuerSession(
    issuer: IssuerSide<CounterRefusal>,
  ): Promise<Result<IssuerCardSession<ScriptedCardRefusal>, ScriptedCardRefusal | CounterRefusal>> {
    const pulled = this.#pulled()
    if (pulled !== undefined) return pulled
    const cardChallenge = new Uint8Array(16).fill(++this.#challenges)
    const place = { cardSerial: this.serial, applicationAid: AID.jpki, cardChallenge }
    const proof = await issuer.prove(place)
    if (!proof.ok) return proof
    const { issuerNonce, cryptogram } = proof.value
    const handshake = { ...place, issuerNonce }
    if (!isIssuerCryptogram(this.#issuerKey, handshake, cryptogram)) return refuse('card-refused')
    this.contents.lifeCounter++
    const answer = encodeCardProof(this.#issuerKey, handshake, this.contents.lifeCounter)
    const accepted = await issuer.accept(answer)
    return accepted.ok ? ok(this.#session(accepted.value.channel)) : accepted
  }

  async readCertificate(
    kind: CertificateKind,
    pin: string | undefined,
  ): Promise<Result<Uint8Array, ScriptedCardRefusal>> {
    const pulled = this.#pulled()
    if (pulled !== undefined) return pulled
    const certificate = this.contents.certificates.get(kind)
    if (certificate === undefined) return refuse('certificate-absent')
    if (kind === 'signature' && pin !== this.contents.pins.get(kind)) return refuse('card-refused')
    return ok(certificate)
  }

  async writeTerm(
    issuer: IssuerSide<CounterRefusal>,
    { expiresOn }: CardTerm,
  ): Promise<Result<void, ScriptedCardRefusal | CounterRefusal>> {
    const opened = await this.openIssuerSession(issuer)
    if (!opened.ok) return opened
    const pulled = this.#pulled()
    if (pulled !== undefined) return pulled
    this.contents.lifeCounter++
    this.contents.endsOn = expiresOn
    return ok(undefined)
  }

  async readTerm(): Promise<Result<CivilDate | undefined, ScriptedCardRefusal>> {
    return this.#pulled() ?? ok(this.contents.endsOn)
  }

  #session(opened: IssuerChannel): IssuerCardSession<ScriptedCardRefusal> {
    let channel = opened
    const answerWithKey = (
      command: IssuerCommand,
      how: CardKey['how'],
      key: number,
    ): Result<CardKey, ScriptedCardRefusal> => {
      const { ins, p1, p2 } = command
      const payload = encodePublicKeyTemplate(modulus(this.serial, key))
      const header = { cla: 0x80, ins, p1, p2 }
      const sealedAnswer = sealAnswer(channel, header, this.contents.lifeCounter, payload)
      const commandNumber = channel.counter
      channel = nextChannel(channel)
      return ok({ how, commandNumber, sealedAnswer })
    }
    return {
      generateKeyPair: async (kind) => {
        const pulled = this.#pulled()
        if (pulled !== undefined) return pulled
        this.contents.lifeCounter++
        this.contents.waiting.set(kind, ++this.#keysMade)
        return answerWithKey(generateKeyPair(KEY_FILE[kind]), 'generated', this.#keysMade)
      },
      readPublicKey: async (kind) => {
        const pulled = this.#pulled()
        if (pulled !== undefined) return pulled
        const key = this.contents.waiting.get(kind) ?? this.contents.inUse.get(kind)
        if (key === undefined) return refuse('card-refused')
        return answerWithKey(readPublicKey(KEY_FILE[kind]), 'read', key)
      },
      writeCertificates: async (certificates) => this.#pulled() ?? this.#activate(certificates),
      setPin: async (kind, value) => {
        const pulled = this.#pulled()
        if (pulled !== undefined) return pulled
        this.contents.lifeCounter++
        this.contents.pins.set(kind, value)
        return ok(undefined)
      },
      unlockPin: async () => this.#pulled() ?? ok(undefined),
    }
  }

  #activate(certificates: readonly RequestedCertificate[]): Result<void, ScriptedCardRefusal> {
    for (const { kind, certificateDer } of certificates) {
      const keys = [this.contents.waiting.get(kind), this.contents.inUse.get(kind)]
      const key = keys.find(
        (one) =>
          one !== undefined && toHex(certificateDer).includes(toHex(modulus(this.serial, one))),
      )
      if (key === undefined) return refuse('card-refused')
      this.contents.inUse.set(kind, key)
      this.contents.waiting.delete(kind)
      this.contents.certificates.set(kind, certificateDer)
    }
    this.contents.lifeCounter++
    return ok(undefined)
  }

  #pulled() {
    if (this.pullAfter <= 0) return refuse('card-removed')
    this.pullAfter--
    return undefined
  }
}

/**
 * The numbered modulus of a scripted card: 256 octets, the top bit set, unlike any other card's.
 */
function modulus(serial: string, key: number): Uint8Array {
  const octets = new Uint8Array(256).fill(0x80)
  octets.set(new TextEncoder().encode(`${serial} ${key}`), 1)
  assert.ok(fromUtf8(octets.slice(1, 1 + serial.length)))
  assert.equal(subjectPublicKeyInfo(octets).length, 294)
  return octets
}
