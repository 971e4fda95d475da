import type { CounterPorts } from './counter-ports.ts'

/** Forgets issuer sessions whose time is over; gives how many. To be called now and then. */
export async function forgetEndedIssuerSessions({
  sessions,
  clock,
}: Pick<CounterPorts, 'sessions' | 'clock'>): Promise<number> {
  return await sessions.forgetEndedBefore(clock.now())
}
