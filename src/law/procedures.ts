import { addDays, type CivilDate } from '#kernel/civil-date.ts'
import type { PinSetter } from './eligibility.ts'
import { FORM_TITLES } from './form-titles.ts'
import { parametersOn } from './parameters.ts'
import { CITED } from './public-sources.ts'
import { COMMENCEMENT, type RuleText } from './rule.ts'

/** A paper, a card or a number that is brought to the counter. */
export type Paper =
  | 'card'
  | 'resident-pin'
  | 'identity-document'
  | 'application-form'
  | 'representative-identity'
  | 'proof-of-representation'
  | 'moving-notice'
  | 'moving-overseas-notice'
  | 'family-register'
  | 'residence-card'
  | 'term-change-form'
  | 'revocation-application'
  | 'compromise-report-form'
  | 'pin-application'
  | 'present-pin'
  | 'other-pin'
  | 'kiosk-registration'
  | 'police-report-number'
  | 'agent-identity'
  | 'power-of-attorney'
  | 'inquiry-answer'
  | 'sealed-pins'
  | 'record-of-the-error'
  | 'announcement-of-the-authority'

/** Every paper in words. */
export const PAPERS: Readonly<Record<Paper, { readonly ja: string; readonly en: string }>> = {
  card: { ja: 'マイナンバーカード', en: 'the card' },
  'resident-pin': {
    ja: '住民基本台帳用暗証番号（数字4桁）',
    en: 'the resident-register PIN (4 digits)',
  },
  'identity-document': { ja: '本人確認書類', en: 'an identity document' },
  'application-form': FORM_TITLES['certificate-application'],
  'representative-identity': {
    ja: '法定代理人の顔写真付き本人確認書類',
    en: 'photo identity of the legal representative',
  },
  'proof-of-representation': {
    ja: '戸籍謄本または登記事項証明書（同じ世帯の親子なら不要）',
    en: 'family register or certificate of guardianship (not for parent and child of one household)',
  },
  'moving-notice': { ja: '転入届・転居届', en: 'the notice of moving' },
  'moving-overseas-notice': {
    ja: '国外への転出届と継続利用の申請',
    en: 'the notice of moving overseas with the request for continued use',
  },
  'family-register': { ja: '戸籍謄本等', en: 'the family register' },
  'residence-card': { ja: '在留カード（更新後のもの）', en: 'the residence card, as extended' },
  'term-change-form': FORM_TITLES['term-change-application'],
  'revocation-application': FORM_TITLES['revocation-application'],
  'compromise-report-form': FORM_TITLES['key-compromise-report'],
  'pin-application': FORM_TITLES['pin-application'],
  'present-pin': { ja: '現在の暗証番号', en: 'the present PIN' },
  'other-pin': { ja: 'もう一方の暗証番号', en: 'the other PIN' },
  'kiosk-registration': {
    ja: 'アプリでの事前登録（24時間以内）',
    en: 'the registration in the app, within 24 hours',
  },
  'police-report-number': {
    ja: '警察への届出の受理番号（紛失・盗難のとき）',
    en: 'the number of the police report, for loss or theft',
  },
  'agent-identity': {
    ja: '代理人の本人確認書類',
    en: 'an identity document of the proxy',
  },
  'power-of-attorney': FORM_TITLES['power-of-attorney'],
  'inquiry-answer': {
    ja: `${FORM_TITLES['inquiry-answer'].ja}（本人が記入したもの）`,
    en: `${FORM_TITLES['inquiry-answer'].en}, filled in by the holder`,
  },
  'sealed-pins': {
    ja: '暗証番号を記入して封をした封筒',
    en: 'the sealed envelope with the PINs',
  },
  'record-of-the-error': {
    ja: '記録の誤りを示す書類（職権の決裁）',
    en: 'the file that shows the error, for the decision ex officio',
  },
  'announcement-of-the-authority': {
    ja: '認証局の公表文',
    en: 'the authority’s announcement',
  },
}

/** A counter procedure that may follow a change of the record. */
export type Procedure =
  | 'issue-certificate'
  | 'continue-card'
  | 'update-card-face'
  | 'change-card-term'
  | 'request-continuation'

/** The papers of a procedure, in the order in which they are asked for. */
export function papersOf(
  procedure: Procedure,
  who: { readonly pinSetBy: PinSetter; readonly newFamilyName: boolean },
): readonly Paper[] {
  return [
    ...PAPERS_OF_PROCEDURE[procedure],
    // A PIN-less card has no PIN to ask for: its holder shows another document.
    ...(who.pinSetBy === 'nobody' ? (['identity-document'] as const) : (['resident-pin'] as const)),
    ...(who.newFamilyName ? (['family-register'] as const) : []),
    ...(who.pinSetBy === 'legal-representative'
      ? (['representative-identity', 'proof-of-representation'] as const)
      : []),
  ]
}

