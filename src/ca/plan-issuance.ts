import { digest } from '#crypto/digest.ts'
import { concatBytes, utf8 } from '#kernel/bytes.ts'
import type { CivilDate } from '#kernel/civil-date.ts'
import { type Instant, wholeSecond } from '#kernel/instant.ts'
import { ok, refuse, type Result } from '#kernel/result.ts'
import type { LawPolicy } from '#law/policy.ts'
import { decideValidity } from '#law/validity.ts'
import { type NumberedItem, numberedItems } from './certified-items.ts'
import type { CertifiedItems, IssueCommand, IssueRefusal, PartitionRef } from './contract.ts'
import type { Generation } from './model.ts'
import { checkSubjectKey } from './subject-key.ts'

/** A certificate that may be issued: all of it but serial and common name. */
export interface IssuancePlan {
  readonly generation: Generation
  readonly items: readonly NumberedItem[]
  readonly keyDigest: Uint8Array
  readonly notBefore: Instant
  readonly notAfter: Instant
}

/**
 * Longest romanised name: the CN ends in ` CRLDP` and has 64 characters at most (RFC 5280 Appendix
 * A).
 */
const ROMAJI_LENGTH_MAX = 58
const REFERENCE_LENGTH_MAX = 128

/** The moment of issue by the authority's own clock, and the legal day it falls on. */
export interface IssuingMoment {
  readonly now: Instant
  readonly today: CivilDate
}

/**
 * Whether and how a command is to be carried out at `now`. The order of the checks is the order of
 * the refusals: what is asked, the items, the key, the authority, the law's validity, the
 * authority's end.
 */
export function planIssuance(
  command: IssueCommand,
  generations: readonly Generation[],
  { now, today }: IssuingMoment,
  policy: LawPolicy,
): Result<IssuancePlan, IssueRefusal> {
  if (!isPartition(command.partition)) return refuse('items-malformed', { item: 'partition' })
  if (!isReference(command.holderRef) || !isReference(command.cardRef))
    return refuse('items-malformed', { item: 'reference' })
  const items = plannedItems(command)
  if (!items.ok) return items
  const suite = checkSubjectKey(command.subjectPublicKeyDer)
  if (!suite.ok) return suite
  const serving = generations.filter(
    (one) => one.authority === command.kind && one.notBefore <= now && now <= one.notAfter,
  )
  if (serving.length === 0) return refuse('authority-absent', { authority: command.kind })
  const generation = serving.findLast((one) => one.suite === suite.value)
  if (generation === undefined)
    return refuse('key-rejected', { because: `no authority certifies ${suite.value} keys now` })
  const sound = checkSound(generation)
  if (!sound.ok) return sound
  // The authority's own clock decides the day of issue, whatever the counter's said.
  const facts = { ...command.validity, kind: command.kind, issuedOn: today }
  const validity = decideValidity(facts, policy)
  if (!validity.ok) return validity
  const { notAfter } = validity.value
  if (notAfter > generation.notAfter)
    return refuse('beyond-authority', { lastDay: validity.value.lastDay })
  const keyDigest = digest('sha256', command.subjectPublicKeyDer)
  return ok({ generation, items: items.value, keyDigest, notBefore: wholeSecond(now), notAfter })
}

/**
 * Refuses a generation whose key has leaked. An older one does not stand in: it was replaced, and
 * only a ceremony says which key is trusted next.
 */
export function checkSound({
  authority,
  generation,
  compromisedAt,
}: Generation): Result<void, 'authority-compromised'> {
  return compromisedAt === undefined
    ? ok(undefined)
    : refuse('authority-compromised', { authority, generation })
}

/**
 * SHA-256 of what a command asks for: the same receipt stands for the same request, on whatever day
 * it is repeated, so the facts of validity are left out.
 */
export function commandDigest(command: IssueCommand): Uint8Array {
  const { kind, partition, holderRef, cardRef, items } = command
  const { municipalityCode, prefectureRomaji, municipalityRomaji } = partition
  const asked = [
    kind,
    municipalityCode,
    prefectureRomaji,
    municipalityRomaji,
    holderRef,
    cardRef,
    itemTexts(items),
  ]
  return digest('sha256', concatBytes(utf8(JSON.stringify(asked)), command.subjectPublicKeyDer))
}

function plannedItems({
  kind,
  items,
  validity,
}: IssueCommand): Result<readonly NumberedItem[], IssueRefusal> {
  switch (kind) {
    case 'user-authentication':
      return items === undefined ? ok([]) : refuse('items-unexpected')
    case 'signature':
      if (items === undefined) return refuse('items-missing')
      // The law counts from the birth date that the certificate states.
      if (items.birthDate !== validity.birthDate) return refuse('items-malformed', { item: 4 })
      return numberedItems(items)
  }
}

function itemTexts(items: CertifiedItems | undefined): readonly string[] {
  if (items === undefined) return []
  const { name, nameSubstitutions, sex, birthDate, address, addressSubstitutions } = items
  return [name, nameSubstitutions, sex, birthDate, address, addressSubstitutions]
}

function isPartition(partition: PartitionRef): boolean {
  const { municipalityCode, prefectureRomaji, municipalityRomaji } = partition
  const names = [prefectureRomaji, municipalityRomaji]
  return (
    /^\d{5}$/.test(municipalityCode) &&
    names.every((name) => name.length <= ROMAJI_LENGTH_MAX && /^[A-Z][A-Za-z'-]*$/.test(name))
  )
}

function isReference(text: string): boolean {
  return text.length <= REFERENCE_LENGTH_MAX && /^[!-~]+$/.test(text)
}
