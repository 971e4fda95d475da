import type { RefusalTexts } from '#kernel/refusal-text.ts'
import type { FieldFault } from '../form-fields.ts'

/** What the pages themselves refuse about a request, before anyone is asked. */
export type FormRefusal =
  | `field-${FieldFault}`
  | 'field-missing'
  | 'field-not-a-day'
  | 'field-not-a-number'
  | 'case-identity-missing'
  | 'choice-unknown'
  | 'form-of-another-session'
  | 'form-too-large'
  | 'look-up-reason-missing'
  | 'results-over'
  | 'page-unknown'
  | 'origin-unknown'
  | 'page-fault'
  | 'municipality-ambiguous'
  | 'substitute-not-in-text'

const TYPE_AGAIN = {
  nextJa: '入力した内容はこの画面に残っています。直してから、もう一度送ってください。',
  nextEn: 'What was typed is still on this page. Correct it and send it again.',
} as const

/** What a clerk reads when a form or an address is not taken. */
export const FORM_REFUSAL_TEXTS: RefusalTexts<FormRefusal> = {
  'field-too-long': {
    ja: '入力が長すぎます。',
    en: 'What was typed is too long.',
    ...TYPE_AGAIN,
  },
  'field-control-characters': {
    ja: '目に見えない制御文字が含まれています。',
    en: 'It contains control characters that cannot be seen.',
    nextJa: '見えない文字は取り除きました。残りを確かめて、もう一度送ってください。',
    nextEn: 'They were taken out. Check the rest and send it again.',
  },
  'field-direction-characters': {
    ja: '文字の並びを入れ替える、または目に見えない文字が含まれています。',
    en: 'It contains characters that are invisible or change the reading direction.',
    nextJa: '見えない文字は取り除きました。残りを確かめて、もう一度送ってください。',
    nextEn: 'They were taken out. Check the rest and send it again.',
  },
  'field-missing': {
    ja: '入力されていない項目があります。',
    en: 'Something has not been filled in.',
    ...TYPE_AGAIN,
  },
  'field-not-a-day': {
    ja: '日付として読み取れません。',
    en: 'This is not a day of the calendar.',
    nextJa: '2027-03-31、20270331、R9.3.31 のように入れてください。入力した内容は残っています。',
    nextEn: 'Write it like 2027-03-31, 20270331 or R9.3.31. What was typed is kept.',
  },
  'field-not-a-number': {
    ja: '番号として読み取れません。',
    en: 'This is not a number.',
    nextJa: '1から999までの数字で入れてください。入力した内容は残っています。',
    nextEn: 'Enter 1 to 999 in digits. What was typed is kept.',
  },
  'case-identity-missing': {
    ja: '本人確認の方法が選ばれていません。',
    en: 'How identity was confirmed has not been chosen.',
    nextJa: '確かめた方法を選んでから、もう一度送ってください。チェックは残っています。',
    nextEn: 'Choose how, then send it again. What was ticked is kept.',
  },
  'choice-unknown': {
    ja: '選択肢にないものが送られました。',
    en: 'Something was chosen that is not among the choices.',
    nextJa: '画面の選択肢から選び直してください。',
    nextEn: 'Choose again from what the page offers.',
  },
  'form-of-another-session': {
    ja: 'この画面は、前のサインインのときに開かれたものです。',
    en: 'This page was opened under an earlier sign-in.',
    nextJa: '内容を確かめて、「続ける」を押してください。',
    nextEn: 'Check what it says and press “Continue”.',
  },
  'form-too-large': {
    ja: '送られた内容が大きすぎます。',
    en: 'What was sent is too large.',
    nextJa: 'ブラウザーの「戻る」で前の画面に戻り、入力を短くしてください。',
    nextEn: 'Go back in the browser and make the entry shorter.',
  },
  'look-up-reason-missing': {
    ja: 'この方の記録を見る理由が選ばれていません。',
    en: 'No reason was given for looking at this person’s records.',
    nextJa: '理由を選んでください。見たことと理由は記録されます。',
    nextEn: 'Choose the reason. The look and its reason are recorded.',
  },
  'results-over': {
    ja: '検索の結果は、もう消えています。',
    en: 'The results of this search are gone.',
    nextJa: '個人情報を守るため、結果は短い時間で消えます。もう一度検索してください。',
    nextEn: 'Results are kept only briefly to protect the people in them. Search again.',
  },
  'page-unknown': {
    ja: 'ページが見つかりません。',
    en: 'There is no such page.',
    nextJa: '上の「ホーム」から進んでください。',
    nextEn: 'Go on from “Home” above.',
  },
  'origin-unknown': {
    ja: '窓口の画面の外から送られた内容は受け付けません。',
    en: 'Only what is sent from the counter’s own pages is accepted.',
    nextJa: '窓口の画面を開き、そこから送ってください。',
    nextEn: 'Open the counter’s page and send it from there.',
  },
  'page-fault': {
    ja: '内部の障害で、この操作の結果を表示できません。',
    en: 'An internal fault keeps the outcome from being shown.',
    nextJa:
      '受付番号で案件を開き直し、どこまで進んだかを確かめてから続けてください。同じ操作をもう一度しても、二重にはなりません。',
    nextEn:
      'Open the case again by its receipt number, see how far it went, and go on. Doing the same thing again has no double effect.',
  },
  'substitute-not-in-text': {
    ja: '代替文字として入れた文字または位置が、氏名・住所にありません。',
    en: 'A character or place given as a substitute is not in the name or address.',
    nextJa: '記録に載せる氏名・住所にある文字を入れるか、何文字目かを数字で入れてください。',
    nextEn: 'Give characters of the name or address as it is recorded, or their places as numbers.',
  },
  'municipality-ambiguous': {
    ja: '市区町村を一つに決められません。',
    en: 'This does not name one municipality.',
    nextJa: '都道府県から入れるか、市区町村コード（5桁）を入れてください。',
    nextEn: 'Begin with the prefecture, or enter the five-digit code.',
  },
}
