import assert from 'node:assert/strict'
import { test } from 'node:test'
import { CORRECTION_MS_MAX, systemClock } from './system-clock.ts'

const START = 1_767_225_600_000

for (const [name, readings, answers] of [
  ['runs with the computer', [0, 1, 5000], [0, 1, 5000]],
  ['waits out a correction', [1000, 999, 1000, 1001], [1000, 1000, 1000, 1001]],
  [
    'waits out the largest correction',
    [CORRECTION_MS_MAX, 0],
    [CORRECTION_MS_MAX, CORRECTION_MS_MAX],
  ],
  [
    'follows an operator who sets it back',
    [CORRECTION_MS_MAX + 1, 0, 1],
    [CORRECTION_MS_MAX + 1, 0, 1],
  ],
] as const) {
  test(`the system's clock ${name}`, () => {
    const left = [...readings]
    const clock = systemClock(() => START + (left.shift() ?? 0))
    assert.deepEqual(
      readings.map(() => clock.now() - START),
      answers,
    )
  })
}
