import { encodeEntryOfIssuer } from '#codec/crl/encode-crl.ts'
import {
  entriesOctets,
  PACKED_ENTRY_OCTETS,
  tallyPacked,
  unpackEntry,
} from '#codec/crl/packed-entries.ts'
import { assert } from '#kernel/assert.ts'
import type { CaConfiguration } from '../configuration.ts'
import type { AuthorityId } from '../contract.ts'
import { authorityName } from '../names.ts'
import { serialHexOf } from '../serial.ts'
import type { EntryRun } from './ports.ts'

/** Entries about to be encoded. */
export interface OpenRun {
  /** DER of the first entry, where it says whose certificates are listed from it on. */
  readonly first: Uint8Array
  /** The packed entries that follow. */
  readonly pages: AsyncIterable<Uint8Array>
  /** Octets of all of it in DER. */
  readonly octets: number
}

/**
 * Opens the runs of a list that `signer` signs. RFC 5280 §5.3.3: entries are of the list's issuer
 * until one says otherwise, and then of the one it names.
 */
export async function beginRuns(
  configuration: CaConfiguration,
  signer: AuthorityId,
  runs: readonly EntryRun[],
): Promise<readonly OpenRun[]> {
  const open: OpenRun[] = []
  for (const run of runs)
    if (run.tally.count > 0)
      open.push(run.authority === signer ? plainRun(run) : await namedRun(configuration, run))
  return open
}

function plainRun(run: EntryRun): OpenRun {
  return { first: new Uint8Array(), pages: run.pages(), octets: entriesOctets(run.tally) }
}

async function namedRun(configuration: CaConfiguration, run: EntryRun): Promise<OpenRun> {
  const pages = run.pages()[Symbol.asyncIterator]()
  const { value: page, done } = await pages.next()
  assert(done !== true && page.length > 0, 'a run that was counted has entries')
  const leading = page.subarray(0, PACKED_ENTRY_OCTETS)
  const { serial, revokedAt, reason } = unpackEntry(leading)
  const first = encodeEntryOfIssuer(
    { serialHex: serialHexOf(serial), revokedAt, reason },
    authorityName(configuration, run.authority),
  )
  const octets = entriesOctets(run.tally) - entriesOctets(tallyPacked(leading)) + first.length
  return { first, pages: rest(page.subarray(PACKED_ENTRY_OCTETS), pages), octets }
}

async function* rest(
  page: Uint8Array,
  pages: AsyncIterator<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  if (page.length > 0) yield page
  for (;;) {
    const next = await pages.next()
    if (next.done === true) return
    yield next.value
  }
}
