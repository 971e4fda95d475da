import { assert } from '#kernel/assert.ts'
import type { RecordedName } from './contract.ts'
import type { SeededChoice } from './seeded-choice.ts'
import { NAME_CHARACTERS_MAX, noSubstitutions } from './text-form.ts'

/** Parts of the names of one country: written as the residence card does, and their readings. */
interface NameStyle {
  readonly family: readonly Word[]
  readonly given: readonly Word[]
  /** Family names and given names that one person has, at least and at most. */
  readonly families: readonly [number, number]
  readonly givens: readonly [number, number]
}

interface Word {
  readonly latin: string
  readonly kana: string
}

function words(table: string): readonly Word[] {
  return table.split(' ').map((entry) => {
    const [latin = '', kana = ''] = entry.split('/')
    return { latin, kana }
  })
}

/** The larger groups of 在留外国人統計, and two whose names are long. */
const STYLES: readonly NameStyle[] = [
  {
    family: words('WANG/ワン LI/リ ZHANG/チャン LIU/リュウ CHEN/チン YANG/ヨウ ZHAO/チョウ'),
    given: words('WEI/ウェイ FANG/ファン XIULAN/シュウラン JING/ジン TAO/タオ YUXUAN/ユシュエン'),
    families: [1, 1],
    givens: [1, 1],
  },
  {
    family: words('NGUYEN/グエン TRAN/チャン LE/レ PHAM/ファム HOANG/ホアン VU/ブ DANG/ダン'),
    given: words('VAN/バン THI/ティ ANH/アイン MINH/ミン HUONG/フオン TUAN/トゥアン LAN/ラン'),
    families: [1, 1],
    givens: [2, 3],
  },
  {
    family: words('KIM/キム LEE/イ PARK/パク CHOI/チェ JUNG/チョン'),
    given: words('MINJUN/ミンジュン SEOYEON/ソヨン JIHOON/ジフン YUNA/ユナ'),
    families: [1, 1],
    givens: [1, 1],
  },
  {
    family: words(
      'SANTOS/サントス CRUZ/クルス REYES/レイエス GARCIA/ガルシア BAUTISTA/バウティスタ',
    ),
    given: words('MARIA/マリア JOSE/ホセ CRISTINA/クリスティナ ANGELO/アンジェロ LIZA/リザ'),
    families: [1, 2],
    givens: [1, 3],
  },
  {
    family: words(
      'DA/ダ SILVA/シルバ PEREIRA/ペレイラ OLIVEIRA/オリベイラ DOS/ドス SANTOS/サントス',
    ),
    given: words(
      'PAULO/パウロ EDUARDA/エドゥアルダ VITORIA/ビトリア LUCAS/ルカス GABRIELA/ガブリエラ',
    ),
    families: [2, 5],
    givens: [1, 2],
  },
  {
    family: words('SHRESTHA/シュレスタ GURUNG/グルン TAMANG/タマン RAI/ライ THAPA/タパ'),
    given: words('ASHA/アシャ BIKASH/ビカス SUNITA/スニタ PRAKASH/プラカス'),
    families: [1, 1],
    givens: [1, 2],
  },
  {
    family: words(
      'WICKRAMASINGHE/ウィクラマシンハ MUDIYANSELAGE/ムディヤンセラゲ RATHNAYAKE/ラトナヤケ',
    ),
    given: words('CHAMINDA/チャミンダ PRIYANTHA/プリヤンタ KUMARI/クマリ SANDAMALI/サンダマリ'),
    families: [2, 3],
    givens: [2, 3],
  },
  {
    family: words('SMITH/スミス JOHNSON/ジョンソン WILLIAMS/ウィリアムズ BROWN/ブラウン'),
    given: words('JANE/ジェーン ALEXANDRA/アレクサンドラ JOHN/ジョン MICHAEL/マイケル'),
    families: [1, 1],
    givens: [1, 2],
  },
]

/** 通称 that foreigners have had entered. */
const COMMON_FAMILIES = words('金本/カネモト 新井/アライ 木下/キノシタ 山本/ヤマモト 青山/アオヤマ')
const COMMON_GIVENS = words('明/アキラ 美香/ミカ 健一/ケンイチ 愛/アイ 誠/マコト')

const FULL_WIDTH_OFFSET = 0xfee0

/** A foreign family: its country's way with names, and its family name. */
export interface ForeignFamily {
  readonly style: NameStyle
  readonly family: readonly Word[]
}

/** Draws a family of one of the countries. */
export function drawForeignFamily(choice: SeededChoice): ForeignFamily {
  const style = choice.earlyOf(STYLES)
  return { style, family: drawWords(choice, style.family, style.families) }
}

/** The name of one of the family: full-width capitals, family name first, and its reading. */
export function drawForeignName(
  choice: SeededChoice,
  { style, family }: ForeignFamily,
): RecordedName {
  const all = [...family, ...drawWords(choice, style.given, style.givens)]
  const name = all.map(({ latin }) => fullWidth(latin)).join('　')
  assert(name.length <= NAME_CHARACTERS_MAX, 'a drawn name fits into the record')
  const kana = all.map((word) => word.kana).join('　')
  return { name, nameSubstitutions: noSubstitutions(name), kana }
}

/** 通称 of a member of the family that goes by `family`. */
export function drawCommonName(choice: SeededChoice, family: Word): RecordedName {
  const given = choice.of(COMMON_GIVENS)
  const name = `${family.latin}　${given.latin}`
  const kana = `${family.kana}　${given.kana}`
  return { name, nameSubstitutions: noSubstitutions(name), kana }
}

/** The Japanese family name under which a foreign family goes. */
export function drawCommonFamily(choice: SeededChoice): Word {
  return choice.of(COMMON_FAMILIES)
}

function drawWords(
  choice: SeededChoice,
  from: readonly Word[],
  [least, most]: readonly [number, number],
): readonly Word[] {
  const drawn = Array.from({ length: choice.between(least, most) }, () => choice.of(from))
  return drawn.filter((word, index) => drawn.indexOf(word) === index)
}

function fullWidth(latin: string): string {
  return Array.from(latin, (letter) =>
    String.fromCharCode(letter.charCodeAt(0) + FULL_WIDTH_OFFSET),
  ).join('')
}
