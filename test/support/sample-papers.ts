import { civilDate } from '#kernel/civil-date.ts'
import { inquiryAnswer, powerOfAttorney } from '#ra/papers/agent-papers.ts'
import {
  certificateApplication,
  keyCompromiseReport,
  pinApplication,
  revocationApplication,
  termChangeApplication,
} from '#ra/papers/application-forms.ts'
import { expiryNotice, lapseNotice } from '#ra/papers/notices.ts'
import type {
  PaperAgent,
  PaperCertificate,
  PaperOrigin,
  PaperPerson,
} from '#ra/papers/paper-facts.ts'
import type { Paper, PaperKind } from '#ra/papers/paper.ts'
import { acceptanceReceipt, deliveryReceipt } from '#ra/papers/receipts.ts'

export const RECEIPT_NUMBER = '20261123-7K2M9QXA'

export const ORIGIN: PaperOrigin = {
  municipality: '神奈川県横浜市中区',
  desk: '戸籍課　住民異動・マイナンバーカード窓口',
  clerk: '山田　花子（３番窓口）',
  issuedOn: civilDate(2026, 11, 23),
  specimen: true,
}

export const PERSON: PaperPerson = {
  name: '髙﨑　𠮷乃',
  kana: 'タカサキ　ヨシノ',
  address: '神奈川県横浜市中区本町四丁目５６番地の７',
  birthDate: civilDate(1991, 12, 10),
  sex: 'female',
}

export const AGENT: PaperAgent = {
  capacity: 'agent',
  name: '瀨戸　健一',
  address: '東京都渋谷区中央一丁目２番３号　柳ハイツ２０１',
}

export const CERTIFICATES: readonly PaperCertificate[] = [
  { kind: 'signature', serialHex: '0132c4ab', endsOn: civilDate(2032, 12, 10) },
  { kind: 'user-authentication', serialHex: '0133c349', endsOn: civilDate(2032, 12, 10) },
]

const PHOTO = { ja: '運転免許証（顔写真付き）', en: 'Driving licence (with photo)' }
const STEP = {
  ja: '12月7日までに、カードを持って窓口で電子証明書を受け取ってください。',
  en: 'Bring your card and receive the certificates at the counter by 7 December.',
}
const RENEWAL = { ja: '電子証明書の更新', en: 'Renewal of certificates' }
const MOVED = { ja: '住所の変更により失効したため', en: 'Ended because the address changed' }
const KINDS = ['signature', 'user-authentication'] as const
const FORM = {
  origin: ORIGIN,
  receiptNumber: RECEIPT_NUMBER,
  person: PERSON,
  agent: undefined,
  papersSighted: [PHOTO],
}

/** One paper of each kind, about `person`. */
export function samplePapers(person: PaperPerson = PERSON): Readonly<Record<PaperKind, Paper>> {
  const form = { ...FORM, person }
  const letter = { origin: ORIGIN, person, certificates: CERTIFICATES }
  return {
    'acceptance-receipt': acceptanceReceipt({
      origin: ORIGIN,
      receiptNumber: RECEIPT_NUMBER,
      person,
      matter: RENEWAL,
      subjects: [
        { ja: '署名用電子証明書（2032年12月10日まで）', en: 'Signature (to 10 December 2032)' },
      ],
      ground: MOVED,
      papersSighted: [PHOTO],
      feeYen: 0,
      nextSteps: [STEP],
    }),
    'delivery-receipt': deliveryReceipt({
      ...letter,
      receiptNumber: RECEIPT_NUMBER,
      nextSteps: [],
    }),
    'certificate-application': certificateApplication({
      ...form,
      purpose: 'renew',
      kinds: KINDS,
      ground: MOVED,
    }),
    'revocation-application': revocationApplication({ ...form, kinds: KINDS, ground: undefined }),
    'key-compromise-report': keyCompromiseReport({
      ...form,
      kinds: KINDS,
      events: ['stolen'],
      happenedOn: civilDate(2026, 11, 22),
      account: '駅の改札で、かばんごと盗まれた。',
      toldPolice: true,
    }),
    'pin-application': pinApplication({ ...form, act: 'resetPin', pins: ['signaturePin'] }),
    'inquiry-answer': inquiryAnswer({
      origin: ORIGIN,
      receiptNumber: RECEIPT_NUMBER,
      person,
      agent: AGENT,
      matter: RENEWAL,
      kinds: KINDS,
      answerBy: civilDate(2026, 12, 23),
    }),
    'power-of-attorney': powerOfAttorney({
      origin: ORIGIN,
      person,
      agent: AGENT,
      entrusted: ['renew'],
    }),
    'term-change-application': termChangeApplication({
      ...form,
      stayEndsOn: civilDate(2028, 3, 31),
      kinds: KINDS,
    }),
    'expiry-notice': expiryNotice({
      ...letter,
      renewal: { from: civilDate(2032, 9, 11), to: civilDate(2032, 12, 10) },
      papers: ['card', 'application-form', 'resident-pin'],
    }),
    'lapse-notice': lapseNotice({
      ...letter,
      certificates: CERTIFICATES.slice(0, 1),
      ground: 'address-changed',
      lapsedOn: civilDate(2026, 11, 20),
      othersLive: true,
    }),
  }
}
