import {
  assembleCrl,
  cRLNumber,
  encodeTbsCrl,
  issuingDistributionPoint,
} from '#codec/crl/encode-crl.ts'
import { authorityKeyIdentifier } from '#codec/x509/extension-values.ts'
import { directoryName } from '#codec/x509/general-name.ts'
import { assert } from '#kernel/assert.ts'
import { type Instant, plusMs, wholeSecond } from '#kernel/instant.ts'
import type { Clock } from '#kernel/ports.ts'
import type { CaConfiguration } from './configuration.ts'
import type { CrlRef, StoredCrl } from './contract.ts'
import type { CrlRounds } from './crl-rounds.ts'
import type { Generation } from './model.ts'
import { authorityName, distributionPointName } from './names.ts'
import type { AuthorityRecords, CrlMaterial, CrlRecords, Signer } from './ports.ts'
import { serialHexOf } from './serial.ts'
import { SUITES } from './suites.ts'

/** What lists need from outside. */
export interface CrlPorts {
  readonly clock: Clock
  readonly crls: CrlRecords
  readonly authorities: AuthorityRecords
  readonly signer: Signer
  readonly rounds: CrlRounds
}

const HOUR_MS = 3_600_000
/**
 * Two processes may take the same number: the loser takes the winner's list where nothing is
 * missing in it, and makes its own anew where something is.
 */
const NUMBER_ATTEMPTS_MAX = 5

/**
 * Replaces every list that is missing, due, or lacks a revocation: at start, on a timer, and when
 * the clock was set. Each generation that is valid signs lists of its own, because verifiers look
 * for a list under the key that signed the certificate.
 */
export async function refreshCrls(
  ports: CrlPorts,
  configuration: CaConfiguration,
): Promise<readonly StoredCrl[]> {
  const now = ports.clock.now()
  const due = plusMs(now, -configuration.crl.refreshHours * HOUR_MS)
  const issued: StoredCrl[] = []
  for (const generation of await validGenerations(ports, now))
    for (const ref of await ports.crls.stale(generation.authority, generation.generation, due))
      issued.push(await issueCrl(ports, configuration, ref, generation))
  return issued
}

/**
 * The list of a partition as it should be now: the stored one, or a new one where that is due or
 * lacks a revocation. `undefined` for a partition without certificates or a generation that is not
 * valid now; the generation is the newest valid one unless named.
 */
export async function ensureCrl(
  ports: CrlPorts,
  configuration: CaConfiguration,
  ref: CrlRef,
  generationNumber?: number,
): Promise<StoredCrl | undefined> {
  const now = ports.clock.now()
  const generation = (await validGenerations(ports, now)).findLast(
    (one) =>
      one.authority === ref.authority && one.generation === (generationNumber ?? one.generation),
  )
  if (generation === undefined || !(await ports.crls.isKnown(ref))) return undefined
  const newest = await ports.crls.newest(ref, generation.generation)
  const due = plusMs(now, -configuration.crl.refreshHours * HOUR_MS)
  if (newest !== undefined && !newest.missesRevocation && newest.crl.thisUpdate >= due)
    return newest.crl
  return await issueCrl(ports, configuration, ref, generation)
}

/** New lists of the partitions given, under every valid generation: after revocations. */
export async function issueCrlsOf(
  ports: CrlPorts,
  configuration: CaConfiguration,
  refs: readonly CrlRef[],
): Promise<void> {
  const generations = await validGenerations(ports, ports.clock.now())
  const distinct = new Map(refs.map((ref) => [`${ref.authority}/${ref.municipalityCode}`, ref]))
  for (const ref of distinct.values())
    for (const generation of generations)
      if (generation.authority === ref.authority)
        await issueCrl(ports, configuration, ref, generation)
}

function issueCrl(
  ports: CrlPorts,
  configuration: CaConfiguration,
  ref: CrlRef,
  generation: Generation,
): Promise<StoredCrl> {
  const key = `${ref.authority}/${ref.municipalityCode}/${generation.generation}`
  return ports.rounds.issue(key, () => makeCrl(ports, configuration, ref, generation))
}

async function makeCrl(
  ports: CrlPorts,
  configuration: CaConfiguration,
  ref: CrlRef,
  generation: Generation,
): Promise<StoredCrl> {
  for (let attempt = 1; attempt <= NUMBER_ATTEMPTS_MAX; attempt++) {
    const thisUpdate = wholeSecond(ports.clock.now())
    const nextUpdate = plusMs(thisUpdate, configuration.crl.validityHours * HOUR_MS)
    const material = await ports.crls.material(ref, generation.generation)
    const tbsDer = crlTbs(configuration, generation, material, { thisUpdate, nextUpdate })
    const signature = await ports.signer.sign(generation.keyName, { what: 'crl', tbsDer })
    const crl: StoredCrl = {
      ...ref,
      generation: generation.generation,
      crlNumber: BigInt(material.nextNumber),
      thisUpdate,
      nextUpdate,
      crlDer: assembleCrl(tbsDer, SUITES[generation.suite].signature, signature),
    }
    if (await ports.crls.record({ ...crl, revision: material.revision })) return crl
    const rival = await ports.crls.newest(ref, generation.generation)
    if (rival?.missesRevocation === false && rival.crl.thisUpdate >= thisUpdate) return rival.crl
  }
  assert(false, `no number was free for a list of ${ref.municipalityCode}`)
}

/**
 * The profile of spec/jpki.md §2.4, our choice: a critical issuingDistributionPoint of the CRLDP's
 * own name.
 */
function crlTbs(
  configuration: CaConfiguration,
  generation: Generation,
  material: CrlMaterial,
  times: { readonly thisUpdate: Instant; readonly nextUpdate: Instant },
): Uint8Array {
  const { authority } = generation
  const point = distributionPointName(configuration, authority, material.partition)
  return encodeTbsCrl({
    signatureAlgorithm: SUITES[generation.suite].signature,
    issuer: authorityName(configuration, authority),
    ...times,
    entries: material.entries.map(({ serial, revokedAt, reason }) => ({
      serialHex: serialHexOf(serial),
      revokedAt,
      reason,
    })),
    extensions: [
      authorityKeyIdentifier({ keyIdentifier: generation.keyId }),
      cRLNumber(BigInt(material.nextNumber)),
      issuingDistributionPoint({
        name: { kind: 'fullName', names: [directoryName(point)] },
        onlyContains: 'user',
      }),
    ],
  })
}

async function validGenerations(ports: CrlPorts, now: Instant): Promise<readonly Generation[]> {
  const generations = await ports.authorities.generations()
  return generations.filter(({ notBefore, notAfter }) => notBefore <= now && now <= notAfter)
}
