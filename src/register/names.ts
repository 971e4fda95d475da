/** A part of a name: as the record holds it, its フリガナ, and where a 代替文字 stands for a 外字. */
export interface NamePart {
  readonly text: string
  readonly kana: string
  /** One `0` or `1` per character; without it none is a 代替文字. */
  readonly substitutions?: string
}

function parts(table: string): readonly NamePart[] {
  return (
    table
      .trim()
      // The full-width space inside a foreign name is white space too, so only line ends and blanks
      // split.
      .split(/[ \n]+/)
      .map((entry) => {
        const [text = '', kana = '', substitutions] = entry.split('/')
        return substitutions === undefined ? { text, kana } : { text, kana, substitutions }
      })
  )
}

/**
 * Frequent family names, and after them the hard ones: 髙, 﨑, 𠮷 and a variant of 辻 stand as 代替文字
 * (flag 1).
 */
export const FAMILY_NAMES = parts(`
  佐藤/サトウ 鈴木/スズキ 高橋/タカハシ 田中/タナカ 伊藤/イトウ 渡辺/ワタナベ 山本/ヤマモト
  中村/ナカムラ 小林/コバヤシ 加藤/カトウ 吉田/ヨシダ 山田/ヤマダ 佐々木/ササキ 山口/ヤマグチ
  松本/マツモト 井上/イノウエ 木村/キムラ 林/ハヤシ 斎藤/サイトウ 清水/シミズ 山崎/ヤマザキ
  森/モリ 池田/イケダ 橋本/ハシモト 阿部/アベ 石川/イシカワ 山下/ヤマシタ 中島/ナカジマ
  石井/イシイ 小川/オガワ 前田/マエダ 岡田/オカダ 長谷川/ハセガワ 藤田/フジタ 後藤/ゴトウ
  近藤/コンドウ 村上/ムラカミ 遠藤/エンドウ 青木/アオキ 坂本/サカモト 金城/キンジョウ
  比嘉/ヒガ 島袋/シマブクロ 四月一日/ワタヌキ 小鳥遊/タカナシ 勅使河原/テシガワラ
  渡邉/ワタナベ 渡邊/ワタナベ 齋藤/サイトウ 齊藤/サイトウ
  高橋/タカハシ/10 山崎/ヤマザキ/01 吉野/ヨシノ/10 辻/ツジ/1
`)

/** Given names of women, with their readings. */
export const FEMALE_NAMES = parts(`
  和子/カズコ 幸子/サチコ 節子/セツコ 洋子/ヨウコ 恵子/ケイコ 京子/キョウコ 由美子/ユミコ
  真由美/マユミ 明美/アケミ 直美/ナオミ 智子/トモコ 久美子/クミコ 愛/アイ 彩/アヤ 美咲/ミサキ
  葵/アオイ さくら/サクラ 陽菜/ヒナ 結衣/ユイ 凛/リン 咲良/サクラ 紬/ツムギ 心春/コハル
`)

/** Given names of men, with their readings. */
export const MALE_NAMES = parts(`
  茂/シゲル 清/キヨシ 実/ミノル 隆/タカシ 誠/マコト 浩/ヒロシ 健一/ケンイチ 哲也/テツヤ
  直樹/ナオキ 大輔/ダイスケ 健太/ケンタ 翔太/ショウタ 拓也/タクヤ 大翔/ヒロト 蓮/レン 悠真/ユウマ
  湊/ミナト 陽翔/ハルト 律/リツ 朝陽/アサヒ 亮/リョウ 一郎/イチロウ ひろし/ヒロシ
`)

/** Foreign residents' names as 住民票 carries them: full-width capitals, family name first. */
export const FOREIGN_NAMES = parts(`
  ＳＭＩＴＨ　ＪＡＮＥ/スミス　ジェーン ＮＧＵＹＥＮ　ＶＡＮ　ＡＮ/グエン　バン　アン
  ＳＡＮＴＯＳ　ＭＡＲＩＡ/サントス　マリア ＫＩＭ　ＭＩＮＪＵＮ/キム　ミンジュン
  ＳＨＲＥＳＴＨＡ　ＡＳＨＡ/シュレスタ　アシャ ＳＩＬＶＡ　ＰＡＵＬＯ/シルバ　パウロ
`)

/** Town names that exist in most municipalities: the synthetic addresses point at no one's door. */
export const TOWNS: readonly string[] = (
  '本町 栄町 中央 緑町 旭町 幸町 東町 西町 南町 北町 桜町 ' +
  '若葉町 泉町 寿町 宮前町 新町 大手町 松原 富士見 日の出町'
).split(' ')
