import {
  ALGORITHM_ALLOWANCES,
  type AlgorithmAllowance,
  type AlgorithmPolicy,
  DEFAULT_ALGORITHMS,
  LEGACY_ALGORITHMS,
  parseAlgorithmPolicy,
} from '#va/algorithm-policy.ts'
import { VerifierInputError } from './input-error.ts'

/**
 * Which algorithms and keys a caller accepts: `default` is what may be relied on today, `legacy`
 * adds what old signatures were made with (for looking at them, never for trusting), and a list
 * names single allowances beyond `default`.
 */
export type Algorithms = 'default' | 'legacy' | readonly AlgorithmAllowance[]

/** The words of a list of allowances. */
export const ALLOWANCES: readonly string[] = Object.keys(ALGORITHM_ALLOWANCES)

/** The policy that `algorithms` names; an unknown word is the caller's mistake. */
export function policyOf(algorithms: Algorithms): AlgorithmPolicy {
  if (algorithms === 'default') return DEFAULT_ALGORITHMS
  if (algorithms === 'legacy') return LEGACY_ALGORITHMS
  const policy = parseAlgorithmPolicy(algorithms)
  if (!policy.ok) throw new VerifierInputError('algorithms', ALLOWANCES.join(' | '))
  return policy.value
}
