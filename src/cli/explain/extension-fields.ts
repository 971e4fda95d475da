import type { Certificate } from '#codec/x509/certificate.ts'
import type { GeneralSubtree } from '#codec/x509/constraints.ts'
import type { Extension } from '#codec/x509/extension.ts'
import type {
  AccessDescription,
  AuthorityKeyIdentifier,
  BasicConstraints,
  DistributionPoint,
  PolicyInformation,
  PolicyQualifier,
} from '#codec/x509/extension-values.ts'
import { formatName } from '#codec/x509/name-text.ts'
import { nameOfRelativeNames } from '#codec/x509/name.ts'
import { OID } from '#codec/x509/oids.ts'
import { toHex } from '#kernel/bytes.ts'
import type { Bilingual, ExplainedField, ExplainedValue } from './explained.ts'
import { EXTENSION_TEXTS, UNKNOWN_EXTENSION } from './extension-texts.ts'
import { generationOfKey, type JpkiProfile, profileOfPolicy } from './jpki-profile.ts'
import { generalNameValue, octetsValue } from './name-values.ts'
import { KEY_USAGE_MEANINGS, objectMeaning } from './object-names.ts'

/** Every extension in the certificate's order, known or not, each with its value in words. */
export function extensionFields(
  { extensions }: Certificate,
  profile: JpkiProfile | undefined,
): readonly ExplainedField[] {
  return extensions.all.map((extension) => {
    const { oid, critical } = extension
    const text = Object.hasOwn(EXTENSION_TEXTS, oid) ? EXTENSION_TEXTS[oid] : undefined
    const values = knownValues(oid, extensions, profile) ?? rawValues(extension)
    return { ...(text ?? { ...UNKNOWN_EXTENSION, id: oid }), critical, values }
  })
}

type Extensions = Certificate['extensions']

function rawValues({ valueDer }: Extension): readonly ExplainedValue[] {
  return [octetsValue({ ja: '値（DER）', en: 'value (DER)' }, valueDer)]
}

/** The value of an extension that the codec takes apart; `undefined` for every other. */
function knownValues(
  oid: string,
  extensions: Extensions,
  profile: JpkiProfile | undefined,
): readonly ExplainedValue[] | undefined {
  const names = (list: Extensions['subjectAltName']): readonly ExplainedValue[] | undefined =>
    list?.map((name) => generalNameValue(name, profile))
  switch (oid) {
    case OID.keyUsage:
      return extensions.keyUsage?.map((usage) => ({
        text: usage,
        meaning: KEY_USAGE_MEANINGS[usage],
      }))
    case OID.extKeyUsage:
      return extensions.extKeyUsage?.map((purpose) => objectValue(purpose))
    case OID.certificatePolicies:
      return extensions.certificatePolicies?.flatMap(policyValues)
    case OID.subjectAltName:
      return names(extensions.subjectAltName)
    case OID.issuerAltName:
      return names(extensions.issuerAltName)
    case OID.basicConstraints:
      return basicConstraintsValues(extensions.basicConstraints)
    case OID.cRLDistributionPoints:
      return extensions.cRLDistributionPoints?.flatMap(distributionPointValues)
    case OID.freshestCRL:
      return extensions.freshestCRL?.flatMap(distributionPointValues)
    case OID.authorityInfoAccess:
      return extensions.authorityInfoAccess?.map((one) => accessValue(one, profile))
    case OID.subjectInfoAccess:
      return extensions.subjectInfoAccess?.map((one) => accessValue(one, profile))
    case OID.authorityKeyIdentifier:
      return authorityKeyValues(extensions.authorityKeyIdentifier)
    case OID.subjectKeyIdentifier:
      return keyIdentifierValues(extensions.subjectKeyIdentifier)
    case OID.ocspNoCheck:
      return [{ text: 'NULL', meaning: { ja: '失効を確かめなくてよい', en: 'no check needed' } }]
    default:
      return constraintValues(oid, extensions, profile)
  }
}

function constraintValues(
  oid: string,
  { nameConstraints, policyConstraints, policyMappings, inhibitAnyPolicy }: Extensions,
  profile: JpkiProfile | undefined,
): readonly ExplainedValue[] | undefined {
  const subtree =
    (ja: string, en: string) =>
    ({ base }: GeneralSubtree): ExplainedValue => {
      const { label, text } = generalNameValue(base, profile)
      return { label: { ja: `${ja} ${label?.ja ?? ''}`, en: `${en} ${label?.en ?? ''}` }, text }
    }
  switch (oid) {
    case OID.nameConstraints:
      return nameConstraints === undefined
        ? undefined
        : [
            ...nameConstraints.permitted.map(subtree('認める', 'permitted')),
            ...nameConstraints.excluded.map(subtree('認めない', 'excluded')),
          ]
    case OID.policyConstraints:
      return [
        ...countValue(
          'ポリシーを必須にする',
          'policy required',
          policyConstraints?.requireExplicitPolicy,
        ),
        ...countValue(
          '対応付けを禁じる',
          'mapping forbidden',
          policyConstraints?.inhibitPolicyMapping,
        ),
      ]
    case OID.policyMappings:
      return policyMappings?.map(({ issuerDomainPolicy, subjectDomainPolicy }) => ({
        text: `${issuerDomainPolicy} = ${subjectDomainPolicy}`,
        meaning: { ja: '発行者の側 = 主体者の側', en: "issuer's = subject's" },
      }))
    case OID.inhibitAnyPolicy:
      return countValue('anyPolicy を効かなくする', 'anyPolicy inhibited', inhibitAnyPolicy)
    default:
      return undefined
  }
}

