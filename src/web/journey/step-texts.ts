import type { CertificateKind } from '#law/certificate-kind.ts'
import type {
  CertificatePicture,
  JourneyStepId,
  JourneyStepView,
  JourneyView,
  Words,
} from './journey-view.ts'

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
    ja: '証明書を発行してカードに書き込む',
    en: 'Certificates, issued and written',
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

/** How a step stands. */
export const STEP_STATE_TEXTS: Readonly<Record<JourneyStepView['state'], Words>> = {
  waiting: { ja: 'これから', en: 'to come' },
  running: { ja: '実行中', en: 'running' },
  done: { ja: '完了', en: 'done' },
  refused: { ja: '規則により行いません', en: 'not permitted' },
  failed: { ja: '障害', en: 'fault' },
}

/** How the whole journey stands; `notPermitted` counts the steps a rule kept from happening. */
export function journeyStateText(state: JourneyView['state'], notPermitted: number): Words {
  switch (state) {
    case 'running':
      return { ja: '進行中です', en: 'Running' }
    case 'done':
      return notPermitted === 0
        ? { ja: 'すべて完了しました', en: 'Everything is done' }
        : {
            ja: `完了しました（${notPermitted}つの手順は規則により行いませんでした）`,
            en: `Done; rules did not permit ${notPermitted} of the steps`,
          }
    case 'refused':
      return { ja: '規則により、ここで止まりました', en: 'Stopped here by a rule' }
    case 'failed':
      return {
        ja: '障害で止まりました。記録はデータフォルダーの shomei.log にあります',
        en: 'Stopped by a fault; see shomei.log in the data folder',
      }
  }
}

/** The two certificates, and what each is for. */
export const CERTIFICATE_TEXTS: Readonly<
  Record<CertificateKind, Words & { useJa: string; useEn: string }>
> = {
  signature: {
    ja: '署名用電子証明書',
    en: 'Signature certificate',
    useJa: '申請書や契約書に署名する',
    useEn: 'to sign documents',
  },
  'user-authentication': {
    ja: '利用者証明用電子証明書',
    en: 'Authentication certificate',
    useJa: 'ログインする、コンビニで証明書を受け取る',
    useEn: 'to log in',
  },
}

/** How a certificate's place on the card stands. */
export const CERTIFICATE_STATE_TEXTS: Readonly<Record<CertificatePicture['at'], Words>> = {
  waiting: { ja: '未発行', en: 'not issued' },
  refused: { ja: '発行できません', en: 'not permitted' },
  good: { ja: '有効', en: 'valid' },
  revoked: { ja: '失効', en: 'revoked' },
}

/** What a CRLReason means to the holder; other reasons are shown by name. */
export const REVOCATION_TEXTS: Readonly<Record<string, string>> = {
  affiliationChanged: '住所など、証明書の記載が変わったため',
  superseded: '新しい証明書に替わったため',
  cessationOfOperation: '使わなくなったため',
  keyCompromise: '鍵が漏れたおそれがあるため',
  certificateHold: '一時停止の届出があったため',
}
