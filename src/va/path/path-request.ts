import type { Certificate } from '#codec/x509/certificate.ts'
import type { KeyUsage } from '#codec/x509/extension-values.ts'
import type { Instant } from '#kernel/instant.ts'
import type { AlgorithmPolicy } from '../algorithm-policy.ts'
import type { RevocationEvidence } from '../revocation/question.ts'

/**
 * A certification path to validate (RFC 5280 §6.1.1): the certificates are parsed, none is trusted
 * but the anchors.
 */
export interface PathRequest {
  /** The certificate that the path must end with. */
  readonly leaf: Certificate
  /** Any number, in any order, decoys included; none is trusted for being here. */
  readonly untrusted: readonly Certificate[]
  readonly anchors: readonly TrustAnchor[]
  /** The moment for which validity is asked. */
  readonly at: Instant
  /** The present, against which status information may not lie in the future; `at` where absent. */
  readonly now?: Instant | undefined
  readonly revocation: RevocationEvidence
  readonly policies: InitialPolicies
  /**
   * The most authorities between anchor and leaf, self-issued ones not counted: the initial
   * max_path_length of RFC 5280 §6.1.2(k). Absent: as many as the certificates themselves allow.
   */
  readonly maxPathLength?: number | undefined
  /**
   * keyUsage bits that the leaf must allow (RFC 5280 §4.2.1.3), where it limits its usage at all.
   */
  readonly keyUsages?: readonly KeyUsage[] | undefined
  /** extKeyUsage identifier that the whole path must allow; `undefined` asks for none. */
  readonly keyPurpose?: string | undefined
  /**
   * Where `keyPurpose` must stand by name. RFC 5280 §4.2.1.12: applications "MAY reject
   * certificates that include the anyExtendedKeyUsage OID but not the particular OID expected".
   * Absent: nowhere.
   */
  readonly keyPurposeNamed?: 'leaf' | 'path' | undefined
  /** The name that the leaf's subjectAltName must hold. */
  readonly expectedName?: ExpectedName | undefined
  /**
   * `rfc5280` also refuses certificates that no conforming authority issues (RFC 5280 §4), as
   * `openssl verify -x509_strict` does; `path-only` keeps to what §6.1 looks at. Absent:
   * `path-only`.
   */
  readonly profile?: 'rfc5280' | 'path-only' | undefined
  readonly algorithms: AlgorithmPolicy
  readonly budget?: PathBudget | undefined
}

/**
 * Whom the relying party trusts (RFC 5280 §6.1.1(d)): a name and a key, which came outside of what
 * is verified.
 */
export interface TrustAnchor {
  readonly certificate: Certificate
  /**
   * Which of the anchor certificate's own limits bind the path (RFC 5937): `none` is RFC 5280's
   * reading, name and key alone; `constraints` also applies its name constraints, policies, path
   * length, usage and critical extensions; `constraints-and-expiry` adds its validity period.
   */
  readonly enforce: 'none' | 'constraints' | 'constraints-and-expiry'
}

/** The user's policy inputs (RFC 5280 §6.1.1(c), (e) to (g)). */
export interface InitialPolicies {
  /** Policy identifiers; `any` is anyPolicy: every policy will do. */
  readonly initialPolicySet: readonly string[] | 'any'
  readonly requireExplicitPolicy: boolean
  readonly inhibitPolicyMapping: boolean
  readonly inhibitAnyPolicy: boolean
}

/** A name the relying party connects to or writes to (RFC 9525, RFC 5280 §4.2.1.6). */
export type ExpectedName =
  | { readonly kind: 'dns'; readonly name: string }
  | { readonly kind: 'ip'; readonly octets: Uint8Array }
  | { readonly kind: 'email'; readonly address: string }

/**
 * What one validation may spend, whatever graph it is given; each is counted over all candidate
 * paths.
 */
export interface PathBudget {
  /** Signatures verified, those of status objects included. */
  readonly signaturesMax: number
  /** Certificates given: anchors and untrusted ones together. */
  readonly certificatesMax: number
  /** Partial and whole paths looked at. */
  readonly candidatePathsMax: number
  /** Certificates of one path, leaf and anchor included. */
  readonly pathLengthMax: number
  /** Names held against subtrees of name constraints. */
  readonly nameComparisonsMax: number
  /** Policies and policy mappings gone through. */
  readonly policyStepsMax: number
}
