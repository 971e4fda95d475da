import type { Words } from '../words.ts'

/** What stands around every page of the counter. */
export const FRAME_TEXTS = {
  ways: { ja: '窓口のメニュー', en: 'Counter menu' },
  home: { ja: 'ホーム', en: 'Home' },
  desk: { ja: '窓口とカード', en: 'Desk and card' },
  approvals: { ja: '承認', en: 'Approvals' },
  ticket: { ja: '番号札', en: 'Tickets' },
  journal: { ja: '日誌', en: 'Journal' },
  practice: {
    ja: '練習モードです。架空の住民だけを扱います。本物の手続きには使えません。',
    en: 'Practice mode: synthetic residents only.',
  },
  practiceLabel: { ja: '練習モード', en: 'Practice mode' },
  sessionOver: {
    ja: 'サインインの時間が切れました。この画面の入力はそのまま送れます。送るとサインインの画面が開き、内容は残ります。',
    en: 'Your session has ended. You can still send this page: sign in again and nothing is lost.',
  },
  away: {
    ja: 'センターと通信できません。案件は受付番号に残っています。つながると、この画面は続きから動きます。',
    en: 'The centre does not answer. The case is kept under its receipt number; this page goes on when it is back.',
  },
  receipt: { ja: '受付番号', en: 'Receipt no.' },
  openCase: { ja: '開く', en: 'Open' },
  signOut: { ja: 'サインアウト', en: 'Sign out' },
  deskNumber: { ja: '窓口', en: 'Desk' },
  continue: { ja: '続ける', en: 'Continue' },
  back: { ja: '戻る', en: 'Back' },
  toHome: { ja: 'ホームへ', en: 'To home' },
  errorTitle: { ja: 'エラー', en: 'Error' },
} as const satisfies Readonly<Record<string, Words>>

/** The pages around the sign-in. */
export const SIGN_IN_TEXTS = {
  title: { ja: '窓口へのサインイン', en: 'Sign in to the counter' },
  over: {
    ja: 'サインインの時間が切れました。',
    en: 'Your session has ended.',
  },
  overSafe: {
    ja: '何も失われていません。サインインすると、元の画面に戻ります。案件は受付番号に残っています。',
    en: 'Nothing is lost. Sign in to return to where you were; cases are kept under their receipt numbers.',
  },
  overForm: {
    ja: '送ろうとした内容も、この画面に取ってあります。サインインの後に確かめて送れます。',
    en: 'What you were sending is kept on this page too: check and send it after signing in.',
  },
  desk: { ja: '窓口', en: 'Desk' },
  deskRule: {
    ja: 'この端末が置かれている窓口。リーダーは窓口ごとに一つです。',
    en: 'Where this terminal stands; each desk has one reader.',
  },
  firstDesk: { ja: '担当者の市区町村の窓口1', en: 'the first desk of that municipality' },
  deskOf: { ja: '窓口番号', en: 'Number of the desk' },
  byCard: { ja: '職員カードでサインイン', en: 'With a staff card' },
  byCardRule: {
    ja: '職員カードを窓口のリーダーに置き、暗証番号を入力します。暗証番号はカードだけに渡ります。',
    en: 'Place the staff card on the desk’s reader. The PIN goes to the card alone.',
  },
  staffPin: { ja: '職員カードの暗証番号', en: 'PIN of the staff card' },
  byAccount: { ja: '練習用の担当者でサインイン', en: 'With a practice account' },
  byAccountRule: {
    ja: '練習環境だけにある担当者です。',
    en: 'These exist in the sandbox only.',
  },
  account: { ja: '担当者', en: 'Account' },
  signIn: { ja: 'サインイン', en: 'Sign in' },
  continueTitle: { ja: '内容を確かめて続ける', en: 'Check and continue' },
  continueLead: {
    ja: 'まだ送られていません。下の内容でよければ「続ける」を押してください。',
    en: 'Nothing was sent yet. If this is what you want, press “Continue”.',
  },
  nothingCarried: { ja: '入力された内容はありません。', en: 'There is nothing typed in.' },
} as const satisfies Readonly<Record<string, Words>>
