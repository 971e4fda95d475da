import type { RefusalTexts } from '#kernel/refusal-text.ts'

/** Why a keystore cannot be opened. `{file}` is the name of the file inside its folder. */
export type KeystoreRefusal =
  | 'keystore-passphrase-wrong'
  | 'keystore-damaged'
  | 'keystore-exposed'
  | 'keystore-newer'

/** Texts of the refusals of a keystore. */
export const KEYSTORE_REFUSAL_TEXTS: RefusalTexts<KeystoreRefusal> = {
  'keystore-passphrase-wrong': {
    ja: '鍵の保管場所を開けません。パスフレーズが違います。',
    en: 'The keystore does not open with this passphrase.',
    nextJa: 'この保管場所を作ったときのパスフレーズを指定してください。',
    nextEn: 'Give the passphrase with which this keystore was made.',
  },
  'keystore-damaged': {
    ja: '鍵のファイル「{file}」が壊れているか、書き換えられています。',
    en: 'The key file “{file}” is damaged or was changed.',
    nextJa: '控えからファイルを戻してください。壊れたファイルで発行を続けることはできません。',
    nextEn: 'Restore the file from its backup; nothing can be issued with a damaged one.',
  },
  'keystore-exposed': {
    ja: '鍵のファイル「{file}」を他の利用者が読み書きできます。',
    en: 'Other users can reach the key file “{file}”.',
    nextJa: 'chmod 600 で所有者だけが読めるようにし、漏えいの有無を確かめてください。',
    nextEn: 'Restrict it with chmod 600, and find out whether somebody has copied it.',
  },
  'keystore-newer': {
    ja: '鍵の保管場所の形式「{found}」は、この版では読めません。',
    en: 'The keystore has the format “{found}”, which this version cannot read.',
    nextJa: '保管場所を作った版のプログラムで開いてください。',
    nextEn: 'Open it with the version that made it.',
  },
}
