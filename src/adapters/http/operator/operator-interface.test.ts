import assert from 'node:assert/strict'
import { test } from 'node:test'
import { serve } from '@hono/node-server'
import { Type } from 'typebox'
import { operation } from './operation.ts'
import { callOperator, OperatorCallError } from './operator-client.ts'
import { operatorInterface } from './operator-interface.ts'

const TOKEN = 'a-token-of-the-test'
const FAULTS: string[] = []
const Octets = Type.Refine(Type.Unsafe<Uint8Array>({}), (value) => value instanceof Uint8Array)
const app = operatorInterface({
  operatorToken: TOKEN,
  reportFault: (name) => FAULTS.push(name),
  operations: {
    length: operation('operator', Type.Object({ octets: Octets }), ({ octets }) =>
      Promise.resolve({ length: octets.length, octets }),
    ),
    hello: operation('open', Type.Object({}), () => Promise.resolve('hello')),
    broken: operation('open', Type.Object({}), () => Promise.reject(new Error('inside'))),
  },
})

for (const [name, path, headers, body, status, error] of [
  ['a wrong token', '/length', { authorization: 'Bearer no' }, '{}', 401, 'operator-token-wrong'],
  ['no token', '/length', {}, '{}', 401, 'operator-token-wrong'],
  ['an unknown name', '/toString', {}, '{}', 404, 'operation-unknown'],
  ['a body that is not JSON', '/hello', {}, '{', 400, 'request-malformed'],
  [
    'a body of another shape',
    '/length',
    { authorization: `Bearer ${TOKEN}` },
    '{"octets":1}',
    400,
    'request-malformed',
  ],
  ['a body without end', '/hello', {}, ' '.repeat(300_000), 413, 'request-too-large'],
  ['a fault inside', '/broken', {}, '{}', 500, 'fault'],
] as const) {
  test(`the interface refuses ${name} with ${status}`, async () => {
    const response = await app.request(path, { method: 'POST', headers, body })
    assert.deepEqual([response.status, await response.json()], [status, { error }])
  })
}

test('a fault is reported to the operator, not to the caller', () => {
  assert.deepEqual(FAULTS, ['broken'])
})

test('the client carries octets both ways and names what went wrong', async () => {
  const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' })
  await new Promise((resolve) => server.once('listening', resolve))
  const address = server.address()
  assert.ok(address !== null && typeof address === 'object')
  const system = { baseUrl: `http://127.0.0.1:${address.port}`, operatorToken: TOKEN }
  const octets = Uint8Array.of(1, 2, 3)
  assert.deepEqual(await callOperator(system, 'length', { octets }), { length: 3, octets })
  await assert.rejects(
    callOperator(system, 'nothing', {}),
    new OperatorCallError('operation-unknown'),
  )
  await new Promise((resolve) => server.close(resolve))
  await assert.rejects(callOperator(system, 'hello', {}), { code: 'system-not-running' })
})
