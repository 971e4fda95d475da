import { isArcOfTheRealService, isNameOfTheRealService } from '#ca/forbidden-names.ts'
import type { Certificate } from '#codec/x509/certificate.ts'
import type { GeneralName } from '#codec/x509/general-name.ts'
import { attributeTexts, type Name } from '#codec/x509/name.ts'
import { toHex } from '#kernel/bytes.ts'
import type { CertificateKind } from '#law/certificate-kind.ts'
import type { Bilingual } from './explained.ts'

/**
 * What a certificate claims to be in the profile of the public personal authentication service
 * (spec/jpki.md §2). Claims alone: nothing was verified.
 */
export interface JpkiProfile {
  readonly role: 'authority' | 'holder'
  readonly kind: CertificateKind
  /**
   * `real`: the names or identifiers of J-LIS; `real-test`: its test policies; `sandbox`: the
   * example arc 2.999 (decision 0007); `other`: another operator with the same numbering.
   */
  readonly origin: 'real' | 'real-test' | 'sandbox' | 'other'
  /** Under which policies (`.1`) and certified items (`.5`) are numbered, where a policy tells. */
  readonly oidArc: string | undefined
}

/** X.660's arc for examples, under which the sandbox numbers. */
const EXAMPLE_ARC = '2.999.'

/** spec/jpki.md §2.1 (test hierarchy), §2.2, §2.3: what stands behind the arc. */
const POLICIES: readonly (readonly [string, CertificateKind, boolean])[] = [
  ['.1.1.20', 'signature', false],
  ['.1.1.0.20', 'signature', true],
  ['.1.0.20', 'signature', true],
  ['.1.3.30', 'user-authentication', false],
]

/** The profile that the certificate's policies or, for an authority, its names claim. */
export function profileOf(certificate: Certificate): JpkiProfile | undefined {
  for (const { policyOid } of certificate.extensions.certificatePolicies ?? []) {
    const profile = profileOfPolicy(policyOid)
    if (profile !== undefined) return profile
  }
  return profileOfAuthority(certificate)
}

/**
 * The profile of a policy identifier; `undefined` where it follows no numbering of this profile.
 */
export function profileOfPolicy(policyOid: string): JpkiProfile | undefined {
  for (const [suffix, kind, isTest] of POLICIES) {
    if (!policyOid.endsWith(suffix)) continue
    const oidArc = policyOid.slice(0, -suffix.length)
    const isReal = isArcOfTheRealService(policyOid)
    if (isTest && !isReal) continue
    const origin = isTest ? 'real-test' : isReal ? 'real' : originOf(oidArc)
    return { role: 'holder', kind, origin, oidArc }
  }
  return undefined
}

function originOf(oidArc: string): 'sandbox' | 'other' {
  return `${oidArc}.`.startsWith(EXAMPLE_ARC) ? 'sandbox' : 'other'
}

const UNITS: readonly (readonly [RegExp, CertificateKind])[] = [
  [/for digital signature|署名用$/i, 'signature'],
  [/for user authentication|利用者証明用$/i, 'user-authentication'],
]

function profileOfAuthority({ subject, extensions }: Certificate): JpkiProfile | undefined {
  if (extensions.basicConstraints?.ca !== true) return undefined
  const units = [subject, ...directoryNames(extensions.subjectAltName)].flatMap((name) =>
    attributeTexts(name, 'OU'),
  )
  const kind = UNITS.find(([unit]) => units.some((text) => unit.test(text)))?.[1]
  if (kind === undefined) return undefined
  const isReal = attributeTexts(subject, 'O').some(isNameOfTheRealService)
  return { role: 'authority', kind, origin: isReal ? 'real' : 'other', oidArc: undefined }
}

function directoryNames(names: readonly GeneralName[] | undefined): readonly Name[] {
  return (names ?? []).flatMap((name) => (name.kind === 'directoryName' ? [name.name] : []))
}

/**
 * The generations of the real authorities by key identifier (spec/jpki.md §2.1): all generations
 * bear one name, so the key alone tells them apart.
 */
const GENERATIONS: Readonly<Record<string, Bilingual>> = {
  '0d034cbb34d0714f45e45a1cafd8fd143fab54a7': generation('署名用', 'signature', 1, 2015),
  '4de017de4b7f473dcd867a62d38b134ace83558a': generation('署名用', 'signature', 2, 2019),
  d21ea55895617e93adbf966b941ab4edf653f08f: generation('署名用', 'signature', 3, 2023),
  '9567951b5ca70d84a0fff1d85a87f1aab1340385': generation('利用者証明用', 'authentication', 1, 2015),
  '8cd5586a891485e559379b7e29d410cfd28b3593': generation('利用者証明用', 'authentication', 2, 2019),
  '1ac100f596a3bc8c4b3df195e32699249e9e308a': generation('利用者証明用', 'authentication', 3, 2023),
}

/** The generation of the real authority that has the key; `undefined` for any other key. */
export function generationOfKey(keyIdentifier: Uint8Array): Bilingual | undefined {
  const keyIdHex = toHex(keyIdentifier)
  return Object.hasOwn(GENERATIONS, keyIdHex) ? GENERATIONS[keyIdHex] : undefined
}

function generation(ja: string, en: string, number: number, year: number): Bilingual {
  return {
    ja: `公的個人認証サービス${ja}認証局の第${number}世代（${year}年）の鍵`,
    en: `key of generation ${number} (${year}) of the JPKI ${en} authority`,
  }
}

/**
 * Number of the certified item that an otherName's identifier names (spec/jpki.md §2.3); else
 * `undefined`.
 */
export function itemNumberOf(oid: string, profile: JpkiProfile | undefined): number | undefined {
  const match = /^(.+)\.5\.([1-6])$/.exec(oid)
  if (match === null) return undefined
  const isOfProfile = profile?.oidArc !== undefined && match[1] === profile.oidArc
  return isOfProfile || isArcOfTheRealService(oid) ? Number(match[2]) : undefined
}
