/** A form of the procedures that the counter hands out and takes in (spec/jpki.md §4.3). */
export type Form =
  | 'certificate-application'
  | 'revocation-application'
  | 'key-compromise-report'
  | 'pin-application'
  | 'inquiry-answer'
  | 'power-of-attorney'
  | 'term-change-application'

/** What stands at the head of each form, and what it is called wherever it is asked for. */
export const FORM_TITLES: Readonly<Record<Form, { readonly ja: string; readonly en: string }>> = {
  'certificate-application': {
    ja: '電子証明書新規発行・更新申請書',
    en: 'Application for a new or renewed certificate',
  },
  'revocation-application': {
    ja: '電子証明書失効申請書',
    en: 'Application to revoke a certificate',
  },
  'key-compromise-report': {
    ja: '秘密鍵漏えい等届出書',
    en: 'Report of a disclosed, lost or damaged key',
  },
  'pin-application': {
    ja: '暗証番号変更・初期化（再設定）申請書',
    en: 'Application to change or reset a PIN',
  },
  'inquiry-answer': { ja: '照会書兼回答書', en: 'Inquiry and answer' },
  'power-of-attorney': { ja: '委任状', en: 'Power of attorney' },
  'term-change-application': {
    ja: '個人番号カード在留期間更新に伴う有効期間変更申請書　兼　電子証明書発行・更新申請書',
    en: 'Application for the card’s new term after an extended stay, and for certificates',
  },
}
