/**
 * The named bounds of the lists that certificates, CRLs and requests carry. One element more ends
 * the decoding with `der-too-many-values`. They are far above what any public certificate holds,
 * and low enough that what is later compared pairwise (names against constraints, policies against
 * mappings) stays within the budgets of a validation.
 */

/** Extensions of a certificate, a CRL, one CRL entry or a request; real ones have under twenty. */
export const EXTENSIONS_MAX = 128

/** RelativeDistinguishedNames of a Name. */
export const RELATIVE_NAMES_MAX = 256

/** AttributeTypeAndValues of one RelativeDistinguishedName. */
export const ATTRIBUTES_MAX = 64

/** GeneralNames of one list: subjectAltName, fullName, cRLIssuer and the like. */
export const GENERAL_NAMES_MAX = 8192

/** GeneralSubtrees of permittedSubtrees, and of excludedSubtrees. */
export const SUBTREES_MAX = 8192

/** PolicyInformation of certificatePolicies. */
export const POLICIES_MAX = 1024

/** PolicyQualifierInfo of one policy. */
export const POLICY_QUALIFIERS_MAX = 64

/** Pairs of policyMappings. */
export const POLICY_MAPPINGS_MAX = 1024

/** KeyPurposeIds of extKeyUsage. */
export const KEY_PURPOSES_MAX = 256

/** DistributionPoints of cRLDistributionPoints or freshestCRL. */
export const DISTRIBUTION_POINTS_MAX = 256

/** AccessDescriptions of authorityInfoAccess or subjectInfoAccess. */
export const ACCESS_DESCRIPTIONS_MAX = 256

/**
 * Contents octets of a serial number. RFC 5280 §4.1.2.2: "Certificate users MUST be able to handle
 * serialNumber values up to 20 octets", and CAs "MUST NOT use serialNumber values longer".
 */
export const SERIAL_OCTETS_MAX = 20
