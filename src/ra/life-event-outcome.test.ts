import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type CivilDate, civilDate } from '#kernel/civil-date.ts'
import type { CertificateKind } from '#law/certificate-kind.ts'
import { CERTIFICATE_KINDS } from '#law/certificate-kind.ts'
import { LAPSE_GROUNDS, type LapseGround, lapseOf } from '#law/lapse.ts'
import type { LifeEvent, Resident } from '#register/contract.ts'
import { residentAfter } from '#register/model.ts'
import { municipalityByCode } from '#register/municipalities.ts'
import { PERSONAS } from '#register/personas.ts'
import type { RegisteredCard } from './contract.ts'
import { lifeEventOutcome } from './life-event-outcome.ts'
import type { LifeEventOutcome, NextStep } from './life-event-preview.ts'
import { LIFE_EVENT_NAMES, previewLines } from './life-event-texts.ts'

const TODAY = civilDate(2026, 3, 1)
const people = PERSONAS.map((one) => one.on(TODAY))

function persona(index: number): Resident {
  const found = people[index]
  assert.ok(found)
  return found
}

function place(code: string) {
  const found = municipalityByCode(code)
  assert.ok(found)
  return found
}

const NAME = { name: '新　名', nameSubstitutions: '000', kana: 'シン　メイ' }
const moveTo = (code: string, street: string): LifeEvent => {
  const municipality = place(code)
  const address = municipality.prefecture + municipality.name + street
  return { kind: 'moved', on: TODAY, municipality, address }
}

type PersonType =
  | 'adult'
  | 'minor of 17'
  | 'child of 10'
  | 'ward'
  | 'foreigner'
  | 'permanent'
  | 'overseas'
  | 'PIN-less'

interface Case {
  readonly person: Resident
  readonly variant: RegisteredCard['variant']
  readonly kinds: readonly CertificateKind[]
}

const BOTH = CERTIFICATE_KINDS
const AUTHENTICATION: readonly CertificateKind[] = ['user-authentication']

/** Everybody with what the law lets them hold. */
const PEOPLE: Readonly<Record<PersonType, Case>> = {
  adult: { person: persona(0), variant: 'standard', kinds: BOTH },
  'minor of 17': { person: persona(9), variant: 'standard', kinds: BOTH },
  'child of 10': { person: persona(2), variant: 'standard', kinds: AUTHENTICATION },
  ward: { person: persona(3), variant: 'standard', kinds: AUTHENTICATION },
  foreigner: { person: persona(4), variant: 'standard', kinds: BOTH },
  permanent: { person: persona(5), variant: 'standard', kinds: BOTH },
  overseas: { person: persona(6), variant: 'standard', kinds: BOTH },
  'PIN-less': { person: persona(1), variant: 'pinless', kinds: AUTHENTICATION },
}
const TYPES = Object.keys(PEOPLE) as readonly PersonType[]
const CARD_ENDS = civilDate(2031, 7, 31)
const CERTIFICATES_END = civilDate(2029, 12, 10)

function cardOf({ person, variant }: Case): RegisteredCard {
  return {
    cardSerial: '0000000000000001',
    residentId: person.id,
    variant,
    issuedOn: civilDate(2024, 7, 31),
    expiresOn: person.periodOfStayEndsOn ?? CARD_ENDS,
    state: 'live',
    lifeCounter: 1,
  }
}

function outcomeOf(one: Case, event: LifeEvent, endsOn?: CivilDate): LifeEventOutcome | undefined {
  const after = residentAfter(one.person, event, event.on)
  if (!after.ok) return undefined
  const card = cardOf(one)
  const last = card.expiresOn < CERTIFICATES_END ? card.expiresOn : CERTIFICATES_END
  const held = one.kinds.map((kind) => ({ kind, endsOn: endsOn ?? last }))
  return lifeEventOutcome({
    before: one.person,
    after: after.value,
    event,
    card,
    held,
    on: event.on,
  })
}

/** What a step is about, in one word: the kind that is issued, or not, or what is done to the card. */
function wordOf(step: NextStep): string {
  switch (step.step) {
    case 'issue':
    case 'renew':
      return `${step.step}-${step.kind}`
    case 'not-issued':
      return `no-${step.kind}-${step.because}`
    case 'continue-card':
    case 'update-card-face':
    case 'request-continuation':
    case 'change-card-term':
    case 'give-card-back':
    case 'apply-for-card':
      return step.step
  }
}

