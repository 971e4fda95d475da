import type { CivilDate } from '#kernel/civil-date.ts'
import type { CertificateKind } from '#law/certificate-kind.ts'
import type { PinTypist } from '#law/pin-typist.ts'
import type { TerminalStep } from '../at-terminal/steps.ts'
import type { CaseAct } from '../cases/contract.ts'

/** A step in the clerk's words. */
export interface StepWords {
  readonly ja: string
  readonly en: string
}

/** What happens at a desk besides the terminal's own steps. */
export type DeskStep =
  | TerminalStep
  | { readonly step: 'act-begun'; readonly act: CaseAct['act']; readonly resumed: boolean }
  | { readonly step: 'office-acts-done'; readonly count: number }
  | { readonly step: 'card-wanted'; readonly cardSerial: string }
  | { readonly step: 'card-made'; readonly cardSerial: string }
  | {
      readonly step: 'term-differs'
      readonly chipEndsOn: CivilDate
      readonly recordedEndsOn: CivilDate
    }
  | { readonly step: 'pins-wanted'; readonly by: PinTypist }
  | { readonly step: 'pins-typed' }
  | { readonly step: 'text-pin-set' }
  | { readonly step: 'pin-shown'; readonly kind: CertificateKind }
  | { readonly step: 'pin-changed'; readonly kind: CertificateKind }

const KIND_WORDS: Readonly<Record<CertificateKind, StepWords>> = {
  signature: { ja: '署名用', en: 'signature' },
  'user-authentication': { ja: '利用者証明用', en: 'user authentication' },
}

const PINS_WANTED: Readonly<Record<PinTypist, StepWords>> = {
  holder: {
    ja: '本人側の画面で暗証番号の入力を待っています',
    en: 'waiting for the holder to type the PINs at the other screen',
  },
  'legal-representative': {
    ja: '本人側の画面で、法定代理人による暗証番号の入力を待っています',
    en: 'waiting for the legal representative to type the PINs at the other screen',
  },
  official: {
    ja: '封筒を開け、本人が書いた暗証番号を、職員が本人側の画面で入力してください。代理人には見せないでください',
    en: 'open the sealed envelope and type the holder’s PINs at the other screen, unseen by the proxy',
  },
}

const ACT_WORDS: Readonly<Record<CaseAct['act'], StepWords>> = {
  application: { ja: '電子証明書の発行', en: 'issue of certificates' },
  revocation: { ja: '電子証明書の失効', en: 'revocation' },
  'pin-reset': { ja: '暗証番号の再設定', en: 'reset of PINs' },
  'pin-change': { ja: '暗証番号の変更', en: 'change of PINs' },
  'record-change': { ja: '記録の変更', en: 'change of the record' },
  card: { ja: 'カードの登録', en: 'registration of the card' },
  'card-term': { ja: 'カードの有効期限の変更', en: 'new end of the card’s term' },
  'authority-revocation': { ja: '認証局の世代の失効', en: 'end of an authority’s generation' },
}

/** The words for a step. No step carries a PIN or one of the four basic items. */
export function stepWords(step: DeskStep): StepWords {
  switch (step.step) {
    case 'act-begun': {
      const { ja, en } = ACT_WORDS[step.act]
      return step.resumed
        ? { ja: `${ja}の続きを始めます`, en: `going on with the ${en}` }
        : { ja: `${ja}を始めます`, en: `beginning the ${en}` }
    }
    case 'office-acts-done':
      return {
        ja: `記録と認証局での処理 ${step.count} 件`,
        en: `${step.count} done in the records`,
      }
    case 'card-wanted':
      return {
        ja: `番号 ${step.cardSerial} のカードをリーダーに置いてください`,
        en: `put the card ${step.cardSerial} on the reader`,
      }
    case 'card-made':
      return { ja: `新しいカード ${step.cardSerial}`, en: `new card ${step.cardSerial}` }
    case 'pins-wanted':
      return PINS_WANTED[step.by]
    case 'text-pin-set':
      return {
        ja: '券面事項入力補助用の暗証番号を設定しました',
        en: 'PIN for filling in forms set',
      }
    case 'pins-typed':
      return { ja: '暗証番号が入力されました', en: 'PINs were typed' }
    case 'card-recognised':
      return { ja: `カード ${step.cardSerial} を確認しました`, en: `card ${step.cardSerial}` }
    case 'session-opened':
      return { ja: 'カードと発行者が互いに確認しました', en: 'card and issuer proved themselves' }
    case 'certificates-written':
      return { ja: 'カードに書き込みました', en: 'written to the card' }
    case 'delivered':
      return { ja: '交付しました', en: 'delivered' }
    case 'pin-reset-done':
      return { ja: '再設定を記録しました', en: 'the reset was recorded' }
    case 'term-written':
      return {
        ja: `カードの中の有効期限を ${step.expiresOn} に書き換えました`,
        en: `last day written to the chip: ${step.expiresOn}`,
      }
    case 'term-registered':
      return {
        ja: `カードの有効期限 ${step.expiresOn} を登録しました`,
        en: `last day registered: ${step.expiresOn}`,
      }
    case 'term-differs':
      return {
        ja: `カードの中の有効期限（${step.chipEndsOn}）が登録（${step.recordedEndsOn}）と違います`,
        en: `the chip says ${step.chipEndsOn}, the record ${step.recordedEndsOn}`,
      }
    case 'key-made':
    case 'certificate-issued':
    case 'pin-set':
    case 'pin-unlocked':
    case 'pin-shown':
    case 'pin-changed':
    case 'read-back':
      return kindStepWords(step)
  }
}

function kindStepWords(step: Extract<DeskStep, { readonly kind: CertificateKind }>): StepWords {
  const { ja, en } = KIND_WORDS[step.kind]
  switch (step.step) {
    case 'key-made':
      return step.resumed
        ? { ja: `${ja}の鍵をカードの中で確かめました`, en: `${en} key found in the card` }
        : { ja: `${ja}の鍵をカードの中で作りました`, en: `${en} key made in the card` }
    case 'certificate-issued':
      return {
        ja: `${ja}電子証明書を発行しました（${step.serialHex}）`,
        en: `${en} certificate issued (${step.serialHex})`,
      }
    case 'pin-set':
      return { ja: `${ja}の暗証番号を設定しました`, en: `${en} PIN set` }
    case 'pin-unlocked':
      return { ja: `${ja}の暗証番号のロックを解除しました`, en: `${en} PIN unlocked` }
    case 'pin-shown':
      return { ja: `${ja}の暗証番号を確かめました`, en: `${en} PIN verified` }
    case 'pin-changed':
      return { ja: `${ja}の暗証番号を変更しました`, en: `${en} PIN changed` }
    case 'read-back':
      return { ja: `${ja}電子証明書を読み戻しました`, en: `${en} certificate read back` }
  }
}
