import type { CrlEncoding, PublishedCrl } from '#ca/contract.ts'
import { municipalityList } from '#ca/crl/scope.ts'
import type { PartitionKey } from '#ca/issue-crl.ts'
import { type Crl, parseCrl } from '#codec/crl/crl.ts'
import { assert } from '#kernel/assert.ts'
import { concatBytes } from '#kernel/bytes.ts'
import type { CrlSource } from '#va/ports.ts'

/** All octets of a list, from its parts. */
export async function octetsOfCrl(
  source: CrlSource,
  list: PublishedCrl,
  encoding: CrlEncoding = 'identity',
): Promise<Uint8Array> {
  const parts: Uint8Array[] = []
  for (;;) {
    const part = await source.crlPart(list, encoding, parts.length)
    if (part === undefined) break
    parts.push(part)
  }
  const octets = concatBytes(...parts)
  const expected = encoding === 'gzip' ? list.gzipOctets : list.octets
  assert(octets.length === expected, `a list has ${expected} octets, not ${octets.length}`)
  return octets
}

/** The newest complete list of a municipality, taken apart. */
export async function listOfMunicipality(
  source: CrlSource,
  ref: PartitionKey,
  generation?: number,
): Promise<Crl | undefined> {
  const list = await source.currentCrl(municipalityList(ref), 'complete', generation)
  return list && parsedCrl(await octetsOfCrl(source, list))
}

/** A list that is known to be one. */
export function parsedCrl(crlDer: Uint8Array): Crl {
  const read = parseCrl(crlDer)
  assert(read.ok, 'a list of ours is well-formed')
  return read.value
}
