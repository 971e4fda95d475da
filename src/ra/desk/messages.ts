import type { RefusalTexts } from '#kernel/refusal-text.ts'
import type { DeskRefusal } from './refusal.ts'

const GO_ON = {
  nextJa:
    'ここまでに済んだことは残っています。カードを置き直し、「続きから行う」を押してください。別の窓口からも続けられます。',
  nextEn:
    'What was done so far is kept. Put the card back and go on; another desk can go on with it too.',
}

/** What a clerk, or the resident, reads when a desk refuses. */
export const DESK_REFUSAL_TEXTS: RefusalTexts<DeskRefusal> = {
  'desk-unknown': {
    ja: 'この窓口はありません。',
    en: 'There is no such desk.',
    nextJa: 'サインインし直して、自分の市区町村の窓口を選んでください。',
    nextEn: 'Sign in again and choose a desk of your municipality.',
  },
  'desk-busy': {
    ja: 'この窓口は、別の受付（{receiptNumber}）の作業中です。',
    en: 'This desk is at work on another case ({receiptNumber}).',
    nextJa: 'その受付が終わるか止まるのを待ってから、もう一度行ってください。',
    nextEn: 'Wait until that case is done or has stopped, then try again.',
  },
  'case-at-another-desk': {
    ja: 'この受付は、窓口 {deskId} で作業中です。',
    en: 'This case is being worked on at desk {deskId}.',
    nextJa: 'その窓口に確かめてください。止まったあとは、ここから続けられます。',
    nextEn: 'Ask at that desk. Once it has stopped, you can go on here.',
  },
  'card-at-another-desk': {
    ja: 'このカードは、窓口 {deskId} のリーダーにあります。',
    en: 'This card lies on the reader of desk {deskId}.',
    nextJa: 'その窓口でカードを外してから、もう一度置いてください。',
    nextEn: 'Take it off that reader first, then try again.',
  },
  'card-not-on-tray': {
    ja: 'このカードは、この市区町村のトレーにありません。',
    en: 'This card is not on the tray of this municipality.',
    nextJa: 'トレーの一覧から選んでください。住民の登録地と番号も確かめてください。',
    nextEn: 'Choose one from the tray, and check where its holder is registered.',
  },
  'card-removed': {
    ja: '作業の途中でカードが外れました。',
    en: 'The card was taken off the reader during the work.',
    ...GO_ON,
  },
  'reader-failed': {
    ja: 'カードリーダーとのやりとりに失敗しました。',
    en: 'The card reader failed.',
    ...GO_ON,
  },
  'wait-for-pins-over': {
    ja: '暗証番号の入力がないまま時間が過ぎたので、作業を止めました。',
    en: 'No PIN was typed in time, so the work has stopped.',
    ...GO_ON,
  },
  'wait-for-card-over': {
    ja: 'カードが置かれないまま時間が過ぎたので、作業を止めました。',
    en: 'The card was not put on the reader in time, so the work has stopped.',
    ...GO_ON,
  },
  'pairing-code-wrong': {
    ja: 'この番号の窓口はありません。',
    en: 'No desk shows this code.',
    nextJa:
      '窓口の画面に出ている6桁の番号を入力してください。番号は1回だけ、5分間使えます。消えたときは、職員が新しい番号を出します。',
    nextEn:
      'Type the six digits on the clerk’s screen; they serve once, for five minutes. The clerk can show new ones.',
  },
  'screen-not-paired': {
    ja: 'この画面は、窓口とつながっていません。',
    en: 'This screen is not connected to a desk.',
    nextJa: '職員から6桁の番号を聞いて、もう一度つないでください。入力した内容は残っていません。',
    nextEn: 'Ask the clerk for six digits and connect again. Nothing you typed was kept.',
  },
  'pins-not-asked': {
    ja: 'いまは、この暗証番号の入力を求めていません。',
    en: 'These PINs are not asked for now.',
    nextJa:
      '画面を新しくして、求められたものだけを入力してください。入力した内容は残っていません。',
    nextEn: 'Reload the screen and type only what it asks for. Nothing you typed was kept.',
  },
  'paper-not-of-case': {
    ja: 'この受付には、その書類はありません。',
    en: 'This case has no such paper.',
    nextJa: '受付の画面に出ている書類から選んでください。',
    nextEn: 'Choose one of the papers that the case shows.',
  },
  'counter-fault': {
    ja: 'システムの不具合で、作業が止まりました。',
    en: 'The work stopped because of a fault in the system.',
    nextJa:
      '済んだ処理と発行の記録は残っていて、二重に行われることはありません。少し待って「続きから行う」を押してください。続くときは管理者に知らせ、ご本人には、受付番号を控えて後で続きからできると伝えてください。',
    nextEn:
      'What was done is recorded and will not be done twice. Wait a little and go on. If it persists, tell the administrator; tell the resident that the case goes on later under its receipt number.',
  },
}
