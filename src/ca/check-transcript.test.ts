import assert from 'node:assert/strict'
import { test } from 'node:test'
import { EphemeralKeys } from '#adapters/keys/ephemeral-keys.ts'
import { SANDBOX_CEREMONY, StandingClock, THROWAWAY } from '../../test/support/ca-rig.ts'
import { checkTranscript } from './check-transcript.ts'
import type { CeremonyRecords } from './ports.ts'
import { rehearseCeremony } from './run-ceremony.ts'
import { lineDigestHex, NO_PREVIOUS_HEX, readTranscript, writeLine } from './transcript.ts'

const EMPTY: CeremonyRecords = {
  generations: async () => [],
  responders: async () => [],
  transcript: async () => [],
  append: async () => undefined,
  nextSerial: async () => 1,
}

async function transcriptOf(ceremonyText: string): Promise<readonly string[]> {
  const rehearsed = await rehearseCeremony(
    {
      clock: new StandingClock('2026-04-01T01:00:00Z'),
      keys: new EphemeralKeys(),
      throwaway: THROWAWAY,
      records: EMPTY,
    },
    ceremonyText,
  )
  assert.ok(rehearsed.ok)
  return rehearsed.value.transcript.trimEnd().split('\n')
}

const LINES = await transcriptOf(SANDBOX_CEREMONY)
const OTHER_LINES = await transcriptOf(SANDBOX_CEREMONY)

/** Lines chained anew, as a forger would who may write what he likes. */
function rechained(lines: readonly string[]): string {
  let previousHex = NO_PREVIOUS_HEX
  return lines
    .map((line, position) => {
      const members = JSON.parse(line) as object
      const chained = JSON.stringify({ ...members, position, previous: previousHex })
      previousHex = lineDigestHex(chained)
      return chained
    })
    .join('\n')
}

function check(lines: readonly string[] | string): unknown {
  const text = typeof lines === 'string' ? lines : lines.join('\n')
  const checked = checkTranscript(SANDBOX_CEREMONY, text)
  return checked.ok ? 'proved' : checked.refusal
}

function changed(i: number, from: string | RegExp, to: string): readonly string[] {
  return LINES.map((line, at) => (at === i ? line.replace(from, to) : line))
}

test('a transcript has a line for each step, and proves itself', () => {
  assert.equal(LINES.length, 14)
  assert.equal(check(LINES), 'proved')
  assert.equal(check(`${LINES.join('\n')}\n`), 'proved')
})

for (const [name, lines] of [
  ['a line left out', LINES.toSpliced(4, 1)],
  [
    'two lines exchanged',
    [...LINES.slice(0, 2), LINES[3] ?? '', LINES[2] ?? '', ...LINES.slice(4)],
  ],
  ['a changed time', changed(1, '01:00:00Z', '01:00:01Z')],
  ['a space more', changed(2, '"step":', '"step": ')],
  ['a member more', changed(2, '{"position"', '{"remark":"","position"')],
  ['an empty file', ['']],
  ['a line that is not JSON', changed(5, /^.*$/, 'certified')],
] as const)
  test(`${name} breaks the chain`, () => {
    assert.equal(check(lines), 'transcript-broken')
  })

for (const [name, text] of [
  ['another file', rechained(changed(0, /"ceremony":"../, '"ceremony":"00'))],
  ['another title', rechained(changed(0, 'Sandbox authorities', 'Other authorities'))],
  ['another key’s name', rechained(changed(1, '"signature-1"', '"signature-2"'))],
  ['another serial', rechained(changed(2, '"serial":1', '"serial":2'))],
  ['another moment', rechained(changed(2, '01:00:00Z', '02:00:00Z'))],
  ['another key', rechained(LINES.map((line, i) => (i === 1 ? (OTHER_LINES[1] ?? '') : line)))],
  [
    'another certificate',
    rechained(LINES.map((line, i) => (i === 3 ? (OTHER_LINES[3] ?? '') : line))),
  ],
  ['no end', rechained(LINES.slice(0, -1))],
  ['a step after the end', rechained([...LINES, LINES[1] ?? ''])],
  ['one authority only', rechained([...LINES.slice(0, 7), LINES[13] ?? ''])],
] as const)
  test(`a forged chain with ${name} differs from the reviewed file`, () => {
    assert.equal(check(text), 'transcript-differs')
  })

test('a transcript does not prove another file', () => {
  const other = SANDBOX_CEREMONY.replace('"validityYears": 10', '"validityYears": 11')
  const checked = checkTranscript(other, LINES.join('\n'))
  assert.equal(checked.ok ? 'proved' : checked.refusal, 'transcript-differs')
})

test('every line is what its step writes', () => {
  const steps = readTranscript(LINES)
  assert.ok(steps.ok)
  let previousHex = NO_PREVIOUS_HEX
  for (const [position, step] of steps.value.entries()) {
    const line = writeLine(step, position, previousHex)
    assert.equal(line, LINES[position])
    previousHex = lineDigestHex(line)
  }
})
