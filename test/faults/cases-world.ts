import assert from 'node:assert/strict'
import { postgresStatusReader } from '#adapters/postgres/ca-status-reader.ts'
import type { Database } from '#adapters/postgres/database.ts'
import { postgresCards } from '#adapters/postgres/ra-cards.ts'
import { postgresCases } from '#adapters/postgres/ra-cases.ts'
import { postgresCounterHistory } from '#adapters/postgres/ra-history.ts'
import { postgresIssuerSessions } from '#adapters/postgres/ra-issuer-sessions.ts'
import { postgresProcedures } from '#adapters/postgres/ra-procedures.ts'
import { postgresLifeEventFeed } from '#adapters/postgres/register-feed.ts'
import { postgresResidents } from '#adapters/postgres/register-residents.ts'
import { IssueQueue } from '#ca/issue-queue.ts'
import { recordHolderLapse } from '#ca/record-holder-lapse.ts'
import { revokeCertificate } from '#ca/revoke-certificate.ts'
import { revokeGeneration } from '#ca/revoke-generation.ts'
import { serialHexOf } from '#ca/serial.ts'
import type { Instant } from '#kernel/instant.ts'
import type { GenerationRevoker } from '#ra/cases/ports.ts'
import type { CertificateAuthority } from '#ra/ports.ts'
import { AppletTray } from '../contracts/applet-tray.ts'
import { CaseOffice } from '../contracts/case-office.ts'
import { CounterOffice } from '../contracts/counter-office.ts'
import { type CaRig, heldRig, StandingClock } from '../support/ca-rig.ts'
import { Fuse } from './cases-fuse.ts'

/** A counter with its cards, and the fuse that kills its process. */
export interface World {
  readonly office: CounterOffice
  readonly counter: CaseOffice
  readonly tray: AppletTray
  readonly fuse: Fuse
}

/** A counter in memory, with scripted authorities and cards that run the real applet. */
export async function memoryWorld(): Promise<World> {
  const office = await CounterOffice.open()
  const fuse = new Fuse()
  const tray = new AppletTray(office, fuse.around)
  const counter = new CaseOffice(office, tray, { around: fuse.around })
  return { office, counter, tray, fuse }
}

/** The real counter, register and authorities over one database. */
export async function databaseWorld(database: Database): Promise<World> {
  const office = await CounterOffice.open(
    {
      cards: postgresCards(database),
      procedures: postgresProcedures(database),
      history: postgresCounterHistory(database),
      sessions: postgresIssuerSessions(database),
    },
    { residents: postgresResidents(database), feed: postgresLifeEventFeed(database) },
  )
  const fuse = new Fuse()
  const tray = new AppletTray(office, fuse.around)
  const rig = await heldRig(database, undefined, new OfficeClock(office))
  const counter = new CaseOffice(office, tray, {
    around: fuse.around,
    cases: postgresCases(database),
    ...authoritiesOf(rig, database),
  })
  return { office, counter, tray, fuse }
}

/** The authorities go by the office's clock. */
class OfficeClock extends StandingClock {
  readonly #office: CounterOffice

  constructor(office: CounterOffice) {
    super('2026-03-02T01:00:00Z')
    this.#office = office
  }

  override now(): Instant {
    return this.#office.now
  }
}

function authoritiesOf(
  { issue, revoke, configuration }: CaRig,
  database: Database,
): { readonly authority: CertificateAuthority; readonly generations: GenerationRevoker } {
  const queue = new IssueQueue(issue, configuration)
  const reader = postgresStatusReader(database.readOnly(2))
  return {
    authority: {
      issue: (command) => queue.issue(command),
      revoke: (command) => revokeCertificate(revoke, configuration, command),
      recordHolderLapse: (lapse) => recordHolderLapse(revoke, configuration, lapse),
      heldBy: async (holderRef, at) => {
        const all = await revoke.revocations.ofHolder(holderRef, at)
        return all
          .filter(({ completed }) => completed)
          .map(({ authority, serial, notAfter, revocation }) => {
            const serialHex = serialHexOf(serial)
            return { authority, serialHex, notAfter, revoked: revocation !== undefined }
          })
      },
      certificateStatuses: async (authority, serials) => {
        const statuses = await reader.certificateStatuses(authority, serials)
        assert.equal(statuses.length, serials.length)
        return statuses
      },
    },
    generations: {
      revokeGeneration: (kind, generation) =>
        revokeGeneration(revoke, configuration, kind, generation),
    },
  }
}
