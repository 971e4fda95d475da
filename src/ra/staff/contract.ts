import type { Brand } from '#kernel/brand.ts'
import type { Instant } from '#kernel/instant.ts'
import type { ResidentId } from '#register/contract.ts'

/** Names one member of staff: `S` and six digits. */
export type StaffId = Brand<string, 'StaffId'>

/** Reads a `StaffId`; `undefined` for anything else. */
export function parseStaffId(text: string): StaffId | undefined {
  return /^S\d{6}$/.test(text) ? (text as StaffId) : undefined
}

/** 窓口担当者, 決裁者, 市区町村の管理者. */
export const STAFF_ROLES = ['clerk', 'supervisor', 'municipality-admin'] as const

/** One of `STAFF_ROLES`. */
export type StaffRole = (typeof STAFF_ROLES)[number]

/** A member of a municipality's staff. */
export interface StaffMember {
  readonly staffId: StaffId
  readonly name: string
  /** Five digits. */
  readonly municipalityCode: string
  readonly roles: readonly StaffRole[]
  /** SHA-256 of the SubjectPublicKeyInfo of their staff card's certificate, where they have one. */
  readonly certificateKeySha256Hex: string | undefined
  readonly active: boolean
}

/** Who acts: taken from the session, never from a form. */
export type Actor = Pick<StaffMember, 'staffId' | 'name' | 'municipalityCode' | 'roles'>

/** Why a clerk looks at a person: recorded with every look-up. */
export const LOOK_UP_REASONS = [
  'person-at-the-desk',
  'telephone-enquiry',
  'case-work',
  'supervision',
  'practice',
] as const

/** One of `LOOK_UP_REASONS`. */
export type LookUpReason = (typeof LOOK_UP_REASONS)[number]

/** One look at a person's records, as the journal keeps it. */
export interface LookUp {
  readonly staffId: StaffId
  readonly municipalityCode: string
  readonly residentId: ResidentId
  readonly reason: LookUpReason
  readonly at: Instant
}

/** One line of the municipality's day journal (日誌). No basic items. */
export interface JournalLine {
  readonly at: Instant
  readonly staffId: string
  readonly what: string
  readonly receiptNumber: string | undefined
  readonly residentId: string | undefined
  readonly detail: Readonly<Record<string, string | number>>
}

/** What the desk refuses a member of staff. */
export type StaffRefusal =
  | 'staff-unknown'
  | 'staff-session-over'
  | 'staff-role-missing'
  | 'staff-other-municipality'
  | 'staff-sign-in-failed'
  | 'staff-challenge-over'
  | 'staff-card-signature-wrong'
  | 'staff-card-not-bound'
  | 'staff-member-malformed'
  | 'staff-id-taken'
  | 'staff-card-bound-already'
  | 'staff-changed-meanwhile'
  | 'staff-admin-needed'
