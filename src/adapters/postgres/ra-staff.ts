import { assert } from '#kernel/assert.ts'
import {
  parseStaffId,
  type StaffId,
  type StaffMember,
  STAFF_ROLES,
  type StaffRole,
} from '#ra/staff/contract.ts'
import { orderedRoles, type StaffSession, type StoredStaffChallenge } from '#ra/staff/model.ts'
import type {
  StaffAct,
  StaffChallengeStore,
  StaffDirectory,
  StaffSessionStore,
} from '#ra/staff/ports.ts'
import type { Database, Queries, SqlValue } from './database.ts'
import { isUniqueViolation } from './fault.ts'
import { booleanOf, bytesOf, instantOf, jsonOf, nullable, type Row, textOf } from './row.ts'

const MEMBER =
  'SELECT staff_id, municipality_code, name, roles, certificate_key_sha256, active FROM ra_staff'

/** The members of staff in PostgreSQL. */
export function postgresStaffDirectory(database: Database): StaffDirectory {
  return {
    find: async (staffId) => {
      const [row] = await database.query(`${MEMBER} WHERE staff_id = $1`, [staffId])
      return row === undefined ? undefined : memberOf(row)
    },
    withKey: async (keyHex) => {
      const [row] = await database.query(`${MEMBER} WHERE certificate_key_sha256 = $1`, [keyHex])
      return row === undefined ? undefined : memberOf(row)
    },
    ofMunicipality: async (code) => {
      const rows = await database.query(
        `${MEMBER} WHERE municipality_code = $1 ORDER BY staff_id`,
        [code],
      )
      return rows.map(memberOf)
    },
    add: (member, act) => unlessKeyTaken(() => add(database, member, act)),
    replace: (before, after, act) => unlessKeyTaken(() => replace(database, before, after, act)),
  }
}

async function add(
  database: Database,
  member: StaffMember,
  act: StaffAct,
): Promise<'added' | 'id-taken'> {
  return await database.transaction(async (transaction) => {
    const added = await transaction.execute(
      `INSERT INTO ra_staff
         (staff_id, municipality_code, name, roles, certificate_key_sha256, active)
       VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (staff_id) DO NOTHING`,
      valuesOf(member),
    )
    if (added === 0) return 'id-taken'
    await enterAct(transaction, act)
    return 'added'
  }, 'read committed')
}

async function replace(
  database: Database,
  before: StaffMember,
  after: StaffMember,
  act: StaffAct,
): Promise<'replaced' | 'changed-meanwhile'> {
  return await database.transaction(async (transaction) => {
    const replaced = await transaction.execute(
      `UPDATE ra_staff SET municipality_code = $2, name = $3, roles = $4,
         certificate_key_sha256 = $5, active = $6
       WHERE staff_id = $1 AND municipality_code = $7 AND name = $8 AND roles = $9::jsonb
         AND certificate_key_sha256 IS NOT DISTINCT FROM $10 AND active = $11`,
      [...valuesOf(after), ...valuesOf(before).slice(1)],
    )
    if (replaced === 0) return 'changed-meanwhile'
    if (before.active !== after.active) {
      await transaction.execute(
        'UPDATE ra_staff_session SET ended_at = $2 WHERE staff_id = $1 AND ended_at IS NULL',
        [after.staffId, act.at],
      )
    }
    await enterAct(transaction, act)
    return 'replaced'
  }, 'read committed')
}

/** The id is asked about beforehand: what is left to be taken is the key of the card. */
async function unlessKeyTaken<T>(work: () => Promise<T>): Promise<T | 'key-taken'> {
  try {
    return await work()
  } catch (error) {
    if (isUniqueViolation(error)) return 'key-taken'
    throw error
  }
}

function valuesOf(member: StaffMember): readonly SqlValue[] {
  const { staffId, municipalityCode, name, roles, certificateKeySha256Hex, active } = member
  const rolesJson = JSON.stringify(orderedRoles(roles))
  return [staffId, municipalityCode, name, rolesJson, certificateKeySha256Hex ?? null, active]
}

function memberOf(row: Row): StaffMember {
  return {
    staffId: staffIdOf(row),
    name: textOf(row, 'name'),
    municipalityCode: textOf(row, 'municipality_code'),
    roles: rolesOf(jsonOf(row, 'roles')),
    certificateKeySha256Hex: nullable(textOf, row, 'certificate_key_sha256'),
    active: booleanOf(row, 'active'),
  }
}

/** The member of staff that a row names. */
export function staffIdOf(row: Row, column = 'staff_id'): StaffId {
  const staffId = parseStaffId(textOf(row, column))
  assert(staffId !== undefined, 'a stored member has an id')
  return staffId
}

