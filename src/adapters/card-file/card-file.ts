import { access, constants } from 'node:fs/promises'
import { AEAD_KEY_OCTETS } from '#crypto/authenticated-encryption.ts'
import { assert } from '#kernel/assert.ts'
import { ok, refuse, type Result } from '#kernel/result.ts'
import type { CardFileRefusal, CardIdentity, CardProfile } from '#card/contract.ts'
import { decodeMemory, encodeMemory } from '#card/memory-codec.ts'
import { blankMemory, type CardMemory } from '#card/model.ts'
import { PoweredCard } from '#card/powered-card.ts'
import { type CardTransport, CardTransportError } from '#card-client/contract.ts'
import { createCardChip } from '../keys/card-crypto.ts'
import {
  type ExclusiveLock,
  LockFileFault,
  lockHolder,
  takeExclusiveLock,
} from '../process/exclusive-lock.ts'
import { type CardDisk, NODE_DISK, replaceDurably, systemErrorCode, temporaryPath } from './disk.ts'
import { decodeSealedFile, encodeSealedFile } from './sealed-file.ts'

/** A virtual card as the factory hands it to the issuer. */
export interface CardFileOptions {
  /** 32 octets that open the file; without them it is noise. */
  readonly sealKey: Uint8Array
  /** The per-card issuer key of `deriveCardIssuerKey`. */
  readonly issuerKey: Uint8Array
  readonly identity: CardIdentity
  readonly profile: CardProfile
}

/** An open card file: a powered card in this process, ours alone until `close`. */
export interface CardFile extends CardTransport {
  /** 16 digits. */
  readonly cardSerial: string
  /** The ATR, at once, even while a command runs. */
  atr(): Uint8Array
  /** Power off and on again: PINs, selection and issuer session are gone. */
  powerOff(): Promise<void>
  /** A warm reset. */
  reset(): Promise<void>
  /** Ends the session and gives the file back; later commands find the card removed. */
  close(): Promise<void>
}

/** Makes the file of a blank card: no PIN values, keys or certificates. Never overwrites. */
export async function createCardFile(
  path: string,
  { sealKey, issuerKey, identity, profile }: CardFileOptions,
  disk: CardDisk = NODE_DISK,
): Promise<Result<void, CardFileRefusal>> {
  assert(sealKey.length === AEAD_KEY_OCTETS, 'a seal key has 32 octets')
  const memory = encodeMemory(blankMemory(profile, identity, issuerKey))
  return holdingLock(path, async () => {
    if (await exists(path)) return refuse('card-file-exists', { path })
    await replaceDurably(disk, path, encodeSealedFile(memory, sealKey))
    return ok(undefined)
  })
}

/** Opens the card, for this process alone. */
export async function openCardFile(
  path: string,
  sealKey: Uint8Array,
  disk: CardDisk = NODE_DISK,
): Promise<Result<CardFile, CardFileRefusal>> {
  assert(sealKey.length === AEAD_KEY_OCTETS, 'a seal key has 32 octets')
  try {
    if (!(await exists(path))) return refuse('card-file-missing', { path })
    const lock = lockCard(path)
    if (!lock.ok) return lock
    const opened = await releasingOnRefusal(lock.value, async () => {
      await disk.remove(temporaryPath(path))
      return readMemory(await disk.read(path), sealKey, path)
    })
    if (!opened.ok) return opened
    return ok(cardFileOver(opened.value, path, sealKey, disk, lock.value))
  } catch (error) {
    return refusedBySystem(error, path)
  }
}

function cardFileOver(
  memory: CardMemory,
  path: string,
  sealKey: Uint8Array,
  disk: CardDisk,
  lock: ExclusiveLock,
): CardFile {
  const card = new PoweredCard(memory, createCardChip(sealKey), {
    save: (next) => replaceDurably(disk, path, encodeSealedFile(encodeMemory(next), sealKey)),
  })
  let removed = false
  return {
    cardSerial: memory.identity.cardSerial,
    async transmit(commandApdu) {
      if (removed) throw new CardTransportError('card-removed')
      try {
        return await card.transmit(commandApdu)
      } catch (cause) {
        throw new CardTransportError('reader-failed', cause)
      }
    },
    atr: () => card.atr(),
    powerOff: () => card.powerOff(),
    reset: () => card.reset(),
    async close() {
      if (removed) return
      removed = true
      await card.powerOff()
      lock.release()
    },
  }
}

function readMemory(
  file: Uint8Array,
  sealKey: Uint8Array,
  path: string,
): Result<CardMemory, CardFileRefusal> {
  const opened = decodeSealedFile(file, sealKey)
  if (!opened.ok) return refuse(opened.refusal, { ...opened.detail, path })
  const memory = decodeMemory(opened.value)
  return memory.ok ? memory : refuse('card-file-damaged', { path })
}

/** The lock lies beside the card, whose own file is another one after every write. */
function lockCard(path: string): Result<ExclusiveLock, 'card-file-in-use'> {
  const lockPath = `${path}.lock`
  const lock = takeExclusiveLock(lockPath)
  if (lock !== undefined) return ok(lock)
  return refuse('card-file-in-use', { path, pid: lockHolder(lockPath) ?? 'unknown' })
}

async function holdingLock<T>(
  path: string,
  act: () => Promise<Result<T, CardFileRefusal>>,
): Promise<Result<T, CardFileRefusal>> {
  try {
    const lock = lockCard(path)
    if (!lock.ok) return lock
    try {
      return await act()
    } finally {
      lock.value.release()
    }
  } catch (error) {
    return refusedBySystem(error, path)
  }
}

async function releasingOnRefusal<T>(
  lock: ExclusiveLock,
  act: () => Promise<Result<T, CardFileRefusal>>,
): Promise<Result<T, CardFileRefusal>> {
  let opened = false
  try {
    const result = await act()
    opened = result.ok
    return result
  } finally {
    if (!opened) lock.release()
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    await access(path, constants.F_OK)
    return true
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return false
    throw error
  }
}

/**
 * What the system forbids is a refusal; whatever else it reports (disk full, medium failed) is a
 * fault.
 */
function refusedBySystem(error: unknown, path: string): Result<never, CardFileRefusal> {
  if (error instanceof LockFileFault) return refuse('card-file-not-permitted', { path })
  const code = systemErrorCode(error) ?? 'unknown'
  if (code === 'ENOENT' || code === 'ENOTDIR') return refuse('card-file-missing', { path })
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS')
    return refuse('card-file-not-permitted', { path })
  throw error
}
