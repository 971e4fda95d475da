import assert from 'node:assert/strict'
import { test } from 'node:test'
import { scriptedCard } from '../../test/support/scripted-card.ts'
import { CardTransportError } from './contract.ts'
import { SelectedApplication } from './select-application.ts'

const SELECT_JPKI = '00a4040c0ad392f000260100000001'
const SELECT_TEXT = '00a4040c0ad3921000310001010408'

for (const [name, statusWord, refusal, sw] of [
  ['a card without the application', '6a82', 'card-not-jpki', undefined],
  ['a card that wants something first', '6982', 'security-status-not-satisfied', undefined],
  ['a card with another answer', '6881', 'card-answer-unexpected', '6881'],
] as const) {
  test(`SELECT of the JPKI AP: ${name}`, async () => {
    const selected = await SelectedApplication.jpki(scriptedCard({ [SELECT_JPKI]: statusWord }))
    assert(!selected.ok)
    assert.equal(selected.refusal, refusal)
    assert.equal(selected.detail['sw'], sw)
  })
}

test('SELECT of each application: the card that has it', async () => {
  const card = scriptedCard({ [SELECT_JPKI]: '9000', [SELECT_TEXT]: '9000' })
  const jpki = await SelectedApplication.jpki(card)
  const text = await SelectedApplication.text(card)
  assert.deepEqual([jpki.ok && jpki.value.name, text.ok && text.value.name], ['jpki', 'text'])
})

test('SELECT of the text AP: a smartphone has none', async () => {
  const selected = await SelectedApplication.text(scriptedCard({ [SELECT_TEXT]: '6a82' }))
  assert.equal(!selected.ok && selected.refusal, 'text-application-absent')
})

test('an answer without a status word is a failed reader, not a refusal', async () => {
  const card = scriptedCard({ [SELECT_JPKI]: '90' })
  await assert.rejects(SelectedApplication.jpki(card), new CardTransportError('reader-failed'))
})
