import { assert } from '#kernel/assert.ts'
import { addMonths, type CivilDate, civilDate, dateParts, isLeapYear } from '#kernel/civil-date.ts'
import { parseResidentId, type Resident, type ResidentId, type Sex } from './contract.ts'
import { householdHeadedBy } from './household.ts'
import { OVERSEAS_ADDRESS } from './model.ts'
import { municipalityByCode } from './municipalities.ts'
import { noSubstitutions } from './text-form.ts'

/** A synthetic resident who stands for a case of the law, whatever the seed. `note…` says which. */
export interface Persona {
  readonly id: ResidentId
  readonly noteJa: string
  readonly noteEn: string
  /** The person, of the age the case needs on `today`. */
  readonly on: (today: CivilDate) => Resident
}

interface Sketch {
  readonly noteJa: string
  readonly noteEn: string
  readonly municipalityCode: string
  readonly name: string
  readonly nameSubstitutions?: string
  readonly kana: string
  /** What follows prefecture and municipality. */
  readonly street: string
  readonly addressSubstitutions?: string
  /** In years, as birthdays go: one less before this year's birthday. */
  readonly age: number
  /** Month and day; 29 February takes the nearest leap year before. */
  readonly birthday: readonly [number, number]
  readonly sex: Sex
  readonly nationality?: Resident['nationality']
  readonly stayMonths?: number
  readonly adultWard?: true
  readonly overseas?: true
}

const SKETCHES: readonly Sketch[] = [
  {
    noteJa: '成人。両方の証明書を受け取れます',
    noteEn: 'adult, may have both certificates',
    municipalityCode: '14104',
    name: '田中　葵',
    kana: 'タナカ　アオイ',
    street: '本町四丁目５６番地の７',
    age: 35,
    birthday: [12, 10],
    sex: 'female',
  },
  {
    noteJa: '氏名に代替文字（髙・﨑）',
    noteEn: 'two substitute characters in the name',
    municipalityCode: '13113',
    name: '高崎　はな',
    nameSubstitutions: '11000',
    kana: 'タカサキ　ハナ',
    street: '中央一丁目２番３号',
    age: 52,
    birthday: [2, 17],
    sex: 'female',
  },
  {
    noteJa: '15歳未満。署名用証明書は受け取れません',
    noteEn: 'under 15, no signature certificate',
    municipalityCode: '13221',
    name: '佐藤　湊',
    kana: 'サトウ　ミナト',
    street: '松原二丁目４番６号',
    age: 10,
    birthday: [7, 7],
    sex: 'male',
  },
  {
    noteJa: '成年被後見人',
    noteEn: 'adult ward',
    municipalityCode: '26104',
    name: '齋藤　節子',
    kana: 'サイトウ　セツコ',
    street: '栄町８番地',
    age: 84,
    birthday: [1, 1],
    sex: 'female',
    adultWard: true,
  },
  {
    noteJa: '在留期間のある外国人。期間の満了日で終わります',
    noteEn: 'foreigner with a period of stay, which caps everything',
    municipalityCode: '23106',
    name: 'ＮＧＵＹＥＮ　ＶＡＮ　ＡＮ',
    kana: 'グエン　バン　アン',
    street: '新町三丁目１２番地',
    age: 27,
    birthday: [9, 3],
    sex: 'male',
    nationality: 'foreigner',
    stayMonths: 20,
  },
  {
    noteJa: '永住者',
    noteEn: 'permanent resident',
    municipalityCode: '28110',
    name: 'ＳＭＩＴＨ　ＪＡＮＥ　ＡＬＥＸＡＮＤＲＡ',
    kana: 'スミス　ジェーン　アレクサンドラ',
    street: '日の出町一丁目１番１号２０１２号室',
    age: 44,
    birthday: [3, 31],
    sex: 'female',
    nationality: 'permanent-foreigner',
  },
  {
    noteJa: '国外転出者（継続利用あり）',
    noteEn: 'lives overseas, keeps the card',
    municipalityCode: '27127',
    name: '井上　翔太',
    kana: 'イノウエ　ショウタ',
    street: '',
    age: 31,
    birthday: [5, 20],
    sex: 'male',
    overseas: true,
  },
  {
    noteJa: '2月29日生まれ',
    noteEn: 'born on 29 February',
    municipalityCode: '01101',
    name: '四月一日　凛',
    kana: 'ワタヌキ　リン',
    street: '北町西二十丁目',
    age: 36,
    birthday: [2, 29],
    sex: 'female',
  },
  {
    noteJa: '住所に代替文字（葛の異体字）',
    noteEn: 'a substitute character in the address',
    municipalityCode: '29211',
    name: '辻　健一',
    nameSubstitutions: '1000',
    kana: 'ツジ　ケンイチ',
    street: '西町３３３番地１',
    addressSubstitutions: '00010000000000',
    age: 61,
    birthday: [11, 11],
    sex: 'male',
  },
  {
    noteJa: '18歳未満。カードの有効期間は5回目の誕生日まで',
    noteEn: 'under 18, the card ends on the 5th birthday',
    municipalityCode: '47212',
    name: '比嘉　陽菜',
    kana: 'ヒガ　ヒナ',
    street: '若葉町９番地',
    age: 17,
    birthday: [8, 15],
    sex: 'female',
  },
]

/** The fixed cast of every synthetic register, R0000000001 onwards. */
export const PERSONAS: readonly Persona[] = SKETCHES.map((sketch, index) => {
  const id = parseResidentId(`R${String(index + 1).padStart(10, '0')}`)
  assert(id !== undefined, 'a persona has a resident id')
  const { noteJa, noteEn } = sketch
  return { id, noteJa, noteEn, on: (today) => residentOf(id, sketch, today) }
})

function residentOf(id: ResidentId, sketch: Sketch, today: CivilDate): Resident {
  const municipality = municipalityByCode(sketch.municipalityCode)
  assert(municipality !== undefined, 'a persona lives in a municipality of the table')
  const overseas = sketch.overseas === true
  const inJapan = municipality.prefecture + municipality.name + sketch.street
  const address = overseas ? OVERSEAS_ADDRESS : inJapan
  const { name, sex } = sketch
  return {
    id,
    municipality,
    items: {
      name,
      nameSubstitutions: sketch.nameSubstitutions ?? noSubstitutions(name),
      address,
      addressSubstitutions: sketch.addressSubstitutions ?? noSubstitutions(address),
      birthDate: bornWith(sketch, today),
      sex,
    },
    kana: sketch.kana,
    formerName: undefined,
    commonName: undefined,
    household: householdHeadedBy(id),
    relation: 'head',
    nationality: sketch.nationality ?? 'japanese',
    periodOfStayEndsOn:
      sketch.stayMonths === undefined ? undefined : addMonths(today, sketch.stayMonths),
    adultWard: sketch.adultWard ?? false,
    residence: overseas ? 'overseas' : 'in-japan',
    overseasContinuation: overseas,
    deceasedOn: undefined,
    recordDeletedOn: undefined,
    version: 1,
  }
}

function bornWith({ age, birthday }: Sketch, today: CivilDate): CivilDate {
  const [month, day] = birthday
  const onLeapDay = month === 2 && day === 29
  let year = dateParts(today).year - age
  if (onLeapDay) while (!isLeapYear(year)) year--
  return civilDate(year, month, day)
}
