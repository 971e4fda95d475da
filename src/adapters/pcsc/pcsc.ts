import {
  CardTransportError,
  type CardTransport,
  type ReaderRefusal,
} from '#card-client/contract.ts'
import { ok, refuse, type Refused, type Result } from '#kernel/result.ts'
import { PcscFault } from './fault.ts'
import { loadPcscLibrary, type PcscLibrary } from './library.ts'
import { RETURN_CODE } from './return-code.ts'

/** A session with the machine's PC/SC service. */
export interface Pcsc {
  /** The names of the readers attached now, as PC/SC lists them. */
  readers(): Promise<readonly string[]>
  /** Powers the card in `reader` and takes it for us alone, or says why that is not possible. */
  insert(reader: string): Promise<Result<PcscCard, ReaderRefusal>>
  /** Ends the session; cards taken by it are released by then. */
  close(): Promise<void>
}

/** A card in a reader, ours until `release`. */
export interface PcscCard extends CardTransport {
  /** Answer to reset (ISO/IEC 7816-3 §8), 2 to 33 octets. */
  readonly atr: Uint8Array
  /**
   * Powers the card off, which forgets every PIN that was shown to it, and lets others have the
   * reader.
   */
  release(): Promise<void>
}

/**
 * Values of `winscard.h`: scope of a context, ways of sharing, T=1, and what happens to the card at
 * the end.
 */
const SCOPE_SYSTEM = 2
const SHARE_EXCLUSIVE = 1
const PROTOCOL_T1 = 2
const UNPOWER_CARD = 2

/**
 * 16 readers (`PCSCLITE_MAX_READERS_CONTEXTS`) of 128 octets (`MAX_READERNAME`), and the closing
 * zero.
 */
const READER_NAMES_OCTETS = 16 * 128 + 1
const ATR_OCTETS_MAX = 33
/** `MAX_BUFFER_SIZE_EXTENDED`: the largest APDU in either direction that pcsc-lite passes on. */
const APDU_OCTETS_MAX = 65_548
const STATUS_WORD_OCTETS = 2

/**
 * Opens PC/SC: koffi, libpcsclite and a running pcscd are needed, and each missing one is named.
 */
export async function openPcsc(): Promise<Result<Pcsc, ReaderRefusal>> {
  const loaded = await loadPcscLibrary()
  if (!loaded.ok) return loaded
  const library = loaded.value
  const context = new BigUint64Array(1)
  const code = await library.call('SCardEstablishContext', SCOPE_SYSTEM, null, null, context)
  if (code === RETURN_CODE.noService || code === RETURN_CODE.serviceStopped)
    return refuse('pcsc-service-down')
  demandSuccess('SCardEstablishContext', code)
  return ok(new PcscSession(library, valueOf(context)))
}

class PcscSession implements Pcsc {
  readonly #library: PcscLibrary
  readonly #context: bigint

  constructor(library: PcscLibrary, context: bigint) {
    this.#library = library
    this.#context = context
  }

  async readers(): Promise<readonly string[]> {
    const names = new Uint8Array(READER_NAMES_OCTETS)
    const length = BigUint64Array.of(BigInt(names.length))
    const code = await this.#library.call('SCardListReaders', this.#context, null, names, length)
    if (code === RETURN_CODE.noReaders) return []
    demandSuccess('SCardListReaders', code)
    return Buffer.from(names.subarray(0, Number(valueOf(length))))
      .toString('utf8')
      .split('\0')
      .filter((name) => name !== '')
  }

