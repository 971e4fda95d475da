import type { Certificate } from '#codec/x509/certificate.ts'
import { attributeTexts } from '#codec/x509/name.ts'
import { OID } from '#codec/x509/oids.ts'
import { flagsAnswer, ITEM_ORDER } from '../certified-items.ts'
import { policyOid } from '../profile.ts'
import { COMMON_NAME_FORM } from '../subject-common-name.ts'
import { isCertifiableKey } from '../subject-key.ts'
import {
  EVERY_CERTIFICATE_RULES,
  ENDS_WITH_THE_DAY,
  extensionsAre,
  FULL_AUTHORITY_KEY_IDENTIFIER,
  isOneDirectoryName,
  isList,
  isOnePointAt,
  issuerPartsJa,
  nameReads,
  type NameParts,
  oncePerAuthority,
  profileOf,
} from './every-certificate-rules.ts'
import type { LintRule } from './rule.ts'
import type { WantedHolder } from './wanted.ts'

/**
 * spec/jpki.md §3.1: never beyond the 6th birthday after the day of issue; six years have two leap
 * days at most.
 */
const VALIDITY_MS_MAX = (6 * 365 + 2 + 1) * 86_400_000

/** Rules of both kinds of holders' certificates (spec/jpki.md §2.2, §2.3). */
const HOLDER_RULES: readonly LintRule<WantedHolder>[] = [
  ...EVERY_CERTIFICATE_RULES,
  ENDS_WITH_THE_DAY,
  FULL_AUTHORITY_KEY_IDENTIFIER,
  {
    id: 'validity-at-most-six-years',
    cites: 'spec/jpki.md §3.1: 5th, when renewed 6th birthday after the day of issue',
    holds: ({ validity }) => validity.notAfter - validity.notBefore < VALIDITY_MS_MAX,
  },
  {
    id: 'public-key-of-suite',
    cites: 'spec/jpki.md §0.2: RSA-2048, e = 65537; §1.10: P-384',
    holds: ({ spkiDer }, { issuer }) => isCertifiableKey(issuer.suite, spkiDer),
  },
  {
    id: 'subject-name',
    cites: 'spec/jpki.md §2.2, §2.3: subject',
    holds: ({ subject }, wanted) => {
      const commonName = attributeTexts(subject, 'CN').at(-1) ?? ''
      return nameReads(subject, subjectParts(wanted, commonName))
    },
  },
  {
    id: 'subject-common-name-form',
    cites: 'spec/jpki.md §10: subject CN semantics',
    holds: ({ subject }, { issuer }) =>
      COMMON_NAME_FORM[issuer.authority].test(attributeTexts(subject, 'CN').at(-1) ?? ''),
  },
  {
    id: 'certificate-policy',
    cites: 'spec/jpki.md §0.6, §2.2 ext 3, §2.3 ext 3',
    holds: ({ extensions }, wanted) => {
      const policy = extensions.certificatePolicies?.[0]
      const cps = policy?.qualifiers[0]
      return (
        extensions.certificatePolicies?.length === 1 &&
        policy?.qualifiers.length === 1 &&
        policy.policyOid === wantedPolicy(wanted) &&
        cps?.kind === 'cps' &&
        cps.uri === wanted.configuration.cpsUrl
      )
    },
  },
  {
    id: 'issuer-alt-name',
    cites: 'spec/jpki.md §2.2 ext 4, §2.3 ext 4',
    holds: ({ extensions }, wanted) =>
      isOneDirectoryName(extensions.issuerAltName, issuerPartsJa(wanted)),
  },
  {
    id: 'distribution-point-of-municipality',
    cites: 'spec/jpki.md §0.7, §2.2 ext 5, §2.3 ext 5',
    holds: (certificate, wanted) => isOnePointAt(certificate, pointParts(wanted)),
  },
]

const SIGNATURE_PROFILE = profileOf(
  `!${OID.keyUsage}`,
  OID.subjectAltName,
  `!${OID.certificatePolicies}`,
  OID.issuerAltName,
  OID.cRLDistributionPoints,
  OID.authorityKeyIdentifier,
  OID.subjectKeyIdentifier,
)

