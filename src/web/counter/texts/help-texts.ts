import type { Words } from '../words.ts'

/** What is true and helpful beside a refusal, by what kind of trouble it is. */
export const HELP_TOPICS = [
  'law',
  'input',
  'stale',
  'card',
  'pins',
  'outage',
  'approval',
  'access',
  'other',
] as const

/** One of `HELP_TOPICS`. */
export type HelpTopic = (typeof HELP_TOPICS)[number]

/** What is safe, and what the clerk can tell the resident in three forms of speech. */
export interface Help {
  readonly safe: Words
  readonly tell: Words & { readonly easyJa: string }
}

const NOTHING_DONE: Words = {
  ja: '台帳にもカードにも、何も書き込んでいません。',
  en: 'Nothing was written, neither to the records nor to the card.',
}

/** The help of every topic. */
export const HELP_TEXTS: Readonly<Record<HelpTopic, Help>> = {
  law: {
    safe: NOTHING_DONE,
    tell: {
      ja: '決まりにより、今はこのお手続きができません。できるようになる条件をご説明します。',
      en: 'The rules do not allow this today. I will explain what would make it possible.',
      easyJa:
        'きまりが あるので、きょうは この てつづきが できません。できる ほうほうを せつめいします。',
    },
  },
  input: {
    safe: {
      ja: 'まだ何も始めていません。入力した内容は残っています。',
      en: 'Nothing was begun. What was typed is kept.',
    },
    tell: {
      ja: '入力を直しています。少しお待ちください。',
      en: 'I am correcting an entry. One moment, please.',
      easyJa: 'いま、入力（にゅうりょく）を なおしています。すこし まってください。',
    },
  },
  stale: {
    safe: {
      ja: '先に行われた操作はそのまま残っています。この操作は行われていません。',
      en: 'What was done before stands as it is. This one was not carried out.',
    },
    tell: {
      ja: 'ほかの窓口でも手続きが進んでいました。今の状態を確かめています。',
      en: 'Another desk was working on it too. I am checking where it stands.',
      easyJa: 'ほかの 人も この てつづきを していました。いま、たしかめています。',
    },
  },
  card: {
    safe: {
      ja: '途中までの記録は受付番号に残っています。カードと台帳は、続けるときに必ず照合されます。',
      en: 'What was done so far is kept under the receipt number. Card and records are compared when it goes on.',
    },
    tell: {
      ja: 'カードの読み取りが途中で止まりました。カードは壊れていません。もう一度置いて続けます。',
      en: 'Reading the card stopped half-way. I will place it again and go on.',
      easyJa:
        'カードを よみとれませんでした。もう一度（いちど）カードを おきます。だいじょうぶです。',
    },
  },
  pins: {
    safe: {
      ja: '暗証番号は職員の画面には届いていません。形の誤りでは、残り回数は減りません。',
      en: 'No PIN reached the clerk’s side. An entry of the wrong form uses no try.',
    },
    tell: {
      ja: '暗証番号を、もう一度そちらの画面で入力してください。',
      en: 'Please enter the PIN again on your screen.',
      easyJa: 'もう一度（いちど）、そちらの がめんで ばんごうを 入れてください。',
    },
  },
  outage: {
    safe: {
      ja: '記録は失われていません。発行の途中だったものは、復旧の後に同じ受付番号で続きから進みます。',
      en: 'No record is lost. What was under way goes on under the same receipt number once the service is back.',
    },
    tell: {
      ja: 'センターからの応答が遅れています。受付は残っていますので、最初からやり直す必要はありません。',
      en: 'The centre is slow to answer. Your case is kept: you will not have to begin again.',
      easyJa: 'いま、きかいが とまっています。はじめから やりなおす ひつようは ありません。',
    },
  },
  approval: {
    safe: {
      ja: '承認されるまで、何も実行されません。案件はこのまま残ります。',
      en: 'Nothing is carried out before the approval. The case stays as it is.',
    },
    tell: {
      ja: '責任者の確認を待っています。少しお待ちください。',
      en: 'We are waiting for a supervisor to check it. One moment, please.',
      easyJa: 'ほかの 職員（しょくいん）が たしかめています。すこし まってください。',
    },
  },
  access: {
    safe: NOTHING_DONE,
    tell: {
      ja: '担当の窓口をご案内します。',
      en: 'I will take you to the desk in charge.',
      easyJa: 'この てつづきを する まどぐちを おしえます。',
    },
  },
  other: {
    safe: {
      ja: 'ここまでの記録は受付番号に残っています。',
      en: 'What was done so far is kept under the receipt number.',
    },
    tell: {
      ja: '今の状態を確かめています。少しお待ちください。',
      en: 'I am checking where it stands. One moment, please.',
      easyJa: 'いま、たしかめています。すこし まってください。',
    },
  },
}

/** The topic of a refusal by how its code begins; the first that fits. */
const TOPIC_OF_CODE: readonly (readonly [beginning: RegExp, topic: HelpTopic])[] = [
  [
    /^(?:case-changed|staff-changed|resident-changed|form-of-another|case-open-already|case-state|case-at-another|ticket-state|results-over)/,
    'stale',
  ],
  [/^case-approval/, 'approval'],
  [/^(?:field-|choice-|form-|search-|look-up-|receipt-number-|municipality-|case-paper-)/, 'input'],
  [/^(?:event-|resident-malformed|staff-member-|staff-id-)/, 'input'],
  [/^(?:staff-|origin-|page-unknown)/, 'access'],
  [/^(?:pin-|pins-|screen-|pairing-|wait-for-pins)/, 'pins'],
  [/^(?:page-fault|database-|authority-|keystore-|signer-|counter-fault)/, 'outage'],
  [/^(?:card-expired|card-not-live|card-without-pins|second-card)/, 'law'],
  [/^(?:card-|reader-|wait-for-card|issuer-session|delivery-|desk-|application-)/, 'card'],
  [
    /^(?:under-|adult-ward|deceased|overseas-|period-of-stay|pinless-|validity-|certificate-|nothing-to|not-in-|case-)/,
    'law',
  ],
]

/** The help for a refusal code. */
export function helpFor(code: string): Help {
  const topic = TOPIC_OF_CODE.find(([beginning]) => beginning.test(code))?.[1] ?? 'other'
  return HELP_TEXTS[topic]
}

/** The headings of a refusal, in the order in which it is read. */
export const HELP_HEADINGS = {
  happened: { ja: '起きたこと', en: 'What happened' },
  safe: { ja: '無事なもの', en: 'What is safe' },
  next: { ja: '次にすること', en: 'What to do' },
  tell: { ja: '住民の方への説明', en: 'What to tell the resident' },
  easy: { ja: 'やさしい日本語', en: 'Plain Japanese' },
} as const satisfies Readonly<Record<string, Words>>
