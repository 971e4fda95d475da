/**
 * The verifier as a library: `import { verifyPath, checkStatus, verifySignature } from
 * 'shomei/verifier'`. Pure functions of what they are given; docs/verifier.md shows their use.
 */
export type { Algorithms } from './algorithms.ts'
export { checkStatus } from './check-status.ts'
export type { Encoded } from './encoded.ts'
export type { ExpectedNameQuestion } from './expected-name.ts'
export { VerifierInputError } from './input-error.ts'
export type { KeyPurpose } from './key-purpose.ts'
export type { PathQuestion } from './path-question.ts'
export type { PassedOver, PathCertificate, PathVerdict } from './path-verdict.ts'
export type { CrlQuestion, OcspQuestion, StatusQuestion, StatusVerdict } from './status-question.ts'
export {
  openStatusFilter,
  StatusFilter,
  type StatusFilterOpening,
  type StatusFilterQuestion,
  type StatusFilterVerdict,
} from './status-filter.ts'
export type { StatusFilterCode, StatusFilterRefusalCode } from './status-filter-code.ts'
export { verifyPath } from './verify-path.ts'
export type { SignatureQuestion, SignatureVerdict } from './verify-signature.ts'
export { verifySignature } from './verify-signature.ts'
