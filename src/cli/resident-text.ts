import { type CivilDate, dateParts } from '#kernel/civil-date.ts'
import type { Resident } from '#register/contract.ts'

const SEX = { male: '男', female: '女', unknown: '不明' } as const

/** Completed years on `today`. */
export function ageOn(birthDate: CivilDate, today: CivilDate): number {
  const [born, now] = [dateParts(birthDate), dateParts(today)]
  const before = now.month < born.month || (now.month === born.month && now.day < born.day)
  return now.year - born.year - (before ? 1 : 0)
}

/** One resident as a line: id, name, age, sex, municipality, what is special. */
export function residentRow(resident: Resident, today: CivilDate): readonly string[] {
  const { id, items, municipality } = resident
  return [
    id,
    items.name,
    `${ageOn(items.birthDate, today)}歳`,
    SEX[items.sex],
    `${municipality.prefecture}${municipality.name}`,
    specialNotes(resident).join('、'),
  ]
}

/** One resident as labelled lines. */
export function residentDetail(resident: Resident, today: CivilDate): (readonly string[])[] {
  const { items, municipality } = resident
  return [
    ['番号 / id', resident.id],
    ['氏名 / name', `${items.name}(${resident.kana})`],
    ['生年月日 / born', `${items.birthDate}(${ageOn(items.birthDate, today)}歳)`],
    ['性別 / sex', SEX[items.sex]],
    ['住所 / address', items.address],
    [
      '市区町村 / municipality',
      `${municipality.code} ${municipality.prefecture}${municipality.name}`,
    ],
    ['特記 / notes', specialNotes(resident).join('、') || '-'],
    ['版 / version', String(resident.version)],
  ]
}

function specialNotes(resident: Resident): readonly string[] {
  const { deceasedOn, residence, periodOfStayEndsOn, adultWard, items } = resident
  return [
    deceasedOn === undefined ? undefined : `${deceasedOn} 死亡 / died`,
    residence === 'overseas' ? '国外 / overseas' : undefined,
    periodOfStayEndsOn === undefined ? undefined : `在留期間 ${periodOfStayEndsOn} まで / stay`,
    adultWard ? '成年被後見人 / adult ward' : undefined,
    items.nameSubstitutions.includes('1') ? '外字あり / substitute characters' : undefined,
  ].filter((note) => note !== undefined)
}
