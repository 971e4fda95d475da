import type { PathBudget } from './path-request.ts'

/**
 * What one validation may spend unless the caller says otherwise. A public path takes three
 * signatures and one candidate; a mesh of bridge authorities takes tens. Every bound is far above
 * that, and together they end the worst graph within a second.
 */
export const DEFAULT_PATH_BUDGET: PathBudget = {
  signaturesMax: 500,
  certificatesMax: 1_000,
  candidatePathsMax: 1_000,
  pathLengthMax: 64,
  // 1,024 names under 1,024 constraints.
  nameComparisonsMax: 2 ** 20,
  policyStepsMax: 2 ** 17,
}

/** What one validation has spent so far, over all candidate paths. */
export interface Spending {
  readonly budget: PathBudget
  signatures: number
  candidatePaths: number
  nameComparisons: number
  policySteps: number
}

/** Nothing spent yet. */
export function newSpending(budget: PathBudget): Spending {
  return { budget, signatures: 0, candidatePaths: 0, nameComparisons: 0, policySteps: 0 }
}

/** Takes one signature from the budget; `false` when none is left. */
export function spendSignature(spending: Spending): boolean {
  if (spending.signatures >= spending.budget.signaturesMax) return false
  spending.signatures++
  return true
}

/** Takes one candidate path from the budget; `false` when none is left. */
export function spendCandidatePath(spending: Spending): boolean {
  if (spending.candidatePaths >= spending.budget.candidatePathsMax) return false
  spending.candidatePaths++
  return true
}

/** Takes comparisons of names with constraints from the budget; `false` when too few are left. */
export function spendNameComparisons(spending: Spending, comparisons: number): boolean {
  if (spending.nameComparisons + comparisons > spending.budget.nameComparisonsMax) return false
  spending.nameComparisons += comparisons
  return true
}

/** Takes policies to go through from the budget; `false` when too few are left. */
export function spendPolicySteps(spending: Spending, steps: number): boolean {
  if (spending.policySteps + steps > spending.budget.policyStepsMax) return false
  spending.policySteps += steps
  return true
}
