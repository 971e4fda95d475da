import type { PathBudget } from '#va/path/path-request.ts'
import type { RevocationMode } from '#va/revocation/question.ts'
import type { Algorithms } from './algorithms.ts'
import type { Encoded } from './encoded.ts'
import type { ExpectedNameQuestion } from './expected-name.ts'
import type { KeyPurpose } from './key-purpose.ts'

/**
 * A certification path to validate by RFC 5280 §6. Everything is supplied; nothing is fetched. A
 * member that is left out has the default that is said with it.
 */
export interface PathQuestion {
  /** The certificate in question. */
  readonly leaf: Encoded
  /** Whom you trust: certificates that reached you by another way than `leaf` did. */
  readonly trustAnchors: readonly Encoded[]
  /** Certificates that may help to build the path, in any order; none is trusted for being here. */
  readonly untrusted?: readonly Encoded[] | undefined
  readonly crls?: readonly Encoded[] | undefined
  readonly ocspResponses?: readonly Encoded[] | undefined
  /** The moment for which validity is asked. */
  readonly time: Date
  /** The present; `time` where absent. Status information from later than it is not believed. */
  readonly now?: Date | undefined
  /**
   * How revocation is looked at, for every certificate but the anchor: `require` (the default)
   * takes CRL or OCSP, `crl` and `ocsp` one kind alone; `none` waives it, which the report says.
   */
  readonly revocation?: RevocationMode | undefined
  /** The oldest status information that is believed; left to its own nextUpdate where absent. */
  readonly maxAgeSeconds?: number | undefined
  /** Policies by dotted identifier, of which one must hold for the whole path; `any` by default. */
  readonly initialPolicySet?: readonly string[] | 'any' | undefined
  readonly requireExplicitPolicy?: boolean | undefined
  readonly inhibitPolicyMapping?: boolean | undefined
  readonly inhibitAnyPolicy?: boolean | undefined
  /** What the leaf's key must be allowed for; `any`, the default, asks for nothing. */
  readonly keyPurpose?: KeyPurpose | undefined
  /** `leaf` or `path`: where the purpose must stand by name, anyExtendedKeyUsage not counting. */
  readonly keyPurposeNamed?: 'leaf' | 'path' | undefined
  readonly expectedName?: ExpectedNameQuestion | undefined
  /** The most authorities between anchor and leaf, self-issued ones not counted. */
  readonly maxPathLength?: number | undefined
  /**
   * `rfc5280`, the default, also refuses certificates that no conforming authority issues (RFC 5280
   * §4); `path-only` keeps to what §6.1 looks at.
   */
  readonly profile?: 'rfc5280' | 'path-only' | undefined
  /**
   * Which of an anchor certificate's own limits bind the path (RFC 5937): `none`, `constraints`
   * (all but its dates), `constraints-and-expiry` (the default).
   */
  readonly anchorLimits?: 'none' | 'constraints' | 'constraints-and-expiry' | undefined
  /** `default` unless said otherwise. */
  readonly algorithms?: Algorithms | undefined
  readonly budget?: PathBudget | undefined
}
