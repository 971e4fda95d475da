import type { Database } from '#adapters/postgres/database.ts'
import { AUTHORITY_CODES } from '#adapters/postgres/ca-columns.ts'
import { procedureJson } from '#adapters/postgres/ra-procedure-json.ts'
import { type AuthorityId, parseReceipt } from '#ca/contract.ts'
import { serialHexOf } from '#ca/serial.ts'
import { digest } from '#crypto/digest.ts'
import { assert } from '#kernel/assert.ts'
import { utf8 } from '#kernel/bytes.ts'
import { civilDateInJapan, type Instant, plusMs } from '#kernel/instant.ts'
import type { LapseGround } from '#law/lapse.ts'
import type { Application } from '#ra/contract.ts'
import type { ResidentId } from '#register/contract.ts'

/** A certificate as the notices see it. */
export interface NoticeCertificate {
  readonly authority: AuthorityId
  readonly serial: number
  readonly residentId: ResidentId
  readonly notAfter: Instant
  readonly delivered: boolean
  readonly lapse: { readonly ground: LapseGround; readonly lapsedAt: Instant } | undefined
}

/** Enters the certificates in the tables of the authorities and of the counter. */
export async function enterCertificates(
  database: Database,
  certificates: readonly NoticeCertificate[],
): Promise<void> {
  await database.transaction(async (transaction) => {
    for (const certificate of certificates) {
      const { authority, serial, residentId, notAfter, lapse } = certificate
      const [code, receiptNumber] = [AUTHORITY_CODES[authority], receiptNumberOf(certificate)]
      const key = digest('sha256', utf8(receiptNumber))
      await transaction.execute(
        `INSERT INTO ca_certificate (authority, serial, generation, receipt, command_digest,
           holder_ref, card_ref, municipality_code, key_digest, not_before, not_after, tbs)
         VALUES ($1, $2, 1, $3, $4, $5, 'card', '13101', $4, 0, $6, $4)`,
        [code, serial, `${receiptNumber}:${authority}:1`, key, residentId, notAfter],
      )
      await transaction.execute(
        'INSERT INTO ca_signature (authority, serial, signature, recorded_at) VALUES ($1, $2, $3, 0)',
        [code, serial, key],
      )
      if (lapse !== undefined) {
        await transaction.execute(
          `INSERT INTO ca_revocation
             (authority, serial, municipality_code, not_after, revoked_at, reason, ground)
           VALUES ($1, $2, '13101', $3, $4, 3, $5)`,
          [code, serial, notAfter, lapse.lapsedAt, lapse.ground],
        )
      }
      await transaction.execute(
        `INSERT INTO ra_procedure (receipt_number, resident_id, revision, opened_at, body)
         VALUES ($1, $2, 1, 0, $3)`,
        [receiptNumber, residentId, applicationJson(certificate)],
      )
      await transaction.execute(
        `INSERT INTO ra_certificate (certificate_kind, serial_hex, resident_id, receipt_number)
         VALUES ($1, $2, $3, $4)`,
        [authority, serialHexOf(serial), residentId, receiptNumber],
      )
    }
  })
}

function receiptNumberOf({ authority, serial }: NoticeCertificate): string {
  return `20260302-${AUTHORITY_CODES[authority]}${String(serial).padStart(7, '0')}`
}

function applicationJson(certificate: NoticeCertificate): string {
  const { authority, serial, residentId, notAfter, delivered } = certificate
  const receiptNumber = receiptNumberOf(certificate)
  const receipt = parseReceipt(`${receiptNumber}:${authority}:1`)
  assert(receipt !== undefined, 'the receipt is well-formed')
  const acceptedAt = plusMs(notAfter, -86_400_000)
  const serialHex = serialHexOf(serial)
  const times = { notBefore: acceptedAt, notAfter }
  const issued = [{ kind: authority, serialHex, ...times, certificateSha256Hex: 'ab', receipt }]
  const state: Application['state'] = delivered
    ? { at: 'delivered', issued, deliveredAt: acceptedAt }
    : { at: 'issued', issued }
  const application: Application = {
    receiptNumber,
    residentId,
    purpose: 'issue',
    kinds: [authority],
    cardSerial: '0000000000000001',
    acceptedAt,
    acceptedOn: civilDateInJapan(acceptedAt),
    pinSetBy: 'holder',
    state,
  }
  return procedureJson({ kind: 'application', application, attempts: [] })
}
