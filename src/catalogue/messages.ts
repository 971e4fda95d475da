import type { RefusalTexts } from '#kernel/refusal-text.ts'

/** Refusals of the programs themselves: of the command line, of `up`, and between the two. */
export type SystemRefusal =
  | 'system-not-running'
  | 'operator-token-wrong'
  | 'operation-unknown'
  | 'request-malformed'
  | 'request-too-large'
  | 'answer-malformed'
  | 'port-in-use'
  | 'port-not-permitted'
  | 'database-server-ended'
  | 'database-unavailable'
  | 'authority-keys-elsewhere'
  | 'crl-absent'
  | 'card-shelf-empty'
  | 'card-shelf-several'
  | 'card-seal-key-missing'
  | 'pin-entries-differ'
  | 'register-query-malformed'
  | 'journeys-full'
  | 'ceremony-file-unreadable'

/** Their texts. */
export const SYSTEM_REFUSAL_TEXTS: RefusalTexts<SystemRefusal> = {
  'system-not-running': {
    ja: 'システムが動いていません。',
    en: 'The system is not running.',
    nextJa:
      '別の端末で npm start(または shomei up)を実行してから、もう一度試してください。別のデータフォルダーで動いているときは --data を付けます。',
    nextEn:
      'Run npm start (or shomei up) in another terminal and try again; give --data for another data folder.',
  },
  'operator-token-wrong': {
    ja: 'この操作の許可がありません。',
    en: 'This operation is not permitted with the token given.',
    nextJa: '動いているシステムと同じデータフォルダーを --data で指定してください。',
    nextEn: 'Name the data folder of the running system with --data.',
  },
  'operation-unknown': {
    ja: '動いているシステムはこの操作を知りません。',
    en: 'The running system does not know this operation.',
    nextJa: 'システムを同じ版で起動し直してください。',
    nextEn: 'Restart the system with the same version.',
  },
  'request-malformed': {
    ja: '送った内容の形が正しくありません。',
    en: 'The request has the wrong form.',
    nextJa: 'オプションの値を確かめてください(--help に例があります)。',
    nextEn: 'Check the values of the options; --help has an example.',
  },
  'request-too-large': {
    ja: '送った内容が大きすぎます。',
    en: 'The request is too large.',
    nextJa: '256 KiB 以内にしてください。',
    nextEn: 'Keep it within 256 KiB.',
  },
  'answer-malformed': {
    ja: 'システムの答えを読めませんでした。',
    en: 'The answer of the system could not be read.',
    nextJa: 'その番地で別のプログラムが動いていないか確かめ、システムを起動し直してください。',
    nextEn: 'See whether another program listens at that address, and restart the system.',
  },
  'port-in-use': {
    ja: 'ポート {port} は別のプログラムが使っています。',
    en: 'Port {port} is in use by another program.',
    nextJa: '--port と --status-port で別の番号(0 なら空いている番号)を指定してください。',
    nextEn: 'Choose other numbers with --port and --status-port; 0 takes a free one.',
  },
  'port-not-permitted': {
    ja: 'ポート {port} を開く権限がありません。',
    en: 'Port {port} may not be opened by this user.',
    nextJa: '1024 以上の番号を --port と --status-port で指定してください。',
    nextEn: 'Choose numbers of 1024 or more with --port and --status-port.',
  },
  'database-server-ended': {
    ja: 'データベースが止まりました。確定した記録は失われていません。',
    en: 'The database server ended. Nothing committed was lost.',
    nextJa: 'もう一度起動してください。自動で復旧します。',
    nextEn: 'Start again; it recovers by itself.',
  },
  'database-unavailable': {
    ja: 'データベースが応答しません。確定した記録は失われていません。途中の操作は行われていません。',
    en: 'The database does not answer. Nothing committed was lost, and this act was not done.',
    nextJa:
      'PostgreSQL(DATABASE_URL の先)を動かしてから、同じ操作をもう一度行ってください。システムの再起動は要りません。',
    nextEn:
      'Bring PostgreSQL (the one of DATABASE_URL) up and do the same again; the system need not be restarted.',
  },
  'authority-keys-elsewhere': {
    ja: 'このデータベースの認証局({authority})の鍵が、このデータフォルダーにありません。何も変えていません。',
    en: 'The key of this database’s authority ({authority}) is not in this data folder. Nothing was changed.',
    nextJa:
      'このデータベースを使い始めたときのデータフォルダーを --data で指定するか、DATABASE_URL に空のデータベースを指定してください。',
    nextEn:
      'Name with --data the folder this database was begun with, or point DATABASE_URL at an empty database.',
  },
  'crl-absent': {
    ja: 'この市区町村の失効リストはまだありません。',
    en: 'There is no revocation list of this municipality yet.',
    nextJa: '市区町村コードを確かめてください。リストは最初の証明書が発行されるとできます。',
    nextEn: 'Check the code. A list exists from the first certificate of the municipality on.',
  },
  'card-shelf-empty': {
    ja: 'データフォルダーにカードがありません。',
    en: 'There is no card in the data folder.',
    nextJa: 'shomei counter issue で作るか、--card でファイルを指定してください。',
    nextEn: 'Make one with shomei counter issue, or name a file with --card.',
  },
  'card-shelf-several': {
    ja: 'データフォルダーにカードが {count} 枚あり、どれか決まりません。',
    en: 'There are {count} cards in the data folder.',
    nextJa: '--card でファイルを指定してください(フォルダーは {folder})。',
    nextEn: 'Name one with --card (folder {folder}).',
  },
  'card-seal-key-missing': {
    ja: 'このデータフォルダーには仮想カードを開く鍵がありません。',
    en: 'This data folder has no key that opens virtual cards.',
    nextJa: 'カードを作ったシステムのデータフォルダーを --data で指定してください。',
    nextEn: 'Name the data folder of the system that made the card with --data.',
  },
  'pin-entries-differ': {
    ja: '2回の入力が一致しません。何も変えていません。',
    en: 'The two entries differ. Nothing was changed.',
    nextJa: 'もう一度、同じ番号を2回入力してください。',
    nextEn: 'Try again and enter the same PIN twice.',
  },
  'register-query-malformed': {
    ja: '届出の内容の形が正しくありません。',
    en: 'The life event has the wrong form.',
    nextJa: '日付は YYYY-MM-DD、市区町村は台帳にある 5 桁のコードで指定してください。',
    nextEn: 'Give dates as YYYY-MM-DD and a municipality code of the register.',
  },
  'journeys-full': {
    ja: 'いくつもの実演が進行中です。',
    en: 'Several journeys are under way.',
    nextJa: '少し待ってからもう一度始めてください。',
    nextEn: 'Wait a moment and start again.',
  },
  'ceremony-file-unreadable': {
    ja: 'セレモニーのファイルを読めません。',
    en: 'The ceremony file cannot be read.',
    nextJa: 'パスを確かめてください。見本は config/ceremony.sandbox.json です。',
    nextEn: 'Check the path; config/ceremony.sandbox.json is an example.',
  },
}
