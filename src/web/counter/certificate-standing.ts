import { addMonths } from '#kernel/civil-date.ts'
import { civilDateInJapan, type Instant } from '#kernel/instant.ts'
import type { Situation } from '#law/counter-procedure.ts'
import type { HistoryCertificate, RegisteredCard, ResidentHistory } from '#ra/contract.ts'
import type { CERTIFICATE_STANDING_TEXTS } from './texts/record-texts.ts'

/** Months before its end in which a certificate is shown as ending soon. */
const ENDING_MONTHS = 3

/** How a certificate stands now, as the page shows it. */
export type Standing = Exclude<keyof typeof CERTIFICATE_STANDING_TEXTS, 'none'>

/** How `certificate` stands at `now`. */
export function standingOf({ status, notAfter }: HistoryCertificate, now: Instant): Standing {
  switch (status.state) {
    case 'revoked':
      return 'revoked'
    case 'unknown':
      return 'unknown'
    case 'good': {
      if (notAfter < now) return 'expired'
      const soon = addMonths(civilDateInJapan(now), ENDING_MONTHS)
      return civilDateInJapan(notAfter) <= soon ? 'ending' : 'good'
    }
  }
}

/** The card a person carries; `undefined` where there is none. */
export function liveCard({ cards }: ResidentHistory): RegisteredCard | undefined {
  return cards.find(({ state }) => state === 'live')
}

/** The last certificate of each kind on `card`, oldest kind first. */
export function lastOn(
  { certificates }: ResidentHistory,
  { cardSerial }: RegisteredCard,
): readonly HistoryCertificate[] {
  const here = certificates.filter((one) => one.cardSerial === cardSerial)
  const last = new Map(here.map((one) => [one.kind, one]))
  return [...last.values()]
}

/** What the record itself suggests as the answer to what happened. */
export function suggestedSituations(history: ResidentHistory, now: Instant): readonly Situation[] {
  const card = liveCard(history)
  if (card === undefined) return ['receives-card']
  const standings = lastOn(history, card).map((one) => [one, standingOf(one, now)] as const)
  const found = new Set<Situation>()
  if (standings.length === 0) found.add('receives-card')
  for (const [{ status }, standing] of standings) {
    if (standing === 'ending') found.add('certificate-expiring')
    if (standing === 'expired') found.add('certificate-expired')
    if (status.state !== 'revoked') continue
    if (status.reason === 'affiliationChanged') found.add('moved')
    if (status.reason === 'certificateHold') found.add('card-found-again')
  }
  return [...found]
}
