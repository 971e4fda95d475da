import { equalSecrets } from '#crypto/constant-time.ts'
import { digest } from '#crypto/digest.ts'
import { concatBytes, utf8 } from '#kernel/bytes.ts'
import { type Instant, instant, plusMs } from '#kernel/instant.ts'
import {
  type Actor,
  type StaffMember,
  STAFF_ROLES,
  type StaffId,
  type StaffRole,
} from './contract.ts'

/** A session ends after this long without an act of its clerk, */
export const SESSION_IDLE_MS = 15 * 60_000
/** and this long after signing in, whatever is done: longer than any day at the counter. */
export const SESSION_LIFE_MS = 10 * 3_600_000
/** Octets of a session's token. */
export const SESSION_TOKEN_OCTETS = 32
/** How long a staff card may answer: time to find the card and type four digits. */
export const STAFF_CHALLENGE_LIFE_MS = 5 * 60_000
/** Octets of a challenge, and of the identifier it is named by. */
export const STAFF_CHALLENGE_OCTETS = 32
export const STAFF_CHALLENGE_ID_OCTETS = 16
/** Characters of a name of staff, and of a desk's name. */
export const STAFF_NAME_CHARACTERS_MAX = 60
export const DESK_ID_CHARACTERS_MAX = 60

/** How a member of staff signed in. */
export type SignInMethod = 'account' | 'staff-card'

/** A session as it is kept: of the token only its digest. */
export interface StaffSession {
  readonly tokenSha256: Uint8Array
  readonly staffId: StaffId
  readonly deskId: string
  readonly method: SignInMethod
  readonly startedAt: Instant
  /** The last act of the clerk; what pages do by themselves is none. */
  readonly keptAt: Instant
  readonly endedAt: Instant | undefined
}

/** When the session ends if its clerk does nothing more. */
export function sessionEnd({ startedAt, keptAt, endedAt }: StaffSession): Instant {
  const byItself = Math.min(startedAt + SESSION_LIFE_MS, keptAt + SESSION_IDLE_MS)
  return endedAt === undefined ? instant(byItself) : instant(Math.min(endedAt, byItself))
}

/** Whether the session is good at `now`; a clock set back behind its beginning ends it too. */
export function isLive(session: StaffSession, now: Instant): boolean {
  return session.endedAt === undefined && session.startedAt <= now && now < sessionEnd(session)
}

/** The member as the one who acts. */
export function actorOf({ staffId, name, municipalityCode, roles }: StaffMember): Actor {
  return { staffId, name, municipalityCode, roles }
}

/** A challenge to a staff card as it is kept. */
export interface StoredStaffChallenge {
  readonly id: string
  readonly challenge: Uint8Array
  /** SHA-256 of the reference of the sign-in that asked: the reference may be a bearer token. */
  readonly signInDigest: Uint8Array
  readonly createdAt: Instant
  /** The first moment at which it is no longer accepted. */
  readonly expiresAt: Instant
  readonly usedAt: Instant | undefined
}

/** A fresh challenge for one sign-in. */
export function newStaffChallenge(
  id: string,
  challenge: Uint8Array,
  signInRef: string,
  now: Instant,
): StoredStaffChallenge {
  return {
    id,
    challenge,
    signInDigest: digest('sha256', utf8(signInRef)),
    createdAt: now,
    expiresAt: plusMs(now, STAFF_CHALLENGE_LIFE_MS),
    usedAt: undefined,
  }
}

/** Whether the sign-in may answer the challenge at `now`. */
export function mayAnswerStaffChallenge(
  { signInDigest, usedAt, createdAt, expiresAt }: StoredStaffChallenge,
  signInRef: string,
  now: Instant,
): boolean {
  const own = equalSecrets(signInDigest, digest('sha256', utf8(signInRef)))
  return own && usedAt === undefined && createdAt <= now && now < expiresAt
}

/**
 * What the card signs. A login at a relying party signs its challenge as it is: with words before
 * it, no answer given there signs anyone in here.
 */
export function staffSignInMessage(challenge: Uint8Array): Uint8Array {
  return concatBytes(utf8('shomei staff sign-in v1\n'), challenge)
}

/** Whether name, roles and key have the form that every member has. */
export function isWellFormed(member: StaffMember): boolean {
  const { name, municipalityCode, roles, certificateKeySha256Hex: key } = member
  const characters = Array.from(name)
  const printable = !/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(name) && name.trim() === name
  return (
    printable &&
    characters.length > 0 &&
    characters.length <= STAFF_NAME_CHARACTERS_MAX &&
    /^\d{5}$/.test(municipalityCode) &&
    isRoles(roles) &&
    (key === undefined || /^[0-9a-f]{64}$/.test(key))
  )
}

function isRoles(roles: readonly StaffRole[]): boolean {
  const known = roles.every((role) => STAFF_ROLES.includes(role))
  return known && roles.length > 0 && new Set(roles).size === roles.length
}

/** The roles in the order of `STAFF_ROLES`, each once. */
export function orderedRoles(roles: readonly StaffRole[]): readonly StaffRole[] {
  return STAFF_ROLES.filter((role) => roles.includes(role))
}

/** Whether both are the same member in every respect. */
export function isSameMember(a: StaffMember, b: StaffMember): boolean {
  return (
    a.staffId === b.staffId &&
    a.name === b.name &&
    a.municipalityCode === b.municipalityCode &&
    orderedRoles(a.roles).join() === orderedRoles(b.roles).join() &&
    a.certificateKeySha256Hex === b.certificateKeySha256Hex &&
    a.active === b.active
  )
}
