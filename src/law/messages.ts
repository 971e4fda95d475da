import type { RefusalTexts } from '#kernel/refusal-text.ts'
import type { EligibilityRefusal } from './eligibility.ts'
import type { MayActRefusal } from './may-act.ts'
import type { PinFormRefusal } from './pin-rules.ts'
import type { PinResetRefusal } from './pin-reset.ts'
import type { ValidityRefusal } from './validity.ts'

/** Every "no" of the law. */
export type LawRefusal =
  | EligibilityRefusal
  | ValidityRefusal
  | PinFormRefusal
  | PinResetRefusal
  | MayActRefusal

const AT_THE_COUNTER = {
  nextJa: '市区町村の窓口で、本人確認書類を示して暗証番号の初期化を申請してください。',
  nextEn: 'Have the PIN reset at a municipal counter with proof of identity.',
} as const

/** What a person reads when the law refuses. */
export const LAW_REFUSAL_TEXTS: RefusalTexts<LawRefusal> = {
  deceased: {
    ja: '亡くなった方には電子証明書を発行できません。',
    en: 'No certificate can be issued: the register says that this person has died.',
    nextJa: '住民票の記載に誤りがあるときは、市区町村の住民登録の窓口に申し出てください。',
    nextEn: 'If the register is wrong, tell the residence desk of the municipality.',
  },
  'overseas-before-2024': {
    ja: '国外に転出した方への発行は、2024年5月27日に始まりました。この日（{on}）には発行できません。',
    en: 'Issue to persons overseas began on 27 May 2024; it is not possible on {on}.',
    nextJa: '帰国して転入届を出した後に、窓口で申請してください。',
    nextEn: 'Apply at the counter after your return to Japan.',
  },
  'overseas-without-continuation': {
    ja: '国外転出の際に継続利用の手続がされていないため、発行できません。',
    en: 'No certificate can be issued: continued use was not requested when leaving Japan.',
    nextJa: '在外公館または本籍地の市区町村で、国外転出者向けのカードを申請してください。',
    nextEn:
      'Apply for a card for persons overseas at a consulate or the municipality of your family register.',
  },
  'overseas-not-japanese': {
    ja: '国外での継続利用は、戸籍の附票に記録されている方に限られます。',
    en: 'Overseas, certificates are issued only to persons recorded in a Japanese family register.',
    nextJa: '再び日本に住所を定めた後に、窓口で申請してください。',
    nextEn: 'Apply at the counter once you live in Japan again.',
  },
  'period-of-stay-unknown': {
    ja: '在留期間の満了日が登録されていないため、有効期間を決められません。',
    en: 'The end of the period of stay is not recorded, so no validity can be determined.',
    nextJa: '在留カードを窓口に示し、在留期間を登録してもらってください。',
    nextEn: 'Show your residence card at the counter and have the period of stay recorded.',
  },
  'period-of-stay-over': {
    ja: '在留期間が満了しているため、発行できません。',
    en: 'No certificate can be issued: the period of stay is over.',
    nextJa: '在留期間の更新の許可を受けた後に、新しい在留カードを持って窓口で申請してください。',
    nextEn: 'Apply at the counter with your new residence card once the stay is extended.',
  },
  'pinless-card': {
    ja: '顔認証マイナンバーカードには署名用電子証明書を記録できません。',
    en: 'A PIN-less card cannot carry a signature certificate.',
    nextJa: '窓口で暗証番号のあるカードに切り替えてから申請してください（無料）。',
    nextEn: 'Switch to a card with PINs at the counter first; it is free.',
  },
  'adult-ward': {
    ja: '成年被後見人の方には署名用電子証明書を発行できません。',
    en: 'A signature certificate cannot be issued to an adult ward.',
    nextJa: '利用者証明用電子証明書は発行できます。法定代理人と窓口で申請してください。',
    nextEn: 'A user-authentication certificate can be issued; apply with the legal representative.',
  },
  'under-15': {
    ja: '15歳未満の方には署名用電子証明書を発行できません。',
    en: 'A signature certificate cannot be issued under the age of 15.',
    nextJa: '利用者証明用電子証明書は発行できます。署名用は15歳の誕生日から申請できます。',
    nextEn:
      'A user-authentication certificate can be issued; apply for the other from the 15th birthday.',
  },
  'validity-over': {
    ja: '有効期間の満了日（{lastDay}）を過ぎているため、発行できません。',
    en: 'No certificate can be issued: it could only have been valid to {lastDay}.',
    nextJa:
      'カードの有効期間または在留期間を確かめ、先にカードの更新・有効期間の変更を窓口で申請してください。',
    nextEn:
      'Check the term of the card and the period of stay, and have the card renewed or extended first.',
  },
  'pin-form-signature': {
    ja: '署名用パスワードは、英大文字と数字の6文字から16文字で、それぞれ1文字以上必要です。',
    en: 'The signature password has 6 to 16 capital letters and digits, at least one of each.',
    nextJa: '半角で入力し直してください。回数は減っていません。',
    nextEn: 'Enter it again in half-width characters; no try was used.',
  },
  'pin-form-digits': {
    ja: '暗証番号は数字{lengthMin}桁です。',
    en: 'The PIN has {lengthMin} digits.',
    nextJa: '半角の数字で入力し直してください。回数は減っていません。',
    nextEn: 'Enter it again in half-width digits; no try was used.',
  },
  'pin-reset-pinless-card': {
    ja: '顔認証マイナンバーカードには暗証番号がありません。',
    en: 'A PIN-less card has no PIN to reset.',
    nextJa: '暗証番号のあるカードに切り替えるときは、窓口で申請してください。',
    nextEn: 'To have PINs, switch the card at a municipal counter.',
  },
  'pin-reset-certificate-ended': {
    ja: '電子証明書が失効しているか有効期間を過ぎているため、コンビニでは初期化できません。',
    en: 'The certificate has expired or been revoked, so a kiosk cannot reset its PIN.',
    nextJa: '市区町村の窓口で電子証明書の発行を受けてください。',
    nextEn: 'Have a new certificate issued at a municipal counter.',
  },
  'pin-reset-both-forgotten': {
    ja: 'もう一方の暗証番号を確認できないため、コンビニでは初期化できません。',
    en: 'A kiosk resets a PIN only with the other one.',
    ...AT_THE_COUNTER,
  },
  'pin-reset-registration-over': {
    ja: 'アプリでの事前登録から{hours}時間を過ぎているか、登録がまだ有効ではありません。',
    en: 'The registration in the app is not within the last {hours} hours.',
    nextJa: 'アプリで事前登録をやり直してください。',
    nextEn: 'Register in the app again.',
  },
  'pin-reset-kiosk-closed': {
    ja: 'マルチコピー機での受付は6時30分から23時までです。',
    en: 'Kiosks reset PINs from 06:30 to 23:00.',
    nextJa: '受付時間内に、事前登録から24時間以内に手続をしてください。',
    nextEn: 'Come during these hours, within 24 hours of your registration.',
  },
  'applicant-died': {
    ja: '亡くなった方については、本人・代理人からの申請を受け付けられません。',
    en: 'After a death neither the holder nor an agent of the holder can apply.',
    nextJa: '電子証明書は死亡の記録により失効します。カードは市区町村が受け取って返納とします。',
    nextEn:
      'The certificates lapse with the record of death; the municipality takes the card back.',
  },
  'applicant-under-15': {
    ja: '15歳未満の方については、法定代理人だけが手続できます。',
    en: 'For a person under 15 only the legal representative can act.',
    nextJa: '法定代理人に、本人確認書類と代理権を証する書類を持って来てもらってください。',
    nextEn: 'Ask the legal representative to come with identity and proof of representation.',
  },
  'applicant-adult-ward': {
    ja: '成年被後見人の方については、成年後見人だけが手続できます。',
    en: 'For an adult ward only the guardian can act.',
    nextJa: '成年後見人に、本人確認書類と登記事項証明書を持って来てもらってください。',
    nextEn: 'Ask the guardian to come with identity and the certificate of guardianship.',
  },
  'applicant-not-represented': {
    ja: '15歳以上で成年被後見人でない方には、法定代理人としての手続はできません。',
    en: 'A person of 15 or more who is not an adult ward is not represented in this.',
    nextJa: '本人が来られないときは、任意代理人として委任状と照会書兼回答書で手続してください。',
    nextEn: 'If the holder cannot come, act as a proxy: power of attorney and mailed inquiry.',
  },
  'applicant-proxy-may-not': {
    ja: 'この手続は、任意代理人ではできません。',
    en: 'A proxy cannot do this.',
    nextJa:
      '本人が来てください。暗証番号が分からないときは、代理人でも初期化を申請できます（来庁は2回）。',
    nextEn:
      'The holder has to come. For a forgotten PIN a proxy can apply for a reset, in two visits.',
  },
  'applicant-representative-may-not': {
    ja: 'この手続は、法定代理人ではできません。',
    en: 'A legal representative cannot do this.',
    nextJa: '暗証番号の初期化は、窓口で法定代理人が申請できます。',
    nextEn: 'A legal representative can have a PIN reset at the counter instead.',
  },
  'applicant-municipality-only': {
    ja: 'この手続は職権で行うもので、本人や代理人は申請できません。',
    en: 'This is done ex officio; neither holder nor agent can apply.',
    nextJa: '本人の希望で失効させるときは「電子証明書の失効」を選んでください。',
    nextEn: 'To revoke at the holder’s wish choose “Revocation on request”.',
  },
  'applicant-municipality-may-not': {
    ja: 'この手続は、職権では行えません。',
    en: 'This cannot be done ex officio.',
    nextJa: '本人または代理人の申請として受け付けてください。',
    nextEn: 'Accept it as an application of the holder or an agent.',
  },
  'applicant-hotline-only': {
    ja: '一時保留は、24時間の電話窓口で受け付けます。',
    en: 'A hold is placed by the 24-hour line.',
    nextJa:
      '窓口では、紛失・盗難の届出としてそのまま失効させられます。すぐ止めるときは電話窓口を案内してください。',
    nextEn:
      'At the counter the loss can be reported, which revokes at once; or refer to the 24-hour line.',
  },
  'applicant-hotline-hold-only': {
    ja: '電話では一時保留だけを受け付けます。',
    en: 'By telephone only a hold is possible.',
    nextJa: 'ほかの手続は、市区町村の窓口へ来てもらってください。',
    nextEn: 'Everything else is done at a municipal counter.',
  },
}
