import type { Certificate } from '#codec/x509/certificate.ts'
import { digest } from '#crypto/digest.ts'
import { toHex } from '#kernel/bytes.ts'
import { formatInJapan, formatInstant, type Instant } from '#kernel/instant.ts'
import { keyField, signatureField } from './algorithm-fields.ts'
import type {
  Bilingual,
  ExplainedCertificate,
  ExplainedField,
  ExplainedValue,
} from './explained.ts'
import { extensionFields } from './extension-fields.ts'
import { findingsOf } from './findings.ts'
import { type JpkiProfile, profileOf } from './jpki-profile.ts'
import { isSelfIssued, nameValues } from './name-values.ts'

/**
 * Explains a certificate of anyone's, field by field in its own order, and says what a reader
 * should notice at the moment `at`. What is explained is what the certificate claims: nothing is
 * verified.
 */
export function explainCertificate(certificate: Certificate, at: Instant): ExplainedCertificate {
  const profile = profileOf(certificate)
  return {
    summary: summaryOf(certificate, profile),
    findings: findingsOf(certificate, profile, at),
    fields: [
      ...tbsFields(certificate, profile),
      ...extensionFields(certificate, profile),
      signatureValueField(certificate),
      fingerprintField(certificate),
    ],
  }
}

function summaryOf(certificate: Certificate, profile: JpkiProfile | undefined): Bilingual {
  if (profile !== undefined) return profileSummary(profile)
  const isAuthority = certificate.extensions.basicConstraints?.ca === true
  if (isAuthority && isSelfIssued(certificate))
    return { ja: '自分で署名した認証局の証明書', en: 'A self-issued certificate of an authority' }
  if (isAuthority)
    return { ja: '別の認証局が発行した認証局の証明書', en: 'A certificate of an authority' }
  return { ja: '末端（認証局でない者）の証明書', en: 'A certificate of an end entity' }
}

const SERVICES: Readonly<Record<JpkiProfile['origin'], Bilingual>> = {
  real: { ja: '公的個人認証サービス（JPKI）の', en: 'of the JPKI' },
  'real-test': { ja: '公的個人認証サービス（JPKI）試験用の', en: 'of the JPKI test service' },
  sandbox: { ja: '証明サンドボックスの', en: 'of a Shomei sandbox' },
  other: { ja: '公的個人認証サービスと同じ形の', en: 'in the form of the JPKI' },
}

function profileSummary({ role, kind, origin }: JpkiProfile): Bilingual {
  const { ja, en } = SERVICES[origin]
  const kindJa = kind === 'signature' ? '署名用' : '利用者証明用'
  const kindEn = kind === 'signature' ? 'signature' : 'user authentication'
  return role === 'authority'
    ? { ja: `${ja}${kindJa}認証局の証明書`, en: `Certificate of the ${kindEn} authority ${en}` }
    : { ja: `${ja}${kindJa}電子証明書`, en: `A ${kindEn} certificate ${en}` }
}

function tbsFields(
  certificate: Certificate,
  profile: JpkiProfile | undefined,
): readonly ExplainedField[] {
  return [
    versionField(certificate),
    serialField(certificate),
    signatureField(certificate),
    nameField('issuer', certificate.issuer, undefined),
    validityField(certificate),
    nameField('subject', certificate.subject, profile),
    keyField(certificate),
  ]
}

function versionField({ version }: Certificate): ExplainedField {
  return {
    id: 'version',
    name: { ja: '版', en: 'version' },
    about: {
      ja: '証明書の形式の版。拡張領域を持てるのは 3 版だけ。',
      en: 'The version of the format; only version 3 has extensions.',
    },
    clause: 'RFC 5280 §4.1.2.1',
    values: [{ text: `v${version}` }],
  }
}

function serialField({ serialHex }: Certificate): ExplainedField {
  const isNegative = serialHex.startsWith('-')
  const magnitude = BigInt(`0x${isNegative ? serialHex.slice(1) : serialHex}`)
  const decimal = `${isNegative ? '-' : ''}${magnitude}`
  return {
    id: 'serialNumber',
    name: { ja: '発行番号', en: 'serial number' },
    about: {
      ja: '認証局がつけた番号。発行者とこの番号で証明書がひとつに決まる。',
      en: 'Given by the issuer; issuer and number together name one certificate.',
    },
    clause: 'RFC 5280 §4.1.2.2',
    values: [{ text: serialHex, meaning: { ja: `10進で ${decimal}`, en: `decimal ${decimal}` } }],
  }
}

function nameField(
  id: 'issuer' | 'subject',
  name: Certificate['issuer'],
  profile: JpkiProfile | undefined,
): ExplainedField {
  const texts = {
    issuer: {
      name: { ja: '発行者', en: 'issuer' },
      about: {
        ja: '署名した認証局の名前。世代が違っても同じ名前なので、名前だけで発行者を決めてはならない。',
        en: 'Who signed. Generations share one name: never choose an issuer by name alone.',
      },
      clause: 'RFC 5280 §4.1.2.4',
    },
    subject: {
      name: { ja: '主体者', en: 'subject' },
      about: { ja: '証明書の持ち主の名前。', en: 'Whom the certificate is about.' },
      clause: 'RFC 5280 §4.1.2.6',
    },
  } as const
  return { id, ...texts[id], values: nameValues(name, profile) }
}

function validityField({ validity }: Certificate): ExplainedField {
  return {
    id: 'validity',
    name: { ja: '有効期間', en: 'validity' },
    about: {
      ja: 'はじめと終わりの秒も期間に含まれる。',
      en: 'Both ends belong to it, the last second whole.',
    },
    clause: 'RFC 5280 §4.1.2.5',
    values: [
      moment({ ja: 'はじまり', en: 'not before' }, validity.notBefore),
      moment({ ja: '終わり', en: 'not after' }, validity.notAfter),
    ],
  }
}

function moment(label: Bilingual, at: Instant): ExplainedValue {
  return {
    label,
    text: formatInstant(at),
    meaning: { ja: `日本時間 ${formatInJapan(at)}`, en: `${formatInJapan(at)} in Japan` },
  }
}

function signatureValueField({ signature }: Certificate): ExplainedField {
  return {
    id: 'signatureValue',
    name: { ja: '署名', en: 'signature' },
    about: {
      ja: '発行者の鍵による署名。ここでは確かめていない（shomei pki verify-path が確かめる）。',
      en: "Made with the issuer's key; not verified here (shomei pki verify-path does).",
    },
    clause: 'RFC 5280 §4.1.1.3',
    values: [{ label: octets(signature.length), text: toHex(signature) }],
  }
}

function fingerprintField({ der }: Certificate): ExplainedField {
  const value = (name: string, algorithm: 'sha1' | 'sha256'): ExplainedValue => ({
    label: { ja: name, en: name },
    text: toHex(digest(algorithm, der)),
  })
  return {
    id: 'fingerprint',
    name: { ja: '拇印', en: 'fingerprint' },
    about: {
      ja: '証明書全体のハッシュ値。公表された値と見比べるためのもので、証明書には書かれていない。',
      en: 'Hash of the whole certificate, to compare with a published one; not part of it.',
    },
    clause: '-',
    values: [
      value('SHA-256', 'sha256'),
      value('SHA-1', 'sha1'),
      { label: { ja: '大きさ', en: 'size' }, text: octets(der.length).en },
    ],
  }
}

function octets(count: number): Bilingual {
  return { ja: `${count} バイト`, en: `${count} octets` }
}
