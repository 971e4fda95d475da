import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { computerPause, computerStopwatch } from '#adapters/clock/computer-stopwatch.ts'
import { KeyRing, makeRingKey, type RingKey } from '#adapters/keys/key-ring.ts'
import { makeThrowawaySigner } from '#adapters/keys/throwaway-signer.ts'
import { PostgresAuthorities, PostgresCeremonies } from '#adapters/postgres/ca-ceremony.ts'
import { PostgresCrlMaterials } from '#adapters/postgres/ca-crls-materials.ts'
import { PostgresCrls } from '#adapters/postgres/ca-crls.ts'
import { postgresStatusReader } from '#adapters/postgres/ca-status-reader.ts'
import { PostgresIssuance } from '#adapters/postgres/ca-issuance.ts'
import { PostgresRevocations } from '#adapters/postgres/ca-revocations.ts'
import type { Database } from '#adapters/postgres/database.ts'
import { PostgresFollowerSightings } from '#adapters/postgres/status-feed-sightings.ts'
import { parseCeremony } from '#ca/ceremony-file.ts'
import type { CaConfiguration } from '#ca/configuration.ts'
import { CrlRounds } from '#ca/crl-rounds.ts'
import {
  type CertifiedItems,
  type IssueCommand,
  type KeyName,
  parseReceipt,
  type PartitionRef,
  type StatusReader,
} from '#ca/contract.ts'
import type { IssuePorts } from '#ca/issue-certificate.ts'
import type { KeyMaker, KeyPurpose, Signer } from '#ca/ports.ts'
import type { RevokeGenerationPorts } from '#ca/revoke-generation.ts'
import { type CeremonyPorts, runCeremony } from '#ca/run-ceremony.ts'
import { FeedBarrier } from '#ca/status-barrier.ts'
import type { SuiteId } from '#ca/suites.ts'
import { assert } from '#kernel/assert.ts'
import { concatBytes, fromHex, toHex } from '#kernel/bytes.ts'
import { civilDate } from '#kernel/civil-date.ts'
import { type Instant, instant, parseInstant } from '#kernel/instant.ts'
import type { Clock, Random } from '#kernel/ports.ts'
import type { CertificateKind } from '#law/certificate-kind.ts'
import type { TestPostgres } from './postgres.ts'

/** The text of the sandbox's reviewed ceremony file. */
export const SANDBOX_CEREMONY = readFileSync(
  join(import.meta.dirname, '../../config/ceremony.sandbox.json'),
  'utf8',
)

/** The throwaway keys of this test process: making them takes longer than many a test. */
export const THROWAWAY = makeThrowawaySigner()

/** The configuration of the sandbox's ceremony. */
export function sandboxConfiguration(): CaConfiguration {
  const ceremony = parseCeremony(SANDBOX_CEREMONY)
  assert(ceremony.ok, 'the sandbox ceremony is well-formed')
  return ceremony.value.configuration
}

/** A clock that stands until it is set. */
export class StandingClock implements Clock {
  at: Instant

  constructor(text: string) {
    this.at = at(text)
  }

  now(): Instant {
    return this.at
  }

  set(text: string): void {
    this.at = at(text)
  }
}

/** The instant of a text that is known to be one. */
export function at(text: string): Instant {
  const read = parseInstant(text)
  assert(read !== undefined, `not an instant: ${text}`)
  return read
}

/** The same octets in every run: mulberry32 over a seed. */
export function seededRandom(seed: number): Random {
  let state = seed
  const octet = (): number => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 24) & 0xff
  }
  return { bytes: (length) => Uint8Array.from({ length }, octet) }
}

/** Everything an authority is made of, on one database. */
export interface CaRig {
  readonly configuration: CaConfiguration
  readonly clock: StandingClock
  readonly keys: KeyMaker & Signer
  readonly ceremony: CeremonyPorts
  readonly issue: IssuePorts
  readonly revoke: RevokeGenerationPorts
  /** What the status service reads. */
  readonly reader: StatusReader
}

const CA_TABLES = [
  'ca_responder',
  'ca_generation',
  'ca_ceremony_line',
  'ca_partition',
  'ca_certificate',
  'ca_signature',
  'ca_revocation',
  'ca_lifted_hold',
  'ca_crl',
  'ca_filter',
  'ca_crl_part',
  'ca_crl_replaced',
  'ca_crl_scope',
  'ca_status_change',
]

/** One database of a test file, emptied of authorities each time it is asked for. */
export function caDatabases(postgres: TestPostgres): () => Promise<Database> {
  let made: Promise<Database> | undefined
  return async () => {
    if (made === undefined) {
      made = postgres.migratedDatabase().then(({ database }) => database)
      return await made
    }
    const database = await made
    for (const table of CA_TABLES) await database.execute(`DELETE FROM ${table}`)
    await database.execute('UPDATE ca_serial SET next_serial = 1, settled_below = 1')
    await database.execute('UPDATE ca_status_lane SET position = 0')
    return database
  }
}

const madeKeys = new Map<string, Promise<RingKey>>()

/** Keys that every rig of a test process shares by name: an RSA key takes longer than most tests. */
class SharedKeys extends KeyRing implements KeyMaker {
  async generate(key: KeyName, purpose: KeyPurpose, suite: SuiteId): Promise<Uint8Array> {
    const known = madeKeys.get(`${key}/${suite}`)
    const making = known ?? makeRingKey(key, purpose, suite)
    madeKeys.set(`${key}/${suite}`, making)
    const made = await making
    this.add(made)
    return made.publicKeyDer
  }

