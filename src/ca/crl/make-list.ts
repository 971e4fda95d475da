import { type CrlFrame, crlFrame, signedFrame } from '#codec/crl/crl-frame.ts'
import { encodePacked, ENTRY_OCTETS_MAX, PACKED_ENTRY_OCTETS } from '#codec/crl/packed-entries.ts'
import { assert } from '#kernel/assert.ts'
import { plusMs, wholeSecond } from '#kernel/instant.ts'
import type { Clock } from '#kernel/ports.ts'
import type { CaConfiguration } from '../configuration.ts'
import type { PublishedCrl } from '../contract.ts'
import type { Generation } from '../model.ts'
import type { Signer } from '../ports.ts'
import { SUITES } from '../suites.ts'
import { crlFields } from './crl-profile.ts'
import { validityMs } from './due-lists.ts'
import { beginRuns, type OpenRun } from './entry-runs.ts'
import type { CrlDraft, CrlMaterial, CrlMaterials, CrlOrder, CrlRecords, NewCrl } from './ports.ts'

/** What making a list needs from outside. */
export interface MakeListPorts {
  readonly clock: Clock
  readonly crls: CrlRecords
  readonly crlMaterials: CrlMaterials
  readonly signer: Signer
}

/** How making a list ended: published, or its number was taken, or there was nothing to make. */
export type MadeList = PublishedCrl | 'number-taken' | 'no-material'

/**
 * Makes, signs and publishes one list. Its entries pass through memory page by page on their way
 * from the records to the signature and back: a list of twenty million takes no more of it than one
 * of thirty thousand.
 */
export async function makeList(
  ports: MakeListPorts,
  configuration: CaConfiguration,
  generation: Generation,
  order: CrlOrder,
): Promise<MadeList> {
  // Before anything is read: whatever was revoked up to this second is on the list.
  const thisUpdate = wholeSecond(ports.clock.now())
  const nextUpdate = plusMs(thisUpdate, validityMs(order.form, configuration.crl))
  const draft = await ports.crls.draft(thisUpdate)
  const signed = await ports.crlMaterials.read(order, async (material) => {
    if (material === undefined) return undefined
    const times = { thisUpdate, nextUpdate }
    const fields = crlFields(configuration, generation, order, material, times)
    const runs = await beginRuns(configuration, generation.authority, material.runs)
    const frame = crlFrame(
      fields,
      runs.reduce((sum, { octets }) => sum + octets, 0),
    )
    const head = await signInto(draft, ports.signer, generation, frame, runs)
    return newCrl(order, material, times, head)
  })
  if (signed === undefined) return 'no-material'
  return (await ports.crls.publish(signed, draft)) ?? 'number-taken'
}

function newCrl(
  order: CrlOrder,
  { nextNumber, baseNumber, stated, runs }: CrlMaterial,
  times: Pick<NewCrl, 'thisUpdate' | 'nextUpdate'>,
  head: Uint8Array,
): NewCrl {
  const entries = runs.reduce((sum, { tally }) => sum + tally.count, 0)
  return { ...order, crlNumber: nextNumber, baseNumber, ...times, entries, stated, head }
}

/**
 * Writes everything of a list but its outermost header, which is given back: its length is known
 * only with the signature's.
 */
async function signInto(
  draft: CrlDraft,
  signer: Signer,
  { keyName, suite }: Generation,
  frame: CrlFrame,
  runs: readonly OpenRun[],
): Promise<Uint8Array> {
  let tbsOctets = 0
  const written = async function* (): AsyncGenerator<Uint8Array> {
    for await (const part of tbsParts(frame, runs)) {
      tbsOctets += part.length
      await draft.write(part)
      yield part
    }
  }
  const signature = await signer.sign(keyName, { what: 'crl', tbs: written() })
  const { head, tail } = signedFrame(tbsOctets, SUITES[suite].signature, signature)
  await draft.write(tail)
  return head
}

/** The octets of a TBSCertList in order; each part is valid until the next is asked for. */
async function* tbsParts(
  { head, tail }: CrlFrame,
  runs: readonly OpenRun[],
): AsyncGenerator<Uint8Array> {
  yield head
  let room = new Uint8Array()
  for (const { first, pages, octets } of runs) {
    let encoded = first.length
    if (first.length > 0) yield first
    for await (const page of pages) {
      const needed = (page.length / PACKED_ENTRY_OCTETS) * ENTRY_OCTETS_MAX
      if (room.length < needed) room = new Uint8Array(needed)
      const end = encodePacked(page, room, 0)
      encoded += end
      yield room.subarray(0, end)
    }
    // The list's header already said how long they are: a list that lies is never signed.
    assert(encoded === octets, 'the entries of a list are those that were counted')
  }
  yield tail
}
