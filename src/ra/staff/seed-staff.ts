import { assert } from '#kernel/assert.ts'
import type { Clock } from '#kernel/ports.ts'
import { parseStaffId, type StaffMember, type StaffRole } from './contract.ts'
import type { StaffDirectory } from './ports.ts'

/** The accounts that each municipality of the sandbox begins with, by the last digit of the id. */
const ACCOUNTS: readonly {
  readonly digit: number
  readonly name: string
  readonly roles: readonly StaffRole[]
}[] = [
  { digit: 1, name: '窓口 はな', roles: ['clerk'] },
  { digit: 2, name: '決裁 まこと', roles: ['supervisor'] },
  { digit: 3, name: '兼務 ひかる', roles: ['clerk', 'supervisor'] },
  { digit: 4, name: '管理 みのる', roles: ['municipality-admin'] },
]

/** Adds the sandbox's named accounts to each municipality, where they are not there yet. */
export async function seedStaff(
  { directory, clock }: { readonly directory: StaffDirectory; readonly clock: Clock },
  municipalityCodes: readonly string[],
): Promise<void> {
  for (const municipalityCode of municipalityCodes) {
    const present = await directory.ofMunicipality(municipalityCode)
    for (const member of accountsOf(municipalityCode)) {
      if (present.some(({ staffId }) => staffId === member.staffId)) continue
      await directory.add(member, {
        municipalityCode,
        at: clock.now(),
        by: 'sandbox',
        what: 'staff-added',
        detail: { member: member.staffId, roles: member.roles.join(' ') },
      })
    }
  }
}

/** The named accounts of one municipality: its code and a digit make the id. */
export function accountsOf(municipalityCode: string): readonly StaffMember[] {
  return ACCOUNTS.map(({ digit, name, roles }) => {
    const staffId = parseStaffId(`S${municipalityCode}${digit}`)
    assert(staffId !== undefined, 'a municipality has a code of five digits')
    const certificateKeySha256Hex = undefined
    return { staffId, name, municipalityCode, roles, certificateKeySha256Hex, active: true }
  })
}
