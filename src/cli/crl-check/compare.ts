import type { AuthorityId, StatusRecord } from '#ca/contract.ts'
import { formatInstant, type Instant, wholeSecond } from '#kernel/instant.ts'

/** What somebody says of a certificate's status. */
export type Said =
  | { readonly state: 'good' | 'unknown' }
  | { readonly state: 'revoked'; readonly revokedAt: Instant; readonly reason: string }
  /** Whoever tells no more than that. */
  | { readonly state: 'revoked'; readonly revokedAt: undefined; readonly reason: undefined }

/**
 * Somebody who says what the status of an authority's certificates is: a list, the responder, and
 * whatever else can be asked by serial number.
 */
export interface Witness {
  readonly name: string
  /** The moment it speaks of; `undefined` where that is now. */
  readonly asOf: Instant | undefined
  /** Whether it speaks of certificates of this municipality; a list of one does not of others. */
  covers(record: StatusRecord): boolean
  /** What it says; `undefined` where it gave no answer at all. */
  says(serialHex: string): Said | undefined
  /** Serial numbers that it names of itself. */
  named(): Iterable<string>
  /** Whether record and witness agree, where it is no list and not of now. */
  readonly agrees?: (record: StatusRecord, said: Said, asOf: Instant | undefined) => boolean
}

/** A certificate of which the records and a witness say different things. */
export interface Disagreement {
  readonly authority: AuthorityId
  readonly serialHex: string
  readonly witness: string
  readonly record: string
  readonly said: string
}

/**
 * Compares the records with what witnesses say, both ways: for every record, what each witness
 * says; for every serial number that a witness names, whether there is a record.
 */
export function disagreements(
  authority: AuthorityId,
  records: ReadonlyMap<string, StatusRecord>,
  witnesses: readonly Witness[],
): readonly Disagreement[] {
  const found: Disagreement[] = []
  for (const witness of witnesses) {
    for (const record of records.values()) {
      if (!witness.covers(record)) continue
      const said = witness.says(record.serialHex)
      const isSame = witness.agrees ?? agrees
      if (said !== undefined && isSame(record, said, witness.asOf)) continue
      const { serialHex } = record
      const texts = { record: recordText(record), said: saidText(said) }
      found.push({ authority, serialHex, witness: witness.name, ...texts })
    }
    for (const serialHex of witness.named()) {
      const record = records.get(serialHex)
      if (record !== undefined && witness.covers(record)) continue
      const said = saidText(witness.says(serialHex))
      found.push({ authority, serialHex, witness: witness.name, record: 'not here', said })
    }
  }
  return found
}

function agrees(record: StatusRecord, said: Said, asOf: Instant | undefined): boolean {
  return asOf === undefined ? agreesNow(record, said) : agreesWithList(record, said, asOf)
}

function agreesNow({ completed, revocation }: StatusRecord, said: Said): boolean {
  if (!completed) return said.state === 'unknown'
  if (revocation === undefined) return said.state === 'good'
  return (
    said.state === 'revoked' &&
    said.revokedAt === wholeSecond(revocation.revokedAt) &&
    said.reason === revocation.reason
  )
}

/**
 * A list speaks of the moment it was begun: of that very second it may have some changes, and not
 * others. It may go on naming a certificate that has ended, and need not (RFC 5280 §3.3).
 */
function agreesWithList(record: StatusRecord, said: Said, asOf: Instant): boolean {
  const { revocation, notAfter, liftedAt } = record
  const isBefore = (at: Instant): boolean => wholeSecond(at) < asOf
  if (said.state !== 'revoked')
    return revocation === undefined || !isBefore(revocation.revokedAt) || notAfter < asOf
  const isHold = said.reason === 'certificateHold'
  if (revocation === undefined) return isHold && liftedAt !== undefined && !isBefore(liftedAt)
  const { revokedAt, reason, holdFinalAt } = revocation
  const wasHold = isHold && holdFinalAt !== undefined && !isBefore(holdFinalAt)
  return said.revokedAt === wholeSecond(revokedAt) && (said.reason === reason || wasHold)
}

function recordText({ completed, revocation }: StatusRecord): string {
  if (revocation === undefined) return 'good'
  const { revokedAt, reason } = revocation
  const text = `revoked ${formatInstant(wholeSecond(revokedAt))} ${reason}`
  return completed ? text : `${text}, never signed`
}

function saidText(said: Said | undefined): string {
  if (said === undefined) return 'no answer'
  return said.state === 'revoked' && said.revokedAt !== undefined
    ? `revoked ${formatInstant(said.revokedAt)} ${said.reason}`
    : said.state
}
