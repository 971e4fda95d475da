import type { SerialHex } from '#ca/contract.ts'
import { serialHexOf, serialOf } from '#ca/serial.ts'
import { assert } from '#kernel/assert.ts'
import { type CivilDate, parseCivilDate } from '#kernel/civil-date.ts'
import { LAPSE_GROUND_NAMES, type LapseGround } from '#law/lapse.ts'
import type { Notice, NoticePrint, NoticeSubject } from '#ra/notices/contract.ts'
import type {
  NoticeCandidate,
  NoticePage,
  NoticePost,
  NoticeProgress,
  NoticeRun,
  NoticeSources,
  NoticeStore,
} from '#ra/notices/ports.ts'
import { AUTHORITY_CODES, authorityOf } from './ca-columns.ts'
import type { Database, Queries } from './database.ts'
import { staffIdOf } from './ra-staff.ts'
import { residentIdOf } from './register-residents.ts'
import { booleanOf, instantOf, nullable, numberOf, type Row, textOf } from './row.ts'

/**
 * A certificate counts from delivery on: the counter's table has the application that brought it
 * about, under the serial as whole octets in hexadecimal.
 */
const DELIVERED = `EXISTS (
  SELECT 1 FROM ra_certificate AS known JOIN ra_procedure USING (receipt_number)
  WHERE known.certificate_kind = $2
    AND known.serial_hex = repeat('0', length(to_hex(c.serial)) % 2) || to_hex(c.serial)
    AND ra_procedure.body #>> '{application,state,at}' = 'delivered')`

const COLUMNS = 'c.authority, c.serial, c.holder_ref AS resident_id, c.not_after'

/** The delivered certificates, over the tables of the authorities and of the counter. */
export function postgresNoticeSources(queries: Queries): NoticeSources {
  return {
    expiring: async (page, from, until) => {
      const rows = await queries.query(
        `SELECT ${COLUMNS} FROM ca_certificate c JOIN ca_signature USING (authority, serial)
         WHERE c.authority = $1 AND c.serial > $3 AND c.not_after >= $5 AND c.not_after < $6
           AND NOT EXISTS (SELECT 1 FROM ca_revocation r
                           WHERE r.authority = c.authority AND r.serial = c.serial)
           AND ${DELIVERED}
         ORDER BY c.serial LIMIT $4`,
        [...pageValues(page), from, until],
      )
      return rows.map((row) => candidateOf(row, { kind: 'expiry' }))
    },
    lapsed: async (page, since) => {
      const rows = await queries.query(
        `SELECT ${COLUMNS}, r.ground, r.revoked_at AS lapsed_at
         FROM ca_revocation r JOIN ca_certificate c USING (authority, serial)
         WHERE r.authority = $1 AND r.serial > $3 AND r.revoked_at >= $5 AND ${DELIVERED}
         ORDER BY r.serial LIMIT $4`,
        [...pageValues(page), since],
      )
      return rows.map((row) => candidateOf(row, lapseOfRow(row)))
    },
  }
}

function pageValues({ authority, after, limit }: NoticePage): readonly (number | string)[] {
  return [AUTHORITY_CODES[authority], authority, afterOf(after), limit]
}

function candidateOf(row: Row, subject: NoticeSubject): NoticeCandidate {
  return {
    authority: authorityOf(row),
    serialHex: serialHexOf(numberOf(row, 'serial')),
    residentId: residentIdOf(row, 'resident_id'),
    notAfter: instantOf(row, 'not_after'),
    subject,
  }
}

/** The notices in PostgreSQL. */
export function postgresNotices(database: Database): NoticeStore {
  return {
    progressOf: (run) => progressOf(database, run),
    record: (run, progress, notices) =>
      database.transaction(async (transaction) => {
        let made = 0
        for (const notice of notices) made += await add(transaction, notice)
        await advance(transaction, run, progress)
        return made
      }, 'read committed'),
    ofResident: async (residentId) => {
      const rows = await database.query(
        `SELECT * FROM ra_notice WHERE resident_id = $1
         ORDER BY prepared_on, kind, authority, serial`,
        [residentId],
      )
      return rows.map(noticeOf)
    },
    ofDay: async (municipalityCode, day, limit) => {
      const rows = await database.query(
        `SELECT * FROM ra_notice WHERE municipality_code = $1 AND prepared_on = $2
         ORDER BY resident_id, kind, authority, serial LIMIT $3`,
        [municipalityCode, day, limit],
      )
      return rows.map(noticeOf)
    },
  }
}

async function progressOf(
  queries: Queries,
  { day, kind, authority }: NoticeRun,
): Promise<NoticeProgress> {
  const [row] = await queries.query(
    `SELECT after_serial, done FROM ra_notice_run
     WHERE day = $1 AND kind = $2 AND authority = $3`,
    [day, kind, AUTHORITY_CODES[authority]],
  )
  if (row === undefined) return { after: undefined, done: false }
  const serial = numberOf(row, 'after_serial')
  return { after: serial === 0 ? undefined : serialHexOf(serial), done: booleanOf(row, 'done') }
}

