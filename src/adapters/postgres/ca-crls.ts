import type { AuthorityId, CrlScope, PublishedCrl } from '#ca/contract.ts'
import type { CrlDraft, CrlRecords, CrlState, NewCrl } from '#ca/crl/ports.ts'
import { scopeOfWord, scopeWord } from '#ca/crl/scope.ts'
import { assert } from '#kernel/assert.ts'
import type { Instant } from '#kernel/instant.ts'
import { AUTHORITY_CODES, authorityOf } from './ca-columns.ts'
import { CrlPartDraft, addGzipOf, sweepCrlParts } from './ca-crls-parts.ts'
import type { Database, Queries } from './database.ts'
import { booleanOf, instantOf, nullable, numberOf, type Row, textOf } from './row.ts'

/** Columns of `ca_crl`, for `publishedCrlOf`. */
export const CRL_COLUMNS = `authority, scope, generation, form, crl_number, base_number,
  this_update, next_update, entries, body::text AS body, octets, first_part_octets, gzip_octets`

/** The record of lists in PostgreSQL. */
export class PostgresCrls implements CrlRecords {
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
  }

  /** See `CrlRecords.states`. */
  async states(
    authority: AuthorityId,
    generation: number,
    scopes: 'every-municipality' | readonly CrlScope[],
  ): Promise<readonly CrlState[]> {
    const known = await this.#knownScopes(authority, scopes)
    const rows = await this.#database.query(
      `SELECT ${CRL_COLUMNS}, stated_sum < known.revisions AS misses
       FROM unnest($3::text[], $4::bigint[]) AS known (word, revisions)
       JOIN ca_crl l ON l.authority = $1 AND l.scope = known.word AND l.generation = $2`,
      [
        AUTHORITY_CODES[authority],
        generation,
        known.map(({ word }) => word),
        known.map(({ revisions }) => revisions),
      ],
    )
    const lists = Map.groupBy(rows, (row) => textOf(row, 'scope'))
    return known.map(({ word }) => stateOf(word, lists.get(word) ?? []))
  }

  /** See `CrlRecords.draft`. */
  async draft(at: Instant): Promise<CrlDraft> {
    return await Promise.resolve(new CrlPartDraft(this.#database, at))
  }

  /** See `CrlRecords.publish`. */
  async publish(crl: NewCrl, draft: CrlDraft): Promise<PublishedCrl | undefined> {
    assert(draft instanceof CrlPartDraft, 'a draft is published by the records that began it')
    const closed = await draft.close(crl.head)
    const published: PublishedCrl = { ...publicFields(crl), ...closed.body }
    const done = await this.#database.transaction(async (transaction) => {
      if (!(await takeNumber(transaction, crl))) return false
      await closed.addRemaining(transaction)
      await replace(transaction, published, crl)
      return true
    }, 'read committed')
    if (done) return published
    await draft.discard()
    return undefined
  }

  /** See `CrlRecords.tidy`. */
  async tidy(at: Instant): Promise<void> {
    await sweepCrlParts(this.#database, at)
    const rows = await this.#database.query(
      `SELECT ${CRL_COLUMNS} FROM ca_crl
       WHERE gzip_octets IS NULL AND octets > first_part_octets`,
    )
    for (const list of rows.map(publishedCrlOf)) await addGzipOf(this.#database, list, at)
  }

  /** The scopes that have certificates, each with the sum of its partitions' revisions. */
  async #knownScopes(
    authority: AuthorityId,
    scopes: 'every-municipality' | readonly CrlScope[],
  ): Promise<readonly { readonly word: string; readonly revisions: number }[]> {
    const wanted = scopes === 'every-municipality' ? [] : scopes.map(scopeWord)
    const rows = await this.#database.query(
      `SELECT municipality_code AS word, revision::bigint AS revisions FROM ca_partition
       WHERE authority = $1 AND ($2 OR municipality_code = ANY($3))
       UNION ALL
       SELECT 'all', sum(revision)::bigint FROM ca_partition
       WHERE authority = $1 AND 'all' = ANY($3) HAVING count(*) > 0
       UNION ALL
       SELECT 'indirect', sum(revision)::bigint FROM ca_partition
       WHERE 'indirect' = ANY($3) HAVING count(*) > 0
       ORDER BY 1`,
      [AUTHORITY_CODES[authority], scopes === 'every-municipality', wanted],
    )
    return rows.map((row) => ({
      word: textOf(row, 'word'),
      revisions: numberOf(row, 'revisions'),
    }))
  }
}

