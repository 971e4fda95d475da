import { FILTER_OID } from '#codec/status-filter/oids.ts'
import { OID } from '#codec/x509/oids.ts'
import { equalBytes } from '#kernel/bytes.ts'
import {
  EVERY_CERTIFICATE_RULES,
  ENDS_WITH_THE_DAY,
  extensionsAre,
  FULL_AUTHORITY_KEY_IDENTIFIER,
  isList,
  isOneDirectoryName,
  isOnePointAt,
  issuerParts,
  issuerPartsJa,
  nameReads,
  profileOf,
} from './every-certificate-rules.ts'
import type { LintRule } from './rule.ts'
import type { WantedCertificate } from './wanted.ts'

const DAY_MS = 86_400_000
/** ocsp-nocheck: nobody asks whether the responder was revoked, so it must not live long. */
export const RESPONDER_VALIDITY_DAYS_MAX = 90

const AUTHORITY_PROFILE = profileOf(
  `!${OID.keyUsage}`,
  OID.subjectAltName,
  `!${OID.basicConstraints}`,
  OID.cRLDistributionPoints,
  OID.subjectKeyIdentifier,
)

/** An authority's own certificate (spec/jpki.md §2.1). */
export const AUTHORITY_RULES: readonly LintRule<WantedCertificate>[] = [
  {
    id: 'extensions-of-authority-profile',
    cites: 'spec/jpki.md §2.1: extension order; "No AKI, no certificatePolicies"',
    holds: (certificate) => extensionsAre(certificate, AUTHORITY_PROFILE),
  },
  {
    id: 'authority-self-issued',
    cites: 'spec/jpki.md §0.1: self-signed, no sub-CA',
    holds: ({ issuer, subject }) => equalBytes(issuer.der, subject.der),
  },
  {
    id: 'authority-key-usage',
    cites: 'spec/jpki.md §2.1: keyCertSign, cRLSign',
    holds: ({ extensions }) => isList(extensions.keyUsage, 'keyCertSign', 'cRLSign'),
  },
  {
    id: 'authority-is-ca',
    cites: 'spec/jpki.md §2.1: "CA:TRUE, no pathLen"',
    holds: ({ extensions }) =>
      extensions.basicConstraints?.ca === true &&
      extensions.basicConstraints.pathLengthMax === undefined,
  },
  {
    id: 'authority-japanese-name',
    cites: 'spec/jpki.md §2.1: subjectAltName',
    holds: ({ extensions }, wanted) =>
      isOneDirectoryName(extensions.subjectAltName, issuerPartsJa(wanted)),
  },
  {
    id: 'authority-distribution-point',
    cites: 'spec/jpki.md §2.1: "directoryName = CA\'s own DN"',
    holds: (certificate, wanted) => isOnePointAt(certificate, issuerParts(wanted)),
  },
  ...EVERY_CERTIFICATE_RULES,
  ENDS_WITH_THE_DAY,
]

const RESPONDER_PROFILE = profileOf(
  `!${OID.keyUsage}`,
  OID.extKeyUsage,
  OID.ocspNoCheck,
  OID.authorityKeyIdentifier,
  OID.subjectKeyIdentifier,
)

/** A delegated responder's certificate (RFC 6960 §4.2.2.2). */
export const RESPONDER_RULES: readonly LintRule<WantedCertificate>[] = [
  {
    id: 'extensions-of-responder-profile',
    cites: 'RFC 6960 §4.2.2.2, §4.2.2.2.1',
    holds: (certificate) => extensionsAre(certificate, RESPONDER_PROFILE),
  },
  {
    id: 'responder-key-usage',
    cites: 'RFC 5280 §4.2.1.12: id-kp-OCSPSigning goes with digitalSignature',
    holds: ({ extensions }) => isList(extensions.keyUsage, 'digitalSignature'),
  },
  {
    id: 'responder-ocsp-signing',
    cites: 'RFC 6960 §4.2.2.2: id-kp-OCSPSigning',
    holds: ({ extensions }) => isList(extensions.extKeyUsage, OID.ocspSigning),
  },
  {
    id: 'responder-name',
    cites: 'RFC 5280 §4.1.2.6',
    holds: ({ subject }, { configuration, issuer, serial }) =>
      nameReads(subject, [
        ['C', 'JP'],
        ['O', configuration.organization],
        ['OU', configuration.authorities[issuer.authority].unit],
        ['CN', `OCSP Responder ${serial}`],
      ]),
  },
  {
    id: 'responder-short-lived',
    cites: 'RFC 6960 §4.2.2.2.1: ocsp-nocheck asks for a short life and frequent renewal',
    holds: ({ validity }) =>
      validity.notAfter - validity.notBefore <= RESPONDER_VALIDITY_DAYS_MAX * DAY_MS,
  },
  ...EVERY_CERTIFICATE_RULES,
  FULL_AUTHORITY_KEY_IDENTIFIER,
]

/** A status filter's signer lives as long as the filter: days, not months. */
export const FILTER_SIGNER_VALIDITY_DAYS_MAX = 15

const FILTER_SIGNER_PROFILE = profileOf(
  `!${OID.keyUsage}`,
  `!${OID.extKeyUsage}`,
  OID.authorityKeyIdentifier,
  OID.subjectKeyIdentifier,
)

/** The one-time signer of a status filter (docs/status-filter.md, “Signature”). */
export const FILTER_SIGNER_RULES: readonly LintRule<WantedCertificate>[] = [
  {
    id: 'extensions-of-filter-signer-profile',
    cites: 'docs/status-filter.md, “Signature”; RFC 6488 §2.1.4 as the habit',
    holds: (certificate) => extensionsAre(certificate, FILTER_SIGNER_PROFILE),
  },
  {
    id: 'filter-signer-key-usage',
    cites: 'RFC 5280 §4.2.1.3: a signature over data that is neither certificate nor list',
    holds: ({ extensions }) => isList(extensions.keyUsage, 'digitalSignature'),
  },
  {
    id: 'filter-signer-key-purpose',
    cites: 'RFC 5280 §4.2.1.12: this purpose and no other',
    holds: ({ extensions }) => isList(extensions.extKeyUsage, FILTER_OID.keyPurpose),
  },
  {
    id: 'filter-signer-name',
    cites: 'RFC 5280 §4.1.2.6',
    holds: ({ subject }, { configuration, issuer, serial }) =>
      nameReads(subject, [
        ['C', 'JP'],
        ['O', configuration.organization],
        ['OU', configuration.authorities[issuer.authority].unit],
        ['CN', `Status Filter Signer ${serial}`],
      ]),
  },
  {
    id: 'filter-signer-short-lived',
    cites: 'docs/status-filter.md: it is never revoked, so it must not live long',
    holds: ({ validity }) =>
      validity.notAfter - validity.notBefore <= FILTER_SIGNER_VALIDITY_DAYS_MAX * DAY_MS,
  },
  ...EVERY_CERTIFICATE_RULES,
  FULL_AUTHORITY_KEY_IDENTIFIER,
]