/** Of two runs at once the one that is behind does not set the other back. */
async function advance(
  queries: Queries,
  { day, kind, authority }: NoticeRun,
  { after, done }: NoticeProgress,
): Promise<void> {
  await queries.execute(
    `INSERT INTO ra_notice_run AS run (day, kind, authority, after_serial, done)
     VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (day, kind, authority) DO UPDATE
     SET after_serial = GREATEST(run.after_serial, EXCLUDED.after_serial),
         done = run.done OR EXCLUDED.done`,
    [day, kind, AUTHORITY_CODES[authority], afterOf(after), done],
  )
}

async function add(queries: Queries, notice: Notice): Promise<number> {
  const { authority, serialHex, residentId, municipalityCode, notAfter, preparedOn } = notice
  const lapse = notice.subject.kind === 'lapse' ? notice.subject : undefined
  return await queries.execute(
    `INSERT INTO ra_notice (authority, serial, kind, municipality_code, resident_id, not_after,
       ground, lapsed_at, prepared_on)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
     ON CONFLICT (authority, serial, kind) DO NOTHING`,
    [
      AUTHORITY_CODES[authority],
      afterOf(serialHex),
      notice.subject.kind,
      municipalityCode,
      residentId,
      notAfter,
      lapse?.ground ?? null,
      lapse?.lapsedAt ?? null,
      preparedOn,
    ],
  )
}

/** The counter's value of a serial; 0 stands before the first. */
function afterOf(serialHex: SerialHex | undefined): number {
  const serial = serialHex === undefined ? 0 : serialOf(serialHex)
  assert(serial !== undefined, 'a serial of ours is a counter value')
  return serial
}

/** The printing of the notices in PostgreSQL. */
export function postgresNoticePost(database: Database): NoticePost {
  return {
    days: async (municipalityCode, limit) => {
      const rows = await database.query(DAYS, [municipalityCode, limit])
      return rows.map((row) => ({
        day: dayOf(row, 'prepared_on'),
        expiry: numberOf(row, 'expiry'),
        lapse: numberOf(row, 'lapse'),
        printed: numberOf(row, 'printed'),
      }))
    },
    ofDay: async (municipalityCode, day, limit) => {
      const rows = await database.query(
        `SELECT * FROM ra_notice LEFT JOIN ra_notice_print USING (authority, serial, kind)
         WHERE municipality_code = $1 AND prepared_on = $2
         ORDER BY resident_id, kind, authority, serial LIMIT $3`,
        [municipalityCode, day, limit],
      )
      return rows.map((row) => ({ ...noticeOf(row), printed: printOf(row) }))
    },
    notePrinted: (notices, print) =>
      database.transaction(async (transaction) => {
        for (const notice of notices) await notePrinted(transaction, notice, print)
      }, 'read committed'),
  }
}

/**
 * One letter for all of a person's notices that say the same of the same day (`lettersOf`); it is
 * printed when each of them is. The days of lapses are those of Japan, nine hours ahead.
 */
const DAYS = `
  WITH letter AS (
    SELECT prepared_on, kind, bool_and(printed_at IS NOT NULL) AS is_printed
    FROM ra_notice LEFT JOIN ra_notice_print USING (authority, serial, kind)
    WHERE municipality_code = $1 AND prepared_on IN (
      SELECT DISTINCT prepared_on FROM ra_notice WHERE municipality_code = $1
      ORDER BY prepared_on DESC LIMIT $2)
    GROUP BY prepared_on, kind, resident_id, ground,
      (coalesce(lapsed_at, not_after) + 32400000) / 86400000)
  SELECT prepared_on, count(*) FILTER (WHERE kind = 'expiry') AS expiry,
    count(*) FILTER (WHERE kind = 'lapse') AS lapse, count(*) FILTER (WHERE is_printed) AS printed
  FROM letter GROUP BY prepared_on ORDER BY prepared_on DESC`

async function notePrinted(
  queries: Queries,
  { authority, serialHex, subject }: Notice,
  { at, by }: NoticePrint,
): Promise<void> {
  await queries.execute(
    `INSERT INTO ra_notice_print (authority, serial, kind, printed_at, printed_by)
     VALUES ($1, $2, $3, $4, $5) ON CONFLICT (authority, serial, kind) DO NOTHING`,
    [AUTHORITY_CODES[authority], afterOf(serialHex), subject.kind, at, by],
  )
}

function printOf(row: Row): NoticePrint | undefined {
  const at = nullable(instantOf, row, 'printed_at')
  return at === undefined ? undefined : { at, by: staffIdOf(row, 'printed_by') }
}

function noticeOf(row: Row): Notice {
  return {
    authority: authorityOf(row),
    serialHex: serialHexOf(numberOf(row, 'serial')),
    residentId: residentIdOf(row, 'resident_id'),
    municipalityCode: textOf(row, 'municipality_code'),
    notAfter: instantOf(row, 'not_after'),
    preparedOn: dayOf(row, 'prepared_on'),
    subject: nullable(textOf, row, 'ground') === undefined ? { kind: 'expiry' } : lapseOfRow(row),
  }
}

function lapseOfRow(row: Row): NoticeSubject {
  const ground: LapseGround | undefined = LAPSE_GROUND_NAMES.find(
    (name) => name === textOf(row, 'ground'),
  )
  assert(ground !== undefined, 'a recorded lapse has a ground of the table')
  return { kind: 'lapse', ground, lapsedAt: instantOf(row, 'lapsed_at') }
}

function dayOf(row: Row, column: string): CivilDate {
  const day = parseCivilDate(textOf(row, column))
  assert(day !== undefined, `column ${column} holds a day`)
  return day
}