function countValue(
  ja: string,
  en: string,
  skipCertificates: number | undefined,
): readonly ExplainedValue[] {
  if (skipCertificates === undefined) return []
  const meaning =
    skipCertificates === 0
      ? { ja: 'すぐ次の証明書から', en: 'from the next certificate on' }
      : { ja: `${skipCertificates} 枚先から`, en: `after ${skipCertificates} more certificates` }
  return [{ label: { ja, en }, text: String(skipCertificates), meaning }]
}

function objectValue(oid: string, label?: Bilingual): ExplainedValue {
  const meaning = objectMeaning(oid)
  return meaning === undefined
    ? { label, text: oid }
    : { label, text: `${meaning.id} ${oid}`, meaning }
}

const ORIGINS: Readonly<Record<JpkiProfile['origin'], Bilingual>> = {
  real: { ja: '公的個人認証サービス', en: 'the JPKI' },
  'real-test': { ja: '公的個人認証サービスの試験用', en: 'the JPKI, for tests' },
  sandbox: {
    ja: '証明サンドボックス（例示用の番号 2.999）',
    en: 'Shomei sandbox (example arc 2.999)',
  },
  other: { ja: '同じ番号付けの別の運用者', en: 'another operator with the same numbering' },
}

function policyValues({ policyOid, qualifiers }: PolicyInformation): readonly ExplainedValue[] {
  const profile = profileOfPolicy(policyOid)
  const label = { ja: 'ポリシー', en: 'policy' }
  if (profile === undefined)
    return [objectValue(policyOid, label), ...qualifiers.map(qualifierValue)]
  const kind =
    profile.kind === 'signature'
      ? { ja: '署名用電子証明書', en: 'signature certificate' }
      : { ja: '利用者証明用電子証明書', en: 'user authentication certificate' }
  const origin = ORIGINS[profile.origin]
  const meaning = { ja: `${kind.ja}・${origin.ja}`, en: `${kind.en}, ${origin.en}` }
  return [{ label, text: policyOid, meaning }, ...qualifiers.map(qualifierValue)]
}

function qualifierValue(qualifier: PolicyQualifier): ExplainedValue {
  if (qualifier.kind === 'cps')
    return { label: { ja: '認証業務規程', en: 'practice statement' }, text: qualifier.uri }
  const label = objectMeaning(qualifier.oid) ?? { ja: qualifier.oid, en: qualifier.oid }
  return octetsValue(label, qualifier.valueDer)
}

function basicConstraintsValues(
  constraints: BasicConstraints | undefined,
): readonly ExplainedValue[] {
  if (constraints?.ca !== true)
    return [{ text: 'cA FALSE', meaning: { ja: '認証局ではない', en: 'not an authority' } }]
  const authority = { text: 'cA TRUE', meaning: { ja: '認証局である', en: 'an authority' } }
  const { pathLengthMax } = constraints
  const length =
    pathLengthMax === undefined
      ? { ja: '下に重ねる認証局の数に制限はない', en: 'any number of authorities may follow' }
      : pathLengthMax === 0
        ? { ja: '下に認証局を置けない', en: 'no authority may follow' }
        : {
            ja: `下に重ねてよい認証局は ${pathLengthMax} つまで`,
            en: `at most ${pathLengthMax} authorities may follow`,
          }
  const text = `pathLen ${pathLengthMax ?? '-'}`
  return [authority, { text, meaning: length }]
}

/** RFC 5280 §4.2.1.13: the bits of ReasonFlags in their order. */
const REASON_FLAGS = [
  'unused',
  'keyCompromise',
  'cACompromise',
  'affiliationChanged',
  'superseded',
  'cessationOfOperation',
  'certificateHold',
  'privilegeWithdrawn',
  'aACompromise',
] as const

function distributionPointValues(point: DistributionPoint): readonly ExplainedValue[] {
  const { name, reasons, cRLIssuer } = point
  const values: ExplainedValue[] = []
  if (name?.kind === 'fullName')
    values.push(...name.names.map((one) => generalNameValue(one, undefined)))
  if (name?.kind === 'nameRelativeToCRLIssuer') {
    const label = { ja: '発行者名に続く部分', en: "relative to the issuer's name" }
    values.push({ label, text: formatName(nameOfRelativeNames([name.relativeName])) })
  }
  for (const issuer of cRLIssuer ?? []) {
    const label = { ja: 'リストの発行者', en: 'issuer of the list' }
    values.push({ label, text: generalNameValue(issuer, undefined).text })
  }
  if (reasons !== undefined) {
    const label = { ja: '扱う失効事由', en: 'reasons covered' }
    values.push({ label, text: reasons.map((bit) => REASON_FLAGS[bit] ?? String(bit)).join(', ') })
  }
  return values
}

function accessValue(
  { methodOid, location }: AccessDescription,
  profile: JpkiProfile | undefined,
): ExplainedValue {
  const label = objectMeaning(methodOid) ?? { ja: methodOid, en: methodOid }
  return { label, text: generalNameValue(location, profile).text }
}

function keyIdentifierValues(identifier: Uint8Array | undefined): readonly ExplainedValue[] {
  if (identifier === undefined) return []
  return [{ text: toHex(identifier), meaning: generationOfKey(identifier) }]
}

function authorityKeyValues(
  identifier: AuthorityKeyIdentifier | undefined,
): readonly ExplainedValue[] {
  const values = [...keyIdentifierValues(identifier?.keyIdentifier)]
  for (const name of identifier?.authority?.issuer ?? []) {
    const label = { ja: 'その証明書の発行者', en: 'issuer of its certificate' }
    values.push({ label, text: generalNameValue(name, undefined).text })
  }
  const serialHex = identifier?.authority?.serialHex
  if (serialHex !== undefined) {
    values.push({ label: { ja: 'その証明書の発行番号', en: 'its serial number' }, text: serialHex })
  }
  return values
}