/** The signature certificate (spec/jpki.md §2.3). */
export const SIGNATURE_RULES: readonly LintRule<WantedHolder>[] = [
  {
    id: 'extensions-of-signature-profile',
    cites: 'spec/jpki.md §2.3: ext 1 to 7 in order, critical set {keyUsage, certificatePolicies}',
    holds: (certificate) => extensionsAre(certificate, SIGNATURE_PROFILE),
  },
  {
    id: 'key-usage-signature',
    cites: 'spec/jpki.md §2.3 ext 1: digitalSignature + nonRepudiation (0x06C0)',
    holds: ({ extensions }) => isList(extensions.keyUsage, 'digitalSignature', 'nonRepudiation'),
  },
  {
    id: 'certified-items',
    cites: 'spec/jpki.md §2.3 ext 2: six otherNames, order .1 .4 .3 .5 .2 .6, UTF8String',
    holds: hasCertifiedItems,
  },
  ...HOLDER_RULES,
]

const USER_AUTHENTICATION_PROFILE = profileOf(
  `!${OID.keyUsage}`,
  OID.extKeyUsage,
  `!${OID.certificatePolicies}`,
  OID.issuerAltName,
  OID.cRLDistributionPoints,
  OID.authorityInfoAccess,
  OID.authorityKeyIdentifier,
  OID.subjectKeyIdentifier,
)

/** The user-authentication certificate (spec/jpki.md §2.2). */
export const USER_AUTHENTICATION_RULES: readonly LintRule<WantedHolder>[] = [
  {
    id: 'extensions-of-user-authentication-profile',
    cites: 'spec/jpki.md §2.2: ext 1 to 8 in order, no subjectAltName, no personal data',
    holds: (certificate) => extensionsAre(certificate, USER_AUTHENTICATION_PROFILE),
  },
  {
    id: 'key-usage-user-authentication',
    cites: 'spec/jpki.md §2.2 ext 1: digitalSignature',
    holds: ({ extensions }) => isList(extensions.keyUsage, 'digitalSignature'),
  },
  {
    id: 'client-authentication',
    cites: 'spec/jpki.md §2.2 ext 2: clientAuth',
    holds: ({ extensions }) => isList(extensions.extKeyUsage, OID.clientAuth),
  },
  {
    id: 'ocsp-address',
    cites: 'spec/jpki.md §2.2 ext 6',
    holds: ({ extensions }, { configuration }) => {
      const access = extensions.authorityInfoAccess?.[0]
      return (
        extensions.authorityInfoAccess?.length === 1 &&
        access?.methodOid === OID.ocspAccess &&
        access.location.kind === 'uniformResourceIdentifier' &&
        access.location.text === configuration.authorities['user-authentication'].ocspUrl
      )
    },
  },
  ...HOLDER_RULES,
]

function subjectParts({ issuer, partition }: WantedHolder, commonName: string): NameParts {
  if (issuer.authority === 'user-authentication')
    return [
      ['C', 'JP'],
      ['CN', commonName],
    ]
  return [
    ['C', 'JP'],
    ['L', partition.prefectureRomaji],
    ['L', partition.municipalityRomaji],
    ['CN', commonName],
  ]
}

function pointParts({ configuration, issuer, partition }: WantedHolder): NameParts {
  return [
    ['C', 'JP'],
    ['O', configuration.organization],
    ['OU', configuration.authorities[issuer.authority].unit],
    ['OU', 'CRL Distribution Points'],
    ['OU', partition.prefectureRomaji],
    ['CN', `${partition.municipalityRomaji} CRLDP`],
  ]
}

function hasCertifiedItems({ extensions }: Certificate, wanted: WantedHolder): boolean {
  const names = extensions.subjectAltName ?? []
  const oids = wantedItems(wanted)
  if (names.length !== oids.length) return false
  const texts: string[] = []
  for (const [i, number] of ITEM_ORDER.entries()) {
    const name = names[i]
    if (name?.kind !== 'otherName' || name.text === undefined) return false
    if (name.oid !== oids[i]) return false
    texts[number] = name.text
  }
  const [, name = '', nameFlags = '', sex = '', birthDate = '', address = '', flags = ''] = texts
  return (
    name !== '' &&
    flagsAnswer(nameFlags, name) &&
    /^[123]$/.test(sex) &&
    /^[0-5]\d{4}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])$/.test(birthDate) &&
    address !== '' &&
    flagsAnswer(flags, address)
  )
}

const wantedPolicy = oncePerAuthority(policyOid)

/** Identifiers of the items in the order of the certificate. */
const wantedItems = oncePerAuthority((configuration) =>
  ITEM_ORDER.map((number) => `${configuration.oidArc}.5.${number}`),
)