const PAPERS_OF_PROCEDURE: Readonly<Record<Procedure, readonly Paper[]>> = {
  'issue-certificate': ['card', 'application-form'],
  'continue-card': ['card', 'moving-notice'],
  'update-card-face': ['card'],
  'change-card-term': ['card', 'term-change-form', 'residence-card'],
  'request-continuation': ['card', 'moving-overseas-notice'],
}

/** The last day on which the card may be continued after a notice of moving in on `noticedOn`. */
export function cardContinuationDeadline(noticedOn: CivilDate): CivilDate {
  return addDays(noticedOn, parametersOn(noticedOn).cardContinuationDays)
}

/** The last day for the notice of a move that took place on `movedOn`. */
export function movingNoticeDeadline(movedOn: CivilDate): CivilDate {
  return addDays(movedOn, parametersOn(movedOn).moveInNoticeDays)
}

/** The last day on which continued use may be requested by someone who leaves on `leavesOn`. */
export function continuationDeadline(leavesOn: CivilDate): CivilDate {
  return addDays(leavesOn, -1)
}

/** The procedures and their papers in words. */
export const PROCEDURE_RULES: readonly RuleText[] = [
  {
    id: 'card-continued-after-moving-in',
    family: 'procedure',
    cites: [CITED.continuation],
    from: COMMENCEMENT,
    ja: '他の市区町村へ移ったときは、異動の日から14日以内に転入届を、届出の日から90日以内に継続利用の手続をする。過ぎるとカードが失効する。',
    en: 'After moving to another municipality: the notice within 14 days, and the card’s continuation within 90 days of the notice, or the card lapses.',
  },
  {
    id: 'card-face-updated',
    family: 'procedure',
    cites: [CITED.faceUpdate],
    from: COMMENCEMENT,
    ja: '住所・氏名などが変わったときは、カードの券面とICチップの記載を改める。署名用電子証明書の発行を同時に申請できる。',
    en: 'With a new address or name the card’s face and chip are updated; a signature certificate may be applied for in the same visit.',
  },
  {
    id: 'continuation-before-leaving',
    family: 'procedure',
    cites: [{ ...CITED.overseas, text: '転出日の前日までに手続きをした方' }],
    from: COMMENCEMENT,
    ja: '国外転出後もカードを使うには、転出日の前日までに継続利用の手続をする。',
    en: 'To keep the card overseas, continued use is requested by the day before departure.',
  },
  {
    id: 'term-changed-with-the-stay',
    family: 'procedure',
    cites: [CITED.stay],
    from: COMMENCEMENT,
    ja: '在留期間が更新されても、カードと電子証明書の有効期間は自動では延びない。カードの満了日までに有効期間の変更を申請し、電子証明書は発行し直す。',
    en: 'A longer stay extends neither card nor certificates by itself: the new term is applied for by the card’s last day, and certificates are issued anew.',
  },
  {
    id: 'card-given-back',
    family: 'procedure',
    cites: [CITED.cityPageLapse],
    from: COMMENCEMENT,
    ja: '失効したカードは市区町村に返納する。',
    en: 'A card that has lapsed is given back to the municipality.',
  },
  {
    id: 'papers-of-the-holder',
    family: 'procedure',
    cites: [CITED.counters, CITED.faceUpdate],
    from: COMMENCEMENT,
    ja: '本人は、カードと住民基本台帳用暗証番号で手続をする。顔認証マイナンバーカードでは暗証番号に代えて本人確認書類を示す。',
    en: 'The holder brings the card and enters the resident-register PIN; with a PIN-less card an identity document instead.',
  },
  {
    id: 'papers-of-a-representative',
    family: 'procedure',
    cites: [CITED.counters],
    from: COMMENCEMENT,
    ja: '15歳未満の人と成年被後見人については、法定代理人が本人確認書類と代理権を証する書類を持って手続をする。',
    en: 'For a person under 15 and an adult ward the legal representative brings identity and proof of representation.',
  },
  {
    id: 'papers-of-a-name',
    family: 'procedure',
    cites: [CITED.formerName],
    from: COMMENCEMENT,
    ja: '旧氏の記載には、その氏から今の氏までの戸籍謄本等を添える。',
    en: 'A former family name needs the family registers from that name to the present one.',
  },
  {
    id: 'papers-of-a-stay',
    family: 'procedure',
    cites: [CITED.stay],
    from: COMMENCEMENT,
    ja: '有効期間の変更には、更新後の在留カードと、有効期間変更と電子証明書発行を兼ねた申請書を出す。',
    en: 'A new term needs the extended residence card and the combined form.',
  },
]
