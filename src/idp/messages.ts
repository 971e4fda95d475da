import type { RefusalTexts } from '#kernel/refusal-text.ts'
import type { VerifyRefusal } from '#va/contract.ts'
import type { LoginRefusal } from './contract.ts'

const START_AGAIN = {
  nextJa: 'ログインを最初からやり直してください。',
  nextEn: 'Start the login again from the beginning.',
}

/**
 * What a person reads when a login is refused for a reason of the login itself; certificates have
 * texts of their own.
 */
export const LOGIN_REFUSAL_TEXTS: RefusalTexts<Exclude<LoginRefusal, VerifyRefusal>> = {
  'challenge-unknown': {
    ja: 'このログインの問いかけ（チャレンジ）は見つかりません。',
    en: 'No such login challenge was given out.',
    ...START_AGAIN,
  },
  'challenge-used': {
    ja: 'このログインの問いかけは、すでに使われています。一度しか使えません。',
    en: 'This login challenge has been used; each can be answered only once.',
    ...START_AGAIN,
  },
  'challenge-expired': {
    ja: '時間が経ちすぎたため、ログインの問いかけが無効になりました。',
    en: 'The login took too long and its challenge has expired.',
    ...START_AGAIN,
  },
  'challenge-of-another-session': {
    ja: '別の画面（セッション）で始まったログインです。',
    en: 'This login was started in another session.',
    nextJa:
      'ログインを始めた画面に戻るか、最初からやり直してください。心当たりがなければ、やり直さずに閉じてください。',
    nextEn:
      'Go back to the window that started it, or start again. If you did not start a login, close this one.',
  },
  'challenge-signature-wrong': {
    ja: 'カードの署名が、このログインの問いかけと合いません。',
    en: 'The card’s signature does not fit this challenge and certificate.',
    nextJa:
      '利用者証明用の鍵で、受け取ったチャレンジそのもののSHA-256に署名しているか確かめ、やり直してください。',
    nextEn:
      'Sign the SHA-256 of exactly the challenge received, with the user-authentication key, and start again.',
  },
  'holder-unknown': {
    ja: '証明書は有効ですが、この窓口の記録に持ち主が見つかりません。',
    en: 'The certificate is valid, but its holder is not in this counter’s records.',
    nextJa: 'どの認証局のカードか確かめ、発行を受けた窓口に問い合わせてください。',
    nextEn: 'Check which authority issued the card, and ask the counter that delivered it.',
  },
}
