import { digest } from '#crypto/digest.ts'
import { toHex, utf8 } from '#kernel/bytes.ts'
import type { StaffMember } from './contract.ts'
import { SESSION_TOKEN_OCTETS, type SignInMethod } from './model.ts'
import type { StaffPorts } from './ports.ts'

/** The token of a session that was just opened: whoever carries it acts as its member. */
export interface SignedIn {
  readonly token: string
}

/** Opens a session of the member at a desk; the token is given out once and not kept. */
export async function openSession(
  { clock, random, sessions }: Pick<StaffPorts, 'clock' | 'random' | 'sessions'>,
  { staffId, municipalityCode }: StaffMember,
  deskId: string,
  method: SignInMethod,
): Promise<SignedIn> {
  const token = toHex(random.bytes(SESSION_TOKEN_OCTETS))
  const now = clock.now()
  await sessions.open(
    {
      tokenSha256: tokenDigest(token),
      staffId,
      deskId,
      method,
      startedAt: now,
      keptAt: now,
      endedAt: undefined,
    },
    { municipalityCode, at: now, by: staffId, what: 'signed-in', detail: { method, deskId } },
  )
  return { token }
}

/** What a token is known by in the store. */
export function tokenDigest(token: string): Uint8Array {
  return digest('sha256', utf8(token))
}
