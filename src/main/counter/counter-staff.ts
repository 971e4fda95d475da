import { readCertificate } from '#card-client/read-certificate.ts'
import { SelectedApplication } from '#card-client/select-application.ts'
import type { CardTransport } from '#card-client/contract.ts'
import { parseCertificate } from '#codec/x509/certificate.ts'
import { digest } from '#crypto/digest.ts'
import { toHex } from '#kernel/bytes.ts'
import { ok, refuse, type Result } from '#kernel/result.ts'
import { addMember, changeMember, listMembers } from '#ra/staff/manage-staff.ts'
import { requireMay } from '#ra/staff/may-do.ts'
import type { StaffPorts } from '#ra/staff/ports.ts'
import type { CounterStaff } from '#web/counter/ports.ts'
import type { CounterDesks } from './counter-desks.ts'

/** Managing the staff of one's own municipality, their cards read at one's own desk. */
export function counterStaff(
  staff: Pick<StaffPorts, 'clock' | 'directory'>,
  desks: Pick<CounterDesks, 'desks' | 'withCardAt'>,
): CounterStaff {
  return {
    list: (actor) => listMembers(staff, actor),
    add: (actor, wanted) => addMember(staff, actor, wanted),
    change: (actor, staffId, change) => changeMember(staff, actor, staffId, change),
    bindCard: async (actor, staffId, deskId) => {
      const may = requireMay(actor, 'manage-staff')
      if (!may.ok) return may
      if (!desks.desks(actor.municipalityCode).includes(deskId)) return refuse('desk-unknown')
      const key = await desks.withCardAt(deskId, keySha256HexOn)
      if (!key.ok) return key
      if (!key.value.ok) return key.value
      return await changeMember(staff, actor, staffId, { certificateKeySha256Hex: key.value.value })
    },
    unbindCard: (actor, staffId) =>
      changeMember(staff, actor, staffId, { certificateKeySha256Hex: undefined }),
  }
}

/**
 * SHA-256 of the key that the card signs in with. It is read without a PIN: whoever binds a card
 * need not hold it, and whether it is good shows at each sign-in.
 */
async function keySha256HexOn(card: CardTransport): Promise<Result<string, string>> {
  const jpki = await SelectedApplication.jpki(card)
  if (!jpki.ok) return jpki
  const read = await readCertificate(jpki.value, 'user-authentication')
  if (!read.ok) return read
  const certificate = parseCertificate(read.value)
  if (!certificate.ok) return certificate
  return ok(toHex(digest('sha256', certificate.value.spkiDer)))
}
