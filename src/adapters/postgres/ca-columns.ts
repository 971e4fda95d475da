import { type AuthorityId, type KeyName, parseKeyName, parseReceipt } from '#ca/contract.ts'
import type { Generation, Intent, Issuance, Responder } from '#ca/model.ts'
import { parseAuthoritySuite } from '#ca/suites.ts'
import { CRL_REASON_CODES, crlReasonOf } from '#codec/crl/reason.ts'
import { assert } from '#kernel/assert.ts'
import { toHex } from '#kernel/bytes.ts'
import type { RevocationReason } from '#law/lapse.ts'
import { bytesOf, instantOf, nullable, numberOf, type Row, textOf } from './row.ts'

/** The number that stands for an authority in every table. */
export const AUTHORITY_CODES: Readonly<Record<AuthorityId, number>> = {
  signature: 1,
  'user-authentication': 2,
}

/** The authority of a row. */
export function authorityOf(row: Row): AuthorityId {
  switch (numberOf(row, 'authority')) {
    case 1:
      return 'signature'
    case 2:
      return 'user-authentication'
    default:
      assert(false, 'an authority is 1 or 2')
  }
}

/** CRLReason code of a reason (RFC 5280 §5.3.1). */
export function reasonCode(reason: RevocationReason): number {
  return CRL_REASON_CODES[reason]
}

/** The reason of a row. */
export function reasonOf(row: Row): RevocationReason {
  return reasonOfCode(numberOf(row, 'reason'))
}

/** The reason of a recorded CRLReason code. */
export function reasonOfCode(code: number): RevocationReason {
  const reason = crlReasonOf(code)
  switch (reason) {
    case 'unspecified':
    case 'keyCompromise':
    case 'cACompromise':
    case 'affiliationChanged':
    case 'superseded':
    case 'cessationOfOperation':
    case 'certificateHold':
      return reason
    case 'removeFromCRL':
    case 'privilegeWithdrawn':
    case 'aACompromise':
    case undefined:
      assert(false, 'a recorded reason is one the authorities use')
  }
}

/** Columns of `ca_generation` that a ceremony writes; `generationOf` reads `compromised_at` too. */
export const GENERATION_COLUMNS =
  'authority, generation, serial, suite, key_name, key_id, certificate, not_before, not_after'

/** A generation from its row. */
export function generationOf(row: Row): Generation {
  const suite = parseAuthoritySuite(textOf(row, 'suite'))
  assert(suite !== undefined, 'a recorded suite is one of ours')
  const keyId = bytesOf(row, 'key_id')
  return {
    authority: authorityOf(row),
    generation: numberOf(row, 'generation'),
    serial: numberOf(row, 'serial'),
    suite,
    keyName: keyNameOf(row),
    keyId,
    keyIdHex: toHex(keyId),
    certificateDer: bytesOf(row, 'certificate'),
    notBefore: instantOf(row, 'not_before'),
    notAfter: instantOf(row, 'not_after'),
    compromisedAt: nullable(instantOf, row, 'compromised_at'),
  }
}

/** Columns of `ca_responder`, for `responderOf`. */
export const RESPONDER_COLUMNS =
  'authority, serial, generation, key_name, certificate, not_before, not_after'

/** A responder from its row. */
export function responderOf(row: Row): Responder {
  return {
    authority: authorityOf(row),
    generation: numberOf(row, 'generation'),
    serial: numberOf(row, 'serial'),
    keyName: keyNameOf(row),
    certificateDer: bytesOf(row, 'certificate'),
    notBefore: instantOf(row, 'not_before'),
    notAfter: instantOf(row, 'not_after'),
  }
}

/** Columns of `ca_certificate AS c` joined with `ca_partition AS p`, for `intentOf`. */
export const INTENT_COLUMNS = `c.authority, c.serial, c.generation, c.receipt, c.command_digest,
  c.holder_ref, c.card_ref, c.municipality_code, p.prefecture_romaji, p.municipality_romaji,
  c.key_digest, c.not_before, c.not_after, c.tbs`

/** An intent from its row. */
export function intentOf(row: Row): Intent {
  const receipt = parseReceipt(textOf(row, 'receipt'))
  assert(receipt !== undefined, 'a recorded receipt is well-formed')
  return {
    authority: authorityOf(row),
    serial: numberOf(row, 'serial'),
    generation: numberOf(row, 'generation'),
    receipt,
    commandDigest: bytesOf(row, 'command_digest'),
    holderRef: textOf(row, 'holder_ref'),
    cardRef: textOf(row, 'card_ref'),
    partition: {
      municipalityCode: textOf(row, 'municipality_code'),
      prefectureRomaji: textOf(row, 'prefecture_romaji'),
      municipalityRomaji: textOf(row, 'municipality_romaji'),
    },
    keyDigest: bytesOf(row, 'key_digest'),
    notBefore: instantOf(row, 'not_before'),
    notAfter: instantOf(row, 'not_after'),
    tbsDer: bytesOf(row, 'tbs'),
  }
}

/** An intent with its signature, NULL while there is none. */
export function issuanceOf(row: Row): Issuance {
  return { intent: intentOf(row), signature: nullable(bytesOf, row, 'signature') }
}

function keyNameOf(row: Row): KeyName {
  const keyName = parseKeyName(textOf(row, 'key_name'))
  assert(keyName !== undefined, 'a recorded key name is well-formed')
  return keyName
}
