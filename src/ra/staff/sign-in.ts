import { ok, refuse, type Result } from '#kernel/result.ts'
import { parseStaffId, type StaffMember } from './contract.ts'
import { DESK_ID_CHARACTERS_MAX } from './model.ts'
import { openSession, type SignedIn } from './open-session.ts'
import type { StaffPorts } from './ports.ts'

/** The active members who may sign in by their name alone: nobody outside the sandbox. */
export async function sandboxAccounts({
  directory,
  sandbox,
}: Pick<StaffPorts, 'directory' | 'sandbox'>): Promise<readonly StaffMember[]> {
  const accounts: StaffMember[] = []
  for (const municipalityCode of sandbox?.municipalityCodes ?? []) {
    const members = await directory.ofMunicipality(municipalityCode)
    accounts.push(...members.filter(({ active }) => active))
  }
  return accounts
}

/** Signs a named account of the sandbox in. Everywhere else there are no such accounts. */
export async function signInByAccount(
  ports: StaffPorts,
  wish: { readonly account: string; readonly deskId: string },
): Promise<Result<SignedIn, 'staff-sign-in-failed'>> {
  const staffId = parseStaffId(wish.account)
  if (ports.sandbox === undefined || staffId === undefined || !isDeskId(wish.deskId)) {
    return refuse('staff-sign-in-failed')
  }
  const member = await ports.directory.find(staffId)
  const isAccount =
    member?.active === true && ports.sandbox.municipalityCodes.includes(member.municipalityCode)
  if (!isAccount) return refuse('staff-sign-in-failed')
  return ok(await openSession(ports, member, wish.deskId, 'account'))
}

/** Whether `text` can name a desk. */
export function isDeskId(text: string): boolean {
  return text.length > 0 && text.length <= DESK_ID_CHARACTERS_MAX && !/[\p{Cc}\p{Cf}]/u.test(text)
}