interface Expected {
  readonly ground: LapseGround | undefined
  readonly card: 'ends' | 'stays'
  /** Steps about the card, whoever it is. */
  readonly steps: readonly string[]
  /** Types of people to whom it cannot happen. */
  readonly impossible?: readonly PersonType[]
}

const SIGNATURE_AGAIN = ['issue-signature']
/** Every event of the register with the outcome of the law index. */
const EVENTS: readonly (readonly [string, LifeEvent, Expected])[] = [
  [
    'a move to another municipality',
    moveTo('39201', '本町１'),
    { ground: 'address-changed', card: 'stays', steps: ['continue-card'] },
  ],
  [
    'overseas with continuation',
    { kind: 'moved-overseas', on: TODAY, continuation: true },
    {
      ground: 'overseas-with-continuation',
      card: 'stays',
      steps: ['request-continuation'],
      impossible: ['overseas'],
    },
  ],
  [
    'overseas without continuation',
    { kind: 'moved-overseas', on: TODAY, continuation: false },
    {
      ground: 'overseas-without-continuation',
      card: 'ends',
      steps: ['request-continuation', 'give-card-back', 'apply-for-card'],
      impossible: ['overseas'],
    },
  ],
  [
    'a new name',
    { kind: 'name-changed', on: TODAY, name: NAME.name, kana: NAME.kana },
    { ground: 'name-changed', card: 'stays', steps: ['update-card-face'] },
  ],
  [
    'a corrected sex',
    { kind: 'corrected', on: TODAY, item: 'sex', value: 'unknown', minor: false },
    { ground: 'sex-changed', card: 'stays', steps: ['update-card-face'] },
  ],
  [
    'a corrected birth date',
    { kind: 'corrected', on: TODAY, item: 'birth-date', value: '1995-01-01', minor: false },
    { ground: 'birth-date-changed', card: 'stays', steps: ['update-card-face'] },
  ],
  [
    'a minor correction',
    { kind: 'corrected', on: TODAY, item: 'name', value: NAME.name, minor: true },
    { ground: undefined, card: 'stays', steps: [] },
  ],
  [
    'a death',
    { kind: 'died', on: TODAY },
    { ground: 'died', card: 'ends', steps: ['give-card-back'] },
  ],
  [
    'an extension of the stay',
    { kind: 'stay-extended', on: TODAY, periodOfStayEndsOn: civilDate(2030, 1, 31) },
    {
      ground: undefined,
      card: 'stays',
      steps: ['change-card-term', 'issue-user-authentication'],
      impossible: TYPES.filter((type) => type !== 'foreigner'),
    },
  ],
  [
    'the end of the stay',
    { kind: 'stay-ended', on: TODAY },
    {
      ground: 'resident-record-deleted',
      card: 'ends',
      steps: ['give-card-back'],
      impossible: TYPES.filter((type) => type !== 'foreigner'),
    },
  ],
  [
    'a guardianship',
    { kind: 'became-adult-ward', on: TODAY },
    { ground: undefined, card: 'stays', steps: [], impossible: ['ward'] },
  ],
  [
    'the end of a guardianship',
    { kind: 'guardianship-ended', on: TODAY },
    {
      ground: undefined,
      card: 'stays',
      steps: [],
      impossible: TYPES.filter((type) => type !== 'ward'),
    },
  ],
  [
    'a 旧氏 entered',
    { kind: 'former-name-changed', on: TODAY, formerName: NAME },
    { ground: 'name-changed', card: 'stays', steps: ['update-card-face'] },
  ],
  [
    'naturalised under a new name',
    { kind: 'naturalised', on: TODAY, newName: NAME },
    {
      ground: 'name-changed',
      card: 'stays',
      steps: ['update-card-face'],
      impossible: TYPES.filter((type) => type !== 'foreigner' && type !== 'permanent'),
    },
  ],
  [
    'naturalised under the same name',
    { kind: 'naturalised', on: TODAY, newName: undefined },
    {
      ground: undefined,
      card: 'stays',
      steps: [],
      impossible: TYPES.filter((type) => type !== 'foreigner' && type !== 'permanent'),
    },
  ],
  [
    'a new individual number',
    { kind: 'number-changed', on: TODAY },
    { ground: 'card-revoked', card: 'ends', steps: ['give-card-back', 'apply-for-card'] },
  ],
  [
    'a birth',
    { kind: 'born', on: TODAY },
    { ground: undefined, card: 'stays', steps: [], impossible: TYPES },
  ],
]

