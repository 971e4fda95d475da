import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { computerPause, computerStopwatch } from '#adapters/clock/computer-stopwatch.ts'
import type { SoftwareKeystore } from '#adapters/keys/software-keystore.ts'
import { makeThrowawaySigner } from '#adapters/keys/throwaway-signer.ts'
import {
  PostgresAuthorities,
  PostgresCeremonies,
  PostgresResponders,
} from '#adapters/postgres/ca-ceremony.ts'
import { PostgresCrlMaterials } from '#adapters/postgres/ca-crls-materials.ts'
import { PostgresCrls } from '#adapters/postgres/ca-crls.ts'
import { PostgresFilters, postgresFilterSource } from '#adapters/postgres/ca-filters.ts'
import { PostgresIssuance } from '#adapters/postgres/ca-issuance.ts'
import { PostgresRevocations } from '#adapters/postgres/ca-revocations.ts'
import { postgresStatusReader } from '#adapters/postgres/ca-status-reader.ts'
import type { Database } from '#adapters/postgres/database.ts'
import { PostgresStatusFeed } from '#adapters/postgres/status-feed-reader.ts'
import { PostgresFollowerRegistry } from '#adapters/postgres/status-feed-registry.ts'
import { PostgresFollowerSightings } from '#adapters/postgres/status-feed-sightings.ts'
import { type Ceremony, parseCeremony } from '#ca/ceremony-file.ts'
import type { CaConfiguration, CrlSettings } from '#ca/configuration.ts'
import type { AuthorityId, StatusReader } from '#ca/contract.ts'
import { CrlRounds } from '#ca/crl-rounds.ts'
import type { IssuePorts } from '#ca/issue-certificate.ts'
import { refreshCrls } from '#ca/issue-crl.ts'
import { IssueQueue } from '#ca/issue-queue.ts'
import { type FilterPorts, refreshFilters } from '#ca/publish-filter.ts'
import { recordHolderLapse } from '#ca/record-holder-lapse.ts'
import { type RecoveryReport, recoverIssuance } from '#ca/recover-issuance.ts'
import { renewResponders } from '#ca/renew-responders.ts'
import { revokeGeneration, type RevokeGenerationPorts } from '#ca/revoke-generation.ts'
import { revokeCertificate, type RevokePorts } from '#ca/revoke-certificate.ts'
import { runCeremony } from '#ca/run-ceremony.ts'
import { serialHexOf } from '#ca/serial.ts'
import { FeedBarrier } from '#ca/status-barrier.ts'
import type { Clock, Random } from '#kernel/ports.ts'
import { ok, type Result } from '#kernel/result.ts'
import type { CertificateAuthority } from '#ra/ports.ts'
import { StatusFollower } from '#va/follow/status-follower.ts'
import type { FilterSource } from '#va/ports.ts'
import { checkAuthorityKeys } from './authority-keys.ts'

/** The reviewed declaration of the sandbox's authorities, part of the program. */
export const SANDBOX_CEREMONY = join(
  import.meta.dirname,
  '..',
  '..',
  'config',
  'ceremony.sandbox.json',
)

/** What the authorities need to open. */
export interface AuthorityWish {
  readonly database: Database
  /** The authorities' keys, opened. */
  readonly signer: SoftwareKeystore
  readonly clock: Clock
  readonly random: Random
  /** Base URL of the status service, for authorityInfoAccess. */
  readonly statusUrl: string
}

/** The authorities at work: what the counter and the status service see of them. */
export interface Authorities {
  readonly configuration: CaConfiguration
  readonly certificateAuthority: CertificateAuthority
  readonly reader: StatusReader
  /** Has the statuses in memory once somebody runs its rounds. */
  readonly follower: StatusFollower
  readonly filters: FilterSource
  readonly signer: SoftwareKeystore
  /** What issuing had left unfinished, and was finished now. */
  readonly recovered: RecoveryReport
  /** Ends everything that a key generation signed; gives how many were not revoked before. */
  revokeGeneration(authority: AuthorityId, generation: number): Promise<number>
  /** Renews responders and stale lists: at start, on a timer, and when the clock was set. */
  refresh(): Promise<void>
}

