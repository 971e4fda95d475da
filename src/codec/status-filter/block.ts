import { assert } from '#kernel/assert.ts'
import { concatBytes } from '#kernel/bytes.ts'
import { PROBABILITY_ONE, RangeDecoder, RangeEncoder } from './range-coder.ts'
import { FILTER_CODE } from './state.ts'

/**
 * A block says the states of consecutive serials as two questions each: is there a certificate, and
 * is it revoked? Octet 0 says how each question is answered in this block: by none, by all, or
 * mixed; for a mixed one follow 2 octets with the probability of a yes; then the coded bits.
 */
const ANSWERED = { none: 0, all: 1, mixed: 2 } as const
const SECOND_QUESTION_SHIFT = 2
const PROBABILITY_OCTETS = 2

interface Question {
  readonly answered: number
  /** Of `PROBABILITY_ONE`; meaningful where the answers are mixed. */
  readonly ones: number
}

/** The block of `states`, codes of `FILTER_STATES`; at least one. */
export function encodeBlock(states: Uint8Array): Uint8Array {
  assert(states.length > 0, 'a block has a serial')
  const present = states.reduce((count, state) => count + (state === FILTER_CODE.absent ? 0 : 1), 0)
  const revoked = states.reduce((sum, state) => sum + (state === FILTER_CODE.revoked ? 1 : 0), 0)
  const presence = questionOf(present, states.length)
  const revocation = questionOf(revoked, present)
  const coder = new RangeEncoder()
  for (const state of states) {
    const isPresent = state !== FILTER_CODE.absent
    if (presence.answered === ANSWERED.mixed) coder.bit(isPresent, presence.ones)
    if (isPresent && revocation.answered === ANSWERED.mixed)
      coder.bit(state === FILTER_CODE.revoked, revocation.ones)
  }
  return concatBytes(headOf(presence, revocation), coder.finish())
}

/**
 * The states of a block of `count` serials; `undefined` where its head is not one that
 * `encodeBlock` writes.
 */
export function decodeBlock(octets: Uint8Array, count: number): Uint8Array | undefined {
  const head = readHead(octets)
  if (head === undefined) return undefined
  const { presence, revocation, length } = head
  const states = new Uint8Array(count)
  const coder = new RangeDecoder(octets.subarray(length))
  for (let i = 0; i < count; i++) {
    if (!answer(coder, presence)) continue
    states[i] = answer(coder, revocation) ? FILTER_CODE.revoked : FILTER_CODE.good
  }
  return states
}

function answer(coder: RangeDecoder, { answered, ones }: Question): boolean {
  return answered === ANSWERED.mixed ? coder.bit(ones) : answered === ANSWERED.all
}

function questionOf(yes: number, asked: number): Question {
  if (yes === 0) return { answered: ANSWERED.none, ones: 0 }
  if (yes === asked) return { answered: ANSWERED.all, ones: 0 }
  const ones = Math.round((yes / asked) * PROBABILITY_ONE)
  return { answered: ANSWERED.mixed, ones: Math.min(PROBABILITY_ONE - 1, Math.max(1, ones)) }
}

function headOf(presence: Question, revocation: Question): Uint8Array {
  const mixed = [presence, revocation].filter(({ answered }) => answered === ANSWERED.mixed)
  return Uint8Array.from([
    presence.answered | (revocation.answered << SECOND_QUESTION_SHIFT),
    ...mixed.flatMap(({ ones }) => [ones >>> 8, ones & 0xff]),
  ])
}

function readHead(
  octets: Uint8Array,
):
  | { readonly presence: Question; readonly revocation: Question; readonly length: number }
  | undefined {
  const [first] = octets
  if (first === undefined || first >>> (2 * SECOND_QUESTION_SHIFT) !== 0) return undefined
  let length = 1
  const questions: Question[] = []
  for (const answered of [first & 3, first >>> SECOND_QUESTION_SHIFT]) {
    if (answered > ANSWERED.mixed) return undefined
    let ones = 0
    if (answered === ANSWERED.mixed) {
      ones = ((octets[length] ?? 0) << 8) | (octets[length + 1] ?? 0)
      length += PROBABILITY_OCTETS
      if (ones === 0 || ones >= PROBABILITY_ONE) return undefined
    }
    questions.push({ answered, ones })
  }
  const [presence, revocation] = questions
  return presence && revocation && length <= octets.length
    ? { presence, revocation, length }
    : undefined
}
