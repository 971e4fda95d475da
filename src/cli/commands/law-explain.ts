import { refusalText } from '#catalogue/refusals.ts'
import { type CivilDate, parseCivilDate } from '#kernel/civil-date.ts'
import { civilDateInJapan } from '#kernel/instant.ts'
import { ok } from '#kernel/result.ts'
import { cardExpiry, stayStatusOf } from '#law/card-expiry.ts'
import { checkEligibility } from '#law/eligibility.ts'
import type { CertificateKind } from '#law/certificate-kind.ts'
import { explainValidity } from '#law/explain.ts'
import { lastDayOfStay } from '#law/stay.ts'
import { decideValidity, type ValidityFacts } from '#law/validity.ts'
import { applicantOf } from '#ra/applicant.ts'
import type { ResidentHistory } from '#ra/contract.ts'
import type { Resident } from '#register/contract.ts'
import { type Command, required, type Shown, UsageError } from '../command.ts'
import { DATA_OPTION } from '../data-option.ts'
import { KIND_LABELS, kindsOption, parseKinds } from '../kind-option.ts'

/** `shomei law explain`: which rule gives which date for this person, in words. */
export const lawExplain: Command = {
  path: ['law', 'explain'],
  ja: '有効期限とそれを決める規則を説明する',
  en: 'say which rule gives which date',
  options: {
    data: DATA_OPTION,
    resident: { value: 'ID', ja: '申請する人', en: 'the applicant', required: true },
    on: { value: 'DATE', ja: '申請する日(省くと今日)', en: 'day of application (default today)' },
    kind: kindsOption,
  },
  example: 'shomei law explain --resident R0000000001 --on 2027-03-01',
  run: async (invocation) => {
    const residentId = required(invocation, 'resident')
    const kinds = parseKinds(invocation.option('kind') ?? 'both')
    const system = await invocation.ports.connect(invocation.option('data'))
    if (!system.ok) return system
    const { now } = await system.value.describe()
    const on = dayOf(invocation.option('on'), civilDateInJapan(now))
    const resident = await system.value.showResident(residentId)
    if (!resident.ok) return resident
    const history = await system.value.historyOf(residentId)
    if (!history.ok) return history
    return ok(explained(resident.value, history.value, kinds, on))
  },
}

function explained(
  resident: Resident,
  history: ResidentHistory,
  kinds: readonly CertificateKind[],
  on: CivilDate,
): Shown {
  const parts = kinds.map((kind) => explainKind(resident, history, kind, on))
  return {
    json: { resident: resident.id, on, certificates: parts.map(({ json }) => json) },
    text: parts.map(({ text }) => text).join('\n'),
  }
}

function explainKind(
  resident: Resident,
  history: ResidentHistory,
  kind: CertificateKind,
  on: CivilDate,
): Shown {
  const card = history.cards.find(({ state }) => state === 'live')
  const eligible = checkEligibility(kind, applicantOf(resident, card?.variant ?? 'standard'), on)
  if (!eligible.ok) {
    const { refusal, detail } = eligible
    const { ja, en, nextJa, nextEn } = refusalText(refusal, detail)
    const text = `${KIND_LABELS[kind]}\n  ${ja}\n    ${en}\n  ${nextJa}\n    ${nextEn}\n`
    return { json: { kind, refusal, detail, ja, en }, text }
  }
  const facts = factsOf(resident, history, kind, on)
  const lines = explainValidity(facts)
  const decided = decideValidity(facts)
  const json = { kind, facts, lines, ...outcomeOf(decided) }
  return { json, text: lines.map(({ ja, en }) => `${ja}\n    ${en}\n`).join('') }
}

function outcomeOf(decided: ReturnType<typeof decideValidity>): object {
  if (!decided.ok) return { refusal: decided.refusal }
  const { lastDay, decidedBy } = decided.value
  return { lastDay, decidedBy }
}

/** The facts as the counter would find them, with a card made on `on` where there is none. */
function factsOf(
  resident: Resident,
  history: ResidentHistory,
  kind: CertificateKind,
  on: CivilDate,
): ValidityFacts {
  const { birthDate } = resident.items
  const card = history.cards.find(({ state }) => state === 'live')
  const status = stayStatusOf(resident)
  const cardExpiresOn =
    card?.expiresOn ?? cardExpiry({ birthDate, appliedOn: on, issuedOn: on, status }).lastDay
  const facts: ValidityFacts = {
    kind,
    birthDate,
    issuedOn: on,
    appliedOn: on,
    replacedEndsOn: liveEnd(history, kind),
    cardExpiresOn,
    periodOfStayEndsOn: lastDayOfStay(resident),
  }
  if (kind === 'user-authentication') return facts
  const authentication = decideValidity(factsOf(resident, history, 'user-authentication', on))
  return {
    ...facts,
    authenticationEndsOn: authentication.ok ? authentication.value.lastDay : undefined,
  }
}

function liveEnd(history: ResidentHistory, kind: CertificateKind): CivilDate | undefined {
  const live = history.certificates.findLast(
    (one) => one.kind === kind && one.status.state === 'good',
  )
  return live === undefined ? undefined : civilDateInJapan(live.notAfter)
}

function dayOf(text: string | undefined, today: CivilDate): CivilDate {
  const day = text === undefined ? today : parseCivilDate(text)
  if (day === undefined)
    throw new UsageError(`日付(YYYY-MM-DD)ではありません / not a date: ${text}`)
  return day
}
