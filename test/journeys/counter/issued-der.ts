import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { CLUSTER_ROLE } from '#adapters/postgres/cluster.ts'
import { Database } from '#adapters/postgres/database.ts'
import { clusterPlaceIn } from '#adapters/postgres/embedded.ts'

/** AlgorithmIdentifier of sha256WithRSAEncryption with its NULL. */
const SHA256_WITH_RSA = Buffer.from('300d06092a864886f70d01010b0500', 'hex')

/** A certificate by its number and its octets' digest; each authority counts for itself. */
export interface IssuedName {
  readonly serialHex: string
  readonly sha256Hex: string
}

/** A certificate of the records, and the municipality whose revocation list speaks of it. */
export interface IssuedRecord {
  readonly der: Buffer
  readonly municipalityCode: string
}

/**
 * A certificate as the authority's own records have it, put together here: what was signed and its
 * signature. Whether it is one, OpenSSL says.
 */
export async function issuedRecord(dataFolder: string, name: IssuedName): Promise<IssuedRecord> {
  const { clusterFolder, passwordFile } = clusterPlaceIn(join(dataFolder, 'postgres'))
  const password = readFileSync(passwordFile, 'utf8')
  const place = { via: 'socket', socketFolder: clusterFolder, database: 'postgres' } as const
  const database = Database.at({ ...place, user: CLUSTER_ROLE, password }, 1)
  try {
    const rows = await database.query(
      `SELECT tbs, signature, municipality_code
       FROM ca_certificate JOIN ca_signature USING (authority, serial) WHERE serial = $1`,
      [Number(`0x${name.serialHex}`)],
    )
    const found = rows.map(({ tbs, signature, municipality_code: code }) => ({
      der: signedDer(tbs, signature),
      municipalityCode: String(code),
    }))
    const wanted = found.find(({ der }) => sha256Hex(der) === name.sha256Hex)
    assert.ok(wanted !== undefined, `${name.serialHex} stands in the records`)
    return wanted
  } finally {
    await database.close()
  }
}

function signedDer(tbs: unknown, signature: unknown): Buffer {
  assert.ok(tbs instanceof Uint8Array && signature instanceof Uint8Array)
  const bits = longElement(0x03, Buffer.concat([Buffer.of(0), signature]))
  return longElement(0x30, Buffer.concat([tbs, SHA256_WITH_RSA, bits]))
}

/** An element whose content takes two octets of length. */
function longElement(tag: number, content: Buffer): Buffer {
  assert.ok(content.length > 0xff && content.length <= 0xffff)
  return Buffer.concat([Buffer.of(tag, 0x82, content.length >> 8, content.length & 0xff), content])
}

function sha256Hex(octets: Uint8Array): string {
  return createHash('sha256').update(octets).digest('hex')
}
