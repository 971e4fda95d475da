import type { Static, TSchema } from 'typebox'
import { Compile } from 'typebox/compile'

/** Who may call: everybody on this machine, or holders of the operator's token. */
export type Access = 'open' | 'operator'

/**
 * One call of the operator interface: its input is checked against the schema before `run` sees it.
 */
export interface Operation {
  readonly access: Access
  readonly accepts: (input: unknown) => boolean
  readonly run: (input: unknown) => Promise<unknown>
}

/** An operation whose input is exactly what `schema` describes; the check is compiled once. */
export function operation<const S extends TSchema>(
  access: Access,
  schema: S,
  run: (input: Static<S>) => Promise<unknown>,
): Operation {
  const compiled = Compile(schema)
  return {
    access,
    accepts: (input) => compiled.Check(input),
    run: (input) => run(input as Static<S>),
  }
}

/** The operations by name. */
export type OperationTable = Readonly<Record<string, Operation>>
