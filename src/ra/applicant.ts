import type { Applicant } from '#law/eligibility.ts'
import type { CertifiedItems, PartitionRef } from '#ca/contract.ts'
import type { Resident } from '#register/contract.ts'
import type { RegisteredCard } from './contract.ts'

/** The resident as the law asks about an applicant who holds a card of `cardVariant`. */
export function applicantOf(resident: Resident, cardVariant: RegisteredCard['variant']): Applicant {
  const { items, adultWard, residence, overseasContinuation, nationality } = resident
  return {
    birthDate: items.birthDate,
    adultWard,
    cardVariant,
    residence,
    overseasContinuation,
    nationality,
    periodOfStayEndsOn: resident.periodOfStayEndsOn,
    deceased: resident.deceasedOn !== undefined,
  }
}

/** The partition of the resident's certificates: that of the municipality. */
export function partitionOf({ municipality }: Resident): PartitionRef {
  return {
    municipalityCode: municipality.code,
    prefectureRomaji: municipality.prefectureRomaji,
    municipalityRomaji: municipality.nameRomaji,
  }
}

/** The items of a signature certificate. */
export function certifiedItemsOf({ items }: Resident): CertifiedItems {
  const { name, nameSubstitutions, sex, birthDate, address, addressSubstitutions } = items
  return { name, nameSubstitutions, sex, birthDate, address, addressSubstitutions }
}
