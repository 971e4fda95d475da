import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as asn1js from 'asn1js'
import fc from 'fast-check'
import { decodeDer, type DerReader } from '#codec/der/decode.ts'
import * as der from '#codec/der/encode.ts'
import { DER_REFUSAL_TEXTS } from '#codec/der/messages.ts'
import { CONSTRUCTED, TAG } from '#codec/der/tag.ts'
import { isIa5, isPrintable, type StringForm, stringFormOf } from '#codec/der/text.ts'
import { compareBytes, toHex } from '#kernel/bytes.ts'
import { type Instant, instant } from '#kernel/instant.ts'

// DER itself (X.690): values of every type are written and read back, asn1js reads the same in them, and
// whatever is accepted of changed octets is the only encoding of what it says.

type Value =
  | { readonly kind: 'boolean'; readonly value: boolean }
  | { readonly kind: 'integer'; readonly value: bigint }
  | { readonly kind: 'bits'; readonly hex: string; readonly unusedBits: number }
  | { readonly kind: 'octets'; readonly hex: string }
  | { readonly kind: 'null' }
  | { readonly kind: 'oid'; readonly dotted: string }
  | { readonly kind: 'text'; readonly form: StringForm; readonly text: string }
  | { readonly kind: 'utcTime' | 'generalizedTime'; readonly at: Instant }
  | { readonly kind: 'sequence' | 'set'; readonly parts: readonly Value[] }
  | { readonly kind: 'explicit'; readonly n: number; readonly parts: readonly Value[] }

const WIDE_MAX = 2n ** 300n
const YEAR_9999_END = Date.UTC(9999, 11, 31, 23, 59, 59)
const PRINTABLE = Array.from({ length: 128 }, (_, i) => String.fromCharCode(i)).filter(isPrintable)

const bits = fc
  .tuple(fc.uint8Array({ maxLength: 40 }), fc.nat(7))
  .map(([octets, unused]): Value => {
    const unusedBits = octets.length === 0 ? 0 : unused
    const last = octets.length - 1
    const kept = ((octets[last] ?? 0) >> unusedBits) << unusedBits
    const cleared = last < 0 ? octets : octets.with(last, kept)
    return { kind: 'bits', hex: toHex(cleared), unusedBits }
  })

const arc = fc.oneof(fc.nat(300), fc.nat(2 ** 31 - 1))
const dotted = fc
  .tuple(fc.nat(2), fc.nat(39), fc.array(arc, { maxLength: 8 }))
  .map(([first, second, rest]) => [first, second, ...rest].join('.'))

const character = (last: number): fc.Arbitrary<string> =>
  fc
    .nat(last)
    .filter((point) => point < 0xd800 || point > 0xdfff)
    .map((point) => String.fromCodePoint(point))
const text = (form: StringForm, one: fc.Arbitrary<string>): fc.Arbitrary<Value> =>
  fc.string({ unit: one, maxLength: 80 }).map((chars) => ({ kind: 'text', form, text: chars }))

const primitive: fc.Arbitrary<Value> = fc.oneof(
  fc.boolean().map((value): Value => ({ kind: 'boolean', value })),
  fc.bigInt(-WIDE_MAX, WIDE_MAX).map((value): Value => ({ kind: 'integer', value })),
  fc
    .integer({ min: -70_000, max: 70_000 })
    .map((n): Value => ({ kind: 'integer', value: BigInt(n) })),
  bits,
  fc
    .uint8Array({ maxLength: 300 })
    .map((octets): Value => ({ kind: 'octets', hex: toHex(octets) })),
  fc.constant<Value>({ kind: 'null' }),
  dotted.map((one): Value => ({ kind: 'oid', dotted: one })),
  text('utf8', character(0x10ffff)),
  text('printable', fc.constantFrom(...PRINTABLE)),
  text('ia5', character(0x7f)),
  text('numeric', fc.constantFrom(...'0123456789 '.split(''))),
  text(
    'visible',
    character(0x5e).map((one) => String.fromCharCode(one.charCodeAt(0) + 0x20)),
  ),
  text('teletex', character(0xff)),
  text('bmp', character(0xffff)),
  text('universal', character(0x10ffff)),
  fc
    .integer({ min: Date.UTC(1950, 0, 1) / 1000, max: Date.UTC(2049, 11, 31) / 1000 })
    .map((second): Value => ({ kind: 'utcTime', at: instant(second * 1000) })),
  fc
    .integer({ min: Date.UTC(1000, 0, 1) / 1000, max: YEAR_9999_END / 1000 })
    .map((second): Value => ({ kind: 'generalizedTime', at: instant(second * 1000) })),
)

