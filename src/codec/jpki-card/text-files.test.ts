import assert from 'node:assert/strict'
import { test } from 'node:test'
import { digest } from '#crypto/digest.ts'
import { toHex, utf8 } from '#kernel/bytes.ts'
import { civilDate, type CivilDate } from '#kernel/civil-date.ts'
import { syntheticIndividualNumber } from './individual-number.ts'
import {
  basicInformationFile,
  basicItemsFile,
  cardKeyId,
  cardVerifiableBody,
  cardVerifiableCertificate,
  individualNumberFile,
  integrityFile,
  integrityToBeSigned,
  parseBasicItems,
  signedKeyFile,
  signedKeyToBeSigned,
  TEXT_ITEM_OCTETS_MAX,
  type TextBasicItems,
  verificationCodeB,
} from './text-files.ts'

const ITEMS: TextBasicItems = {
  name: '証明　太郎',
  address: '東京都清瀬市架空町南１２－７－２０２',
  birthDate: civilDate(1990, 4, 1),
  sex: '1',
}
const SIGNATURE = new Uint8Array(256).fill(0xab)
const MODULUS = new Uint8Array(256).fill(0xcd)

function built(items: TextBasicItems): Uint8Array {
  const file = basicItemsFile(items)
  assert.ok(file.ok)
  return file.value
}

test('EF 0001: the object of 15 octets and two of filler', () => {
  const number = syntheticIndividualNumber(1)
  const file = individualNumberFile(number)
  assert.equal(toHex(file), `ff100c${toHex(utf8(number))}ffff`)
  assert.equal(file.length, 17)
})

test('EF 0002: the offset table of a surveyed card with items of these lengths', () => {
  const file = built(ITEMS)
  assert.equal(toHex(file.subarray(0, 14)), 'ff2065df2108000e002000590064')
  assert.equal(file.length, 3 + 0x65)
  assert.equal(toHex(file.subarray(-15)), `df2408${toHex(utf8('19900401'))}df250131`)
})

for (const octets of [1, 30, 60, 90, 100, 120, 200, 255, 256, TEXT_ITEM_OCTETS_MAX])
  test(`EF 0002 is read back with an address of ${octets} octets`, () => {
    const items = { ...ITEMS, address: 'a'.repeat(octets) }
    assert.deepEqual(parseBasicItems(built(items)), { ok: true, value: items })
  })

test('EF 0002 refuses what it cannot hold', () => {
  const long = basicItemsFile({ ...ITEMS, name: 'x'.repeat(TEXT_ITEM_OCTETS_MAX + 1) })
  assert.equal(!long.ok && long.refusal, 'text-item-too-long')
  const missing = basicItemsFile({ ...ITEMS, address: '' })
  assert.equal(!missing.ok && missing.refusal, 'text-item-missing')
})

for (const [name, index, value] of [
  ['another outer tag', 1, 0x21],
  ['another table tag', 4, 0x22],
  ['an offset that points elsewhere', 7, 0x0f],
  ['another item tag', 15, 0x23],
  ['a sex that is none', -1, 0x35],
] as const)
  test(`EF 0002 is not read with ${name}`, () => {
    const parsed = parseBasicItems(built(ITEMS).with(index, value))
    assert.equal(!parsed.ok && parsed.refusal, 'text-file-malformed')
  })

test('EF 0003: the number as stored, the items behind their table, and the signature: FF30 82 014B', () => {
  const number = individualNumberFile(syntheticIndividualNumber(1))
  const items = built(ITEMS)
  const toBeSigned = integrityToBeSigned(number, items)
  const digests = [digest('sha256', number), digest('sha256', items.subarray(14))]
  assert.equal(
    toHex(toBeSigned),
    digests.map((value, index) => `df3${index + 1}20${toHex(value)}`).join(''),
  )
  const file = integrityFile(toBeSigned, SIGNATURE)
  assert.equal(toHex(file.subarray(0, 5)), 'ff3082014b')
  assert.equal(toHex(file.subarray(-261, -256)), 'df33820100')
})

test('EF 0004 is 568 octets: 7F21 82 0233 with a body of 297', () => {
  const body = cardVerifiableBody(cardKeyId(33), cardKeyId(13_221), MODULUS)
  assert.equal(body.length, 297)
  const file = cardVerifiableCertificate(body, SIGNATURE)
  assert.equal(file.length, 568)
  assert.equal(toHex(file.subarray(0, 10)), '7f218202335f4e820129')
})

test('EF 0005: version, extended lengths, key identifier, filler', () => {
  const file = basicInformationFile(cardKeyId(34))
  const keyId = '39303030303334080530303100000000'
  assert.equal(toHex(file).slice(8, 8 + 14 + 38), `df410401030e01df4210${keyId}`)
  assert.equal(toHex(file.subarray(0, 4)), 'ff4081' + (7 + 19 + 132).toString(16))
})

test('EF 0007: FF50 82 0213', () => {
  const toBeSigned = signedKeyToBeSigned(MODULUS)
  assert.equal(toHex(toBeSigned.subarray(0, 14)), 'df51820109900301000191820100')
  const file = signedKeyFile(toBeSigned, SIGNATURE)
  assert.equal(toHex(file.subarray(0, 5)), 'ff50820213')
})

test('our key identifiers begin with 9: never the real hierarchies 5 and 6', () => {
  assert.equal(toHex(cardKeyId(999_999)).slice(0, 2), '39')
  assert.throws(() => cardKeyId(1_000_000))
})

for (const [birthDate, code] of [
  [civilDate(1980, 2, 17), '55021720352285'],
  [civilDate(2019, 4, 30), '31043020352285'],
  [civilDate(2019, 5, 1), '01050120352285'],
  [civilDate(1989, 1, 7), '64010720352285'],
  [civilDate(1989, 1, 8), '01010820352285'],
  [civilDate(1926, 12, 25), '01122520352285'],
  [civilDate(1926, 12, 24), '15122420352285'],
  [civilDate(1912, 7, 29), '45072920352285'],
] as const satisfies readonly (readonly [CivilDate, string])[])
  test(`照合番号B of a birth on ${birthDate}`, () => {
    assert.equal(verificationCodeB(birthDate, 2035, '2285'), code)
  })
