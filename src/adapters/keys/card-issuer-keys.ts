import { randomBytes } from 'node:crypto'
import { link, open, readFile, rm, stat } from 'node:fs/promises'
import { basename } from 'node:path'
import {
  acceptCardProof,
  deriveCardIssuerKey,
  ISSUER_KEY_OCTETS,
  issuerCryptogram,
  openAnswer,
  openChannel,
} from '#codec/jpki-card/issuer-channel.ts'
import { assert } from '#kernel/assert.ts'
import { fromBase64, toBase64 } from '#kernel/bytes.ts'
import { ok, type Refused, refuse, type Result } from '#kernel/result.ts'
import type { CardIssuerKeys } from '#ra/ports.ts'
import type { KeystoreRefusal } from './messages.ts'
import {
  deriveSealingKey,
  SALT_OCTETS,
  SCRYPT_LOG_N,
  SCRYPT_LOG_N_MAX,
  SCRYPT_LOG_N_MIN,
  seal,
  unseal,
} from './sealed-file.ts'

const FORMAT = 'shomei-card-issuer-key/1'
/** Permission bits of group and others: none may be set. */
const SHARED_MODE_BITS = 0o077
const FILE_OCTETS_MAX = 4096

/** The issuer's keys of every card, derived from one master key (docs/decisions/0005). */
export interface SoftwareCardIssuerKeys extends CardIssuerKeys {
  /**
   * The issuer key of one card, 32 octets: goes into the card when it is made, and nowhere else.
   */
  personalisationKey(cardSerial: string): Uint8Array
}

/** The keys under a master key of 32 octets that is in memory. */
export function softwareCardIssuerKeys(masterKey: Uint8Array): SoftwareCardIssuerKeys {
  assert(masterKey.length === ISSUER_KEY_OCTETS, 'the issuer master key has 32 octets')
  const keyOf = (cardSerial: string): Uint8Array => deriveCardIssuerKey(masterKey, cardSerial)
  return {
    personalisationKey: keyOf,
    prove: async (handshake) =>
      await Promise.resolve(issuerCryptogram(keyOf(handshake.cardSerial), handshake)),
    acceptProof: async (handshake, answer) =>
      await Promise.resolve(acceptCardProof(keyOf(handshake.cardSerial), handshake, answer)),
    openAnswer: async (handshake, commandNumber, header, sealedAnswer) => {
      const opened = openChannel(keyOf(handshake.cardSerial), handshake)
      const channel = { ...opened, counter: commandNumber }
      return await Promise.resolve(openAnswer(channel, header, sealedAnswer))
    },
  }
}

/**
 * Opens the master key in `file`, sealed with a key derived from the passphrase, or makes one
 * there, whole or not at all. `scryptLogN` counts for a new file only.
 */
export async function openCardIssuerKeys(
  file: string,
  passphrase: string,
  scryptLogN = SCRYPT_LOG_N,
): Promise<Result<SoftwareCardIssuerKeys, KeystoreRefusal>> {
  if (!(await exists(file))) await writeMasterKey(file, passphrase, scryptLogN)
  const masterKey = await readMasterKey(file, passphrase)
  return masterKey.ok ? ok(softwareCardIssuerKeys(masterKey.value)) : masterKey
}

async function exists(file: string): Promise<boolean> {
  return await stat(file).then(
    () => true,
    (error: unknown) => {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return false
      throw error
    },
  )
}

async function writeMasterKey(file: string, passphrase: string, logN: number): Promise<void> {
  const salt = randomBytes(SALT_OCTETS)
  const sealingKey = await deriveSealingKey(passphrase, salt, logN)
  const header = { format: FORMAT, logN, salt: toBase64(salt) }
  const sealed = seal(sealingKey, randomBytes(ISSUER_KEY_OCTETS), about(header))
  const temporary = `${file}.${randomBytes(6).toString('hex')}.tmp`
  const handle = await open(temporary, 'wx', 0o600)
  try {
    await handle.writeFile(`${JSON.stringify({ ...header, sealed: toBase64(sealed) })}\n`)
    await handle.sync()
  } finally {
    await handle.close()
  }
  try {
    // Unlike rename, link never replaces a file that is there: of two makers one wins, and both
    // read its key.
    await link(temporary, file)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
  } finally {
    await rm(temporary)
  }
}

async function readMasterKey(
  file: string,
  passphrase: string,
): Promise<Result<Uint8Array, KeystoreRefusal>> {
  const { mode, size } = await stat(file)
  if ((mode & SHARED_MODE_BITS) !== 0) return refuse('keystore-exposed', { file: basename(file) })
  const members = size > FILE_OCTETS_MAX ? undefined : parseMembers(await readFile(file, 'utf8'))
  if (members === undefined) return damaged(file)
  const { format, logN } = members
  if (format !== FORMAT) return refuse('keystore-newer', { found: format })
  const salt = fromBase64(members.salt)
  const sealed = fromBase64(members.sealed)
  const bounded = Number.isInteger(logN) && logN >= SCRYPT_LOG_N_MIN && logN <= SCRYPT_LOG_N_MAX
  if (!bounded || salt?.length !== SALT_OCTETS || sealed === undefined) return damaged(file)
  const sealingKey = await deriveSealingKey(passphrase, salt, logN)
  const masterKey = unseal(sealingKey, sealed, about(members))
  // A wrong passphrase and a changed octet look the same to an authenticated cipher; the first is
  // the likelier.
  return masterKey === undefined ? refuse('keystore-passphrase-wrong') : ok(masterKey)
}

interface Members {
  readonly format: string
  readonly logN: number
  readonly salt: string
  readonly sealed: string
}

function parseMembers(text: string): Members | undefined {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return undefined
  }
  if (typeof value !== 'object' || value === null) return undefined
  const read: Readonly<Record<string, unknown>> = { ...value }
  const { format, logN, salt, sealed } = read
  const typed =
    typeof format === 'string' &&
    typeof logN === 'number' &&
    typeof salt === 'string' &&
    typeof sealed === 'string'
  return typed ? { format, logN, salt, sealed } : undefined
}

/** Bound to the sealed octets. */
function about({ format, logN, salt }: Pick<Members, 'format' | 'logN' | 'salt'>): string {
  return [format, 'scrypt', salt, logN].join('\n')
}

function damaged(file: string): Refused<'keystore-damaged'> {
  return refuse('keystore-damaged', { file: basename(file) })
}
