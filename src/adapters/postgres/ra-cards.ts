import { assert } from '#kernel/assert.ts'
import { type CivilDate, parseCivilDate } from '#kernel/civil-date.ts'
import type { RegisteredCard } from '#ra/contract.ts'
import { cardAfter } from '#ra/model.ts'
import type { CardRegistry } from '#ra/ports.ts'
import type { Database } from './database.ts'
import { isUniqueViolation } from './fault.ts'
import { appendHistory } from './ra-history.ts'
import { residentIdOf } from './register-residents.ts'
import { numberOf, type Row, textOf } from './row.ts'

const SELECT = `SELECT card_serial, resident_id, variant, issued_on, expires_on, state, life_counter
  FROM ra_card`

/** The cards in PostgreSQL. */
export function postgresCards(database: Database): CardRegistry {
  return {
    add: (card, entry) => add(database, card, entry),
    find: async (cardSerial) => {
      const [row] = await database.query(`${SELECT} WHERE card_serial = $1`, [cardSerial])
      return row === undefined ? undefined : cardOf(row)
    },
    ofResident: async (residentId) => {
      const rows = await database.query(
        `${SELECT} WHERE resident_id = $1 ORDER BY registered_at, card_serial`,
        [residentId],
      )
      return rows.map(cardOf)
    },
    raiseLifeCounter: async (cardSerial, lifeCounter) => {
      const raised = await database.execute(
        'UPDATE ra_card SET life_counter = $2 WHERE card_serial = $1 AND life_counter < $2',
        [cardSerial, lifeCounter],
      )
      return raised === 1
    },
    change: (cardSerial, change, entry) =>
      database.transaction(async (transaction) => {
        const found = `${SELECT} WHERE card_serial = $1 FOR UPDATE`
        const [row] = await transaction.query(found, [cardSerial])
        if (row === undefined) return
        const card = cardOf(row)
        const after = cardAfter(card, change)
        if (after === card) return
        await transaction.execute(
          'UPDATE ra_card SET state = $2, variant = $3, expires_on = $4 WHERE card_serial = $1',
          [cardSerial, after.state, after.variant, after.expiresOn],
        )
        await appendHistory(transaction, entry)
      }, 'read committed'),
  }
}

async function add(
  database: Database,
  card: RegisteredCard,
  entry: Parameters<CardRegistry['add']>[1],
): ReturnType<CardRegistry['add']> {
  const { cardSerial, residentId, variant, issuedOn, expiresOn, state, lifeCounter } = card
  try {
    await database.transaction(async (transaction) => {
      await transaction.execute(
        `INSERT INTO ra_card (card_serial, resident_id, variant, issued_on, expires_on, state,
           life_counter, registered_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
        [cardSerial, residentId, variant, issuedOn, expiresOn, state, lifeCounter, entry.at],
      )
      await appendHistory(transaction, entry)
    }, 'read committed')
    return 'added'
  } catch (error) {
    if (isUniqueViolation(error, 'ra_card_pkey')) return 'serial-taken'
    if (isUniqueViolation(error, 'ra_card_live')) return 'resident-has-live-card'
    throw error
  }
}

function cardOf(row: Row): RegisteredCard {
  const variant = textOf(row, 'variant')
  const state = textOf(row, 'state')
  assert(variant === 'standard' || variant === 'pinless', 'a stored card has its variant')
  assert(
    state === 'live' || state === 'returned' || state === 'revoked',
    'a stored card has its state',
  )
  return {
    cardSerial: textOf(row, 'card_serial'),
    residentId: residentIdOf(row, 'resident_id'),
    variant,
    issuedOn: dateOf(row, 'issued_on'),
    expiresOn: dateOf(row, 'expires_on'),
    state,
    lifeCounter: numberOf(row, 'life_counter'),
  }
}

function dateOf(row: Row, column: string): CivilDate {
  const date = parseCivilDate(textOf(row, column))
  assert(date !== undefined, `column ${column} holds a legal day`)
  return date
}
