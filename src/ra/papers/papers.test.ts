import assert from 'node:assert/strict'
import { test } from 'node:test'
import { civilDate } from '#kernel/civil-date.ts'
import { LAPSE_GROUNDS } from '#law/lapse.ts'
import {
  CERTIFICATES,
  ORIGIN,
  PERSON,
  RECEIPT_NUMBER,
  samplePapers,
} from '../../../test/support/sample-papers.ts'
import { powerOfAttorney } from './agent-papers.ts'
import { certificateApplication } from './application-forms.ts'
import { lapseNotice } from './notices.ts'
import { SPECIMEN, TITLES } from './paper-texts.ts'
import { feeWords } from './paper-parts.ts'
import { type Field, type Paper, PAPER_KINDS } from './paper.ts'
import { acceptanceReceipt } from './receipts.ts'
import { writtenDate } from './written-date.ts'

function fieldsOf(paper: Paper): readonly Field[] {
  return paper.blocks.flatMap((block) => (block.block === 'fields' ? block.fields : []))
}

function fieldCalled(paper: Paper, ja: string): Field['value'] {
  const field = fieldsOf(paper).find(({ label }) => label.ja === ja)
  assert.ok(field !== undefined, ja)
  return field.value
}

for (const [date, ja] of [
  [civilDate(2019, 5, 1), '2019年（令和元年）5月1日'],
  [civilDate(2019, 4, 30), '2019年（平成31年）4月30日'],
  [civilDate(1989, 1, 8), '1989年（平成元年）1月8日'],
  [civilDate(1989, 1, 7), '1989年（昭和64年）1月7日'],
  [civilDate(1926, 12, 25), '1926年（昭和元年）12月25日'],
  [civilDate(1926, 12, 24), '1926年（大正15年）12月24日'],
  [civilDate(1912, 7, 29), '1912年（明治45年）7月29日'],
  [civilDate(1868, 1, 1), '1868年（明治元年）1月1日'],
] as const) {
  test(`date: ${date}`, () => assert.equal(writtenDate(date).ja, ja))
}

test('date in English', () => {
  assert.equal(writtenDate(civilDate(2026, 11, 23)).en, '23 November 2026')
})

test('fees: free, and grouped by thousands', () => {
  assert.deepEqual(feeWords(0), { ja: '無料', en: 'Free' })
  assert.equal(feeWords(200).ja, '200円')
  assert.equal(feeWords(1000).ja, '1,000円')
})

for (const kind of PAPER_KINDS) {
  test(`${kind}: title, issuer and mark`, () => {
    const paper = samplePapers()[kind]
    assert.equal(paper.kind, kind)
    assert.equal(paper.title, TITLES[kind])
    assert.deepEqual(paper.issuer, [ORIGIN.municipality, ORIGIN.desk])
    assert.equal(paper.mark, SPECIMEN)
    assert.ok(paper.blocks.length > 0)
  })
}

test('outside a test environment there is no mark', () => {
  const origin = { ...ORIGIN, specimen: false }
  const paper = powerOfAttorney({ origin, person: PERSON, agent: undefined, entrusted: [] })
  assert.equal(paper.mark, undefined)
})

test('受付票: what is known and nothing else', () => {
  const paper = acceptanceReceipt({
    origin: { ...ORIGIN, clerk: undefined },
    receiptNumber: RECEIPT_NUMBER,
    person: PERSON,
    matter: { ja: '電子証明書の失効', en: 'Revocation' },
    subjects: [],
    ground: undefined,
    papersSighted: [],
    feeYen: undefined,
    nextSteps: [],
  })
  assert.equal(paper.number, RECEIPT_NUMBER)
  assert.deepEqual(paper.addressee, ['髙﨑　𠮷乃　様'])
  const labels = fieldsOf(paper).map(({ label }) => label.ja)
  assert.deepEqual(labels, ['手続', '受付日', '氏名', '住所', '生年月日', '性別'])
  assert.ok(!paper.blocks.some(({ block }) => block === 'steps'))
})

test('申請書: filled in it ticks what is asked; empty it leaves room for all', () => {
  const filled = samplePapers()['certificate-application']
  const purposes = fieldCalled(filled, '手続')
  assert.ok(purposes.value === 'choices')
  assert.deepEqual(
    purposes.choices.map(({ words, checked }) => [words.ja, checked]),
    [
      ['新規発行', false],
      ['更新', true],
    ],
  )
  const empty = certificateApplication({
    origin: { ...ORIGIN, clerk: undefined },
    receiptNumber: undefined,
    person: undefined,
    agent: undefined,
    papersSighted: [],
    purpose: undefined,
    kinds: [],
    ground: undefined,
  })
  assert.equal(empty.number, undefined)
  assert.ok(
    fieldsOf(empty).every(
      ({ value }) =>
        value.value === 'blank' ||
        (value.value === 'choices' && value.choices.every(({ checked }) => !checked)),
    ),
  )
  const labels = fieldsOf(empty).map(({ label }) => label.ja)
  for (const label of ['氏名', '代理人の氏名', '日中の連絡先']) assert.ok(labels.includes(label))
})

test('照会書兼回答書: the letter, and the answer on a page of its own', () => {
  const paper = samplePapers()['inquiry-answer']
  const at = paper.blocks.findIndex(({ block }) => block === 'new-page')
  assert.ok(at > 0)
  const answer = { ...paper, blocks: paper.blocks.slice(at) }
  assert.deepEqual(fieldCalled(answer, '氏名'), { value: 'blank', lines: 2 })
  assert.deepEqual(paper.addressee, [PERSON.address, '髙﨑　𠮷乃　様'])
})

test('失効のお知らせ: the words of the law, what to do next, and what survives', () => {
  const paper = samplePapers()['lapse-notice']
  const rule = LAPSE_GROUNDS['address-changed']
  assert.deepEqual(fieldCalled(paper, '失効の事由'), {
    value: 'words',
    words: [{ ja: rule.ja, en: rule.en }],
  })
  const steps = paper.blocks.find(({ block }) => block === 'steps')
  assert.deepEqual(steps, { block: 'steps', steps: [{ ja: rule.nextJa, en: rule.nextEn }] })
  const survives = fieldCalled(paper, '引き続き使えるもの')
  assert.ok(survives.value === 'words')
  assert.deepEqual(
    survives.words.map(({ ja }) => ja),
    ['利用者証明用電子証明書'],
  )
})

test('失効のお知らせ: nothing survives a death, and nothing that was never there', () => {
  for (const [ground, othersLive] of [
    ['died', true],
    ['address-changed', false],
  ] as const) {
    const paper = lapseNotice({
      origin: ORIGIN,
      person: PERSON,
      certificates: CERTIFICATES.slice(0, 1),
      ground,
      lapsedOn: civilDate(2026, 11, 20),
      othersLive,
    })
    const survives = fieldCalled(paper, '引き続き使えるもの')
    assert.ok(survives.value === 'words')
    assert.deepEqual(
      survives.words.map(({ ja }) => ja),
      ['なし'],
    )
  }
})
