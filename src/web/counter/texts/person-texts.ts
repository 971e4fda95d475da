import type { Words } from '../words.ts'

/** A person's page. */
export const PERSON_TEXTS = {
  chooseReason: { ja: 'なぜこの方の記録を見ますか?', en: 'Why do you look at these records?' },
  look: { ja: '記録を見る', en: 'Look' },
  born: { ja: '生', en: 'born' },
  age: { ja: '歳', en: 'years old' },
  household: { ja: '世帯', en: 'Household' },
  formerName: { ja: '旧氏', en: 'Former family name' },
  commonName: { ja: '通称', en: 'Common name' },
  nationality: { ja: '国籍等', en: 'Nationality' },
  stay: { ja: '在留期間', en: 'Period of stay' },
  until: { ja: 'まで', en: 'until' },
  since: { ja: 'から', en: 'since' },
  adultWard: { ja: '成年被後見人', en: 'adult ward' },
  under15: { ja: '15歳未満', en: 'under 15' },
  overseas: { ja: '国外', en: 'overseas' },
  died: { ja: '死亡', en: 'deceased' },
  recordEnded: { ja: '住民票の消除', en: 'record deleted' },
  cardTitle: { ja: 'カードと電子証明書', en: 'Card and certificates' },
  noCard: { ja: '有効なカードはありません', en: 'There is no live card' },
  noCardNext: {
    ja: '「カードを受け取る」から始めます。',
    en: 'Begin with “comes to receive the card”.',
  },
  cardSerial: { ja: '製造番号', en: 'Serial' },
  term: { ja: '有効期限', en: 'Expires' },
  noCertificate: { ja: 'このカードには入っていません', en: 'not on this card' },
  validity: { ja: '有効期間の経過', en: 'part of the validity that is over' },
  earlier: { ja: '以前のカードと証明書', en: 'Earlier cards and certificates' },
  question: { ja: 'この方に何がありましたか?', en: 'What happened to this person?' },
  fromRecord: { ja: 'いまの記録から', en: 'From the record' },
  event: { ja: '住民の記録の異動', en: 'Changes of the record' },
  eventLead: {
    ja: '転入・氏名変更・死亡などを記録する前に、証明書がどうなるかを確かめられます。',
    en: 'See what a move, a new name or a death would end before it is recorded.',
  },
  eventOpen: { ja: '異動を試す・記録する', en: 'Preview or record a change' },
  cases: { ja: '案件', en: 'Cases' },
  noCases: { ja: '案件はまだありません。', en: 'There are no cases yet.' },
  noOpenCases: { ja: '途中の案件はありません。', en: 'No case is open.' },
  endedCases: { ja: '終わった案件', en: 'Cases that have ended' },
  history: { ja: 'これまでの経過', en: 'History' },
  noHistory: { ja: 'まだ何もありません。', en: 'Nothing has happened yet.' },
  lookUps: { ja: 'この方の記録を見た人', en: 'Who looked at these records' },
  noLookUps: { ja: '記録はありません。', en: 'Nobody so far.' },
} as const satisfies Readonly<Record<string, Words>>

/** The procedures for what happened. */
export const PROCEDURE_TEXTS = {
  lead: {
    ja: '上から順に行います。できない手続には理由が書いてあります。',
    en: 'In this order. Where a procedure cannot be had, the reason is given.',
  },
  none: {
    ja: 'この場合の手続は、窓口にはありません。',
    en: 'There is no procedure for this here.',
  },
  noneNext: {
    ja: '別の「何がありましたか」を選ぶか、住民の記録を確かめてください。',
    en: 'Choose another answer, or check the record.',
  },
  refused: { ja: '今はできません', en: 'Not possible now' },
  fee: { ja: '手数料', en: 'Fee' },
  free: { ja: '無料', en: 'free' },
  yen: { ja: '円', en: 'yen' },
  approval: { ja: '決裁者の承認が必要', en: 'needs approval' },
  card: { ja: 'カードが必要', en: 'needs the card' },
  newEnd: { ja: '新しい有効期限', en: 'New end' },
  who: { ja: '手続をする人と、持ち物', en: 'Who acts, and what they bring' },
  agent: {
    ja: '代理人の氏名と住所（代理人の本人確認書類のとおりに）',
    en: 'Name and address of who acts, as on their identity document',
  },
  nothingToBring: { ja: '持ち物はありません', en: 'nothing to bring' },
  twoVisits: {
    ja: '2回の来庁（照会書を本人に郵送）',
    en: 'two visits, with an inquiry by post between them',
  },
  kinds: { ja: '証明書の種類', en: 'Kinds of certificate' },
  ownFault: {
    ja: '本人の責めによる再発行（有料になる場合があります）',
    en: 'by the holder’s own doing (a fee may apply)',
  },
  law: { ja: '根拠', en: 'The law' },
  lawFrom: { ja: '適用', en: 'from' },
  begin: { ja: 'この手続を始める', en: 'Begin' },
  back: { ja: 'この方のページへ戻る', en: 'Back to the person' },
} as const satisfies Readonly<Record<string, Words>>

/** Life events: preview and record. */
export const EVENT_TEXTS = {
  title: { ja: '住民の記録の異動', en: 'Changes of the record' },
  choose: { ja: 'どの異動ですか?', en: 'Which change?' },
  change: { ja: '別の異動を選ぶ', en: 'Choose another' },
  preview: { ja: 'どうなるかを見る', en: 'Preview' },
  record: { ja: 'この異動を記録する', en: 'Record this change' },
  recordWarning: {
    ja: '記録すると取り消せません。証明書の失効はすぐに反映されます。',
    en: 'This cannot be undone. Certificates that lapse do so at once.',
  },
  outcome: { ja: 'この異動で起きること', en: 'What this change brings about' },
  written: { ja: '記録する内容', en: 'As it would be recorded' },
  nothingYet: { ja: 'まだ何も記録していません。', en: 'Nothing has been recorded.' },
  recorded: { ja: '記録しました。', en: 'Recorded.' },
  yes: { ja: 'はい', en: 'yes' },
} as const satisfies Readonly<Record<string, Words>>
