import { consequenceOf } from '#law/consequence.ts'
import { DEFAULT_LAW_POLICY, type LawPolicy } from '#law/policy.ts'
import type {
  CertificateOutcome,
  LifeEventOutcome,
  LifeEventQuestion,
} from './life-event-preview.ts'
import { stepsWithCard, stepsWithoutCard } from './next-steps.ts'

/**
 * What an event does to one person by law, decided purely: what lapses and from when, what
 * survives, and what can be done next. What lapses is `consequenceOf` alone, which the authorities
 * act on too.
 */
export function lifeEventOutcome(
  question: LifeEventQuestion,
  policy: LawPolicy = DEFAULT_LAW_POLICY,
): LifeEventOutcome {
  const { event, card, on } = question
  const consequence = consequenceOf(event, policy)
  const held = question.held.filter(({ endsOn }) => endsOn >= on)
  const certificates = held.map((one): CertificateOutcome => {
    const lapse = consequence.certificates[one.kind]
    return lapse.outcome === 'lapses'
      ? { ...one, becomes: 'lapses', on, reason: lapse.reason }
      : { ...one, becomes: 'survives' }
  })
  const known = { event: event.kind, on, ground: consequence.ground, certificates }
  if (card === undefined) return { ...known, card: 'none', next: [] }
  const withCard = { ...question, card }
  const next =
    consequence.card === 'ends'
      ? stepsWithoutCard(withCard)
      : stepsWithCard(withCard, certificates, policy)
  return { ...known, card: consequence.card, next }
}
