import type { CaseAct, CaseEntryKind, CaseStateName } from '#ra/cases/contract.ts'
import type { IdentityEvidence } from '#ra/contract.ts'
import type { CaseStep, DeskWork } from '../ports.ts'
import type { Words } from '../words.ts'

/** Where a case stands. */
export const CASE_STATE_TEXTS: Readonly<Record<CaseStateName, Words>> = {
  opened: { ja: '受付済み・書類確認前', en: 'Opened, papers to be confirmed' },
  'inquiry-sent': { ja: '照会書の回答待ち', en: 'Waiting for the answer to the inquiry' },
  'awaiting-approval': { ja: '承認待ち', en: 'Waiting for approval' },
  ready: { ja: '実行できます', en: 'Ready to be carried out' },
  'under-way': { ja: '実行中', en: 'Under way' },
  done: { ja: '完了', en: 'Done' },
  rejected: { ja: '不承認', en: 'Not approved' },
  withdrawn: { ja: '取下げ', en: 'Withdrawn' },
}

/** The stages of a case as its tracker names them. */
export const STAGE_TEXTS = {
  opened: { ja: '受付', en: 'Opened' },
  inquiry: { ja: '照会書', en: 'Inquiry' },
  papers: { ja: '書類確認', en: 'Papers' },
  approval: { ja: '承認', en: 'Approval' },
  acts: { ja: '実行', en: 'Carry out' },
  done: { ja: '完了', en: 'Done' },
} as const satisfies Readonly<Record<string, Words>>

/** Whether a stage is over, now, to come, or was cut short. */
export const STAGE_STATE_TEXTS = {
  over: { ja: '済み', en: 'done' },
  now: { ja: '今ここ', en: 'now' },
  ahead: { ja: 'これから', en: 'to come' },
  ended: { ja: '中止', en: 'ended' },
} as const satisfies Readonly<Record<string, Words>>

/** One line of a case's history. */
export const CASE_ENTRY_TEXTS: Readonly<Record<CaseEntryKind, Words>> = {
  opened: { ja: '受け付けました', en: 'Opened' },
  'papers-confirmed': { ja: '本人確認と書類を確かめました', en: 'Identity and papers confirmed' },
  'inquiry-sent': { ja: '照会書を送りました', en: 'Inquiry sent' },
  'answer-received': { ja: '回答書を受け取りました', en: 'Answer received' },
  approved: { ja: '承認されました', en: 'Approved' },
  rejected: { ja: '承認されませんでした', en: 'Not approved' },
  'act-begun': { ja: '実行を始めました', en: 'Act begun' },
  'act-done': { ja: '実行が終わりました', en: 'Act done' },
  interrupted: { ja: '途中で止まりました', en: 'Interrupted' },
  resumed: { ja: '続きから再開しました', en: 'Resumed' },
  withdrawn: { ja: '取り下げられました', en: 'Withdrawn' },
  done: { ja: '完了しました', en: 'Done' },
}

/** One act of a case. */
export const ACT_TEXTS: Readonly<Record<CaseAct['act'], Words>> = {
  application: { ja: '電子証明書の発行と書込み', en: 'Issue certificates onto the card' },
  revocation: { ja: '電子証明書の失効', en: 'Revoke certificates' },
  'pin-reset': { ja: '暗証番号の初期化・再設定', en: 'Reset PINs' },
  'pin-change': { ja: '暗証番号の変更', en: 'Change PINs' },
  'record-change': { ja: '記録の変更', en: 'Change the record' },
  card: { ja: 'カードの登録と作成', en: 'Register and make the card' },
  'card-term': { ja: 'カードの有効期間の変更', en: 'Change the card’s term' },
  'authority-revocation': { ja: '認証局の鍵による一括失効', en: 'Revoke all of an authority key' },
}

/** How the applicant's identity was confirmed. */
export const IDENTITY_TEXTS: Readonly<Record<IdentityEvidence, Words>> = {
  'photo-document': { ja: '顔写真付きの書類 1点', en: 'one document with a photograph' },
  'two-documents': { ja: '書類 2点', en: 'two documents' },
  'inquiry-answer': { ja: '照会書兼回答書', en: 'the answer to the inquiry' },
}

/** What a person may do with a case, on its button. */
export const STEP_TEXTS: Readonly<Record<CaseStep['step'] | 'carry-out', Words>> = {
  'confirm-papers': { ja: '本人確認と書類を確かめた', en: 'Identity and papers confirmed' },
  'send-inquiry': { ja: '照会書を送った', en: 'Inquiry sent' },
  'receive-answer': { ja: '回答書を受け取った', en: 'Answer received' },
  approve: { ja: '承認する', en: 'Approve' },
  reject: { ja: '承認しない', en: 'Do not approve' },
  withdraw: { ja: 'この案件を取り下げる', en: 'Withdraw this case' },
  'carry-out': { ja: '実行する', en: 'Carry out' },
}

/** How the work of a desk stands. */
export const WORK_STATE_TEXTS: Readonly<Record<DeskWork['state'], Words>> = {
  running: { ja: '処理しています', en: 'Working' },
  'waiting-for-pins': {
    ja: '住民用画面で暗証番号の入力を待っています',
    en: 'Waiting for the PINs on the resident’s screen',
  },
  'waiting-for-card': {
    ja: 'カードを待っています。リーダーに置いてください',
    en: 'Waiting for the card: place it on the reader',
  },
  done: { ja: '終わりました', en: 'Finished' },
  stopped: { ja: '止まりました。続きから再開できます', en: 'Stopped; it can go on from here' },
}
