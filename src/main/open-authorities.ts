import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { SoftwareKeystore } from '#adapters/keys/software-keystore.ts'
import { makeThrowawaySigner } from '#adapters/keys/throwaway-signer.ts'
import {
  PostgresAuthorities,
  PostgresCeremonies,
  PostgresResponders,
} from '#adapters/postgres/ca-ceremony.ts'
import { PostgresCrls } from '#adapters/postgres/ca-crls.ts'
import { PostgresIssuance } from '#adapters/postgres/ca-issuance.ts'
import { PostgresRevocations } from '#adapters/postgres/ca-revocations.ts'
import { postgresStatusReader } from '#adapters/postgres/ca-status-reader.ts'
import type { Database } from '#adapters/postgres/database.ts'
import { type Ceremony, parseCeremony } from '#ca/ceremony-file.ts'
import type { CaConfiguration } from '#ca/configuration.ts'
import type { AuthorityId, StatusReader } from '#ca/contract.ts'
import { CrlRounds } from '#ca/crl-rounds.ts'
import type { IssuePorts } from '#ca/issue-certificate.ts'
import { refreshCrls } from '#ca/issue-crl.ts'
import { IssueQueue } from '#ca/issue-queue.ts'
import { recordHolderLapse } from '#ca/record-holder-lapse.ts'
import { type RecoveryReport, recoverIssuance } from '#ca/recover-issuance.ts'
import { renewResponders } from '#ca/renew-responders.ts'
import { revokeGeneration } from '#ca/revoke-generation.ts'
import { revokeCertificate, type RevokePorts } from '#ca/revoke-certificate.ts'
import { runCeremony } from '#ca/run-ceremony.ts'
import { serialHexOf } from '#ca/serial.ts'
import type { Clock, Random } from '#kernel/ports.ts'
import { ok, type Result } from '#kernel/result.ts'
import type { CertificateAuthority } from '#ra/ports.ts'

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
  const ceremonyText = await readFile(SANDBOX_CEREMONY, 'utf8')
  const ceremony = parseCeremony(ceremonyText)
  if (!ceremony.ok) return ceremony
  const records = new PostgresCeremonies(database)
  const held = await runCeremony({ clock, keys: signer, throwaway, records }, ceremonyText)
  if (!held.ok) return held
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
  const revokePorts: RevokePorts = {
    clock,
    crls,
    authorities,
    signer,
    revocations: new PostgresRevocations(database),
    rounds: new CrlRounds(),
  }
  const reader = postgresStatusReader(database.readOnly())
  const renewal = { clock, keys: signer, throwaway, records: new PostgresResponders(database) }
  const refresh = async (): Promise<void> => {
    await renewResponders(renewal, configuration, ceremony.value.responderValidityDays)
    await refreshCrls(revokePorts, configuration)
  }
  await refresh()
  const queue = new IssueQueue(issuePorts, configuration)
  const certificateAuthority = counterView(queue, revokePorts, configuration, reader)
  return ok({
    configuration,
    certificateAuthority,
    reader,
    signer,
    recovered,
    revokeGeneration: (authority, generation) =>
      revokeGeneration(revokePorts, configuration, authority, generation),
    refresh,
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

/** The declared configuration with this run's address of the status service. */
function withStatusUrl({ configuration }: Ceremony, statusUrl: string): CaConfiguration {
  const authentication = configuration.authorities['user-authentication']
  return {
    ...configuration,
    authorities: {
      ...configuration.authorities,
      'user-authentication': {
        ...authentication,
        ocspUrl: `${statusUrl}/ocsp/user-authentication`,
      },
    },
  }
}
