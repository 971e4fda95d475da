import { createPrivateKey, randomBytes } from 'node:crypto'
import { type FileHandle, link, mkdir, open, readdir, readFile, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { type KeyName, parseKeyName } from '#ca/contract.ts'
import type { KeyMaker, KeyPurpose, Signable, Signer } from '#ca/ports.ts'
import { parseSuite, type SuiteId } from '#ca/suites.ts'
import { equalBytes, fromBase64, toBase64, utf8 } from '#kernel/bytes.ts'
import { ok, refuse, type Result } from '#kernel/result.ts'
import { KeyRing, makeRingKey, publicKeyOf, type RingKey } from './key-ring.ts'
import { KeystoreFault } from './keystore-fault.ts'
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

/** The file that makes a folder a keystore. */
export const KEYSTORE_HEADER_FILE = 'keystore.json'
const HEADER_FORMAT = 'shomei-keystore/1'
const KEY_FORMAT = 'shomei-key/1'
const KEY_SUFFIX = '.key.json'
const TEMPORARY_SUFFIX = '.tmp'
/** What the header seals: whoever opens it has the passphrase. */
const PROBE = utf8('shomei keystore')
/** An RSA-2048 key file has about 2,500 characters. */
const FILE_LENGTH_MAX = 65_536

/**
 * Keys in a folder, one file each, sealed with a key derived from a passphrase. Every file is
 * written beside, flushed and then linked to its name, so that a kill leaves a whole file or none.
 */
export class SoftwareKeystore implements Signer, KeyMaker {
  readonly #folder: string
  readonly #sealingKey: Uint8Array
  readonly #ring: KeyRing

  private constructor(folder: string, sealingKey: Uint8Array, ring: KeyRing) {
    this.#folder = folder
    this.#sealingKey = sealingKey
    this.#ring = ring
  }

  /**
   * Opens the keystore in `folder`, or makes one there. Every key is unsealed now, so that damage
   * is found before the first signature is asked for. `scryptLogN` counts for a new keystore only.
   */
  static async open(
    folder: string,
    passphrase: string,
    scryptLogN = SCRYPT_LOG_N,
  ): Promise<Result<SoftwareKeystore, KeystoreRefusal>> {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    const files = await readdir(folder)
    await removeLeftovers(folder, files)
    if (!files.includes(KEYSTORE_HEADER_FILE)) await writeHeader(folder, passphrase, scryptLogN)
    const sealingKey = await openHeader(folder, passphrase)
    if (!sealingKey.ok) return sealingKey
    const ring = new KeyRing()
    for (const file of files.filter((name) => name.endsWith(KEY_SUFFIX)).sort()) {
      const key = await readKey(folder, file, sealingKey.value)
      if (!key.ok) return key
      ring.add(key.value)
    }
    return ok(new SoftwareKeystore(folder, sealingKey.value, ring))
  }

  /** See `Signer.sign`. */
  async sign(key: KeyName, signable: Signable): Promise<Uint8Array> {
    await this.#look(key)
    return await this.#ring.sign(key, signable)
  }

  /** See `KeyRing.signAtOnce`. */
  signAtOnce(
    key: KeyName,
    signable: Signable & { readonly what: 'ocsp-response' },
  ): Uint8Array | undefined {
    return this.#ring.signAtOnce(key, signable)
  }

  /** See `Signer.publicKeyDer`. */
  async publicKeyDer(key: KeyName): Promise<Uint8Array | undefined> {
    await this.#look(key)
    return await this.#ring.publicKeyDer(key)
  }

  /** Ends the signing threads. */
  async close(): Promise<void> {
    await this.#ring.close()
  }

  /** See `KeyMaker.generate`. */
  async generate(name: KeyName, purpose: KeyPurpose, suite: SuiteId): Promise<Uint8Array> {
    if (this.#ring.has(name)) throw new KeystoreFault('key-name-taken', name)
    const key = await makeRingKey(name, purpose, suite)
    const pkcs8 = new Uint8Array(key.privateKey.export({ format: 'der', type: 'pkcs8' }))
    const sealed = seal(this.#sealingKey, pkcs8, aboutKey(key))
    pkcs8.fill(0)
    const { publicKeyDer } = key
    await writeWhole(this.#folder, name + KEY_SUFFIX, {
      format: KEY_FORMAT,
      name,
      purpose,
      suite,
      publicKey: toBase64(publicKeyDer),
      sealed: toBase64(sealed),
    })
    this.#ring.add(key)
    return publicKeyDer
  }

  /** See `KeyMaker.discard`. */
  async discard(name: KeyName): Promise<void> {
    this.#ring.remove(name)
    await rm(join(this.#folder, name + KEY_SUFFIX), { force: true })
    await flushFolder(this.#folder)
  }

  /** A key that another process made meanwhile, as a ceremony does beside the running service. */
  async #look(name: KeyName): Promise<void> {
    if (this.#ring.has(name)) return
    const file = name + KEY_SUFFIX
    if (!(await readdir(this.#folder)).includes(file)) return
    const key = await readKey(this.#folder, file, this.#sealingKey)
    if (!key.ok) throw new KeystoreFault('key-unreadable', name)
    if (!this.#ring.has(name)) this.#ring.add(key.value)
  }
}

/** Bound to the sealed octets: a file renamed or given another purpose does not open. */
function aboutKey({ name, purpose, suite, publicKeyDer }: Omit<RingKey, 'privateKey'>): string {
  return [KEY_FORMAT, name, purpose, suite, toBase64(publicKeyDer)].join('\n')
}

function aboutHeader(salt: string, logN: number): string {
  return [HEADER_FORMAT, 'scrypt', salt, logN].join('\n')
}

async function writeHeader(folder: string, passphrase: string, logN: number): Promise<void> {
  const salt = randomBytes(SALT_OCTETS)
  const sealingKey = await deriveSealingKey(passphrase, salt, logN)
  const probe = seal(sealingKey, PROBE, aboutHeader(toBase64(salt), logN))
  await writeWhole(folder, KEYSTORE_HEADER_FILE, {
    format: HEADER_FORMAT,
    kdf: 'scrypt',
    logN,
    salt: toBase64(salt),
    probe: toBase64(probe),
  })
}

async function openHeader(
  folder: string,
  passphrase: string,
): Promise<Result<Uint8Array, KeystoreRefusal>> {
  const read = await readMembers(folder, KEYSTORE_HEADER_FILE, HEADER_FORMAT)
  if (!read.ok) return read
  const { logN, salt, probe } = read.value
  const saltOctets = octetsOf(salt)
  const probeOctets = octetsOf(probe)
  const bounded =
    typeof logN === 'number' &&
    Number.isInteger(logN) &&
    logN >= SCRYPT_LOG_N_MIN &&
    logN <= SCRYPT_LOG_N_MAX
  if (!bounded || saltOctets?.length !== SALT_OCTETS || probeOctets === undefined)
    return refuse('keystore-damaged', { file: KEYSTORE_HEADER_FILE })
  const sealingKey = await deriveSealingKey(passphrase, saltOctets, logN)
  const opened = unseal(sealingKey, probeOctets, aboutHeader(toBase64(saltOctets), logN))
  return opened !== undefined && equalBytes(opened, PROBE)
    ? ok(sealingKey)
    : refuse('keystore-passphrase-wrong')
}

async function readKey(
  folder: string,
  file: string,
  sealingKey: Uint8Array,
): Promise<Result<RingKey, KeystoreRefusal>> {
  const read = await readMembers(folder, file, KEY_FORMAT)
  if (!read.ok) return read
  const damaged = refuse('keystore-damaged', { file })
  const name = parseKeyName(file.slice(0, -KEY_SUFFIX.length))
  const suite =
    typeof read.value['suite'] === 'string' ? parseSuite(read.value['suite']) : undefined
  const purpose = parsePurpose(read.value['purpose'])
  const publicKeyDer = octetsOf(read.value['publicKey'])
  const sealed = octetsOf(read.value['sealed'])
  if (name === undefined || suite === undefined || purpose === undefined) return damaged
  if (publicKeyDer === undefined || sealed === undefined) return damaged
  const pkcs8 = unseal(sealingKey, sealed, aboutKey({ name, purpose, suite, publicKeyDer }))
  if (pkcs8 === undefined) return damaged
  const privateKey = createPrivateKey({ key: Buffer.from(pkcs8), format: 'der', type: 'pkcs8' })
  pkcs8.fill(0)
  if (!equalBytes(publicKeyOf(privateKey), publicKeyDer)) return damaged
  return ok({ name, purpose, suite, privateKey, publicKeyDer })
}

async function readMembers(
  folder: string,
  file: string,
  format: string,
): Promise<Result<Readonly<Record<string, unknown>>, KeystoreRefusal>> {
  const path = join(folder, file)
  const { mode, size } = await stat(path)
  if ((mode & 0o077) !== 0) return refuse('keystore-exposed', { file })
  if (size > FILE_LENGTH_MAX) return refuse('keystore-damaged', { file })
  let members: unknown
  try {
    members = JSON.parse(await readFile(path, 'utf8'))
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
  }
  if (typeof members !== 'object' || members === null) return refuse('keystore-damaged', { file })
  const read: Readonly<Record<string, unknown>> = { ...members }
  const found = read['format']
  if (found === format) return ok(read)
  return typeof found === 'string' && found.startsWith('shomei-key')
    ? refuse('keystore-newer', { found })
    : refuse('keystore-damaged', { file })
}

async function writeWhole(
  folder: string,
  file: string,
  members: Readonly<Record<string, string | number>>,
): Promise<void> {
  const temporary = join(folder, `${file}.${randomBytes(6).toString('hex')}${TEMPORARY_SUFFIX}`)
  const handle = await open(temporary, 'wx', 0o600)
  try {
    await handle.writeFile(`${JSON.stringify(members, undefined, 2)}\n`)
    await handle.sync()
  } finally {
    await handle.close()
  }
  // Unlike rename, link never replaces a file that is there.
  await link(temporary, join(folder, file))
  await rm(temporary)
  await flushFolder(folder)
}

async function flushFolder(folder: string): Promise<void> {
  let handle: FileHandle | undefined
  try {
    handle = await open(folder, 'r')
    await handle.sync()
  } finally {
    await handle?.close()
  }
}

async function removeLeftovers(folder: string, files: readonly string[]): Promise<void> {
  for (const file of files.filter((name) => name.endsWith(TEMPORARY_SUFFIX)))
    await rm(join(folder, file))
}

function octetsOf(value: unknown): Uint8Array | undefined {
  return typeof value === 'string' ? fromBase64(value) : undefined
}

function parsePurpose(value: unknown): KeyPurpose | undefined {
  return value === 'authority' || value === 'responder' || value === 'filter' ? value : undefined
}
