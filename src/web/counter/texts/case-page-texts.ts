import type { Words } from '../words.ts'
import type { MovingWork } from '../work-part.ts'

/** The page of a case. */
export const CASE_PAGE_TEXTS = {
  receipt: { ja: '受付番号', en: 'Receipt number' },
  stages: { ja: '進みぐあい', en: 'Progress' },
  now: { ja: 'いますること', en: 'Now' },
  identity: { ja: '本人確認の方法', en: 'How identity was confirmed' },
  papers: { ja: '確かめた書類', en: 'Papers seen' },
  noPapers: { ja: 'この手続に書類は要りません。', en: 'No papers are asked for.' },
  noPapersLeft: {
    ja: 'すべて原本で確かめ、チェックを入れてください。',
    en: 'Check each original and tick it.',
  },
  inquiryLead: {
    ja: '任意代理人の手続です。本人に照会書を郵送し、回答書を持って再び来てもらいます。',
    en: 'A proxy acts: the holder is asked by post, and the proxy comes again with the answer.',
  },
  answerBy: { ja: '回答の期限', en: 'Answer by' },
  approvalLead: {
    ja: '決裁者（受け付けた人とは別の人）の承認を待っています。',
    en: 'Waiting for a supervisor other than who asked for it.',
  },
  requestedBy: { ja: '申請した職員', en: 'Asked for by' },
  mayNotApprove: {
    ja: 'あなたは、この案件を承認できません。別の決裁者に頼んでください。',
    en: 'You cannot approve this case: ask another supervisor.',
  },
  readyLead: {
    ja: '準備ができました。「実行する」を押すと始まります。',
    en: 'Everything is in order. “Carry out” begins.',
  },
  resumeLead: {
    ja: '途中まで済んでいます。続きから始まります。同じ受付番号なので、二重にはなりません。',
    en: 'Part of it is done. It goes on from there, with no double effect.',
  },
  stoppedLead: {
    ja: '下の「処理のようす」で止まった理由を確かめ、直してから続けてください。同じ受付番号なので、二重にはなりません。',
    en: 'See below why it stopped, put that right and go on; nothing has a double effect.',
  },
  resume: { ja: '続きから実行する', en: 'Go on' },
  needCard: { ja: '先に、この方のカードをリーダーに置いてください。', en: 'First place the card.' },
  wrongCard: {
    ja: 'リーダーのカードは、この案件のカードではありません。',
    en: 'The card on the reader is not the one of this case.',
  },
  needScreen: {
    ja: '暗証番号は住民用画面で入力します。画面をこの窓口につないでください。',
    en: 'PINs are typed on the resident’s screen: pair one with this desk.',
  },
  busyElsewhere: {
    ja: 'この窓口では、別の案件を処理しています。',
    en: 'This desk is at work on another case.',
  },
  doneLead: { ja: '手続は完了しました。', en: 'The procedure is complete.' },
  endedLead: { ja: 'この案件は終わりました。', en: 'This case has ended.' },
  nextForPerson: { ja: 'この方のページへ', en: 'To the person' },
  withdrawWarning: {
    ja: '取り下げた案件は戻せません。済んだ処理は取り消されません。',
    en: 'This cannot be undone, and what was done stays done.',
  },
  acts: { ja: '行う処理', en: 'What is done' },
  actDone: { ja: '済み', en: 'done' },
  actOpen: { ja: 'これから', en: 'to come' },
  printed: { ja: '書類の印刷', en: 'Papers to print' },
  noPrinted: { ja: '印刷する書類はまだありません。', en: 'Nothing to print yet.' },
  history: { ja: '案件の経過', en: 'History of the case' },
  applicant: { ja: '手続をする人', en: 'Who acts' },
  fee: { ja: '手数料', en: 'Fee' },
  sighted: { ja: '確認済み', en: 'Confirmed' },
  stopped: { ja: '止まった理由', en: 'Why it stopped' },
} as const satisfies Readonly<Record<string, Words>>

/** What the clerk does while the desk is at work on the case. */
export const AT_WORK_TEXTS: Readonly<Record<MovingWork['state'], Words>> = {
  running: {
    ja: '処理しています。カードはリーダーに置いたままにしてください。',
    en: 'At work: leave the card on the reader.',
  },
  'waiting-for-pins': {
    ja: '住民用画面での入力を待っています。職員は画面を見ません。入力が済むと、自動で続きます。',
    en: 'Waiting for what is typed on the resident’s screen; it goes on by itself.',
  },
  'waiting-for-card': {
    ja: 'この方のカードをリーダーに置いてください。置くと、自動で続きます。',
    en: 'Place this person’s card on the reader; it goes on by itself.',
  },
}

