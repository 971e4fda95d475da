import * as der from '#codec/der/encode.ts'
import type { DerReader } from '#codec/der/decode.ts'
import { TAG } from '#codec/der/tag.ts'
import { EXTENSIONS_MAX } from './bounds.ts'
import type { ExtensionRefusal } from './refusal.ts'

/**
 * One extension (RFC 5280 §4.1.2.9), of a certificate, a CRL or one of its entries, or a request.
 */
export interface Extension {
  readonly oid: string
  readonly critical: boolean
  /** The octets inside extnValue: the DER of the extension's own type. */
  readonly valueDer: Uint8Array
}

/** An extension of the given value, non-critical. */
export function extension(oid: string, value: der.DerValue): Extension {
  return { oid, critical: false, valueDer: der.preEncoded(value) }
}

/** The same extension, marked critical. */
export function critical(plain: Extension): Extension {
  return { ...plain, critical: true }
}

/** An extension to encode; `critical` FALSE is the default and so left out. */
export function extensionNode({ oid, critical: isCritical, valueDer }: Extension): der.DerNode {
  return der.sequence(
    der.oid(oid),
    isCritical ? der.boolean(true) : undefined,
    der.octetString(valueDer),
  )
}

/** `Extensions` to encode, in the given order; `undefined` when there are none (SIZE (1..MAX)). */
export function extensionsNode(extensions: readonly Extension[]): der.DerNode | undefined {
  return extensions.length === 0 ? undefined : der.sequenceOf(extensions, extensionNode)
}

/**
 * Reads `Extensions`: at least one, none twice (RFC 5280 §4.2). `readValue` takes apart the value
 * of an extension that it knows and returns true; the others are kept raw. `tag` is the list's
 * identifier octet where it is IMPLICIT.
 */
export function readExtensions<R extends string>(
  reader: DerReader<R | ExtensionRefusal>,
  readValue: (oid: string, reader: DerReader<R | ExtensionRefusal>) => boolean,
  tag: number = TAG.sequence,
): readonly Extension[] {
  const seen: string[] = []
  return readExtensionList(reader, () => readExtension(reader, seen, readValue), tag)
}

/** Reads the list alone, each extension by `readOne`. */
export function readExtensionList<R extends string>(
  reader: DerReader<R | ExtensionRefusal>,
  readOne: () => Extension,
  tag: number = TAG.sequence,
): readonly Extension[] {
  return reader.sequenceOf('extensions', readOne, { atLeast: 1, atMost: EXTENSIONS_MAX, tag })
}

/** Reads the identifier of an extension that is not among those `seen`, and adds it to them. */
export function readNewIdentifier<R extends string>(
  reader: DerReader<R | ExtensionRefusal>,
  seen: string[],
): string {
  const oid = reader.oid('extnID')
  if (seen.includes(oid)) reader.refuse('extension-duplicate', 'extnID', { oid })
  seen.push(oid)
  return oid
}

/** Reads whether the extension is critical. */
export function readCritical(reader: DerReader): boolean {
  return (
    reader.nextTag === TAG.boolean &&
    reader.defaulted(TAG.boolean, false, () => reader.boolean('critical'))
  )
}

function readExtension<R extends string>(
  reader: DerReader<R | ExtensionRefusal>,
  seen: string[],
  readValue: (oid: string, reader: DerReader<R | ExtensionRefusal>) => boolean,
): Extension {
  return reader.sequence('', () => {
    const oid = readNewIdentifier(reader, seen)
    const isCritical = readCritical(reader)
    const valueDer = reader.octetStringContaining(oid, () => {
      const start = reader.offset
      if (!readValue(oid, reader)) reader.skipRest()
      return reader.since(start)
    })
    return { oid, critical: isCritical, valueDer }
  })
}
