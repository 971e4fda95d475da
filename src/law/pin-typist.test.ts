import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { CounterApplicant } from './counter-procedure.ts'
import type { PinSetter } from './eligibility.ts'
import { pinTypist, type PinTypist } from './pin-typist.ts'

const TYPISTS: readonly (readonly [CounterApplicant, PinSetter, PinTypist])[] = [
  ['holder', 'holder', 'holder'],
  ['holder', 'legal-representative', 'legal-representative'],
  ['legal-representative', 'holder', 'legal-representative'],
  ['legal-representative', 'legal-representative', 'legal-representative'],
  // A proxy knows no PIN: those in the sealed envelope are typed by an official.
  ['proxy', 'holder', 'official'],
  ['proxy', 'legal-representative', 'official'],
]
for (const [applicant, setBy, expected] of TYPISTS) {
  test(`PINs set by ${setBy}, asked for by ${applicant}: typed by ${expected}`, () =>
    assert.equal(pinTypist(applicant, setBy), expected))
}
