import type { AlgorithmRefusal } from '../algorithm-policy.ts'
import type { RevocationRefusal } from '../revocation/question.ts'

/** Why the certificates themselves make no valid path: stable codes, one text each. */
export type PathStructureRefusal =
  | 'certificate-malformed'
  | 'issuer-unknown'
  | 'chain-signature-wrong'
  | 'critical-extension-unknown'
  | 'profile-violated'
  | 'authority-not-ca'
  | 'authority-key-usage-wrong'
  | 'authority-version-too-low'
  | 'path-length-exceeded'
  | 'policy-not-acceptable'
  | 'policy-mapping-of-any'
  | 'name-not-permitted'
  | 'name-excluded'
  | 'name-constraint-unsupported'
  | 'name-constraint-malformed'
  | 'key-usage-wrong'
  | 'key-purpose-wrong'
  | 'name-mismatch'
  | 'not-yet-valid'
  | 'expired'
  | 'authority-not-yet-valid'
  | 'authority-expired'
  | 'path-budget-exhausted'

/** Why a certification path is not valid. */
export type PathRefusal = PathStructureRefusal | AlgorithmRefusal | RevocationRefusal
