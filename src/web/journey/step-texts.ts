import type { JourneyStepId } from './journey-view.ts'

/** What each step is called, and why it is there. */
export const STEP_TEXTS: Readonly<
  Record<JourneyStepId, { ja: string; en: string; whyJa: string; whyEn: string }>
> = {
  resident: {
    ja: '窓口に来た人',
    en: 'The person at the counter',
    whyJa: '住民の記録から、どの証明書を受け取れるかを法律の規則で決めます。',
    whyEn: 'The rules of law decide from the resident record which certificates they may have.',
  },
  card: {
    ja: '新しいカード',
    en: 'A new card',
    whyJa: 'チップが空の仮想カードを用意し、この人のカードとして登録します。',
    whyEn: 'A virtual card with an empty chip, registered as this person’s card.',
  },
  application: {
    ja: '申請の受付',
    en: 'The application',
    whyJa: '受付番号が決まります。途中で何が起きても、この番号から続けられます。',
    whyEn: 'It gets a receipt number: whatever breaks, the case goes on from there.',
  },
  keys: {
    ja: 'カードの中で鍵を作る',
    en: 'Keys, made inside the card',
    whyJa: '秘密鍵はカードの外に出ません。暗証番号も住民の側だけで設定します。',
    whyEn: 'Private keys never leave the card, and PINs are set on the resident’s side alone.',
  },
  certificates: {
    ja: '2つの証明書を発行してカードに書き込む',
    en: 'Two certificates, issued and written',
    whyJa: '二つの認証局が、検査してから署名します。有効期限は法律の規則から決まります。',
    whyEn: 'Two authorities lint before they sign. The law decides the end of validity.',
  },
  document: {
    ja: '文書に署名する',
    en: 'A document is signed',
    whyJa: '署名用パスワードを確認したカードが、文書のダイジェストに署名します(CAdES)。',
    whyEn: 'After the signature password the card signs the document’s digest (CAdES).',
  },
  verification: {
    ja: '受け取った側が検証する',
    en: 'The recipient verifies it',
    whyJa: '認証局・用途・期間・失効を一つずつ確かめ、結果と根拠を示します。',
    whyEn: 'Authority, usage, dates and status are checked one by one, each with its clause.',
  },
  login: {
    ja: 'ログインする',
    en: 'A login',
    whyJa: '4桁の暗証番号で、使い切りのチャレンジに署名します。氏名は渡りません。',
    whyEn: 'Four digits, a one-time challenge, a signature. No name is handed over.',
  },
  status: {
    ja: '有効性を照会する',
    en: 'Status is asked',
    whyJa: '失効していないかをOCSPで尋ねます。',
    whyEn: 'OCSP says whether the certificates are still good.',
  },
  move: {
    ja: '引っ越しを届け出る',
    en: 'The person moves',
    whyJa: '住所が変わると署名用証明書は失効し、利用者証明用証明書は残ります。',
    whyEn: 'A new address ends the signature certificate; the other one survives.',
  },
  'status-after': {
    ja: 'もう一度、有効性を照会する',
    en: 'Status is asked again',
    whyJa: '届出を受け付けた瞬間から、答えは「失効」です。',
    whyEn: 'From the moment the move is acknowledged, the answer is “revoked”.',
  },
}
