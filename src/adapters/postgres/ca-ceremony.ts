import type { AuthorityId } from '#ca/contract.ts'
import type { Generation, Responder } from '#ca/model.ts'
import type {
  AuthorityRecords,
  CeremonyEffect,
  CeremonyRecords,
  CompromiseRecords,
  ResponderRecords,
} from '#ca/ports.ts'
import { assert } from '#kernel/assert.ts'
import type { Instant } from '#kernel/instant.ts'
import {
  AUTHORITY_CODES,
  GENERATION_COLUMNS,
  generationOf,
  RESPONDER_COLUMNS,
  responderOf,
} from './ca-columns.ts'
import type { Database, Queries } from './database.ts'
import { numberOf, onlyRow, textOf } from './row.ts'

/** The generations and responders in PostgreSQL. */
export class PostgresAuthorities implements AuthorityRecords, CompromiseRecords {
  readonly #queries: Queries

  constructor(queries: Queries) {
    this.#queries = queries
  }

  /** See `AuthorityRecords.generations`. */
  async generations(): Promise<readonly Generation[]> {
    const rows = await this.#queries.query({
      name: 'ca-generations',
      text: `SELECT ${GENERATION_COLUMNS}, compromised_at FROM ca_generation
             ORDER BY authority, generation`,
    })
    return rows.map(generationOf)
  }

  /** See `AuthorityRecords.responders`. */
  async responders(): Promise<readonly Responder[]> {
    const rows = await this.#queries.query(
      `SELECT ${RESPONDER_COLUMNS} FROM ca_responder ORDER BY authority, serial`,
    )
    return rows.map(responderOf)
  }

  /** See `CompromiseRecords.recordCompromise`. */
  async recordCompromise(authority: AuthorityId, generation: number, at: Instant): Promise<void> {
    await this.#queries.execute(
      `UPDATE ca_generation SET compromised_at = $3
       WHERE authority = $1 AND generation = $2 AND compromised_at IS NULL`,
      [AUTHORITY_CODES[authority], generation, at],
    )
  }
}

/** The record of ceremonies in PostgreSQL: a line and its effect are one transaction. */
export class PostgresCeremonies extends PostgresAuthorities implements CeremonyRecords {
  readonly #database: Database

  constructor(database: Database) {
    super(database)
    this.#database = database
  }

  /** See `CeremonyRecords.transcript`. */
  async transcript(ceremonyHex: string): Promise<readonly string[]> {
    const rows = await this.#database.query(
      'SELECT line FROM ca_ceremony_line WHERE ceremony = $1 ORDER BY position',
      [ceremonyHex],
    )
    return rows.map((row) => textOf(row, 'line'))
  }

  /** See `CeremonyRecords.append`. */
  async append(
    ceremonyHex: string,
    position: number,
    line: string,
    effect: CeremonyEffect,
  ): Promise<void> {
    await this.#database.transaction(async (transaction) => {
      await transaction.execute(
        'INSERT INTO ca_ceremony_line (ceremony, position, line) VALUES ($1, $2, $3)',
        [ceremonyHex, position, line],
      )
      await apply(transaction, effect)
    })
  }

  /** See `CeremonyRecords.nextSerial`. */
  async nextSerial(authority: AuthorityId): Promise<number> {
    const rows = await this.#database.query(
      'SELECT next_serial FROM ca_serial WHERE authority = $1',
      [AUTHORITY_CODES[authority]],
    )
    return numberOf(onlyRow(rows), 'next_serial')
  }
}

/** The record of later responders in PostgreSQL. */
export class PostgresResponders extends PostgresAuthorities implements ResponderRecords {
  readonly #queries: Queries

  constructor(queries: Queries) {
    super(queries)
    this.#queries = queries
  }

  /** See `ResponderRecords.takeSerial`. */
  async takeSerial(authority: AuthorityId): Promise<number> {
    const rows = await this.#queries.query(
      `UPDATE ca_serial SET next_serial = next_serial + 1 WHERE authority = $1
       RETURNING next_serial - 1 AS serial`,
      [AUTHORITY_CODES[authority]],
    )
    return numberOf(onlyRow(rows), 'serial')
  }

  /** See `ResponderRecords.addResponder`. */
  async addResponder(responder: Responder): Promise<void> {
    await insertResponder(this.#queries, responder)
  }
}

async function apply(transaction: Queries, effect: CeremonyEffect): Promise<void> {
  switch (effect.effect) {
    case 'none':
      return
    case 'serial-taken':
      return await takeSerial(transaction, effect.authority, effect.serial)
    case 'generation-added':
      return await addGeneration(transaction, effect.generation)
    case 'responder-added':
      return await insertResponder(transaction, effect.responder)
  }
}

async function takeSerial(
  transaction: Queries,
  authority: AuthorityId,
  serial: number,
): Promise<void> {
  const taken = await transaction.execute(
    'UPDATE ca_serial SET next_serial = $2 + 1 WHERE authority = $1 AND next_serial = $2',
    [AUTHORITY_CODES[authority], serial],
  )
  assert(taken === 1, 'nothing is issued while a ceremony takes a serial')
}

async function addGeneration(transaction: Queries, generation: Generation): Promise<void> {
  await transaction.execute(
    `INSERT INTO ca_generation (${GENERATION_COLUMNS}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [
      AUTHORITY_CODES[generation.authority],
      generation.generation,
      generation.serial,
      generation.suite,
      generation.keyName,
      generation.keyId,
      generation.certificateDer,
      generation.notBefore,
      generation.notAfter,
    ],
  )
}

async function insertResponder(transaction: Queries, responder: Responder): Promise<void> {
  await transaction.execute(
    `INSERT INTO ca_responder (${RESPONDER_COLUMNS}) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
    [
      AUTHORITY_CODES[responder.authority],
      responder.serial,
      responder.generation,
      responder.keyName,
      responder.certificateDer,
      responder.notBefore,
      responder.notAfter,
    ],
  )
}
