import type { Municipality } from './contract.ts'
import type { SeededChoice } from './seeded-choice.ts'
import { certifiableText, type CertifiableText } from './substitute-characters.ts'

function list(table: string): readonly string[] {
  return table.split(' ')
}

/** Names that exist in most places: the synthetic addresses point at no one's door. */
const TOWNS = list(
  '本町 栄町 中央 緑町 旭町 幸町 東町 西町 南町 北町 桜町 若葉町 泉町 寿町 宮前町 新町 大手町 松原 富士見 日の出町',
)
const AZA = list(
  '上野 中田 下河原 前畑 西ノ前 宮ノ下 川向 大平 小谷 向山 久保 山ノ神 道下 柳沢 古屋敷 塚越',
)
const OAZA = list(
  '上中島 下中島 東原 西原 大久保 小山田 高畑 滝ノ沢 葛原 辻堂 四ツ谷 七五三 一ノ宮 八日市場 十二所',
)
const BUILDINGS = list(
  '富士見荘 コーポ若葉 メゾン・ド・ミドリ グランドハイツ桜　東棟 レジデンス栄町弐番館 ハイム２１ サンライズ・タワー',
)
/** 方: the head of the house in which one lodges. */
const HOSTS = list('佐藤 髙橋 田中 渡邉 山﨑 勅使河原')
/** 京都の通り名: one street, where to turn off which other, and the town that lies there. */
const KYOTO_STREETS = list('寺町通 烏丸通 堀川通 千本通 河原町通 西洞院通 御幸町通')
const KYOTO_CROSSINGS = list(
  '御池上る 三条下る 四条上る 丸太町下る 今出川上る 五条下る西入 仏光寺東入',
)
const KYOTO_TOWNS = list(
  '本能寺前町 天神前町 菊屋町 橘町 骨屋町 俵屋町 亀屋町 笹屋町 突抜町 百足屋町',
)

const KANJI_DIGITS = '〇一二三四五六七八九'
const IROHA = list('イ ロ ハ ニ ホ ヘ ト')
const STEMS = list('甲 乙 丙')

/** How often a dwelling has a room number or is somebody's house (方書), in a thousand. */
const WITH_BUILDING_PER_MILLE = 380
const LODGING_PER_MILLE = 12
const HARD_PER_MILLE = 40

/**
 * An address in `municipality` after its prefecture and name, by the customs of the place: 丁目・番・号,
 * 番地, 大字・字, 条・丁目 in Hokkaido, 通り名 in Kyoto, 地割 in Iwate, 甲乙 and イロハ further west.
 */
export function drawAddress(choice: SeededChoice, municipality: Municipality): CertifiableText {
  const street = choice.happens(HARD_PER_MILLE)
    ? hardStreet(choice)
    : streetOf(choice, municipality)
  return certifiableText(municipality.prefecture + municipality.name + street + drawDoor(choice))
}

function streetOf(choice: SeededChoice, { prefecture, name, place }: Municipality): string {
  if (name.startsWith('京都市') && choice.below(2) === 0) return kyotoStreet(choice)
  if (prefecture === '北海道' && choice.below(3) === 0) return hokkaidoStreet(choice)
  if (prefecture === '岩手県' && choice.below(4) === 0) return iwateStreet(choice)
  const rural = place.endsWith('町') || place.endsWith('村')
  return choice.below(10) < (rural ? 7 : 2) ? ruralStreet(choice) : townStreet(choice)
}

/** 住居表示 in most of them: 丁目, 番, 号. */
function townStreet(choice: SeededChoice): string {
  const chome = `${choice.of(TOWNS)}${kanjiNumber(choice.between(1, 9))}丁目`
  const [block, house] = [choice.between(1, 60), choice.between(1, 40)]
  return choice.below(4) === 0
    ? `${chome}${fullWidth(block)}番地の${fullWidth(house)}`
    : `${chome}${fullWidth(block)}番${fullWidth(house)}号`
}

function ruralStreet(choice: SeededChoice): string {
  const lot = `${fullWidth(choice.between(1, 4999))}番地`
  const branch = choice.below(3) === 0 ? `の${fullWidth(choice.between(1, 30))}` : ''
  const oaza = `大字${choice.of(OAZA)}`
  return (choice.below(2) === 0 ? oaza : `${oaza}字${choice.of(AZA)}`) + lot + branch
}

function kyotoStreet(choice: SeededChoice): string {
  const corner = choice.of(KYOTO_STREETS) + choice.of(KYOTO_CROSSINGS)
  return `${corner}${choice.of(KYOTO_TOWNS)}${fullWidth(choice.between(1, 980))}番地`
}

function hokkaidoStreet(choice: SeededChoice): string {
  const [jo, chome] = [choice.between(1, 39), choice.between(1, 29)]
  const sides = `${choice.of(['北', '南'])}${kanjiNumber(jo)}条${choice.of(['東', '西'])}${kanjiNumber(chome)}丁目`
  return `${sides}${fullWidth(choice.between(1, 20))}番${fullWidth(choice.between(1, 40))}号`
}

function iwateStreet(choice: SeededChoice): string {
  return `第${fullWidth(choice.between(1, 40))}地割${choice.of(AZA)}${fullWidth(choice.between(1, 300))}番地`
}

/** Lots by stem or イロハ, a lot without a number, a character outside the set, a long one. */
function hardStreet(choice: SeededChoice): string {
  const lot = fullWidth(choice.between(1, 4999))
  switch (choice.below(5)) {
    case 0:
      return `${choice.of(OAZA)}${choice.of(STEMS)}${lot}番地${fullWidth(choice.between(1, 9))}`
    case 1:
      return `${choice.of(OAZA)}${choice.of(IROHA)}部${lot}番地`
    case 2:
      return `大字${choice.of(OAZA)}字${choice.of(AZA)}無番地`
    case 3:
      return `大字髙﨑字𠮷原${lot}番地`
    default:
      return `大字${choice.of(OAZA)}字${choice.of(AZA)}小字${choice.of(AZA)}耕地整理組合第${lot}号飛地乙${lot}番地先`
  }
}

function drawDoor(choice: SeededChoice): string {
  if (choice.happens(LODGING_PER_MILLE)) return `　${choice.of(HOSTS)}方`
  if (!choice.happens(WITH_BUILDING_PER_MILLE)) return ''
  const room = `${fullWidth(choice.between(1, 15) * 100 + choice.between(1, 20))}号室`
  return choice.below(2) === 0 ? room : `　${choice.of(BUILDINGS)}${room}`
}

/** 1 to 99 as addresses write them: 二十一. */
function kanjiNumber(value: number): string {
  const [tens, ones] = [Math.floor(value / 10), value % 10]
  const ten = tens === 0 ? '' : `${tens === 1 ? '' : KANJI_DIGITS.charAt(tens)}十`
  return ten + (ones === 0 ? '' : KANJI_DIGITS.charAt(ones))
}

function fullWidth(value: number): string {
  return String(value).replace(/\d/g, (digit) => '０１２３４５６７８９'.charAt(Number(digit)))
}
