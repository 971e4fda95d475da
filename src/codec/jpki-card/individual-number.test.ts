import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { parseSyntheticIndividualNumber, syntheticIndividualNumber } from './individual-number.ts'

/** The check digit by the ordinance's words, another way round than the code under test. */
function checkDigit(body: string): number {
  const weights = [6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2]
  const sum = weights.reduce((total, weight, index) => total + weight * Number(body[index]), 0)
  return sum % 11 <= 1 ? 0 : 11 - (sum % 11)
}

test('a number with the right check digit could be somebody’s, and is refused', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^\d{11}$/), fc.integer({ min: 0, max: 9 }), (body, digit) => {
      const parsed = parseSyntheticIndividualNumber(`${body}${digit}`)
      if (digit === checkDigit(body))
        assert.equal(!parsed.ok && parsed.refusal, 'individual-number-could-be-real')
      else assert.ok(parsed.ok)
    }),
  )
})

test('no synthetic number could be real', () => {
  const index = fc.integer({ min: 0, max: 99_999_999 })
  fc.assert(
    fc.property(index, (chosen) => {
      const number = syntheticIndividualNumber(chosen)
      assert.match(number, /^999\d{9}$/)
      assert.notEqual(Number(number[11]), checkDigit(number.slice(0, 11)))
    }),
  )
  assert.throws(() => syntheticIndividualNumber(100_000_000))
})

for (const text of ['', '12345678901', '1234567890123', '12345678901a'])
  test(`malformed: '${text}'`, () => {
    const parsed = parseSyntheticIndividualNumber(text)
    assert.equal(!parsed.ok && parsed.refusal, 'individual-number-malformed')
  })
