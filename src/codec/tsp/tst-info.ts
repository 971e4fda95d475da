import { decodeDer, type DerReader } from '#codec/der/decode.ts'
import { withSection } from '#codec/der/sections.ts'
import { context, contextConstructed, TAG } from '#codec/der/tag.ts'
import { type Extension, readExtensions } from '#codec/x509/extension.ts'
import { type GeneralName, readGeneralName } from '#codec/x509/general-name.ts'
import { readSerialNumber } from '#codec/x509/serial-number.ts'
import type { Instant } from '#kernel/instant.ts'
import type { Result } from '#kernel/result.ts'
import {
  TSP_ACCURACY_SECONDS_MAX,
  TSP_NONCE_OCTETS_MAX,
  TSP_SERIAL_OCTETS_MAX,
  TST_INFO_LIMITS,
} from './bounds.ts'
import { type MessageImprint, readMessageImprint } from './message-imprint.ts'
import type { TspRefusal } from './refusal.ts'
import { TSP_SECTIONS } from './sections.ts'

/** TSTInfo (RFC 3161 §2.4.2): what a time-stamping authority says. Nothing is verified. */
export interface TstInfo {
  readonly policy: string
  readonly messageImprint: MessageImprint
  /** As the text of `readSerialNumber`. */
  readonly serialHex: string
  readonly genTime: Instant
  /** genTime may be off by this many microseconds either way; `undefined` where not said. */
  readonly accuracyMicros: number | undefined
  /** Whether tokens of this authority are in order by genTime alone. */
  readonly ordering: boolean
  readonly nonceHex: string | undefined
  /** A hint at who signed. */
  readonly tsa: GeneralName | undefined
  readonly extensions: readonly Extension[]
}

/** Decodes a TSTInfo, which RFC 3161 §2.4.2 has in DER. */
export function parseTstInfo(tstInfoDer: Uint8Array): Result<TstInfo, TspRefusal> {
  return withSection(
    decodeDer<TstInfo, TspRefusal>(tstInfoDer, readTstInfo, TST_INFO_LIMITS),
    TSP_SECTIONS,
  )
}

type Reader = DerReader<TspRefusal>

function readTstInfo(reader: Reader): TstInfo {
  return reader.sequence('tstInfo', () => {
    readTspVersion(reader)
    return {
      policy: reader.oid('policy'),
      messageImprint: readMessageImprint(reader),
      serialHex: readSerial(reader),
      genTime: reader.fractionalTime('genTime'),
      accuracyMicros: reader.optional(TAG.sequence, () => readAccuracy(reader)),
      ordering: reader.defaulted(TAG.boolean, false, () => reader.boolean('ordering')),
      nonceHex: readNonce(reader),
      tsa: reader.optional(contextConstructed(0), () =>
        reader.explicit(0, 'tsa', () => readGeneralName(reader)),
      ),
      extensions: readTspExtensions(reader, 1),
    }
  })
}

/** Version 1, the only one (RFC 3161 §2.4.1, §2.4.2). */
export function readTspVersion(reader: Reader): void {
  const version = reader.integer('version')
  if (version !== 1n)
    reader.refuse('tsp-version-unsupported', 'version', { version: String(version) })
}

/** An optional nonce, in the text of `readSerialNumber`. */
export function readNonce(reader: Reader): string | undefined {
  return reader.optional(TAG.integer, () => {
    const { serialHex, octets } = readSerialNumber(reader, 'nonce')
    if (octets > TSP_NONCE_OCTETS_MAX) reader.refuse('tsp-nonce-malformed', 'nonce', { octets })
    return serialHex
  })
}

/** `extensions [n] IMPLICIT Extensions OPTIONAL`, raw: RFC 3161 defines none. */
export function readTspExtensions(reader: Reader, n: number): readonly Extension[] {
  const tag = contextConstructed(n)
  return reader.optional(tag, () => readExtensions<TspRefusal>(reader, noneKnown, tag)) ?? []
}

function noneKnown(): boolean {
  return false
}

function readSerial(reader: Reader): string {
  const { serialHex, octets } = readSerialNumber(reader, 'serialNumber')
  if (octets > TSP_SERIAL_OCTETS_MAX)
    reader.refuse('tsp-serial-malformed', 'serialNumber', { octets })
  return serialHex
}

/** Accuracy (RFC 3161 §2.4.2) in microseconds; a part that is absent is zero. */
function readAccuracy(reader: Reader): number {
  return reader.sequence('accuracy', () => {
    const seconds = reader.optional(TAG.integer, () =>
      reader.smallInteger('seconds', TSP_ACCURACY_SECONDS_MAX),
    )
    const [millis, micros] = [
      readThousandth(reader, 'millis', 0),
      readThousandth(reader, 'micros', 1),
    ]
    return (seconds ?? 0) * 1_000_000 + millis * 1000 + micros
  })
}

/** `[n] INTEGER (1..999)`. */
function readThousandth(reader: Reader, field: string, n: number): number {
  const value = reader.optional(context(n), () => reader.smallInteger(field, 999, context(n)))
  if (value === 0) reader.refuse('der-value-malformed', field)
  return value ?? 0
}
