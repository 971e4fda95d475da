import { decodeBer } from '#codec/ber/decode-ber.ts'
import type { DerReader } from '#codec/der/decode.ts'
import { withSection } from '#codec/der/sections.ts'
import { TAG } from '#codec/der/tag.ts'
import { ok, type Result } from '#kernel/result.ts'
import { TSP_RESPONSE_LIMITS, TSP_STATUS_LINES_MAX } from './bounds.ts'
import type { TspRefusal } from './refusal.ts'
import { TSP_SECTIONS } from './sections.ts'
import { parseTimeStampToken, type TimeStampToken } from './time-stamp-token.ts'

/** PKIStatus (RFC 3161 §2.4.2) by its number. */
export const PKI_STATUSES = [
  'granted',
  'grantedWithMods',
  'rejection',
  'waiting',
  'revocationWarning',
  'revocationNotification',
] as const

/** What an authority answered. */
export type PkiStatus = (typeof PKI_STATUSES)[number]

/** PKIFailureInfo (RFC 3161 §2.4.2) by its bit. */
export const PKI_FAILURES: ReadonlyMap<number, string> = new Map([
  [0, 'badAlg'],
  [2, 'badRequest'],
  [5, 'badDataFormat'],
  [14, 'timeNotAvailable'],
  [15, 'unacceptedPolicy'],
  [16, 'unacceptedExtension'],
  [17, 'addInfoNotAvailable'],
  [25, 'systemFailure'],
])

/** PKIStatusInfo (RFC 3161 §2.4.2). */
export interface PkiStatusInfo {
  readonly status: PkiStatus
  /** Words for people, in the order given. */
  readonly statusStrings: readonly string[]
  /** Names of `PKI_FAILURES`; a bit that it does not know is its number. */
  readonly failures: readonly string[]
}

/** A TimeStampResp (RFC 3161 §2.4.2). Nothing is verified. */
export interface TimeStampResponse extends PkiStatusInfo {
  /** Present exactly where the status is granted or grantedWithMods. */
  readonly token: TimeStampToken | undefined
  /** The token as it stands. */
  readonly tokenOctets: Uint8Array | undefined
}

/** Decodes one response; the token in it may be BER, as CMS is. */
export function parseTimeStampResponse(octets: Uint8Array): Result<TimeStampResponse, TspRefusal> {
  type Outer = Omit<TimeStampResponse, 'token'>
  const outer = decodeBer<Outer, TspRefusal>(
    octets,
    (reader, { original }) =>
      reader.sequence('timeStampResp', () => {
        const info = reader.sequence('status', () => readStatus(reader))
        const token = reader.atEnd ? undefined : original(reader.any('timeStampToken').der)
        checkPresence(reader, info.status, token !== undefined)
        return { ...info, tokenOctets: token }
      }),
    TSP_RESPONSE_LIMITS,
  )
  if (!outer.ok) return withSection(outer, TSP_SECTIONS)
  const { tokenOctets } = outer.value
  if (tokenOctets === undefined) return ok({ ...outer.value, token: undefined })
  const token = parseTimeStampToken(tokenOctets)
  return token.ok ? ok({ ...outer.value, token: token.value }) : token
}

/**
 * RFC 3161 §2.4.2: a token "MUST be present" with granted and grantedWithMods, and "MUST NOT be
 * present" with any other status.
 */
function checkPresence(reader: DerReader<TspRefusal>, status: PkiStatus, isThere: boolean): void {
  const isGranted = status === 'granted' || status === 'grantedWithMods'
  if (isGranted && !isThere) reader.refuse('tsp-token-absent', 'timeStampToken', { status })
  if (!isGranted && isThere) reader.refuse('tsp-token-unexpected', 'timeStampToken', { status })
}

function readStatus(reader: DerReader<TspRefusal>): PkiStatusInfo {
  const code = reader.smallInteger('status', STATUS_CODE_MAX)
  const status = PKI_STATUSES[code] ?? reader.refuse('tsp-status-unknown', 'status', { code })
  const statusStrings = reader.optional(TAG.sequence, () =>
    reader.sequenceOf('statusString', () => reader.string('utf8', ''), {
      atLeast: 1,
      atMost: TSP_STATUS_LINES_MAX,
    }),
  )
  const failures = reader.optional(TAG.bitString, () => reader.namedBits('failInfo'))
  return {
    status,
    statusStrings: statusStrings ?? [],
    failures: (failures ?? []).map((bit) => PKI_FAILURES.get(bit) ?? String(bit)),
  }
}

/** Greater than any PKIStatus; a number beyond it is malformed. */
const STATUS_CODE_MAX = 255
