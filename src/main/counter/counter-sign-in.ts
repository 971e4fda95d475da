import { CardPin } from '#card-client/card-pin.ts'
import type { CardTransport } from '#card-client/contract.ts'
import { readCertificate } from '#card-client/read-certificate.ts'
import { SelectedApplication } from '#card-client/select-application.ts'
import { signMessageWithCard } from '#card-client/sign-with-card.ts'
import { verifyPin } from '#card-client/verify-pin.ts'
import { toHex } from '#kernel/bytes.ts'
import { ok, refuse, type Result } from '#kernel/result.ts'
import type { StaffCardPorts } from '#ra/staff/ports.ts'
import { sessionOf, signOut } from '#ra/staff/session.ts'
import { createStaffChallenge, signInWithCard } from '#ra/staff/sign-in-with-card.ts'
import { sandboxAccounts, signInByAccount } from '#ra/staff/sign-in.ts'
import type { CounterSignIn } from '#web/counter/ports.ts'
import type { CounterDesks } from './counter-desks.ts'

const SIGN_IN_REF_OCTETS = 16

/** Signing in at a desk of one's own municipality. */
export function counterSignIn(staff: StaffCardPorts, desks: CounterDesks): CounterSignIn {
  return {
    accounts: () => sandboxAccounts(staff),
    signIn: async (wish) => {
      const signedIn = await signInByAccount(staff, wish)
      return signedIn.ok ? await atOwnDesk(staff, desks, signedIn.value.token) : signedIn
    },
    signInWithCard: async ({ deskId, pin }) => {
      const answered = await desks.withCardAt(deskId, (card) => answerOf(staff, card, pin))
      if (!answered.ok) return answered
      if (!answered.value.ok) return answered.value
      const signedIn = await signInWithCard(staff, { ...answered.value.value, deskId })
      return signedIn.ok ? await atOwnDesk(staff, desks, signedIn.value.token) : signedIn
    },
    session: (token, how) => sessionOf(staff, token, how),
    signOut: (token) => signOut(staff, token),
  }
}

/** A session at a desk of another municipality ends before anybody learns its token. */
async function atOwnDesk(
  staff: StaffCardPorts,
  desks: CounterDesks,
  token: string,
): Promise<Result<{ readonly token: string }, string>> {
  const session = await sessionOf(staff, token, 'look')
  if (session !== undefined) {
    const own = desks.desks(session.actor.municipalityCode)
    if (own.includes(session.deskId)) return ok({ token })
    await signOut(staff, token)
  }
  return refuse('desk-unknown')
}

/** The staff card's answer to a challenge of its own. The PIN goes to the card and nowhere else. */
async function answerOf(staff: StaffCardPorts, card: CardTransport, typed: string) {
  const pin = CardPin.parse('user-authentication', typed)
  if (!pin.ok) return pin
  const jpki = await SelectedApplication.jpki(card)
  if (!jpki.ok) return jpki
  const verified = await verifyPin(jpki.value, pin.value)
  if (!verified.ok) return verified
  const certificate = await readCertificate(jpki.value, 'user-authentication')
  if (!certificate.ok) return certificate
  const signInRef = toHex(staff.random.bytes(SIGN_IN_REF_OCTETS))
  const challenge = await createStaffChallenge(staff, signInRef)
  const scheme = { scheme: 'rsa-pkcs1', digest: 'sha256' } as const
  const kind = 'user-authentication'
  const signed = await signMessageWithCard(jpki.value, kind, scheme, challenge.message)
  if (!signed.ok) return signed
  return ok({
    challengeId: challenge.id,
    signInRef,
    certificateDer: certificate.value,
    signature: signed.value,
  })
}
