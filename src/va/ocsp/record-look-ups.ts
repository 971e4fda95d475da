import {
  type AuthorityId,
  type CertificateStatus,
  parseSerialHex,
  type SerialHex,
} from '#ca/contract.ts'
import { assert } from '#kernel/assert.ts'
import type { StatusSource } from '../ports.ts'

/** Serials that the records are asked for at one time, waiting ones included. */
export const LOOK_UPS_MAX = 4_096

/** Serials in one question to the records. */
export const LOOK_UPS_TOGETHER_MAX = 256

/** Questions to the records about one generation that run side by side. */
const BATCHES_RUNNING_MAX = 2

interface Waiting {
  readonly serialHex: SerialHex
  readonly resolve: (status: CertificateStatus) => void
  readonly reject: (fault: unknown) => void
}

/** The questions to the records about one generation of an authority. */
interface Lane {
  running: number
  readonly waiting: Waiting[]
}

/**
 * Look-ups in the records, of which no more are under way than the records can bear. Those that
 * come while others run go together in the next question: a question begun earlier never answers
 * for a later moment.
 */
export class RecordLookUps {
  readonly #statuses: Pick<StatusSource, 'certificateStatuses'>
  readonly #lanes = new Map<string, Lane>()
  #underWay = 0

  constructor(statuses: Pick<StatusSource, 'certificateStatuses'>) {
    this.#statuses = statuses
  }

  /** The status of each serial; `undefined`, at once, where too many are being looked up. */
  ask(
    authority: AuthorityId,
    generation: number,
    serials: readonly number[],
  ): Promise<readonly CertificateStatus[]> | undefined {
    if (this.#underWay + serials.length > LOOK_UPS_MAX) return undefined
    this.#underWay += serials.length
    const name = `${authority}/${generation}`
    const lane = this.#lanes.get(name) ?? { running: 0, waiting: [] }
    this.#lanes.set(name, lane)
    const asked = serials.map(
      (serial) =>
        new Promise<CertificateStatus>((resolve, reject) => {
          lane.waiting.push({ serialHex: hexOf(serial), resolve, reject })
        }),
    )
    this.#run(authority, generation, lane)
    return Promise.all(asked)
  }

  #run(authority: AuthorityId, generation: number, lane: Lane): void {
    while (lane.waiting.length > 0 && lane.running < BATCHES_RUNNING_MAX) {
      const batch = lane.waiting.splice(0, LOOK_UPS_TOGETHER_MAX)
      lane.running++
      void this.#answer(authority, generation, batch).finally(() => {
        lane.running--
        this.#underWay -= batch.length
        this.#run(authority, generation, lane)
      })
    }
  }

  /** Never rejects: each who waits is told. */
  async #answer(
    authority: AuthorityId,
    generation: number,
    batch: readonly Waiting[],
  ): Promise<void> {
    try {
      const serials = batch.map(({ serialHex }) => serialHex)
      const found = await this.#statuses.certificateStatuses(authority, serials, generation)
      assert(found.length === batch.length, 'the records answer every serial')
      for (const [i, { resolve }] of batch.entries()) resolve(found[i] ?? { state: 'unknown' })
    } catch (fault) {
      for (const { reject } of batch) reject(fault)
    }
  }
}

function hexOf(serial: number): SerialHex {
  const digits = serial.toString(16)
  const serialHex = parseSerialHex(digits.length % 2 === 0 ? digits : `0${digits}`)
  assert(serialHex !== undefined, 'a counter value has whole octets')
  return serialHex
}
