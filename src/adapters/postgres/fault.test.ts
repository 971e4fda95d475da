import assert from 'node:assert/strict'
import { test } from 'node:test'
import { InvariantError } from '#kernel/assert.ts'
import { DatabaseFault, databaseFault } from './fault.ts'

for (const [sqlState, code, retryable] of [
  ['40001', 'database-contended', true],
  ['40P01', 'database-contended', true],
  ['40002', 'database-fault', false],
  ['53100', 'database-disk-full', false],
  ['25006', 'database-read-only', false],
  ['23505', 'database-constraint', false],
  ['08006', 'database-unavailable', false],
  ['57P01', 'database-unavailable', false],
  ['ECONNREFUSED', 'database-unavailable', false],
  ['XX000', 'database-fault', false],
] as const) {
  test(`SQLSTATE ${sqlState} is ${code}`, () => {
    const fault = databaseFault(Object.assign(new Error('secret'), { code: sqlState }))
    assert.ok(fault instanceof DatabaseFault)
    assert.deepEqual([fault.code, fault.sqlState, fault.retryable], [code, sqlState, retryable])
    assert.doesNotMatch(fault.message, /secret/)
  })
}

test('an ended connection has no code of its own', () => {
  const fault = databaseFault(new Error('Connection terminated unexpectedly'))
  assert.ok(fault instanceof DatabaseFault)
  assert.equal(fault.code, 'database-unavailable')
})

test('what is not the driver’s passes through unchanged', () => {
  for (const thrown of [
    new TypeError('ours'),
    new InvariantError('ours'),
    'text',
    new DatabaseFault('database-fault', 'XX000'),
  ])
    assert.equal(databaseFault(thrown), thrown)
})
