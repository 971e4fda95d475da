import type { RefusalTexts } from '#kernel/refusal-text.ts'

/** Why the database cannot be started, reached or brought to this program's schema. */
export type DatabaseRefusal =
  | 'database-bundle-missing'
  | 'database-bundle-unplaceable'
  | 'database-account-missing'
  | 'database-cannot-leave-root'
  | 'database-version-mismatch'
  | 'database-too-old'
  | 'database-disk-full'
  | 'database-start-failed'
  | 'database-orphan-unstoppable'
  | 'database-url-malformed'
  | 'database-unreachable'
  | 'schema-newer'
  | 'schema-edited'

/** What an operator reads when the database refuses, and what to do about it. */
export const DATABASE_REFUSAL_TEXTS: RefusalTexts<DatabaseRefusal> = {
  'database-bundle-missing': {
    ja: '同梱のPostgreSQLが、この環境({platform})では見つかりません。',
    en: 'The bundled PostgreSQL was not found for this platform ({platform}).',
    nextJa:
      '`npm ci` をやり直すか、PostgreSQL 15以上を用意して環境変数 DATABASE_URL で指定してください。',
    nextEn: 'Run `npm ci` again, or point DATABASE_URL at a PostgreSQL 15 or newer.',
  },
  'database-bundle-unplaceable': {
    ja: 'PostgreSQLの実行ファイルを、ユーザー {account} が読める場所に置けませんでした({folder})。',
    en: 'PostgreSQL could not be placed where the account {account} may read it ({folder}).',
    nextJa: '一般ユーザーで起動するか、--data で全員が通れるフォルダーの下を指定してください。',
    nextEn:
      'Start as an ordinary user, or choose with --data a folder whose parents all may enter.',
  },
  'database-account-missing': {
    ja: 'PostgreSQLを動かすユーザー(uid {uid})が /etc/passwd にありません。',
    en: 'The account PostgreSQL would run as (uid {uid}) is not in /etc/passwd.',
    nextJa: '登録されたユーザーで起動するか、DATABASE_URL で外部のPostgreSQLを指定してください。',
    nextEn: 'Start as a registered user, or use an outside PostgreSQL with DATABASE_URL.',
  },
  'database-cannot-leave-root': {
    ja: 'rootでの起動ですが、ユーザー {account} に切り替えられませんでした。',
    en: 'Started as root, but switching to the account {account} was not permitted.',
    nextJa: '一般ユーザーで起動するか、コンテナーに SETUID・SETGID・CHOWN の権限を与えてください。',
    nextEn: 'Start as an ordinary user, or give the container SETUID, SETGID and CHOWN.',
  },
  'database-version-mismatch': {
    ja: 'データはPostgreSQL {found} の形式ですが、同梱版は {expected} です。',
    en: 'The data was written by PostgreSQL {found}; the bundled one is {expected}.',
    nextJa:
      '元の版のshomeiで起動して pg_dump で書き出し、空のデータフォルダーに読み込んでください。',
    nextEn: 'Start the earlier shomei, export with pg_dump, and load it into an empty data folder.',
  },
  'database-too-old': {
    ja: '接続先のPostgreSQLは版 {found} で、必要な版 {required} より古いものです。',
    en: 'The PostgreSQL at DATABASE_URL is version {found}; {required} or newer is needed.',
    nextJa: 'PostgreSQL {required} 以上を DATABASE_URL に指定してください。',
    nextEn: 'Point DATABASE_URL at PostgreSQL {required} or newer.',
  },
  'database-disk-full': {
    ja: 'データベースの置き場所に空き容量がありません({folder})。',
    en: 'The disk that holds the database is full ({folder}).',
    nextJa:
      '不要なファイルを消して空きを作り、もう一度起動してください。記録済みのデータは無事です。',
    nextEn: 'Free some space and start again. What was recorded is safe.',
  },
  'database-start-failed': {
    ja: 'PostgreSQLが起動しませんでした({reason})。',
    en: 'PostgreSQL did not start ({reason}).',
    nextJa:
      '{log} の最後の行に原因があります。解決しなければ、そのファイルを添えて報告してください。',
    nextEn:
      'The last lines of {log} name the cause. If that does not help, report it with the file.',
  },
  'database-orphan-unstoppable': {
    ja: '前回のPostgreSQL(プロセス {pid})が残っていて、止められませんでした。',
    en: 'PostgreSQL of an earlier run (process {pid}) is still there and did not stop.',
    nextJa:
      '`kill -INT {pid}` を、そのプロセスの持ち主かrootで実行してから、起動し直してください。',
    nextEn: 'Run `kill -INT {pid}` as its owner or as root, then start again.',
  },
  'database-url-malformed': {
    ja: 'DATABASE_URL がPostgreSQLのURLではありません。',
    en: 'DATABASE_URL is not a PostgreSQL URL.',
    nextJa: 'postgresql://ユーザー:パスワード@ホスト:5432/データベース の形で指定してください。',
    nextEn: 'Write it as postgresql://user:password@host:5432/database.',
  },
  'database-unreachable': {
    ja: 'データベース {place} に接続できません({reason})。',
    en: 'The database {place} cannot be reached ({reason}).',
    nextJa: 'サーバーが動いていること、DATABASE_URL の宛先とパスワードを確かめてください。',
    nextEn: 'Check that the server runs, and the address and password in DATABASE_URL.',
  },
  'schema-newer': {
    ja: 'データベースは新しい版のshomeiのもの(移行 {found})で、この版は {known} までしか知りません。',
    en: 'The database belongs to a newer shomei (migration {found}); this one knows up to {known}.',
    nextJa: '新しい版のshomeiで起動してください。この版では何も変更していません。',
    nextEn: 'Start the newer shomei. Nothing was changed.',
  },
  'schema-edited': {
    ja: '移行 {migration} の内容が、このデータベースに適用されたときと違います。',
    en: 'Migration {migration} is not the text that was applied to this database.',
    nextJa: '適用済みの移行は変更できません。元の内容に戻し、変更は新しい番号で加えてください。',
    nextEn:
      'An applied migration is never edited: restore it, and make the change under a new number.',
  },
}