/** Holds the ceremony if it was not held, finishes what a kill left, and refreshes lists. */
export async function openAuthorities(wish: AuthorityWish): Promise<Result<Authorities, string>> {
  const { database, signer, clock, random } = wish
  const throwaway = makeThrowawaySigner()
  const ceremony = await heldCeremony(wish, throwaway)
  if (!ceremony.ok) return ceremony
  const configuration = withStatusUrl(ceremony.value, wish.statusUrl)
  const authorities = new PostgresAuthorities(database)
  const issuance = new PostgresIssuance(database)
  const issuePorts: IssuePorts = {
    clock,
    random,
    records: issuance,
    authorities,
    signer,
    throwaway,
  }
  const recovered = await recoverIssuance(issuePorts, configuration)
  const crls = new PostgresCrls(database)
  const follower = followerOf(database)
  const revokePorts: RevokeGenerationPorts = {
    clock,
    crls,
    crlMaterials: new PostgresCrlMaterials(database),
    authorities,
    signer,
    revocations: new PostgresRevocations(database),
    rounds: new CrlRounds(),
    barrier: new FeedBarrier({
      sightings: new PostgresFollowerSightings(database),
      stopwatch: computerStopwatch(),
      pause: computerPause,
      own: follower,
    }),
  }
  const readOnly = database.readOnly()
  const reader = postgresStatusReader(readOnly)
  const renewal = { clock, keys: signer, throwaway, records: new PostgresResponders(database) }
  const filterPorts: FilterPorts = {
    clock,
    keys: signer,
    throwaway,
    serials: renewal.records,
    authorities,
    filters: new PostgresFilters(database),
  }
  const refresh = async (): Promise<void> => {
    const { responderValidityDays, responderSuite } = ceremony.value
    await renewResponders(renewal, configuration, responderValidityDays, responderSuite)
    await refreshCrls(revokePorts, configuration)
    await refreshFilters(filterPorts, configuration)
  }
  await refresh()
  const queue = new IssueQueue(issuePorts, configuration)
  const certificateAuthority = counterView(queue, revokePorts, configuration, reader)
  return ok({
    configuration,
    certificateAuthority,
    reader,
    follower,
    filters: postgresFilterSource(readOnly),
    signer,
    recovered,
    revokeGeneration: (authority, generation) =>
      revokeGeneration(revokePorts, configuration, authority, generation),
    refresh,
  })
}

/** The declared ceremony, held; its keys are those of this data folder. */
async function heldCeremony(
  { database, signer, clock }: AuthorityWish,
  throwaway: ReturnType<typeof makeThrowawaySigner>,
): Promise<Result<Ceremony, string>> {
  const ceremonyText = await readFile(SANDBOX_CEREMONY, 'utf8')
  const ceremony = parseCeremony(ceremonyText)
  if (!ceremony.ok) return ceremony
  const records = new PostgresCeremonies(database)
  const held = await runCeremony({ clock, keys: signer, throwaway, records }, ceremonyText)
  if (!held.ok) return held
  const generations = await new PostgresAuthorities(database).generations()
  const owned = await checkAuthorityKeys(signer, generations)
  return owned.ok ? ceremony : owned
}

/** A look at the database that takes longer is given up. */
const LOOK_PATIENCE_MS = 2_000

/** The follower of this process: what is revoked here counts here at once. */
function followerOf(database: Database): StatusFollower {
  return new StatusFollower(randomUUID(), {
    registry: new PostgresFollowerRegistry(database.impatient(LOOK_PATIENCE_MS, 1)),
    primary: new PostgresStatusFeed(database.readOnly(2)),
    standby: undefined,
    stopwatch: computerStopwatch(),
    report: () => undefined,
  })
}

/** The authorities as the counter's port asks for them. */
function counterView(
  queue: IssueQueue,
  ports: RevokePorts,
  configuration: CaConfiguration,
  reader: StatusReader,
): CertificateAuthority {
  return {
    issue: (command) => queue.issue(command),
    revoke: (command) => revokeCertificate(ports, configuration, command),
    recordHolderLapse: (lapse) => recordHolderLapse(ports, configuration, lapse),
    heldBy: async (holderRef, at) =>
      (await ports.revocations.ofHolder(holderRef, at))
        .filter(({ completed }) => completed)
        .map(({ authority, serial, notAfter, revocation }) => ({
          authority,
          serialHex: serialHexOf(serial),
          notAfter,
          revoked: revocation !== undefined,
        })),
    certificateStatuses: (authority, serials) => reader.certificateStatuses(authority, serials),
  }
}

/**
 * Lists of whole authorities, deltas and the indirect list besides what the ceremony declared. The
 * sandbox is small: deltas stay short, and are made for lists that a nation would call short.
 */
const SANDBOX_LISTS: Pick<CrlSettings, 'wholeAuthority' | 'indirectBy' | 'deltas'> = {
  wholeAuthority: true,
  indirectBy: 'signature',
  deltas: { everyMinutes: 15, validityMinutes: 60, fromEntries: 1_000 },
}

/** The declared configuration with this run's address of the status service. */
function withStatusUrl({ configuration }: Ceremony, statusUrl: string): CaConfiguration {
  const authentication = configuration.authorities['user-authentication']
  return {
    ...configuration,
    crl: { ...configuration.crl, ...SANDBOX_LISTS, url: `${statusUrl}/crl` },
    authorities: {
      ...configuration.authorities,
      'user-authentication': {
        ...authentication,
        ocspUrl: `${statusUrl}/ocsp/user-authentication`,
      },
    },
  }
}
