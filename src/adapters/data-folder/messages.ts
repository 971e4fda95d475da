import type { RefusalTexts } from '#kernel/refusal-text.ts'

/** Why a data folder cannot be opened. */
export type DataFolderRefusal =
  | 'data-folder-not-writable'
  | 'data-folder-not-a-folder'
  | 'data-folder-foreign'
  | 'data-folder-disk-full'
  | 'data-folder-in-use'
  | 'data-folder-newer'
  | 'data-folder-other-purpose'
  | 'clock-set-back'

/** What an operator reads when the data folder refuses, and what to do about it. */
export const DATA_FOLDER_REFUSAL_TEXTS: RefusalTexts<DataFolderRefusal> = {
  'data-folder-not-writable': {
    ja: 'データフォルダー {folder} に書き込めません({reason})。',
    en: 'The data folder {folder} cannot be written ({reason}).',
    nextJa: '書き込める場所を --data で指定するか、フォルダーの持ち主として起動してください。',
    nextEn: 'Choose a writable place with --data, or start as the owner of the folder.',
  },
  'data-folder-not-a-folder': {
    ja: '{folder} はフォルダーではありません。',
    en: '{folder} is not a folder.',
    nextJa: '別の場所を --data で指定してください。',
    nextEn: 'Choose another place with --data.',
  },
  'data-folder-foreign': {
    ja: '{folder} は空でなく、shomeiのデータフォルダーでもありません。',
    en: '{folder} is neither empty nor a data folder of shomei.',
    nextJa:
      '空のフォルダーか、まだ無いフォルダーを --data で指定してください。何も変更していません。',
    nextEn: 'Choose with --data a folder that is empty or does not exist. Nothing was changed.',
  },
  'data-folder-disk-full': {
    ja: '{folder} の空き容量が足りません(空き {freeMib} MiB、必要 {neededMib} MiB)。',
    en: 'Too little space is left at {folder} ({freeMib} MiB free, {neededMib} MiB needed).',
    nextJa: '不要なファイルを消すか、広い場所を --data で指定してください。',
    nextEn: 'Free some space, or choose a larger place with --data.',
  },
  'data-folder-in-use': {
    ja: 'データフォルダー {folder} は、動作中の別のshomei(プロセス {pid})が使っています。',
    en: 'The data folder {folder} is in use by another running shomei (process {pid}).',
    nextJa:
      'そちらを Ctrl-C か `kill {pid}` で止めるか、--data で別のフォルダーを指定してください。',
    nextEn: 'Stop that one with Ctrl-C or `kill {pid}`, or choose another folder with --data.',
  },
  'data-folder-newer': {
    ja: '{folder} は新しい版のshomeiの形式({found})で、この版は {known} までしか読めません。',
    en: '{folder} has the layout of a newer shomei ({found}); this one reads up to {known}.',
    nextJa: '新しい版のshomeiで起動してください。この版では何も変更していません。',
    nextEn: 'Start the newer shomei. Nothing was changed.',
  },
  'data-folder-other-purpose': {
    ja: '{folder} は {found} 用に作られたもので、{wanted} には使えません。',
    en: '{folder} was made for {found} and cannot serve as {wanted}.',
    nextJa: '--data で別のフォルダーを指定してください。試用と本番のデータは混ぜられません。',
    nextEn: 'Choose another folder with --data. Trial and real data are never mixed.',
  },
  'clock-set-back': {
    ja: 'このコンピューターの時計({now})が、前回の稼働時刻({lastSeen})より前に戻っています。',
    en: 'This computer’s clock ({now}) is behind the moment of the last run ({lastSeen}).',
    nextJa:
      '時計を合わせてください。前回の時計のほうが誤りだったなら --accept-clock を付けて起動してください。',
    nextEn:
      'Set the clock right. If it was the earlier one that was wrong, start with --accept-clock.',
  },
}
