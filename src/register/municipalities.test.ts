import assert from 'node:assert/strict'
import { test } from 'node:test'
import { FOUND_MUNICIPALITIES_MAX, findMunicipalities } from './find-municipalities.ts'
import { municipalityByCode, MUNICIPALITIES } from './municipalities.ts'

/**
 * Municipalities and wards per prefecture, 01 to 47: 市町村数 of the prefecture and 特別区, the
 * designated cities counted by their wards.
 */
const COUNTS = (
  '188 40 33 39 25 35 59 44 25 35 72 59 62 58 37 15 19 17 27 77 42 39 69 29 ' +
  '19 36 72 49 39 30 19 19 30 30 19 24 17 20 34 72 20 21 49 18 26 43 41'
)
  .split(' ')
  .map(Number)

test('1,741 municipalities, of which 20 are counted by their 171 wards', () => {
  assert.equal(MUNICIPALITIES.length, 1741 - 20 + 171)
  const counts = COUNTS.map((_, index) => {
    const prefecture = String(index + 1).padStart(2, '0')
    return MUNICIPALITIES.filter(({ code }) => code.startsWith(prefecture)).length
  })
  assert.deepEqual(counts, COUNTS)
  assert.equal(
    MUNICIPALITIES.filter(({ nameRomaji }) => /-shi-.+-ku$/.test(nameRomaji)).length,
    171,
  )
  assert.equal(MUNICIPALITIES.filter(({ code }) => /^131[0-2]\d$/.test(code)).length, 23)
})

/** The rule of the code's last digit: weights 6 to 2, eleven less the remainder, its last digit. */
function checkDigitOf(code: string): string {
  const sum = Array.from(code).reduce(
    (total, digit, index) => total + Number(digit) * (6 - index),
    0,
  )
  return String((11 - (sum % 11)) % 10)
}

test('every code ends with its check digit', () => {
  const wrong = MUNICIPALITIES.filter(
    ({ code, codeWithCheckDigit }) => codeWithCheckDigit !== code + checkDigitOf(code),
  )
  assert.deepEqual(wrong, [])
  assert.equal(municipalityByCode('14104')?.codeWithCheckDigit, '141046')
})

test('codes are unique and in order; names and romaji are unique within their prefecture', () => {
  const codes = MUNICIPALITIES.map(({ code }) => code)
  assert.deepEqual(codes, [...new Set(codes)].sort())
  for (const key of ['name', 'nameRomaji'] as const) {
    const keys = MUNICIPALITIES.map((one) => `${one.prefecture} ${one[key]}`)
    assert.equal(new Set(keys).size, keys.length, key)
  }
  assert.equal(new Set(MUNICIPALITIES.map(({ prefectureRomaji }) => prefectureRomaji)).size, 47)
})

const ENDINGS: Readonly<Record<string, readonly [RegExp, string]>> = {
  市: [/シ$/, 'shi'],
  区: [/ク$/, 'ku'],
  町: [/(?:チョウ|マチ)$/, 'cho|machi'],
  村: [/(?:ムラ|ソン)$/, 'mura|son'],
}

test('name, reading and romaji end alike, each in its own alphabet', () => {
  for (const { name, kana, nameRomaji, place, placeKana } of MUNICIPALITIES) {
    const [reading, romaji] = ENDINGS[place.slice(-1)] ?? []
    assert.ok(reading !== undefined && romaji !== undefined, name)
    assert.match(kana, reading)
    assert.match(nameRomaji, new RegExp(`^[A-Z][A-Za-z]*(?:-[A-Z]?[a-z]+)*-(?:${romaji})$`))
    assert.match(kana, /^[ァ-ヴー]+$/)
    assert.ok(name.endsWith(place) && kana.endsWith(placeKana))
  }
})

for (const [code, romaji] of [
  ['28209', 'Toyooka-shi'],
  ['42208', 'Matsuura-shi'],
  ['33212', 'Setouchi-shi'],
  ['33622', 'Katsuta-gun-Shoo-cho'],
  ['35305', 'Oshima-gun-Suo-Oshima-cho'],
  ['46217', 'Soo-shi'],
  ['22138', 'Hamamatsu-shi-Chuo-ku'],
  ['13401', 'Hachijo-machi'],
  ['01695', undefined],
] as const) {
  test(`romaji of ${code}`, () => assert.equal(municipalityByCode(code)?.nameRomaji, romaji))
}

for (const [text, codes] of [
  ['14104', ['14104']],
  ['141046', ['14104']],
  ['１４１０４', ['14104']],
  ['愛知郡愛荘', ['25425']],
  ['愛荘町', ['25425']],
  ['あいしょう', ['25425']],
  ['滋賀県愛知郡', ['25425']],
  ['エチグン', ['25425']],
  ['神奈川県 横浜市 中区', ['14104']],
  ['ニセコ', ['01395']],
  ['にせこ', ['01395']],
  ['ｺｳｶｼ', ['25209']],
  ['さいたま市中', ['11105']],
  ['中区', ['14104', '23106', '27142', '33102', '34101']],
  ['府中', ['13206', '34208', '34302']],
  ['', []],
  ['存在しない', []],
  ["'; DROP TABLE", []],
] as const) {
  test(`looked up: ${JSON.stringify(text)}`, () => {
    const found = findMunicipalities(text).map(({ code }) => code)
    assert.deepEqual(found, codes)
  })
}

test('a look-up is bounded', () => {
  assert.equal(findMunicipalities('北海道').length, FOUND_MUNICIPALITIES_MAX)
  assert.equal(findMunicipalities('大阪市').length, 24)
})
