import { civilDateInJapan, formatInJapan } from '#kernel/instant.ts'
import type { Visit } from './counter-env.ts'
import { formTokenOf } from './counter-session.ts'
import type { CounterPagesPorts, CounterSession } from './ports.ts'

/** What a visit is made of. */
export type VisitPorts = Pick<CounterPagesPorts, 'signIn' | 'cases' | 'now'>

/**
 * The visit of a session; `undefined` where it has ended. `look` neither keeps it alive nor counts
 * what waits: it serves the parts of pages that ask for news by themselves.
 */
export async function visitOf(
  ports: VisitPorts,
  token: string,
  how: 'keep' | 'look',
): Promise<Visit | undefined> {
  const session = await ports.signIn.session(token, how)
  if (session === undefined) return undefined
  const now = ports.now()
  return {
    session,
    formToken: formTokenOf(token),
    nowText: formatInJapan(now),
    today: civilDateInJapan(now),
    waitingForApproval: how === 'look' ? 0 : await waitingCases(ports, session),
  }
}

async function waitingCases({ cases }: VisitPorts, { actor }: CounterSession): Promise<number> {
  if (!actor.roles.includes('supervisor')) return 0
  const open = await cases.list(actor)
  return open.filter(({ state }) => state.at === 'awaiting-approval').length
}
