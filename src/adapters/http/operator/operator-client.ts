import { fromWire, toWire, WireError } from './wire.ts'

const ANSWER_WITHIN_MS = 60_000

/** The system did not answer as its interface promises. */
export class OperatorCallError extends Error {
  override readonly name = 'OperatorCallError'
  /** `system-not-running` where nobody listens, otherwise what the interface said. */
  readonly code: string

  constructor(code: string, cause?: unknown) {
    super(code, { cause })
    this.code = code
  }
}

/**
 * One call to the operator interface at `baseUrl`; throws `OperatorCallError` for everything but an
 * answer.
 */
export async function callOperator(
  { baseUrl, operatorToken }: { readonly baseUrl: string; readonly operatorToken: string },
  name: string,
  input: unknown,
): Promise<unknown> {
  let response: Response
  try {
    response = await fetch(`${baseUrl}/${name}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${operatorToken}`, 'content-type': 'application/json' },
      body: toWire(input),
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
    })
  } catch (cause) {
    throw new OperatorCallError('system-not-running', cause)
  }
  const body = readBody(await response.text())
  if (!response.ok) throw new OperatorCallError(memberOf(body, 'error', String(response.status)))
  return typeof body === 'object' && body !== null && 'value' in body ? body.value : undefined
}

function readBody(text: string): unknown {
  try {
    return fromWire(text)
  } catch (error) {
    if (error instanceof WireError) throw new OperatorCallError('answer-malformed', error)
    throw error
  }
}

function memberOf(body: unknown, member: string, fallback: string): string {
  const value: unknown =
    typeof body === 'object' && body !== null ? Reflect.get(body, member) : undefined
  return typeof value === 'string' ? value : fallback
}
