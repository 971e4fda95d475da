import type { RefusalTexts } from '#kernel/refusal-text.ts'
import type { CardFileRefusal } from './contract.ts'

/** What a person reads when a card file cannot be made or opened. `{path}` is the file. */
export const CARD_FILE_REFUSAL_TEXTS: RefusalTexts<CardFileRefusal> = {
  'card-file-missing': {
    ja: 'カードファイル {path} がありません。',
    en: 'There is no card file {path}.',
    nextJa: '場所を確かめるか、新しいカードを作成してください。',
    nextEn: 'Check the path, or make a new card.',
  },
  'card-file-exists': {
    ja: '{path} には既にファイルがあります。上書きはしません。',
    en: 'There is already a file at {path}; it is not overwritten.',
    nextJa: '別の名前を選ぶか、古いファイルを移動してください。',
    nextEn: 'Choose another name, or move the old file away.',
  },
  'card-file-not-permitted': {
    ja: 'カードファイル {path} を読み書きする権限がありません。',
    en: 'This user may not read and write the card file {path}.',
    nextJa: 'ファイルとフォルダーの所有者と権限を確かめてください。',
    nextEn: 'Check owner and permissions of the file and its folder.',
  },
  'card-file-not-a-card': {
    ja: '{path} はカードファイルではありません。',
    en: '{path} is not a card file.',
    nextJa: 'カードファイルの場所を指定してください。',
    nextEn: 'Give the path of a card file.',
  },
  'card-file-truncated': {
    ja: 'カードファイル {path} は途中で切れています。',
    en: 'The card file {path} is cut short.',
    nextJa: 'このカードは使えません。窓口でカードの再発行を受けてください。',
    nextEn: 'This card cannot be used; have a new card issued at the counter.',
  },
  'card-file-damaged': {
    ja: 'カードファイル {path} は壊れています。',
    en: 'The card file {path} is damaged.',
    nextJa: 'このカードは使えません。窓口でカードの再発行を受けてください。',
    nextEn: 'This card cannot be used; have a new card issued at the counter.',
  },
  'card-file-wrong-key': {
    ja: 'この鍵ではカードファイル {path} を開けません。',
    en: 'The card file {path} does not open with this key.',
    nextJa: 'カードを作成したときと同じデータフォルダーの封印鍵を使ってください。',
    nextEn: 'Use the seal key of the data folder in which the card was made.',
  },
  'card-file-newer-version': {
    ja: 'カードファイル {path} は新しい版 {version} で作られています。この版では開けません。',
    en: 'The card file {path} was made by a newer version ({version}) and does not open here.',
    nextJa: 'プログラムを新しい版にしてください。',
    nextEn: 'Update the program.',
  },
  'card-file-in-use': {
    ja: 'カードファイル {path} は別のプロセス(番号 {pid})が使っています。',
    en: 'The card file {path} is in use by another process (pid {pid}).',
    nextJa: 'そのプロセスを終えてから、もう一度試してください。',
    nextEn: 'End that process, then try again.',
  },
}
