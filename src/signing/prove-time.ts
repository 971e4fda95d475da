import { attributeValues } from '#codec/cms/attribute.ts'
import { CMS_OID } from '#codec/cms/oids.ts'
import type { SignedData } from '#codec/cms/signed-data.ts'
import { parseTimeStampToken } from '#codec/tsp/time-stamp-token.ts'
import { digest } from '#crypto/digest.ts'
import type { Instant } from '#kernel/instant.ts'
import { ok } from '#kernel/result.ts'
import { archiveImprint, type ArchiveImprint } from './archive-imprint.ts'
import type { ProvenTime, TimeStampReport } from './contract.ts'
import type { SignatureTrust } from './ports.ts'
import type { SignatureEvidence } from './signature-evidence.ts'
import type { OpenedSigner } from './signed-document.ts'
import { type TimeStamp, verifyTimeStamp } from './verify-time-stamp.ts'

/** What the time-stamps of a signer are verified against. */
export interface ProofContext<R extends string> {
  readonly trust: SignatureTrust<R>
  readonly evidence: SignatureEvidence
  readonly signedData: SignedData
  /** The caller's moment, which holds where nothing is proven. */
  readonly at: Instant
  readonly now: Instant
}

/** The time of a signature, and the time-stamps that were looked at. */
export interface TimeProof<R extends string> {
  readonly time: ProvenTime
  readonly timeStamps: readonly TimeStampReport<R>[]
}

/** Time-stamps of each kind that are verified for one signer; further ones prove nothing. */
export const TIME_STAMPS_MAX = 16

/**
 * The latest moment at which a signature can have been made, by the time-stamps that hold. A
 * time-stamp must itself hold at the moment up to which it is known to have existed: the caller's,
 * or that of an archive time-stamp over it; so the newest archive time-stamp comes first.
 */
export async function proveTime<R extends string>(
  context: ProofContext<R>,
  signer: OpenedSigner,
): Promise<TimeProof<R>> {
  const { at, now } = context
  const reports: TimeStampReport<R>[] = []
  const covers: Cover[] = []
  const verify = async (stamp: TimeStamp, judgedAt: Instant): Promise<TimeStampReport<R>> => {
    const report = await verifyTimeStamp<R>({ ...context, judgedAt }, stamp)
    reports.push(report)
    return report
  }
  for (const tokenOctets of newestFirst(stampsOf(signer, CMS_OID.archiveTimeStampV3))) {
    const stamp = archiveStamp(context, signer, tokenOctets)
    const judgedAt = knownBefore(covers, CMS_OID.archiveTimeStampV3, tokenOctets, at)
    const { verdict, notAfter } = await verify(stamp, judgedAt)
    const isOver = stamp.made()?.covers
    if (verdict === 'valid' && notAfter !== undefined && isOver !== undefined)
      covers.push({ notAfter, isOver })
  }
  for (const tokenOctets of stampsOf(signer, CMS_OID.signatureTimeStamp))
    await verify(
      overOctets('signature-time-stamp', tokenOctets, signer.info.signature),
      knownBefore(covers, CMS_OID.signatureTimeStamp, tokenOctets, at),
    )
  const proven = reports.flatMap(({ verdict, notAfter }) =>
    verdict === 'valid' && notAfter !== undefined ? [notAfter] : [],
  )
  const time = earliest(proven, at, now)
  // A content time-stamp is signed, so it is older than the signature.
  const contentStamps = attributeValues(
    signer.info.signedAttributes?.all ?? [],
    CMS_OID.contentTimeStamp,
  )
  for (const tokenOctets of contentStamps.slice(0, TIME_STAMPS_MAX))
    await verify(overOctets('content-time-stamp', tokenOctets, signer.content), time.at)
  return { time, timeStamps: reports }
}

/** A moment before which everything that an archive time-stamp covers existed. */
interface Cover {
  readonly notAfter: Instant
  readonly isOver: ArchiveImprint['covers']
}

function knownBefore(
  covers: readonly Cover[],
  oid: string,
  valueOctets: Uint8Array,
  at: Instant,
): Instant {
  const over = covers.filter(({ isOver }) => isOver(oid, valueOctets))
  return over.reduce((least, { notAfter }) => (notAfter < least ? notAfter : least), at)
}

function earliest(proven: readonly Instant[], at: Instant, now: Instant): ProvenTime {
  const [first] = proven.toSorted((a, b) => a - b)
  if (first !== undefined && first <= at) return { at: first, basis: 'time-stamp' }
  return { at, basis: at === now ? 'present' : 'caller' }
}

function stampsOf({ info }: OpenedSigner, oid: string): readonly Uint8Array[] {
  return attributeValues(info.unsignedAttributes, oid).slice(0, TIME_STAMPS_MAX)
}

/** By what the tokens themselves say; one that cannot be read comes last. */
function newestFirst(tokens: readonly Uint8Array[]): readonly Uint8Array[] {
  return tokens
    .map((octets) => ({ octets, token: parseTimeStampToken(octets) }))
    .map(({ octets, token }) => ({ octets, genTime: token.ok ? token.value.info.genTime : 0 }))
    .toSorted((a, b) => b.genTime - a.genTime)
    .map(({ octets }) => octets)
}

function overOctets(
  kind: TimeStamp['kind'],
  tokenOctets: Uint8Array,
  stamped: Uint8Array,
): TimeStamp {
  return { kind, tokenOctets, imprint: (algorithm) => ok(digest(algorithm, stamped)) }
}

function archiveStamp<R extends string>(
  { signedData }: ProofContext<R>,
  { info, digestContent }: OpenedSigner,
  tokenOctets: Uint8Array,
): TimeStamp & { readonly made: () => ArchiveImprint | undefined } {
  let made: ArchiveImprint | undefined
  return {
    kind: 'archive-time-stamp-v3',
    tokenOctets,
    imprint: (algorithm, token) => {
      const archived = archiveImprint({ signedData, info, digestContent }, token, algorithm)
      if (!archived.ok) return archived
      made = archived.value
      return ok(made.imprint)
    },
    made: () => made,
  }
}