const { value: anyValue } = fc.letrec<{ value: Value; parts: readonly Value[] }>((tie) => ({
  parts: fc.array(tie('value'), { maxLength: 6 }),
  value: fc.oneof(
    { maxDepth: 5, withCrossShrink: true },
    primitive,
    tie('parts').map((parts): Value => ({ kind: 'sequence', parts })),
    tie('parts').map((parts): Value => ({ kind: 'set', parts: inOrder(parts) })),
    fc.tuple(fc.nat(30), tie('parts')).map(([n, parts]): Value => ({ kind: 'explicit', n, parts })),
  ),
}))

function inOrder(parts: readonly Value[]): readonly Value[] {
  return parts.toSorted((a, b) => compareBytes(der.encode(nodeOf(a)), der.encode(nodeOf(b))))
}

function nodeOf(value: Value): der.DerNode {
  switch (value.kind) {
    case 'boolean':
      return der.boolean(value.value)
    case 'integer':
      return der.integer(value.value)
    case 'bits':
      return der.bitString(octetsOf(value.hex), value.unusedBits)
    case 'octets':
      return der.octetString(octetsOf(value.hex))
    case 'null':
      return der.nullValue()
    case 'oid':
      return der.oid(value.dotted)
    case 'text':
      return der.stringOf(value.form, value.text)
    case 'utcTime':
      return der.utcTime(value.at)
    case 'generalizedTime':
      return der.generalizedTime(value.at)
    case 'sequence':
      return der.sequence(...value.parts.map(nodeOf))
    case 'set':
      return der.setOf(value.parts.map(nodeOf))
    case 'explicit':
      return der.explicit(value.n, ...value.parts.map(nodeOf))
  }
}

const octetsOf = (hex: string): Uint8Array => new Uint8Array(Buffer.from(hex, 'hex'))

/** Reads whatever comes, by its identifier octet. */
function readAny(reader: DerReader): Value {
  const tag = reader.nextTag ?? reader.refuse('der-truncated', '')
  const form = stringFormOf(tag)
  if (form !== undefined) return { kind: 'text', form, text: reader.string(form, 'text') }
  switch (tag) {
    case TAG.boolean:
      return { kind: 'boolean', value: reader.boolean('boolean') }
    case TAG.integer:
      return { kind: 'integer', value: reader.integer('integer') }
    case TAG.bitString: {
      const { octets, unusedBits } = reader.bitString('bits')
      return { kind: 'bits', hex: toHex(octets), unusedBits }
    }
    case TAG.octetString:
      return { kind: 'octets', hex: toHex(reader.octetString('octets')) }
    case TAG.null:
      reader.nullValue('null')
      return { kind: 'null' }
    case TAG.oid:
      return { kind: 'oid', dotted: reader.oid('oid') }
    case TAG.utcTime:
      return { kind: 'utcTime', at: reader.utcTime('time') }
    case TAG.generalizedTime:
      return { kind: 'generalizedTime', at: reader.generalizedTime('time') }
    case TAG.sequence:
      return { kind: 'sequence', parts: reader.sequenceOf('sequence', readAny) }
    case TAG.set:
      return { kind: 'set', parts: reader.setOf('set', readAny) }
    default: {
      const n = tag & 0x1f
      if ((tag & 0xe0) !== 0xa0) reader.refuse('der-tag-unexpected', '')
      return { kind: 'explicit', n, parts: reader.sequenceOf('explicit', readAny, { tag }) }
    }
  }
}

test('property: every value reads back as it was written, and is DER throughout', () => {
  fc.assert(
    fc.property(anyValue, (value) => {
      const octets = der.encode(nodeOf(value))
      const read = decodeDer(octets, readAny)
      assert.deepEqual(read, { ok: true, value })
      const whole = decodeDer(octets, (reader) => reader.anyDer('value').der)
      assert.deepEqual(whole, { ok: true, value: octets })
    }),
    { seed: 11, numRuns: 1500 },
  )
})

/** Tags, forms and contents as asn1js reads them. */
function peerTree(block: asn1js.BaseBlock): unknown {
  const { tagClass, tagNumber, isConstructed } = block.idBlock
  const tag = ((tagClass - 1) << 6) | (isConstructed ? CONSTRUCTED : 0) | tagNumber
  if (!isConstructed) return [tag, toHex(block.valueBeforeDecodeView)]
  assert.ok('value' in block.valueBlock && Array.isArray(block.valueBlock.value))
  return [tag, block.valueBlock.value.map((part: asn1js.BaseBlock) => peerTree(part))]
}