  async discard(key: KeyName): Promise<void> {
    this.remove(key)
    await Promise.resolve()
  }
}

/** The ports over a database, before any ceremony. */
export function caRig(
  database: Database,
  keys: KeyMaker & Signer = new SharedKeys(),
  clock = new StandingClock('2026-04-01T01:00:00Z'),
): CaRig {
  const authorities = new PostgresAuthorities(database)
  const records = new PostgresCeremonies(database)
  return {
    configuration: sandboxConfiguration(),
    clock,
    keys,
    ceremony: { clock, keys, throwaway: THROWAWAY, records },
    issue: {
      clock,
      random: seededRandom(1),
      records: new PostgresIssuance(database),
      authorities,
      signer: keys,
      throwaway: THROWAWAY,
    },
    reader: postgresStatusReader(database),
    revoke: {
      clock,
      authorities,
      signer: keys,
      crls: new PostgresCrls(database),
      crlMaterials: new PostgresCrlMaterials(database),
      revocations: new PostgresRevocations(database),
      rounds: new CrlRounds(),
      barrier: new FeedBarrier({
        sightings: new PostgresFollowerSightings(database),
        stopwatch: computerStopwatch(),
        pause: computerPause,
        own: undefined,
      }),
    },
  }
}

/** A rig after the sandbox's ceremony. */
export async function heldRig(
  database: Database,
  keys?: KeyMaker & Signer,
  clock?: StandingClock,
): Promise<CaRig> {
  const rig = caRig(database, keys, clock)
  const held = await runCeremony(rig.ceremony, SANDBOX_CEREMONY)
  assert(held.ok, `the sandbox ceremony is held: ${JSON.stringify(held)}`)
  return rig
}

export const YOKOHAMA_NAKA: PartitionRef = {
  municipalityCode: '14104',
  prefectureRomaji: 'Kanagawa-ken',
  municipalityRomaji: 'Yokohama-shi-Naka-ku',
}

export const KIYOSE: PartitionRef = {
  municipalityCode: '13221',
  prefectureRomaji: 'Tokyo-to',
  municipalityRomaji: 'Kiyose-shi',
}

/** Items of an invented person; the second character of the name is a 代替文字. */
export const ITEMS: CertifiedItems = {
  name: '渡\u{3013}　見本',
  nameSubstitutions: '01000',
  sex: 'female',
  birthDate: civilDate(1980, 2, 17),
  address: '神奈川県横浜市中区見本町一丁目二番三号',
  addressSubstitutions: '0'.repeat(19),
}

/** A command for the `number`-th certificate of a kind; every part may be replaced. */
export function issueCommand(
  kind: CertificateKind,
  number: number,
  changes: Partial<IssueCommand> = {},
): IssueCommand {
  const receipt = parseReceipt(`20260401-${kind}-${number}`)
  assert(receipt !== undefined, 'receipts of tests are well-formed')
  return {
    receipt,
    kind,
    partition: YOKOHAMA_NAKA,
    holderRef: `R${String(number).padStart(10, '0')}`,
    cardRef: `card-${number}`,
    items: kind === 'signature' ? ITEMS : undefined,
    subjectPublicKeyDer: fabricatedRsaKey(number * 2 + (kind === 'signature' ? 1 : 0)),
    validity: {
      kind,
      birthDate: ITEMS.birthDate,
      issuedOn: civilDate(2026, 4, 1),
      appliedOn: civilDate(2026, 4, 1),
      cardExpiresOn: civilDate(2035, 2, 17),
    },
    ...changes,
  }
}

const SPKI_HEAD = hex('30820122300d06092a864886f70d01010105000382010f003082010a0282010100')
const SPKI_TAIL = hex('0203010001')
const SMALL_PRODUCT = product(primesBelow(752))

/**
 * An RSA-2048 public key that nobody has the private key of: as good to certify, and made in no
 * time. Its modulus is 757, a prime, modulo every smaller prime, and so has no small factor and not
 * the ROCA form.
 */
export function fabricatedRsaKey(seed: number): Uint8Array {
  const drawn = seededRandom(seed + 1_000_003).bytes(256)
  drawn[0] = (drawn[0] ?? 0) | 0x80
  drawn[1] = (drawn[1] ?? 0) | 0x80
  const number = BigInt(`0x${toHex(drawn)}`)
  const modulus = number - (number % SMALL_PRODUCT) + 757n
  return concatBytes(SPKI_HEAD, hex(modulus.toString(16)), SPKI_TAIL)
}

function primesBelow(limit: number): readonly number[] {
  const primes: number[] = []
  for (let candidate = 2; candidate < limit; candidate++)
    if (primes.every((prime) => candidate % prime !== 0)) primes.push(candidate)
  return primes
}

function product(factors: readonly number[]): bigint {
  return factors.reduce((all, factor) => all * BigInt(factor), 1n)
}

/** Octets of hexadecimal that is known to be well-formed. */
export function hex(text: string): Uint8Array {
  const octets = fromHex(text)
  assert(octets !== undefined, 'hexadecimal of a test is well-formed')
  return octets
}

/** `at` moved by whole days. */
export function daysLater(from: Instant, days: number): Instant {
  return instant(from + days * 86_400_000)
}
