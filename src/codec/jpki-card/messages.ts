import type { RefusalTexts } from '#kernel/refusal-text.ts'
import type { IssuerDialogueRefusal } from './issuer-dialogue.ts'

/** What a person reads when the issuer's dialogue with a card stops. `{statusWord}` is SW1-SW2. */
export const ISSUER_DIALOGUE_REFUSAL_TEXTS: RefusalTexts<IssuerDialogueRefusal> = {
  'card-refused': {
    ja: 'カードが処理を拒みました(ステータスワード {statusWord})。カードの中身は前のままです。',
    en: 'The card refused (status word {statusWord}). What it holds is unchanged.',
    nextJa: 'カードを置き直して、もう一度始めてください。続くときはカードを替えてください。',
    nextEn: 'Put the card back and start again; if it goes on, use another card.',
  },
  'card-proof-wrong': {
    ja: 'カードの応答が本物であることを確かめられません。',
    en: 'The answer cannot be proved to come from this card.',
    nextJa: 'このカードには書き込まず、発行元とカードの番号を確かめてください。',
    nextEn: 'Write nothing to this card; check its serial number and its issuer.',
  },
}