function rolesOf(json: unknown): readonly StaffRole[] {
  assert(Array.isArray(json), 'roles are a list')
  const roles = STAFF_ROLES.filter((role) => json.includes(role))
  assert(roles.length === json.length, 'a stored role is one of ours')
  return roles
}

/** Enters a line of the journal, in the transaction of what it tells. */
export async function enterAct(queries: Queries, act: StaffAct): Promise<void> {
  const { municipalityCode, at, by, what, detail } = act
  await queries.execute(
    `INSERT INTO ra_staff_act (municipality_code, at, staff_id, what, detail)
     VALUES ($1, $2, $3, $4, $5)`,
    [municipalityCode, at, by, what, JSON.stringify(detail)],
  )
}

/** The sessions of staff in PostgreSQL. */
export function postgresStaffSessions(database: Database): StaffSessionStore {
  return {
    open: (session, act) =>
      database.transaction(async (transaction) => {
        const { tokenSha256, staffId, deskId, method, startedAt, keptAt, endedAt } = session
        await transaction.execute(
          `INSERT INTO ra_staff_session
             (token_sha256, staff_id, desk_id, method, started_at, kept_at, ended_at)
           VALUES ($1, $2, $3, $4, $5, $6, $7)`,
          [tokenSha256, staffId, deskId, method, startedAt, keptAt, endedAt ?? null],
        )
        await enterAct(transaction, act)
      }, 'read committed'),
    find: async (tokenSha256) => {
      const [row] = await database.query('SELECT * FROM ra_staff_session WHERE token_sha256 = $1', [
        tokenSha256,
      ])
      return row === undefined ? undefined : sessionOfRow(row)
    },
    keep: async (tokenSha256, at) => {
      await database.execute(
        `UPDATE ra_staff_session SET kept_at = $2
         WHERE token_sha256 = $1 AND kept_at < $2 AND ended_at IS NULL`,
        [tokenSha256, at],
      )
    },
    end: (tokenSha256, at, act) =>
      database.transaction(async (transaction) => {
        const ended = await transaction.execute(
          `UPDATE ra_staff_session SET ended_at = $2
           WHERE token_sha256 = $1 AND ended_at IS NULL`,
          [tokenSha256, at],
        )
        if (ended === 1) await enterAct(transaction, act)
      }, 'read committed'),
    forgetBegunBefore: (before) =>
      database.execute('DELETE FROM ra_staff_session WHERE started_at < $1', [before]),
  }
}

function sessionOfRow(row: Row): StaffSession {
  const method = textOf(row, 'method')
  assert(method === 'account' || method === 'staff-card', 'a stored session has its method')
  return {
    tokenSha256: bytesOf(row, 'token_sha256'),
    staffId: staffIdOf(row),
    deskId: textOf(row, 'desk_id'),
    method,
    startedAt: instantOf(row, 'started_at'),
    keptAt: instantOf(row, 'kept_at'),
    endedAt: nullable(instantOf, row, 'ended_at'),
  }
}

/** The challenges to staff cards in PostgreSQL. */
export function postgresStaffChallenges(queries: Queries): StaffChallengeStore {
  return {
    add: async ({ id, challenge, signInDigest, createdAt, expiresAt, usedAt }) => {
      await queries.execute(
        `INSERT INTO ra_staff_challenge
           (id, challenge, sign_in_digest, created_at, expires_at, used_at)
         VALUES ($1, $2, $3, $4, $5, $6)`,
        [id, challenge, signInDigest, createdAt, expiresAt, usedAt ?? null],
      )
    },
    find: async (id) => {
      const [row] = await queries.query('SELECT * FROM ra_staff_challenge WHERE id = $1', [id])
      return row === undefined ? undefined : challengeOf(row)
    },
    consume: async (id, at) => {
      const consumed = await queries.execute(
        'UPDATE ra_staff_challenge SET used_at = $2 WHERE id = $1 AND used_at IS NULL',
        [id, at],
      )
      return consumed === 1
    },
    forgetEndedBefore: (before) =>
      queries.execute('DELETE FROM ra_staff_challenge WHERE expires_at < $1', [before]),
  }
}

function challengeOf(row: Row): StoredStaffChallenge {
  return {
    id: textOf(row, 'id'),
    challenge: bytesOf(row, 'challenge'),
    signInDigest: bytesOf(row, 'sign_in_digest'),
    createdAt: instantOf(row, 'created_at'),
    expiresAt: instantOf(row, 'expires_at'),
    usedAt: nullable(instantOf, row, 'used_at'),
  }
}
