import { assert } from '#kernel/assert.ts'
import { concatBytes } from '#kernel/bytes.ts'
import { ok, refuse, type Result } from '#kernel/result.ts'
import { type CommandHeader, encodeCommand, SHORT_LE_MAX } from '../apdu/command.ts'
import { parseResponse, type ResponseApdu } from '../apdu/response.ts'
import {
  CHALLENGE_OCTETS,
  type IssuerChannel,
  nextChannel,
  openAnswer,
  sealCommandData,
} from './issuer-channel.ts'
import { type IssuerCommand, ISSUER_INS } from './issuer-commands.ts'
import { SW } from './status-words.ts'

/** One exchange with the card: a command APDU in, its response APDU out. */
export type Transmit = (commandApdu: Uint8Array) => Promise<Uint8Array>

/**
 * Why the dialogue stops: the card said no (`statusWord` in the detail), or what answered is not
 * that card.
 */
export type IssuerDialogueRefusal = 'card-refused' | 'card-proof-wrong'

/** The card's challenge on its way to the issuer. */
export interface CardChallenge {
  /** 16 digits, the serial number in EF 0006. */
  readonly cardSerial: string
  /** The full AID of the application the session is to belong to. */
  readonly applicationAid: Uint8Array
  /** The answer to GET CHALLENGE, 16 octets. */
  readonly cardChallenge: Uint8Array
}

/** The data field of EXTERNAL AUTHENTICATE, in its two parts. */
export interface IssuerAnswer {
  /** 16 fresh octets */
  readonly issuerNonce: Uint8Array
  /** 32 octets, by `issuerCryptogram` */
  readonly cryptogram: Uint8Array
}

/** What the card's own proof opens. */
export interface OpenedChannel {
  /** The channel of this session alone. */
  readonly channel: IssuerChannel
  /** The card's life counter now: at or below the highest recorded, the card is an old copy. */
  readonly lifeCounter: number
}

/**
 * Who holds the card's issuer key, often at the far end of a line; `D` are its refusals. Each
 * opening of a session is one `prove` and, where the card agrees, one `accept`.
 */
export interface IssuerSide<D extends string> {
  /** Proves the issuer to the card that sent the challenge. */
  prove(challenge: CardChallenge): Promise<Result<IssuerAnswer, D>>
  /**
   * Checks the card's answer to EXTERNAL AUTHENTICATE, as `acceptCardProof` does, and refuses an
   * old copy where it keeps a record.
   */
  accept(answer: Uint8Array): Promise<Result<OpenedChannel, D>>
}

/** A command that the card has carried out. */
export interface PerformedCommand {
  /** The card's life counter after it. */
  readonly lifeCounter: number
  /** What the sealed answer carries besides. */
  readonly payload: Uint8Array
  /** The number of the command in its session, from 1. */
  readonly commandNumber: number
  /**
   * The data field of the card's answer. With the command number it proves to the issuer, who can
   * derive the session's key, that this card carried this command out.
   */
  readonly sealedAnswer: Uint8Array
}

/** An open issuer session, seen from the terminal. After a refusal it is dead: open a new one. */
export interface IssuerDialogue {
  /** The card's life counter when the session opened. */
  readonly lifeCounter: number
  /** Carries `command` out. */
  perform(command: IssuerCommand): Promise<Result<PerformedCommand, IssuerDialogueRefusal>>
}

/** Which card and application a session is to be with, and who proves itself to them. */
export interface IssuerDialogueOptions<D extends string> {
  /** 16 digits, as the token information of the card says. */
  readonly cardSerial: string
  readonly applicationAid: Uint8Array
  readonly issuer: IssuerSide<D>
}

/** Selects the application and lets issuer and card prove themselves to each other. */
export async function openIssuerDialogue<D extends string>(
  transmit: Transmit,
  { cardSerial, applicationAid, issuer }: IssuerDialogueOptions<D>,
): Promise<Result<IssuerDialogue, IssuerDialogueRefusal | D>> {
  const select = { cla: 0x00, ins: 0xa4, p1: 0x04, p2: 0x0c, data: applicationAid }
  const selected = await exchange(transmit, encodeCommand(select))
  if (!selected.ok) return selected
  const getChallenge = { cla: 0x00, ins: 0x84, p1: 0x00, p2: 0x00, le: CHALLENGE_OCTETS }
  const challenged = await exchange(transmit, encodeCommand(getChallenge))
  if (!challenged.ok) return challenged
  const cardChallenge = challenged.value.data
  if (cardChallenge.length !== CHALLENGE_OCTETS) return refuse('card-proof-wrong')
  const proved = await issuer.prove({ cardSerial, applicationAid, cardChallenge })
  if (!proved.ok) return proved
  const data = concatBytes(proved.value.issuerNonce, proved.value.cryptogram)
  const authenticate = { cla: 0x80, ins: ISSUER_INS.authenticate, p1: 0, p2: 0 }
  const authenticated = await exchange(
    transmit,
    encodeCommand({ ...authenticate, data, le: SHORT_LE_MAX }),
  )
  if (!authenticated.ok) return authenticated
  const accepted = await issuer.accept(authenticated.value.data)
  return accepted.ok ? ok(dialogueOver(transmit, accepted.value)) : accepted
}

function dialogueOver(transmit: Transmit, opened: OpenedChannel): IssuerDialogue {
  let channel: IssuerChannel | undefined = opened.channel
  return {
    lifeCounter: opened.lifeCounter,
    async perform(command) {
      assert(channel !== undefined, 'an issuer dialogue that was refused is not used again')
      const current = channel
      channel = undefined
      const { ins, p1, p2, plaintext, le } = command
      const header: CommandHeader = { cla: 0x80, ins, p1, p2 }
      const sealed = sealCommandData(current, header, plaintext)
      const answered = await exchange(transmit, encodeCommand({ ...header, data: sealed, le }))
      if (!answered.ok) return answered
      const sealedAnswer = answered.value.data
      const answer = openAnswer(current, header, sealedAnswer)
      if (!answer.ok) return answer
      channel = nextChannel(current)
      return ok({ ...answer.value, commandNumber: current.counter, sealedAnswer })
    },
  }
}

async function exchange(
  transmit: Transmit,
  commandApdu: Uint8Array,
): Promise<Result<ResponseApdu, IssuerDialogueRefusal>> {
  const response = parseResponse(await transmit(commandApdu))
  if (!response.ok) return refuse('card-refused', { statusWord: 'none' })
  const { statusWord } = response.value
  return statusWord === SW.done
    ? response
    : refuse('card-refused', { statusWord: statusWord.toString(16).padStart(4, '0') })
}
