import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { equalSecrets } from '#crypto/constant-time.ts'
import { utf8 } from '#kernel/bytes.ts'
import type { Operation, OperationTable } from './operation.ts'
import { fromWire, toWire, WireError } from './wire.ts'

/** No command carries more: a certificate each way and some text. */
const BODY_BYTES_MAX = 256 * 1024
const OUTAGE = 'database-unavailable'
const JSON_TYPE = { 'content-type': 'application/json; charset=utf-8' }

/** What the interface offers, to whom, and who hears of faults. */
export interface OperatorInterface {
  readonly operations: OperationTable
  /** Needed for every operation that is not open. */
  readonly operatorToken: string
  /** Told of faults, which the caller sees as a bare 500. */
  readonly reportFault: (operation: string, fault: unknown) => void
}

/**
 * The operations over HTTP: `POST /<name>` with a JSON body (`wire.ts`). 200 carries `{value}`,
 * also where the value is a refusal; 400 a body that is not what the operation takes, 401 a missing
 * or wrong token, 404 an unknown name, 503 that the database does not answer.
 */
export function operatorInterface({
  operations,
  operatorToken,
  reportFault,
}: OperatorInterface): Hono {
  const expected = utf8(`Bearer ${operatorToken}`)
  const app = new Hono()
  app.use(bodyLimit({ maxSize: BODY_BYTES_MAX, onError: () => failure(413, 'request-too-large') }))
  app.post('/:name', async (context) => {
    const name = context.req.param('name')
    const found = Object.hasOwn(operations, name) ? operations[name] : undefined
    if (found === undefined) return failure(404, 'operation-unknown')
    const given = utf8(context.req.header('authorization') ?? '')
    if (found.access === 'operator' && !equalSecrets(expected, given)) {
      return failure(401, 'operator-token-wrong')
    }
    try {
      return await answer(found, await context.req.text())
    } catch (fault) {
      reportFault(name, fault)
      return isOutage(fault) ? failure(503, OUTAGE) : failure(500, 'fault')
    }
  })
  app.all('*', () => failure(404, 'operation-unknown'))
  return app
}

/** The one fault that the caller can do something about: wait, and do the same again. */
function isOutage(fault: unknown): boolean {
  return fault instanceof Error && 'code' in fault && fault.code === OUTAGE
}

async function answer(found: Operation, body: string): Promise<Response> {
  let input: unknown
  try {
    input = fromWire(body === '' ? '{}' : body)
  } catch (error) {
    if (error instanceof WireError) return failure(400, 'request-malformed')
    throw error
  }
  if (!found.accepts(input)) return failure(400, 'request-malformed')
  return new Response(toWire({ value: await found.run(input) }), { headers: JSON_TYPE })
}

function failure(status: number, code: string): Response {
  return new Response(JSON.stringify({ error: code }), { status, headers: JSON_TYPE })
}