/** What the person adds to the steps: who may have a signature certificate again, and who not. */
function stepsOf(event: string, type: PersonType, { ground, steps }: Expected): readonly string[] {
  if (event === 'an extension of the stay') return [...steps, ...SIGNATURE_AGAIN]
  if (event === 'the end of a guardianship') return SIGNATURE_AGAIN
  const foreign = type === 'foreigner' || type === 'permanent'
  if (event === 'overseas without continuation' && foreign) return steps.slice(1)
  const holdsSignature = PEOPLE[type].kinds.includes('signature')
  if (event === 'a guardianship' && holdsSignature) return ['no-signature-adult-ward']
  const lapses = ground !== undefined && lapseOf(ground, 'signature').outcome === 'lapses'
  if (!lapses || !holdsSignature || steps.includes('give-card-back')) return steps
  if (event === 'overseas with continuation' && foreign) {
    return [...steps, 'no-signature-overseas-not-japanese']
  }
  return [...steps, ...SIGNATURE_AGAIN]
}

for (const [name, event, expected] of EVENTS) {
  for (const type of TYPES) {
    test(`${name}: ${type}`, () => {
      const outcome = outcomeOf(PEOPLE[type], event)
      if (expected.impossible?.includes(type) === true) {
        assert.equal(outcome, undefined)
        return
      }
      assert.ok(outcome)
      assert.deepEqual([outcome.ground, outcome.card], [expected.ground, expected.card])
      assert.deepEqual(
        outcome.certificates.map((one) => [
          one.kind,
          one.becomes === 'lapses' ? one.reason : 'survives',
        ]),
        PEOPLE[type].kinds.map((kind) => {
          const lapse = expected.ground === undefined ? undefined : lapseOf(expected.ground, kind)
          return [kind, lapse?.outcome === 'lapses' ? lapse.reason : 'survives']
        }),
      )
      assert.deepEqual(outcome.next.map(wordOf), stepsOf(name, type, expected))
    })
  }
}

test('every kind of event has its name and its rows', () => {
  const kinds = new Set(EVENTS.map(([, { kind }]) => kind))
  assert.deepEqual([...kinds].sort(), Object.keys(LIFE_EVENT_NAMES).sort())
})

function issued(outcome: LifeEventOutcome | undefined, kind: CertificateKind) {
  return outcome?.next.find(
    (step) => (step.step === 'issue' || step.step === 'renew') && step.kind === kind,
  )
}

const ADULT = PEOPLE.adult
const INSIDE = moveTo('14104', '新町１')

test('a move inside the municipality updates the face instead of continuing the card', () => {
  const outcome = outcomeOf(ADULT, INSIDE)
  assert.deepEqual(outcome?.next.map(wordOf), ['update-card-face', 'issue-signature'])
})

test('back from overseas the card is continued, wherever the person lived before', () => {
  const outcome = outcomeOf(PEOPLE.overseas, moveTo('27127', '本町１'))
  assert.deepEqual(outcome?.next.map(wordOf), ['continue-card', 'issue-signature'])
})

test('a signature certificate re-issued after a move keeps the old end, and is free', () => {
  const step = issued(outcomeOf(ADULT, INSIDE), 'signature')
  assert.ok(step?.step === 'issue')
  assert.deepEqual(
    [step.endsOn, step.feeYen, step.pinSetBy, step.papers],
    [CERTIFICATES_END, 0, 'holder', ['card', 'application-form', 'resident-pin']],
  )
})

for (const [name, endsOn, words] of [
  ['the day before the window', '2026-06-01', ['update-card-face', 'issue-signature']],
  [
    'the first day of the window',
    '2026-05-31',
    ['update-card-face', 'renew-user-authentication', 'issue-signature'],
  ],
] as const) {
  test(`what survives is renewed in the same visit: ${name}`, () => {
    const [year = 0, month = 0, day = 0] = endsOn.split('-').map(Number)
    const outcome = outcomeOf(ADULT, INSIDE, civilDate(year, month, day))
    assert.deepEqual(outcome?.next.map(wordOf), words)
  })
}

test('days of grace are counted from the move and from the notice', () => {
  const step = outcomeOf(ADULT, moveTo('39201', '本町１'))?.next[0]
  assert.ok(step?.step === 'continue-card')
  assert.deepEqual([step.noticeBy, step.by, step.feeYen], ['2026-03-15', '2026-05-30', 0])
})

