import { randomBytes } from 'node:crypto'
import { link, open, readFile, rm, stat } from 'node:fs/promises'
import { basename, dirname } from 'node:path'
import { fromBase64, toBase64 } from '#kernel/bytes.ts'
import { ok, type Refused, refuse, type Result } from '#kernel/result.ts'
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

/** What one file keeps sealed, and how it comes to be. */
export interface SecretKind {
  /** Name of the file's format up to its version, which is 1. */
  readonly family: string
  /** Makes the secret of a new file. */
  readonly make: () => Promise<Uint8Array>
  /** Work factor of scrypt for a new file. */
  readonly scryptLogN?: number
}

/** Permission bits of group and others: none may be set. */
const SHARED_MODE_BITS = 0o077
/** A file that seals an RSA-2048 key has about 1,800. */
const FILE_OCTETS_MAX = 4096

/**
 * Opens the secret in `file`, sealed with a key derived from the passphrase, or makes one there,
 * whole or not at all and flushed with its folder. Of several who make it at once one does, and all
 * get the same.
 */
export async function openSealedSecret(
  file: string,
  passphrase: string,
  kind: SecretKind,
): Promise<Result<Uint8Array, KeystoreRefusal>> {
  if (!(await exists(file))) await writeSecret(file, passphrase, kind)
  return await readSecret(file, passphrase, kind)
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

async function writeSecret(file: string, passphrase: string, kind: SecretKind): Promise<void> {
  const logN = kind.scryptLogN ?? SCRYPT_LOG_N
  const salt = randomBytes(SALT_OCTETS)
  const sealingKey = await deriveSealingKey(passphrase, salt, logN)
  const header = { format: formatOf(kind), logN, salt: toBase64(salt) }
  const secret = await kind.make()
  const sealed = seal(sealingKey, secret, about(header))
  secret.fill(0)
  const temporary = `${file}.${randomBytes(6).toString('hex')}.tmp`
  await writeFlushed(temporary, `${JSON.stringify({ ...header, sealed: toBase64(sealed) })}\n`)
  try {
    // Unlike rename, link never replaces a file that is there.
    await link(temporary, file)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
  } finally {
    await rm(temporary)
  }
  await using folder = await open(dirname(file), 'r')
  await folder.sync()
}

async function writeFlushed(file: string, text: string): Promise<void> {
  await using handle = await open(file, 'wx', 0o600)
  await handle.writeFile(text)
  await handle.sync()
}

async function readSecret(
  file: string,
  passphrase: string,
  kind: SecretKind,
): Promise<Result<Uint8Array, KeystoreRefusal>> {
  const { mode, size } = await stat(file)
  if ((mode & SHARED_MODE_BITS) !== 0) return refuse('keystore-exposed', { file: basename(file) })
  const members = size > FILE_OCTETS_MAX ? undefined : parseMembers(await readFile(file, 'utf8'))
  if (members === undefined || !members.format.startsWith(`${kind.family}/`)) return damaged(file)
  const { format, logN } = members
  if (format !== formatOf(kind)) return refuse('keystore-newer', { found: format })
  const salt = fromBase64(members.salt)
  const sealed = fromBase64(members.sealed)
  const bounded = Number.isInteger(logN) && logN >= SCRYPT_LOG_N_MIN && logN <= SCRYPT_LOG_N_MAX
  if (!bounded || salt?.length !== SALT_OCTETS || sealed === undefined) return damaged(file)
  const sealingKey = await deriveSealingKey(passphrase, salt, logN)
  const secret = unseal(sealingKey, sealed, about(members))
  // A wrong passphrase and a changed octet look the same to an authenticated cipher; the first is
  // the likelier.
  return secret === undefined ? refuse('keystore-passphrase-wrong') : ok(secret)
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

function formatOf({ family }: SecretKind): string {
  return `${family}/1`
}

/** Bound to the sealed octets. */
function about({ format, logN, salt }: Pick<Members, 'format' | 'logN' | 'salt'>): string {
  return [format, 'scrypt', salt, logN].join('\n')
}

function damaged(file: string): Refused<'keystore-damaged'> {
  return refuse('keystore-damaged', { file: basename(file) })
}
