import { katakanaOf } from './text-form.ts'

/**
 * Characters of names that people type one for another: the first of a group stands for the rest.
 * The database's key columns are made with the same pairs (its migration); a contract test compares
 * them.
 */
const VARIANTS = (
  '辺邉邊 斉斎齋齊 沢澤 広廣 高髙 崎﨑嵜碕 浜濱濵 島嶋嶌 桜櫻 国國 竜龍 滝瀧 真眞 恵惠 栄榮 円圓 学學 実實 寿壽 ' +
  '与與 関關 渋澁 条條 塩鹽 薫薰 徳德 瀬瀨 橋𣘺 吉𠮷 柳栁 富冨 岳嶽 穂穗 聡聰 静靜 弥彌 礼禮 遥遙 凛凜 桑桒 間閒 黄黃 ' +
  '倶俱 鴎鷗 槙槇 曽曾 峰峯 館舘 万萬 亀龜 鉄鐵 蔵藏 豊豐 来來 宝寶 昂昻 暁曉 晃晄 顕顯 ケヶ'
).split(' ')

/** Readings differ in these by habit: small letters, 四つ仮名, を. */
const KANA_VARIANTS = 'アァ イィ ウゥ エェ オォヲ ツッ ヤャ ユュ ヨョ ワヮ ズヅ ジヂ カヵ'.split(
  ' ',
)

const NAME_FOLD = foldOf(VARIANTS)
const KANA_FOLD = foldOf(KANA_VARIANTS)
/** What stands between the parts of a name and is typed or not. */
const BETWEEN = /[\s・･.,'’‐-]/gu

/** What a name is found by: without spaces, in capitals, of each group of variants the first. */
export function nameKeyOf(name: string): string {
  return folded(name.normalize('NFKC').toUpperCase().replace(BETWEEN, ''), NAME_FOLD)
}

/** What a reading is found by: katakana without spaces, long marks and small letters. */
export function kanaKeyOf(kana: string): string {
  const plain = katakanaOf(kana.normalize('NFKC')).replace(BETWEEN, '').replaceAll('ー', '')
  return folded(plain, KANA_FOLD)
}

/** The pairs of `VARIANTS` and `KANA_VARIANTS` as texts of equal length, from and to. */
export const SEARCH_KEY_PAIRS = { name: pairsOf(VARIANTS), kana: pairsOf(KANA_VARIANTS) }

function pairsOf(groups: readonly string[]): { readonly from: string; readonly to: string } {
  const pairs = [...foldOf(groups)]
  return { from: pairs.map(([from]) => from).join(''), to: pairs.map(([, to]) => to).join('') }
}

function foldOf(groups: readonly string[]): ReadonlyMap<string, string> {
  return new Map(
    groups.flatMap((group) => {
      const [first = '', ...others] = Array.from(group)
      return others.filter((other) => other !== first).map((other) => [other, first] as const)
    }),
  )
}

function folded(text: string, fold: ReadonlyMap<string, string>): string {
  let key = ''
  for (const character of text) key += fold.get(character) ?? character
  return key
}
