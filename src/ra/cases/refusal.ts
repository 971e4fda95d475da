import type { Result } from '#kernel/result.ts'
import type { LawRefusal } from '#law/messages.ts'
import type { CounterRefusal } from '../contract.ts'
import type { StaffRefusal } from '../staff/contract.ts'
import type { CaseOwnRefusal } from './contract.ts'

/** Every refusal that a case can meet. */
export type CaseRefusal = CaseOwnRefusal | StaffRefusal | CounterRefusal | LawRefusal

/** What a use case of the cases answers. */
export type CaseAnswer<T> = Promise<Result<T, CaseRefusal>>
