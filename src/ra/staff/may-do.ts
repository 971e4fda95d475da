import { ok, refuse, type Result } from '#kernel/result.ts'
import type { Actor, StaffRole } from './contract.ts'

/** What a member of staff may do, and in which roles. */
const ROLES_OF = {
  'look-up': ['clerk', 'supervisor'],
  'open-case': ['clerk', 'supervisor'],
  'carry-out-case': ['clerk', 'supervisor'],
  'call-ticket': ['clerk', 'supervisor'],
  'approve-case': ['supervisor'],
  // 職権: opened by whoever may approve, and approved by another of them.
  'open-ex-officio': ['supervisor'],
  'send-notices': ['supervisor'],
  'read-journal': ['supervisor', 'municipality-admin'],
  'manage-staff': ['municipality-admin'],
} as const satisfies Readonly<Record<string, readonly StaffRole[]>>

/** Something that is done at the counter in a role. */
export type StaffAction = keyof typeof ROLES_OF

/** Every action. */
export const STAFF_ACTIONS: readonly StaffAction[] = [
  'look-up',
  'open-case',
  'carry-out-case',
  'call-ticket',
  'approve-case',
  'open-ex-officio',
  'send-notices',
  'read-journal',
  'manage-staff',
]

/** Whether one of the actor's roles is enough for the action. */
export function mayDo({ roles }: Pick<Actor, 'roles'>, action: StaffAction): boolean {
  const enough: readonly StaffRole[] = ROLES_OF[action]
  return roles.some((role) => enough.includes(role))
}

/**
 * Refuses what the actor's roles do not allow, and everything about another municipality than the
 * actor's.
 */
export function requireMay(
  actor: Pick<Actor, 'roles' | 'municipalityCode'>,
  action: StaffAction,
  municipalityCode: string = actor.municipalityCode,
): Result<void, 'staff-role-missing' | 'staff-other-municipality'> {
  if (municipalityCode !== actor.municipalityCode) return refuse('staff-other-municipality')
  return mayDo(actor, action) ? ok(undefined) : refuse('staff-role-missing', { action })
}
