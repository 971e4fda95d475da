import type { Clock } from '#kernel/ports.ts'
import { ok, refuse, type Result } from '#kernel/result.ts'
import {
  type Actor,
  parseStaffId,
  type StaffMember,
  type StaffRefusal,
  type StaffRole,
} from './contract.ts'
import { requireMay } from './may-do.ts'
import { isSameMember, isWellFormed, orderedRoles } from './model.ts'
import type { StaffAct, StaffDirectory } from './ports.ts'

interface Ports {
  readonly clock: Clock
  readonly directory: StaffDirectory
}

/** The members of the admin's own municipality, active or not. */
export async function listMembers(
  { directory }: Pick<Ports, 'directory'>,
  actor: Actor,
): Promise<Result<readonly StaffMember[], StaffRefusal>> {
  const allowed = requireMay(actor, 'manage-staff')
  if (!allowed.ok) return allowed
  return ok(await directory.ofMunicipality(actor.municipalityCode))
}

/** Adds a member to the admin's own municipality; the same member again changes nothing. */
export async function addMember(
  { clock, directory }: Ports,
  actor: Actor,
  wanted: {
    readonly staffId: string
    readonly name: string
    readonly roles: readonly StaffRole[]
    readonly certificateKeySha256Hex?: string | undefined
  },
): Promise<Result<StaffMember, StaffRefusal>> {
  const allowed = requireMay(actor, 'manage-staff')
  if (!allowed.ok) return allowed
  const staffId = parseStaffId(wanted.staffId)
  if (staffId === undefined) return refuse('staff-member-malformed')
  const member: StaffMember = {
    staffId,
    name: wanted.name,
    municipalityCode: actor.municipalityCode,
    roles: wanted.roles,
    certificateKeySha256Hex: wanted.certificateKeySha256Hex,
    active: true,
  }
  if (!isWellFormed(member)) return refuse('staff-member-malformed')
  const ordered = { ...member, roles: orderedRoles(member.roles) }
  const act = actOn(actor, clock, 'staff-added', ordered)
  switch (await directory.add(ordered, act)) {
    case 'added':
      return ok(ordered)
    case 'key-taken':
      return refuse('staff-card-bound-already')
    case 'id-taken': {
      const present = await directory.find(staffId)
      const same = present !== undefined && isSameMember(present, ordered)
      return same ? ok(present) : refuse('staff-id-taken')
    }
  }
}

/** What an admin may change of a member; what is absent stays, a key of `undefined` is unbound. */
export interface MemberChange {
  readonly roles?: readonly StaffRole[]
  readonly active?: boolean
  readonly certificateKeySha256Hex?: string | undefined
}

/**
 * Changes roles, card or standing of a member of the admin's own municipality. Admins stay admins
 * and active as far as they themselves are concerned, so that a municipality is never without one.
 */
export async function changeMember(
  { clock, directory }: Ports,
  actor: Actor,
  unverifiedStaffId: string,
  change: MemberChange,
): Promise<Result<StaffMember, StaffRefusal>> {
  const allowed = requireMay(actor, 'manage-staff')
  if (!allowed.ok) return allowed
  const staffId = parseStaffId(unverifiedStaffId)
  const before = staffId === undefined ? undefined : await directory.find(staffId)
  if (before === undefined) return refuse('staff-unknown')
  const own = requireMay(actor, 'manage-staff', before.municipalityCode)
  if (!own.ok) return own
  const changed = { ...before, ...change }
  if (!isWellFormed(changed)) return refuse('staff-member-malformed')
  const after: StaffMember = { ...changed, roles: orderedRoles(changed.roles) }
  if (before.staffId === actor.staffId && !isActiveAdmin(after)) return refuse('staff-admin-needed')
  if (isSameMember(before, after)) return ok(before)
  switch (await directory.replace(before, after, actOn(actor, clock, 'staff-changed', after))) {
    case 'replaced':
      return ok(after)
    case 'changed-meanwhile':
      return refuse('staff-changed-meanwhile')
    case 'key-taken':
      return refuse('staff-card-bound-already')
  }
}

function isActiveAdmin({ active, roles }: StaffMember): boolean {
  return active && roles.includes('municipality-admin')
}

function actOn(
  { staffId, municipalityCode }: Actor,
  clock: Clock,
  what: 'staff-added' | 'staff-changed',
  member: StaffMember,
): StaffAct {
  return {
    municipalityCode,
    at: clock.now(),
    by: staffId,
    what,
    detail: {
      member: member.staffId,
      roles: member.roles.join(' '),
      active: member.active ? 'yes' : 'no',
      card: member.certificateKeySha256Hex === undefined ? 'none' : 'bound',
    },
  }
}
