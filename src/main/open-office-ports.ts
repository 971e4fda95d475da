import { join } from 'node:path'
import { openCardIssuerKeys, type SoftwareCardIssuerKeys } from '#adapters/keys/card-issuer-keys.ts'
import { systemRandom } from '#adapters/keys/system-random.ts'
import { openTextIssuer } from '#adapters/keys/text-issuer.ts'
import { postgresStatusRecords } from '#adapters/postgres/ca-status-records.ts'
import type { Database } from '#adapters/postgres/database.ts'
import { postgresChallenges } from '#adapters/postgres/idp-challenges.ts'
import { postgresCards } from '#adapters/postgres/ra-cards.ts'
import { postgresCounterHistory } from '#adapters/postgres/ra-history.ts'
import { postgresProcedures } from '#adapters/postgres/ra-procedures.ts'
import { postgresIssuerSessions } from '#adapters/postgres/ra-issuer-sessions.ts'
import { postgresLifeEventFeed } from '#adapters/postgres/register-feed.ts'
import { postgresResidents } from '#adapters/postgres/register-residents.ts'
import { AEAD_KEY_OCTETS } from '#crypto/authenticated-encryption.ts'
import { policyOid } from '#ca/profile.ts'
import type { LoginPorts } from '#idp/complete-login.ts'
import { PAIRWISE_KEY_OCTETS, pairwiseSubject } from '#idp/pairwise-subject.ts'
import type { Instant } from '#kernel/instant.ts'
import type { Clock, Random } from '#kernel/ports.ts'
import { ok, type Result } from '#kernel/result.ts'
import type { CounterPorts } from '#ra/counter-ports.ts'
import { holderOf } from '#ra/holder-of.ts'
import { pinAuthority } from '#va/pinned-authority.ts'
import { verifyCertificate } from '#va/verify-certificate.ts'
import { sealKeyFileOf } from './card-maker.ts'
import type { OfficePorts } from './office.ts'
import { type Authorities, openAuthorities } from './open-authorities.ts'
import { keyFolderOf, openAuthorityKeys, sandboxPassphrase } from './sandbox-keys.ts'
import { secretOctets } from './secret-file.ts'

/** Unpredictable octets of the operating system. */
export const SYSTEM_RANDOM: Random = systemRandom()

/** What the office needs to open. */
export interface OfficeWish {
  readonly dataFolder: string
  readonly database: Database
  readonly clock: Clock & { set(at: Instant): Promise<void> }
  readonly webUrl: string
  readonly statusUrl: string
}

/** The authorities and everything the office works with, over one database and one data folder. */
export interface OpenedOffice {
  readonly authorities: Authorities
  readonly ports: OfficePorts
}

/**
 * Opens keys, authorities and stores, and wires the counter, the register and the login to them.
 */
export async function openOfficePorts(wish: OfficeWish): Promise<Result<OpenedOffice, string>> {
  const { dataFolder, database, clock, webUrl, statusUrl } = wish
  const keyFolder = await keyFolderOf(dataFolder)
  const keys = await openAuthorityKeys(dataFolder)
  if (!keys.ok) return keys
  const authorities = await openAuthorities({
    database,
    signer: keys.value,
    clock,
    random: SYSTEM_RANDOM,
    statusUrl,
  })
  if (!authorities.ok) return authorities
  const issuerKeys = await openCardIssuerKeys(
    join(keyFolder, 'card-issuer.json'),
    await sandboxPassphrase(dataFolder),
  )
  if (!issuerKeys.ok) return issuerKeys
  const textIssuer = await openTextIssuer(
    join(keyFolder, 'text-issuer.json'),
    await sandboxPassphrase(dataFolder),
  )
  if (!textIssuer.ok) return textIssuer
  const counter = counterPorts(wish, authorities.value, issuerKeys.value)
  const pairwiseKey = await secretOctets(join(keyFolder, 'pairwise.key'), PAIRWISE_KEY_OCTETS)
  const { configuration, reader } = authorities.value
  const ports: OfficePorts = {
    clock,
    random: SYSTEM_RANDOM,
    residents: postgresResidents(database),
    feed: postgresLifeEventFeed(database),
    counter,
    login: loginPorts(wish, authorities.value, counter, pairwiseKey),
    status: reader,
    records: postgresStatusRecords(database),
    issuerKeys: issuerKeys.value,
    textIssuer: textIssuer.value,
    dataFolder,
    sealKey: await secretOctets(sealKeyFileOf(dataFolder), AEAD_KEY_OCTETS),
    policyOids: {
      signature: policyOid(configuration, 'signature'),
      'user-authentication': policyOid(configuration, 'user-authentication'),
    },
    webUrl,
    statusUrl,
    refreshStatus: () => authorities.value.refresh(),
  }
  return ok({ authorities: authorities.value, ports })
}

function counterPorts(
  { database, clock }: OfficeWish,
  { certificateAuthority }: Authorities,
  issuerKeys: SoftwareCardIssuerKeys,
): CounterPorts {
  return {
    clock,
    random: SYSTEM_RANDOM,
    residents: postgresResidents(database),
    cards: postgresCards(database),
    procedures: postgresProcedures(database),
    history: postgresCounterHistory(database),
    authority: certificateAuthority,
    sessions: postgresIssuerSessions(database),
    issuerKeys,
  }
}

/**
 * The login's verifier reads the authority's own records: a revocation counts from its
 * acknowledgement on.
 */
function loginPorts(
  { database, clock }: OfficeWish,
  { configuration, reader }: Authorities,
  counter: CounterPorts,
  pairwiseKey: Uint8Array,
): LoginPorts {
  return {
    clock,
    challenges: postgresChallenges(database),
    holders: { holderOf: (serialHex) => holderOf(counter, serialHex) },
    subjects: {
      subjectOf: (holderRef, relyingPartyId) =>
        Promise.resolve(pairwiseSubject(pairwiseKey, holderRef, relyingPartyId)),
    },
    verifier: {
      verify: async (unverifiedCertificateDer, at) => {
        const generations = await reader.authorityGenerations()
        const anchors = generations.flatMap(({ authority, certificateDer }) => {
          const anchor = pinAuthority(authority, certificateDer)
          return anchor.ok ? [anchor.value] : []
        })
        return await verifyCertificate({
          unverifiedCertificateDer,
          kind: 'user-authentication',
          at,
          now: at,
          anchors,
          policyOids: {
            signature: policyOid(configuration, 'signature'),
            'user-authentication': policyOid(configuration, 'user-authentication'),
          },
          status: { policy: 'require', source: reader },
        })
      },
    },
  }
}