/** The desk: reader, tray and the resident's screen. */
export const DESK_TEXTS = {
  title: { ja: '窓口とカード', en: 'Desk and card' },
  reader: { ja: 'カードリーダー', en: 'Card reader' },
  noCard: { ja: 'カードは置かれていません', en: 'No card on the reader' },
  cardHere: { ja: 'カードが置かれています', en: 'A card is on the reader' },
  pull: { ja: 'カードを取り出す', en: 'Take the card away' },
  tray: { ja: '仮想カードのトレー', en: 'Tray of virtual cards' },
  insert: { ja: '置く', en: 'Place' },
  emptyTray: { ja: 'トレーにカードはありません。', en: 'The tray is empty.' },
  moreCards: { ja: 'ほかにもあります。', en: 'There are more.' },
  otherCard: { ja: '別のカードを置く', en: 'Place another card' },
  cardSerial: { ja: 'カードの製造番号', en: 'Card serial' },
  ofThisPerson: { ja: 'この方のカード', en: 'this person’s card' },
  triesLeft: { ja: '残り', en: 'tries left' },
  times: { ja: '回', en: '' },
  locked: { ja: 'ロック中', en: 'locked' },
  noPin: { ja: '暗証番号なし', en: 'no PIN' },
  onChip: { ja: 'チップの中の証明書', en: 'On the chip' },
  nothingOnChip: { ja: 'チップに証明書はありません', en: 'no certificate on the chip' },
  present: { ja: '入っています', en: 'present' },
  termDiffers: {
    ja: 'カードの有効期限が、チップと台帳で違います。',
    en: 'Chip and record name different last days.',
  },
  termOnChip: { ja: 'チップ', en: 'chip' },
  termOnRecord: { ja: '台帳', en: 'record' },
  termDiffersNext: {
    ja: '有効期間を変える案件が途中なら、その案件を続けると、チップが書き直されます。なければ、決裁者に知らせてください。',
    en: 'If a case that changes the term is open, going on with it writes the chip again. If there is none, tell a supervisor.',
  },
  realReader: { ja: 'PC/SC リーダーを使用中', en: 'Using a PC/SC reader' },
  otherReader: { ja: 'リーダーを変える', en: 'Use another reader' },
  chooseReader: { ja: '使うリーダー', en: 'Reader to use' },
  virtual: { ja: '仮想カードのトレー', en: 'the tray of virtual cards' },
  use: { ja: '切り替える', en: 'Switch' },
  screen: { ja: '住民用画面', en: 'The resident’s screen' },
  screenPaired: { ja: 'つながっています', en: 'paired' },
  screenAlone: { ja: 'つながっていません', en: 'not paired' },
  pairingCode: { ja: 'つなぐための番号', en: 'Pairing code' },
  pairingHow: {
    ja: '住民用の端末で /counter/screen を開き、この番号を入れます。番号は一度だけ使えます。',
    en: 'Open /counter/screen on the resident’s device and enter this code; it works once.',
  },
  newCode: { ja: '新しい番号を出す', en: 'New code' },
  letGo: { ja: 'つなぎ直す', en: 'Pair again' },
  newWindow: { ja: '別の窓で開く', en: 'Open in a new window' },
  work: { ja: '処理のようす', en: 'Work at this desk' },
  noWork: { ja: 'いま処理している案件はありません。', en: 'No case is being worked on here.' },
  toCase: { ja: '案件を開く', en: 'Open the case' },
} as const satisfies Readonly<Record<string, Words>>

/** The pages beside the cases. */
export const OTHER_PAGE_TEXTS = {
  approvals: { ja: '承認', en: 'Approvals' },
  approvalsLead: {
    ja: '案件を開き、内容を確かめてから決めてください。自分が申請した案件は承認できません。',
    en: 'Open each case and look before you decide. You cannot approve what you asked for yourself.',
  },
  noApprovals: { ja: '承認を待っている案件はありません。', en: 'Nothing waits for approval.' },
  notSupervisor: {
    ja: '決裁者だけが承認できます。いま待っている案件は見られます。',
    en: 'Only a supervisor can approve; you can see what waits.',
  },
  journal: { ja: '日誌', en: 'Journal' },
  journalDay: { ja: '日', en: 'Day' },
  show: { ja: '表示', en: 'Show' },
  noJournal: { ja: 'この日の記録はありません。', en: 'Nothing is recorded for this day.' },
  entries: { ja: '件', en: 'entries' },
  ticket: { ja: '番号札', en: 'Queue tickets' },
  ticketFor: { ja: '用件', en: 'What for' },
  takeTicket: { ja: '番号札を出す', en: 'Give a ticket' },
  yourNumber: { ja: 'あなたの番号', en: 'Your number' },
  easyWait: {
    ja: 'この 番号（ばんごう）が よばれるまで まってください。',
    en: 'Please wait until your number is called.',
  },
  waitAbout: { ja: '待ち時間のめやす', en: 'Waiting time, about' },
  taken: { ja: '発行', en: 'taken' },
  print: { ja: '印刷する', en: 'Print' },
  anotherTicket: { ja: '次の番号札へ', en: 'Next ticket' },
  ticketGone: {
    ja: 'この番号札は、きょうの分にありません。',
    en: 'There is no such ticket today.',
  },
} as const satisfies Readonly<Record<string, Words>>

/** What the journal records besides the entries of cases. */
export const JOURNAL_TEXTS: Readonly<Record<string, Words>> = {
  'look-up': { ja: '記録を見ました', en: 'Looked at records' },
  'signed-in': { ja: 'サインイン', en: 'Signed in' },
  'signed-out': { ja: 'サインアウト', en: 'Signed out' },
  'ticket-called': { ja: '番号札を呼出し', en: 'Ticket called' },
  'ticket-closed': { ja: '番号札を終了', en: 'Ticket closed' },
  'life-event-recorded': { ja: '記録の異動を入力', en: 'Change of the record entered' },
  'staff-added': { ja: '職員を追加', en: 'Member of staff added' },
  'staff-changed': { ja: '職員の登録を変更', en: 'Member of staff changed' },
  'look-ups-unusual': { ja: '照会の件数がいつもと違います', en: 'Unusual number of look-ups' },
}

/** What a line of the journal says of a ticket. */
export const JOURNAL_DETAIL_TEXTS = {
  number: { ja: '{value}番', en: 'no. {value}' },
  desk: { ja: '窓口 {value}', en: 'desk {value}' },
} as const satisfies Readonly<Record<string, Words>>

/** How a ticket ended. */
export const TICKET_END_TEXTS: Readonly<Record<string, Words>> = {
  served: { ja: '対応済み', en: 'served' },
  gone: { ja: '不在', en: 'gone' },
}