/** The same as this project frames them. */
function ownTree(reader: DerReader): unknown {
  const tag = reader.nextTag ?? 0
  if ((tag & CONSTRUCTED) !== 0) return [tag, reader.sequenceOf('', ownTree, { tag })]
  return [tag, toHex(reader.any('').der)]
}

/** The value of a primitive type as asn1js reads it, where it has one to compare. */
function peerValue(block: asn1js.BaseBlock): Value | undefined {
  if (block instanceof asn1js.Boolean) return { kind: 'boolean', value: block.valueBlock.value }
  if (block instanceof asn1js.Integer) return { kind: 'integer', value: block.toBigInt() }
  if (block instanceof asn1js.ObjectIdentifier) return { kind: 'oid', dotted: block.getValue() }
  if (block instanceof asn1js.UTCTime || block instanceof asn1js.GeneralizedTime) {
    const kind = block instanceof asn1js.GeneralizedTime ? 'generalizedTime' : 'utcTime'
    return { kind, at: instant(block.toDate().getTime()) }
  }
  return undefined
}

const PEER_STRINGS: Partial<Record<StringForm, new () => { getValue(): string }>> = {
  utf8: asn1js.Utf8String,
  printable: asn1js.PrintableString,
  ia5: asn1js.IA5String,
  numeric: asn1js.NumericString,
  visible: asn1js.VisibleString,
}

test('differential: asn1js frames every value in the same way', () => {
  fc.assert(
    fc.property(anyValue, (value) => {
      const octets = der.encode(nodeOf(value))
      const peer = asn1js.fromBER(octets)
      assert.equal(peer.offset, octets.length)
      assert.deepEqual(decodeDer(octets, ownTree), { ok: true, value: peerTree(peer.result) })
    }),
    { seed: 12, numRuns: 1000 },
  )
})

test('differential: asn1js reads the same number, identifier, time and text', () => {
  fc.assert(
    fc.property(primitive, (value) => {
      const { result } = asn1js.fromBER(der.encode(nodeOf(value)))
      if (value.kind === 'text') {
        const Peer = PEER_STRINGS[value.form]
        if (Peer === undefined) return
        assert.ok(result instanceof Peer)
        assert.equal(result.getValue(), value.text)
        return
      }
      const read = peerValue(result)
      if (read !== undefined) assert.deepEqual(read, value)
    }),
    { seed: 13, numRuns: 3000 },
  )
})

/** Octets of a value, some of them changed. */
const changed = fc
  .tuple(anyValue, fc.array(fc.tuple(fc.nat(65_535), fc.nat(255)), { minLength: 1, maxLength: 3 }))
  .map(([value, changes]) => {
    const octets = der.encode(nodeOf(value))
    for (const [at, octet] of changes) octets[at % octets.length] = octet
    return octets
  })

test('fuzz: what is accepted of changed octets is the one encoding of what it says', () => {
  let accepted = 0
  const property = fc.property(changed, (octets) => {
    const read = decodeDer(octets, readAny)
    if (!read.ok) {
      assert.ok(read.refusal in DER_REFUSAL_TEXTS, read.refusal)
      return
    }
    accepted++
    assert.equal(toHex(der.encode(nodeOf(read.value))), toHex(octets))
    const peer = asn1js.fromBER(octets)
    assert.equal(peer.offset, octets.length)
  })
  fc.assert(property, { seed: 14, numRuns: 6000 })
  assert.ok(accepted > 100, 'some changes leave DER')
})

test('fuzz: nothing that is read by its type is refused as any DER, and all of that is framed', () => {
  const whole = (read: (reader: DerReader) => unknown, octets: Uint8Array): boolean =>
    decodeDer(octets, read).ok
  fc.assert(
    fc.property(fc.oneof(changed, fc.uint8Array({ maxLength: 30 })), (octets) => {
      const typed = whole(readAny, octets)
      const strict = whole((reader) => reader.anyDer('v'), octets)
      const framed = whole((reader) => reader.any('v'), octets)
      assert.ok(!typed || strict, 'typed values are DER')
      assert.ok(!strict || framed, 'DER is framed')
    }),
    { seed: 15, numRuns: 6000 },
  )
})

test('property: text that a type cannot hold is not written, and the rest is', () => {
  const texts = fc.string({ unit: 'grapheme', maxLength: 20 })
  fc.assert(
    fc.property(texts, (one) => {
      const writes = (form: StringForm): boolean => {
        try {
          return der.encode(der.stringOf(form, one)).length > 1
        } catch {
          return false
        }
      }
      assert.equal(writes('utf8'), one.isWellFormed())
      assert.equal(writes('printable'), isPrintable(one))
      assert.equal(writes('ia5'), isIa5(one))
    }),
    { seed: 16, numRuns: 500 },
  )
})
