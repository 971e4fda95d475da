import type { Certificate } from '#codec/x509/certificate.ts'
import type { GeneralName } from '#codec/x509/general-name.ts'
import type { Name, NameAttribute } from '#codec/x509/name.ts'
import { formatName } from '#codec/x509/name-text.ts'
import { ATTRIBUTE, type AttributeShortName } from '#codec/x509/oids.ts'
import { fromUtf8, toHex } from '#kernel/bytes.ts'
import { municipalityByCode } from '#register/municipalities.ts'
import { formatIpAddress } from '#verifier/ip-address.ts'
import { explainItem } from './certified-item.ts'
import type { Bilingual, ExplainedValue } from './explained.ts'
import { itemNumberOf, type JpkiProfile } from './jpki-profile.ts'
import { objectMeaning } from './object-names.ts'

const ATTRIBUTE_NAMES: Readonly<Record<AttributeShortName, Bilingual>> = {
  C: { ja: '国', en: 'country' },
  O: { ja: '組織', en: 'organization' },
  OU: { ja: '部門', en: 'organizational unit' },
  CN: { ja: '一般名', en: 'common name' },
  L: { ja: '市区町村・都道府県', en: 'locality' },
  ST: { ja: '都道府県・州', en: 'state or province' },
  SN: { ja: '姓', en: 'surname' },
  GN: { ja: '名', en: 'given name' },
  serialNumber: { ja: '番号', en: 'serial number' },
  street: { ja: '町名番地', en: 'street' },
  title: { ja: '役職', en: 'title' },
  initials: { ja: '頭文字', en: 'initials' },
  generationQualifier: { ja: '世代', en: 'generation' },
  dnQualifier: { ja: '識別子', en: 'qualifier' },
  pseudonym: { ja: '仮名', en: 'pseudonym' },
  organizationIdentifier: { ja: '組織の番号', en: 'organization identifier' },
  UID: { ja: '利用者番号', en: 'user identifier' },
  DC: { ja: 'ドメイン', en: 'domain component' },
  emailAddress: { ja: 'メールアドレス', en: 'mail address' },
}

const NAME_OF_OID: ReadonlyMap<string, Bilingual & { readonly short: string }> = new Map(
  Object.entries(ATTRIBUTE_NAMES).flatMap(([short, names]) => {
    const oid = new Map<string, string>(Object.entries(ATTRIBUTE)).get(short)
    return oid === undefined ? [] : [[oid, { short, ...names }] as const]
  }),
)

/** The parts of a name, one value each; an empty name is one value that says so. */
export function nameValues(name: Name, profile?: JpkiProfile): readonly ExplainedValue[] {
  const parts = name.relativeNames.flat().map((attribute) => attributeValue(attribute, profile))
  if (parts.length > 0) return parts
  return [{ text: '(empty)', meaning: { ja: '名前はない', en: 'no name' } }]
}

function attributeValue(attribute: NameAttribute, profile?: JpkiProfile): ExplainedValue {
  const known = NAME_OF_OID.get(attribute.oid)
  const label =
    known === undefined
      ? { ja: attribute.oid, en: attribute.oid }
      : { ja: `${known.short} ${known.ja}`, en: known.en }
  if (attribute.form === 'other') return { label, text: `#${toHex(attribute.valueDer)}` }
  const isCommonName = attribute.oid === ATTRIBUTE.CN && profile?.role === 'holder'
  return {
    label,
    text: visible(attribute.text),
    meaning: isCommonName ? commonNameMeaning(attribute.text) : undefined,
  }
}

/** How the common names of holders are made up, as far as seen (spec/jpki.md §2.2, §2.3). */
function commonNameMeaning(text: string): Bilingual {
  const opaque = {
    ja: '本人を表さない符号。ここから読み取れることはない',
    en: 'an opaque code that says nothing of the holder',
  }
  const authentication = /^[0-9A-Z]{14}([0-9]{5})[0-9]{3}[A-Z]$/.exec(text)
  if (authentication !== null) {
    const [, code = ''] = authentication
    const place = municipalityByCode(code)
    const named = place === undefined ? '' : `（${place.prefecture}${place.name}）`
    return {
      ja: `本人を表さない符号。15〜19文字目は市区町村コード ${code}${named}`,
      en: `an opaque code; characters 15 to 19 are the municipality code ${code}`,
    }
  }
  const signature = /^(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})\d{14}$/.exec(text)
  if (signature === null) return opaque
  const [, y = '', mo = '', d = '', h = '', mi = '', s = ''] = signature
  const moment = `${y}-${mo}-${d} ${h}:${mi}:${s}`
  return {
    ja: `本人を表さない符号。はじめの14桁は発行の日時 ${moment} と読める`,
    en: `an opaque code; its first 14 digits read as the moment of issue ${moment}`,
  }
}