test('a card past its term gives no certificate', () => {
  const question = { ...ADULT, person: ADULT.person }
  const card = { ...cardOf(question), expiresOn: civilDate(2026, 2, 28) }
  const after = residentAfter(ADULT.person, INSIDE, TODAY)
  assert.ok(after.ok)
  const outcome = lifeEventOutcome({
    before: ADULT.person,
    after: after.value,
    event: INSIDE,
    card,
    held: [{ kind: 'signature', endsOn: CERTIFICATES_END }],
    on: TODAY,
  })
  assert.deepEqual(outcome.next.map(wordOf), ['update-card-face', 'no-signature-card-expired'])
})

test('a longer stay lengthens card and certificates, but not past the tenth birthday', () => {
  const event = {
    kind: 'stay-extended',
    on: TODAY,
    periodOfStayEndsOn: civilDate(2040, 1, 31),
  } as const
  const outcome = outcomeOf(PEOPLE.foreigner, event)
  const term = outcome?.next[0]
  assert.ok(term?.step === 'change-card-term')
  assert.deepEqual(
    [term.by, term.cardEndsOn],
    [PEOPLE.foreigner.person.periodOfStayEndsOn, '2033-09-03'],
  )
  const signature = issued(outcome, 'signature')
  assert.ok(signature?.step === 'issue' && signature.endsOn === '2030-09-03')
  assert.ok(signature.papers.includes('term-change-form'))
})

test('who is represented brings the representative, and who has no PIN another document', () => {
  const move = moveTo('39201', '本町１')
  for (const [type, papers] of [
    ['child of 10', ['representative-identity', 'proof-of-representation']],
    ['ward', ['representative-identity', 'proof-of-representation']],
    ['PIN-less', ['identity-document']],
  ] as const) {
    const step = outcomeOf(PEOPLE[type], move)?.next[0]
    assert.ok(step?.step === 'continue-card')
    for (const paper of papers) assert.ok(step.papers.includes(paper), type)
    assert.equal(step.papers.includes('resident-pin'), type !== 'PIN-less')
  }
})

test('nobody without a card has steps, and what has ended by then is left out', () => {
  const after = residentAfter(ADULT.person, INSIDE, TODAY)
  assert.ok(after.ok)
  const held = [{ kind: 'signature', endsOn: civilDate(2026, 2, 28) }] as const
  const question = { before: ADULT.person, after: after.value, event: INSIDE, held, on: TODAY }
  const outcome = lifeEventOutcome({ ...question, card: undefined })
  assert.deepEqual([outcome.card, outcome.certificates, outcome.next], ['none', [], []])
})

test('the preview reads as the clerk would say it', () => {
  const outcome = outcomeOf(ADULT, INSIDE)
  assert.ok(outcome)
  assert.deepEqual(
    previewLines(outcome).map(({ ja }) => ja),
    [
      '2026-03-01 に転居・転入があると、次のようになります。',
      `失効事由：${LAPSE_GROUNDS['address-changed'].ja}`,
      '利用者証明用電子証明書は 2029-12-10 までそのまま使えます。',
      '署名用電子証明書は 2026-03-01 に失効します（失効理由 affiliationChanged、有効期限は 2029-12-10 でした）。',
      'カードは使い続けられます。',
      'カードの券面を書き換えます（無料）。持ち物：マイナンバーカード、住民基本台帳用暗証番号（数字4桁）。',
      '同じ来庁で新しい署名用電子証明書の発行を受けられます（2029-12-10 まで、無料）。持ち物：マイナンバーカード、電子証明書新規発行・更新申請書、住民基本台帳用暗証番号（数字4桁）。暗証番号は本人が設定します。',
    ],
  )
})

test('every outcome has its sentences in both languages, without a gap', () => {
  for (const [, event] of EVENTS) {
    for (const type of TYPES) {
      const outcome = outcomeOf(PEOPLE[type], event)
      for (const { ja, en } of outcome === undefined ? [] : previewLines(outcome)) {
        assert.match(ja, /[\u3041-\u9fff].*[。：]|：/)
        assert.doesNotMatch(en, /[\u3041-\u30ff\u4e00-\u9fff]|undefined|\{/)
        assert.doesNotMatch(ja, /undefined|\{/)
      }
    }
  }
})
