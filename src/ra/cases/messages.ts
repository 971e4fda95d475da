import type { RefusalTexts } from '#kernel/refusal-text.ts'
import type { CaseOwnRefusal } from './contract.ts'

const LOOK_AGAIN = {
  nextJa: '案件の画面を開き直し、今の状態を確かめてから続けてください。',
  nextEn: 'Open the case again, see where it stands now, and go on from there.',
} as const

/** What a clerk reads when a case is refused. */
export const CASE_REFUSAL_TEXTS: RefusalTexts<CaseOwnRefusal> = {
  'case-unknown': {
    ja: 'この受付番号の案件はありません。',
    en: 'There is no case under this receipt number.',
    nextJa:
      '受付票の番号を確かめてください。まだ受け付けていなければ、新しい案件を開いてください。',
    nextEn: 'Check the number on the slip. If nothing was opened yet, open a case.',
  },
  'case-state': {
    ja: 'この案件は「{state}」の状態なので、その操作はできません。何も変わっていません。',
    en: 'The case is “{state}”, so this cannot be done now. Nothing was changed.',
    ...LOOK_AGAIN,
  },
  'case-changed-meanwhile': {
    ja: '画面を表示している間に、ほかの操作でこの案件が進みました。今の操作は行われていません。',
    en: 'The case was changed while this page was open. What you asked for was not done.',
    ...LOOK_AGAIN,
  },
  'case-applicant-may-not': {
    ja: 'この人は、この手続きを行うことができません。',
    en: 'This person may not act in this procedure.',
    nextJa:
      '手続きできる人の一覧を見て、本人・法定代理人・代理人のだれが来るべきか案内してください。',
    nextEn: 'See who may act: the holder, the legal representative or a proxy.',
  },
  'case-agent-missing': {
    ja: '代わりに手続きする方の氏名と住所がそろっていません。',
    en: 'Name and address of the person who acts for the holder are needed.',
    nextJa: '代理人・法定代理人の本人確認書類を見て、氏名と住所を入力してください。',
    nextEn: 'Enter them as the identity document of the agent says.',
  },
  'case-agent-malformed': {
    ja: '代わりに手続きする方の氏名か住所に、使えない文字があるか、長すぎます。',
    en: 'The agent’s name or address has characters that cannot be printed, or is too long.',
    nextJa: '本人確認書類のとおりに入力し直してください（氏名100文字、住所200文字まで）。',
    nextEn: 'Enter it as the identity document says: 100 characters of name, 200 of address.',
  },
  'case-paper-missing': {
    ja: '必要な書類がそろっていません（{paper}）。',
    en: 'A paper is missing ({paper}).',
    nextJa: '不足の書類を確認してから、もう一度記録してください。案件はそのまま残っています。',
    nextEn: 'Record the papers again when the missing one has been seen; the case is kept.',
  },
  'case-approval-by-same-person': {
    ja: '受け付けた人は、同じ案件を決裁できません。',
    en: 'Whoever took the case up cannot approve it.',
    nextJa: '別の決裁者に、決裁を依頼してください。',
    nextEn: 'Ask another supervisor to approve it.',
  },
  'case-approval-needs-supervisor': {
    ja: 'この決裁には、決裁者の権限が必要です。',
    en: 'Only a supervisor can decide this.',
    nextJa: '決裁者に、決裁を依頼してください。',
    nextEn: 'Ask a supervisor to decide.',
  },
  'case-procedure-does-not-fit': {
    ja: 'この手続き（{procedure}）は、この人の今のカードと電子証明書には当てはまりません。',
    en: 'This procedure ({procedure}) does not fit the person’s card and certificates as they are.',
    nextJa: '「この方に何がありましたか？」から、当てはまる手続きを選び直してください。',
    nextEn: 'Answer again what happened to the person, and choose one of the procedures shown.',
  },
  'case-open-already': {
    ja: 'この人の同じ手続きが、まだ終わっていません（受付番号 {receiptNumber}）。',
    en: 'A case of the same procedure is still open (receipt number {receiptNumber}).',
    nextJa: '受付番号 {receiptNumber} の続きを行うか、その案件を取り下げてください。',
    nextEn: 'Go on with {receiptNumber}, or withdraw it first.',
  },
  'case-answer-late': {
    ja: '照会書兼回答書の期限（{answerBy}）が過ぎています。',
    en: 'The answer to the inquiry was due by {answerBy}.',
    nextJa: 'この案件を取り下げ、あらためて申請を受け付けて照会書を送ってください。',
    nextEn: 'Withdraw the case, take a new application and send another inquiry.',
  },
}