const KIND_NAMES: Readonly<Record<GeneralName['kind'], Bilingual>> = {
  otherName: { ja: 'その他の名前', en: 'other name' },
  rfc822Name: { ja: 'メールアドレス', en: 'mail address' },
  dNSName: { ja: 'サーバーの名前', en: 'DNS name' },
  directoryName: { ja: '識別名', en: 'directory name' },
  uniformResourceIdentifier: { ja: 'URL', en: 'URI' },
  iPAddress: { ja: 'IP アドレス', en: 'IP address' },
  registeredID: { ja: '登録された識別子', en: 'registered identifier' },
  x400Address: { ja: 'X.400 の宛先', en: 'X.400 address' },
  ediPartyName: { ja: 'EDI の名前', en: 'EDI party name' },
}

/**
 * One GeneralName; the certified items of a signature certificate are read as the profile writes
 * them.
 */
export function generalNameValue(
  general: GeneralName,
  profile: JpkiProfile | undefined,
): ExplainedValue {
  const label = KIND_NAMES[general.kind]
  switch (general.kind) {
    case 'otherName':
      return otherNameValue(general, profile)
    case 'directoryName':
      return { label, text: formatName(general.name) }
    case 'iPAddress':
      return { label, text: addressText(general.octets) }
    case 'registeredID':
      return { label, text: general.oid }
    case 'x400Address':
    case 'ediPartyName':
      return { label, text: `#${toHex(general.der)}` }
    case 'rfc822Name':
    case 'dNSName':
    case 'uniformResourceIdentifier':
      return { label, text: visible(general.text) }
  }
}

function otherNameValue(
  general: Extract<GeneralName, { readonly kind: 'otherName' }>,
  profile: JpkiProfile | undefined,
): ExplainedValue {
  const { oid, text } = general
  const number = itemNumberOf(oid, profile)
  if (number !== undefined && text !== undefined) return explainItem(number, visible(text))
  const known = objectMeaning(oid)
  const label = known ?? { ja: `その他の名前 ${oid}`, en: `other name ${oid}` }
  return { label, text: text === undefined ? `#${toHex(general.valueDer)}` : visible(text) }
}

/** An address, or an address and its mask as name constraints write them. */
function addressText(octets: Uint8Array): string {
  const half = octets.length / 2
  if (octets.length === 8 || octets.length === 32) {
    const [address, mask] = [octets.subarray(0, half), octets.subarray(half)]
    return `${formatIpAddress(address) ?? toHex(address)} / ${formatIpAddress(mask) ?? toHex(mask)}`
  }
  return formatIpAddress(octets) ?? `#${toHex(octets)}`
}

/** Invisible characters as `\u{…}`: a value must not move the cursor or hide a part of itself. */
export function visible(text: string): string {
  return text.replace(
    /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu,
    (hidden) => `\\u{${(hidden.codePointAt(0) ?? 0).toString(16)}}`,
  )
}

/** Octets as pairs, where they are text too (IA5String, UTF8String) the text beside them. */
export function octetsValue(label: Bilingual | undefined, octets: Uint8Array): ExplainedValue {
  const inner = octets.length > 2 && octets[1] === octets.length - 2 ? octets.subarray(2) : octets
  const text = fromUtf8(inner)
  const isText = text !== undefined && text.length > 2 && visible(text) === text
  return {
    label,
    text: toHex(octets),
    meaning: isText ? { ja: `文字として「${text}」`, en: `as text "${text}"` } : undefined,
  }
}

/** Whether issuer and subject are one name, octet for octet. */
export function isSelfIssued({ issuer, subject }: Certificate): boolean {
  return toHex(issuer.der) === toHex(subject.der)
}