/** A list from its row. */
export function publishedCrlOf(row: Row): PublishedCrl {
  const scope = scopeOfWord(textOf(row, 'scope'))
  assert(scope !== undefined, 'a recorded scope is one of ours')
  const baseNumber = nullable(numberOf, row, 'base_number')
  return {
    authority: authorityOf(row),
    scope,
    form: textOf(row, 'form') === 'delta' ? 'delta' : 'complete',
    generation: numberOf(row, 'generation'),
    crlNumber: BigInt(numberOf(row, 'crl_number')),
    baseNumber: baseNumber === undefined ? undefined : BigInt(baseNumber),
    thisUpdate: instantOf(row, 'this_update'),
    nextUpdate: instantOf(row, 'next_update'),
    entries: numberOf(row, 'entries'),
    octets: numberOf(row, 'octets'),
    gzipOctets: nullable(numberOf, row, 'gzip_octets') || undefined,
    body: textOf(row, 'body'),
    firstPartOctets: numberOf(row, 'first_part_octets'),
  }
}

function stateOf(word: string, rows: readonly Row[]): CrlState {
  const scope = scopeOfWord(word)
  assert(scope !== undefined, 'a recorded scope is one of ours')
  const [complete, delta] = ['complete', 'delta'].map((form) =>
    rows.find((row) => textOf(row, 'form') === form),
  )
  return {
    scope,
    complete: complete && publishedCrlOf(complete),
    completeMisses: complete !== undefined && booleanOf(complete, 'misses'),
    delta: delta && publishedCrlOf(delta),
    deltaMisses: delta !== undefined && booleanOf(delta, 'misses'),
  }
}

function publicFields(crl: NewCrl): Omit<NewCrl, 'stated' | 'head'> {
  const { head: _head, stated: _stated, ...fields } = crl
  return fields
}

/** Takes the number, which must be the one after the scope's last. */
async function takeNumber(
  transaction: Queries,
  { authority, scope, crlNumber }: NewCrl,
): Promise<boolean> {
  const taken = await transaction.execute(
    `INSERT INTO ca_crl_scope AS s (authority, scope, last_number) VALUES ($1, $2, $3)
     ON CONFLICT (authority, scope) DO UPDATE SET last_number = excluded.last_number
     WHERE s.last_number = excluded.last_number - 1`,
    [AUTHORITY_CODES[authority], scopeWord(scope), crlNumber],
  )
  return taken === 1
}

/**
 * Puts the list in place of the one before. A long one that is replaced stays for whoever is
 * reading it; one of a single part was read as a whole.
 */
async function replace(transaction: Queries, list: PublishedCrl, crl: NewCrl): Promise<void> {
  const key = [AUTHORITY_CODES[list.authority], scopeWord(list.scope), list.generation, list.form]
  await transaction.execute(
    `WITH before AS (
       SELECT body, octets > first_part_octets AS long FROM ca_crl
       WHERE authority = $1 AND scope = $2 AND generation = $3 AND form = $4),
     kept AS (
       INSERT INTO ca_crl_replaced (body, replaced_at) SELECT body, $5 FROM before WHERE long)
     DELETE FROM ca_crl_part WHERE body IN (SELECT body FROM before WHERE NOT long)`,
    [...key, list.thisUpdate],
  )
  await transaction.execute(
    `INSERT INTO ca_crl
       (authority, scope, generation, form, crl_number, base_number, this_update, next_update,
        entries, stated_sum, stated_codes, stated_revisions, body, octets, first_part_octets,
        gzip_octets)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
     ON CONFLICT (authority, scope, generation, form) DO UPDATE SET
       crl_number = excluded.crl_number, base_number = excluded.base_number,
       this_update = excluded.this_update, next_update = excluded.next_update,
       entries = excluded.entries, stated_sum = excluded.stated_sum,
       stated_codes = excluded.stated_codes, stated_revisions = excluded.stated_revisions,
       body = excluded.body, octets = excluded.octets,
       first_part_octets = excluded.first_part_octets, gzip_octets = excluded.gzip_octets`,
    [
      ...key,
      list.crlNumber,
      list.baseNumber ?? null,
      list.thisUpdate,
      list.nextUpdate,
      list.entries,
      crl.stated.sum,
      crl.stated.codes,
      crl.stated.revisions,
      list.body,
      list.octets,
      list.firstPartOctets,
      list.gzipOctets ?? null,
    ],
  )
}
