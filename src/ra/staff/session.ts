import { type Instant, plusMs } from '#kernel/instant.ts'
import type { Actor, StaffMember } from './contract.ts'
import { actorOf, isLive, SESSION_LIFE_MS, sessionEnd, type StaffSession } from './model.ts'
import { tokenDigest } from './open-session.ts'
import type { StaffPorts } from './ports.ts'

type Ports = Pick<StaffPorts, 'clock' | 'directory' | 'sessions'>

/** A live session, as pages see it. */
export interface StaffSessionView {
  readonly actor: Actor
  readonly deskId: string
  readonly endsAt: Instant
  readonly practice: boolean
}

/**
 * The live session of a token, its roles as they are now; `undefined` where it has ended or never
 * was. `keep` puts its idle end off: an act of the clerk. `look` does not: what a page does by
 * itself would otherwise keep an abandoned desk open.
 */
export async function sessionOf(
  ports: Ports & Pick<StaffPorts, 'practice'>,
  token: string,
  how: 'keep' | 'look' = 'keep',
): Promise<StaffSessionView | undefined> {
  const found = await liveSession(ports, token)
  if (found === undefined) return undefined
  const { session, member } = found
  const now = ports.clock.now()
  if (how === 'keep') await ports.sessions.keep(session.tokenSha256, now)
  const keptAt = how === 'keep' ? now : session.keptAt
  return {
    actor: actorOf(member),
    deskId: session.deskId,
    endsAt: sessionEnd({ ...session, keptAt }),
    practice: ports.practice,
  }
}

/** Ends the session of a token; one that has ended stays as it is. */
export async function signOut(ports: Ports, token: string): Promise<void> {
  const found = await liveSession(ports, token)
  if (found === undefined) return
  const { session, member } = found
  const at = ports.clock.now()
  await ports.sessions.end(session.tokenSha256, at, {
    municipalityCode: member.municipalityCode,
    at,
    by: member.staffId,
    what: 'signed-out',
    detail: { deskId: session.deskId },
  })
}

/** Forgets sessions that can be live no more; gives how many. To be called now and then. */
export async function forgetEndedSessions({
  clock,
  sessions,
}: Pick<StaffPorts, 'clock' | 'sessions'>): Promise<number> {
  return await sessions.forgetBegunBefore(plusMs(clock.now(), -SESSION_LIFE_MS))
}

async function liveSession(
  { clock, directory, sessions }: Ports,
  token: string,
): Promise<{ readonly session: StaffSession; readonly member: StaffMember } | undefined> {
  const session = await sessions.find(tokenDigest(token))
  if (session === undefined || !isLive(session, clock.now())) return undefined
  const member = await directory.find(session.staffId)
  return member?.active === true ? { session, member } : undefined
}