  async insert(reader: string): Promise<Result<PcscCard, ReaderRefusal>> {
    const [handle, protocol] = [new BigUint64Array(1), new BigUint64Array(1)]
    const code = await this.#library.call(
      'SCardConnect',
      this.#context,
      reader,
      SHARE_EXCLUSIVE,
      PROTOCOL_T1,
      handle,
      protocol,
    )
    const refusal = refusalToConnect(code, reader)
    if (refusal !== undefined) return refusal
    demandSuccess('SCardConnect', code)
    return ok(await TakenCard.take(this.#library, valueOf(handle)))
  }

  async close(): Promise<void> {
    demandSuccess('close', await this.#library.call('SCardReleaseContext', this.#context))
  }
}

class TakenCard implements PcscCard {
  readonly #library: PcscLibrary
  readonly #handle: bigint
  readonly atr: Uint8Array
  #last: Promise<unknown> = Promise.resolve()

  private constructor(library: PcscLibrary, handle: bigint, atr: Uint8Array) {
    this.#library = library
    this.#handle = handle
    this.atr = atr
  }

  static async take(library: PcscLibrary, handle: bigint): Promise<TakenCard> {
    const atr = new Uint8Array(ATR_OCTETS_MAX)
    const [nameLength, atrLength] = [new BigUint64Array(1), BigUint64Array.of(BigInt(atr.length))]
    const [state, protocol] = [new BigUint64Array(1), new BigUint64Array(1)]
    const code = await library.call(
      'SCardStatus',
      handle,
      null,
      nameLength,
      state,
      protocol,
      atr,
      atrLength,
    )
    demandCard('SCardStatus', code)
    return new TakenCard(library, handle, atr.slice(0, Number(valueOf(atrLength))))
  }

  transmit(commandApdu: Uint8Array): Promise<Uint8Array> {
    const answered = this.#last.then(() => this.#exchange(commandApdu))
    // The next command waits for this one's end, whatever it is; its fault belongs to this caller.
    this.#last = answered.catch(() => undefined)
    return answered
  }

  async #exchange(commandApdu: Uint8Array): Promise<Uint8Array> {
    // SCARD_IO_REQUEST: the protocol, and the structure's own length.
    const sendHeader = BigUint64Array.of(BigInt(PROTOCOL_T1), 16n)
    const responseApdu = new Uint8Array(APDU_OCTETS_MAX)
    const length = BigUint64Array.of(BigInt(responseApdu.length))
    const code = await this.#library
      .call(
        'SCardTransmit',
        this.#handle,
        sendHeader,
        commandApdu,
        commandApdu.length,
        null,
        responseApdu,
        length,
      )
      .catch((fault: unknown) => {
        throw new CardTransportError('reader-failed', fault)
      })
    demandCard('SCardTransmit', code)
    const received = responseApdu.slice(0, Number(valueOf(length)))
    if (received.length < STATUS_WORD_OCTETS) throw new CardTransportError('reader-failed')
    return received
  }

  async release(): Promise<void> {
    await this.#last
    const code = await this.#library.call('SCardDisconnect', this.#handle, UNPOWER_CARD)
    if (!isRemoval(code)) demandSuccess('SCardDisconnect', code)
  }
}

function refusalToConnect(code: number, reader: string): Refused<ReaderRefusal> | undefined {
  switch (code) {
    case RETURN_CODE.unknownReader:
    case RETURN_CODE.readerUnavailable:
      return refuse('reader-unknown', { reader })
    case RETURN_CODE.noCard:
    case RETURN_CODE.removedCard:
      return refuse('reader-empty', { reader })
    case RETURN_CODE.sharingViolation:
      return refuse('reader-busy', { reader })
    case RETURN_CODE.unresponsiveCard:
    case RETURN_CODE.unpoweredCard:
    case RETURN_CODE.protocolMismatch:
      return refuse('card-unresponsive', { reader })
    default:
      return undefined
  }
}

function isRemoval(code: number): boolean {
  return (
    code === RETURN_CODE.removedCard ||
    code === RETURN_CODE.resetCard ||
    code === RETURN_CODE.noCard ||
    code === RETURN_CODE.unpoweredCard
  )
}

/** Another program's reset counts as removal: what the card knew of our session is gone. */
function demandCard(where: string, code: number): void {
  if (code === RETURN_CODE.success) return
  throw new CardTransportError(
    isRemoval(code) ? 'card-removed' : 'reader-failed',
    new PcscFault('pcsc-failed', where, code),
  )
}

function demandSuccess(where: string, code: number): void {
  if (code !== RETURN_CODE.success) throw new PcscFault('pcsc-failed', where, code)
}

function valueOf(cell: BigUint64Array): bigint {
  return cell[0] ?? 0n
}
