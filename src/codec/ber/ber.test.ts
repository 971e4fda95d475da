import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { DerLimits } from '#codec/der/decode.ts'
import * as der from '#codec/der/encode.ts'
import { CONSTRUCTED } from '#codec/der/tag.ts'
import { concatBytes, fromHex, toHex } from '#kernel/bytes.ts'
import { decodeBer } from './decode-ber.ts'
import { type BerSource, normaliseBer } from './normalise.ts'
import type { BerRefusal } from './refusal.ts'

fc.configureGlobal({ seed: 690 })

const LIMITS: DerLimits = { sizeOctetsMax: 4096, depthMax: 8, valuesMax: 64 }

function hex(text: string): Uint8Array {
  const octets = fromHex(text)
  assert.ok(octets !== undefined, text)
  return octets
}

function normalised(octets: Uint8Array, limits = LIMITS): BerSource {
  const read = normaliseBer(octets, limits)
  assert.ok(read.ok, read.ok ? '' : `${read.refusal} ${JSON.stringify(read.detail)}`)
  return read.value
}

/** What is written in BER, and the DER of it. */
const FORMS: readonly (readonly [string, string, string])[] = [
  ['an indefinite length', '3080 020101 0000', '3003020101'],
  ['indefinite lengths in each other', '3080 3180 020101 0000 0000', '30053103020101'],
  ['nothing between the marks', '3080 0000', '3000'],
  ['a definite length inside an indefinite one', '3080 3003020101 0000', '30053003020101'],
  ['an indefinite length inside a definite one', '3007 3080020101 0000', '30053003020101'],
  ['a length in more octets than it needs', '308103 020101', '3003020101'],
  ['a length with leading zeros', '30840000 0003 020101', '3003020101'],
  ['a string in two segments', '2408 0402 6162 0402 6364', '040461626364'],
  ['a string in segments of indefinite length', '2480 040161 040162 0000', '04026162'],
  ['segments in segments', '2480 2480 040161 0000 2403 040162 0000', '04026162'],
  ['no segment at all', '2480 0000', '0400'],
  ['a UTF8String in segments, each an OCTET STRING', '2c06 0401e5 0401a5', '0c02e5a5'],
  ['a UTCTime in segments', '3707 04023235 040130', '1703323530'],
  ['a TRUE that is 1', '010101', '0101ff'],
  [
    'a constructed string inside a value of context tag',
    '3080 a080 2480 0401ff 0000 0000 0000',
    '3005a003 0401ff',
  ],
]

for (const [name, ber, expected] of FORMS) {
  test(`BER: ${name}`, () => {
    const source = normalised(hex(ber.replaceAll(' ', '')))
    assert.equal(toHex(source.der), expected.replaceAll(' ', ''))
    assert.equal(source.isBer, true)
    assert.equal(toHex(source.original(source.der)), ber.replaceAll(' ', ''))
  })
}

for (const [name, octets, refusal, offset] of [
  ['nothing', '', 'der-truncated', 0],
  ['cut off in its contents', '3003 0201', 'der-truncated', 0],
  ['cut off before the end-of-contents octets', '3080 020101', 'der-truncated', 5],
  ['end-of-contents octets cut in half', '3080 020101 00', 'der-truncated', 5],
  ['a child longer than its parent', '3080 3003 0204 01 0000', 'der-truncated', 4],
  ['something after it', '3080 0000 05', 'der-trailing-bytes', 4],
  ['end-of-contents octets where nothing is open', '0000', 'ber-end-of-contents-unexpected', 0],
  ['end-of-contents octets in a definite length', '3002 0000', 'ber-end-of-contents-unexpected', 2],
  ['an indefinite length of a primitive value', '3080 0480 0000 0000', 'ber-length-malformed', 2],
  ['the length octet 0xFF', '30ff', 'ber-length-malformed', 0],
  ['a segment of another type', '2480 0c0161 0000', 'ber-segment-malformed', 2],
  ['a tag of more than one octet', '3080 1f8101 0000', 'der-tag-unsupported', 2],
  ['a length beyond any number', `30fe${'ff'.repeat(126)}`, 'der-truncated', 0],
] as const) {
  test(`BER: ${name} is ${refusal}`, () => {
    const read = normaliseBer(hex(octets.replaceAll(' ', '')), LIMITS)
    assert.ok(!read.ok)
    assert.deepEqual([read.refusal, read.detail['offset']], [refusal satisfies BerRefusal, offset])
  })
}

test('each bound is one less than what is refused', () => {
  const nested = (depth: number): Uint8Array =>
    hex(`${'3080'.repeat(depth)}0500${'0000'.repeat(depth)}`)
  assert.ok(normaliseBer(nested(LIMITS.depthMax), LIMITS).ok)
  refused(nested(LIMITS.depthMax + 1), 'der-too-deep')
  const many = (count: number): Uint8Array => hex(`3080${'0500'.repeat(count - 1)}0000`)
  assert.ok(normaliseBer(many(LIMITS.valuesMax), LIMITS).ok)
  refused(many(LIMITS.valuesMax + 1), 'der-too-many-values')
  const long = (octets: number): Uint8Array => concatBytes(hex('0482'), sized(octets - 4))
  assert.ok(normaliseBer(long(LIMITS.sizeOctetsMax), LIMITS).ok)
  refused(long(LIMITS.sizeOctetsMax + 1), 'der-too-large')
})

function sized(octets: number): Uint8Array {
  return concatBytes(Uint8Array.of(octets >> 8, octets & 0xff), new Uint8Array(octets))
}

function refused(octets: Uint8Array, refusal: BerRefusal): void {
  const read = normaliseBer(octets, LIMITS)
  assert.equal(read.ok ? undefined : read.refusal, refusal)
}

test('DER comes back as it is, not as a copy', () => {
  const octets = der.encode(der.sequence(der.boolean(true), der.octetString(new Uint8Array(200))))
  const source = normalised(octets)
  assert.equal(source.isBer, false)
  assert.equal(source.der, octets)
})

/** A value, and how each of its levels is written. */
interface Tree {
  readonly tag: number
  readonly parts: readonly Tree[] | Uint8Array
  readonly form: 'definite' | 'indefinite' | 'long'
  readonly segments: number
}

const trees = fc.letrec<{ tree: Tree }>((tie) => ({
  tree: fc.record({
    tag: fc.constantFrom(0x30, 0x31, 0xa0, 0xa3, 0x02, 0x04, 0x0c, 0x80),
    parts: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fc.uint8Array({ maxLength: 40 }),
      fc.array(tie('tree'), { maxLength: 5 }),
    ),
    form: fc.constantFrom('definite', 'indefinite', 'long'),
    segments: fc.nat({ max: 4 }),
  }),
})).tree

function isConstructed(tree: Tree): boolean {
  return (tree.tag & CONSTRUCTED) !== 0
}

function asDer(tree: Tree): Uint8Array {
  return wrapped(tree.tag, contentsOf(tree, asDer), 'definite')
}

function asBer(tree: Tree): Uint8Array {
  const contents = contentsOf(tree, asBer)
  const isString = tree.tag === 0x04 || tree.tag === 0x0c
  if (!isString || tree.segments === 0)
    return wrapped(tree.tag, contents, isConstructed(tree) ? tree.form : 'long')
  const size = Math.ceil(contents.length / tree.segments)
  const parts = Array.from({ length: tree.segments }, (_, i) =>
    wrapped(0x04, contents.subarray(i * size, (i + 1) * size), 'definite'),
  )
  return wrapped(tree.tag | CONSTRUCTED, concatBytes(...parts), tree.form)
}

function contentsOf(tree: Tree, write: (tree: Tree) => Uint8Array): Uint8Array {
  if (!isConstructed(tree)) return tree.parts instanceof Uint8Array ? tree.parts : new Uint8Array(3)
  return tree.parts instanceof Uint8Array
    ? new Uint8Array()
    : concatBytes(...tree.parts.map((part) => write(part)))
}

function wrapped(tag: number, contents: Uint8Array, form: Tree['form']): Uint8Array {
  const end = Uint8Array.of(0, 0)
  if (form === 'indefinite') return concatBytes(Uint8Array.of(tag, 0x80), contents, end)
  const plain = der.encode(new der.DerNode(tag, contents))
  if (form === 'definite') return plain
  const { length } = contents
  const octets = [tag, 0x84, 0, (length >> 16) & 0xff, (length >> 8) & 0xff, length & 0xff]
  return concatBytes(Uint8Array.from(octets), contents)
}

const ROOM: DerLimits = { sizeOctetsMax: 1 << 20, depthMax: 64, valuesMax: 1 << 16 }

test('whatever the liberties taken, the DER of the same value comes out', () => {
  fc.assert(
    fc.property(trees, (tree) => {
      const source = normalised(asBer(tree), ROOM)
      assert.equal(toHex(source.der), toHex(asDer(tree)))
      assert.equal(toHex(source.original(source.der)), toHex(asBer(tree)))
    }),
    { numRuns: 500 },
  )
})

test('each part has its own octets back', () => {
  fc.assert(
    fc.property(fc.array(trees, { minLength: 1, maxLength: 6 }), (parts) => {
      const whole: Tree = { tag: 0x30, parts, form: 'indefinite', segments: 0 }
      const read = decodeBer(
        asBer(whole),
        (reader, { original }) =>
          reader.sequenceOf('', () => toHex(original(reader.any('part').der))),
        ROOM,
      )
      assert.deepEqual(read.ok && read.value, parts.map(asBer).map(toHex))
    }),
    { numRuns: 200 },
  )
})

test('refusals of what is inside point into the BER, and name the field', () => {
  const read = decodeBer(
    hex('308004016130800201010000050000 00'.replaceAll(' ', '')),
    (reader) =>
      reader.sequence('outer', () => {
        reader.octetString('first')
        reader.sequence('second', () => reader.integer('number'))
        reader.integer('third')
      }),
    LIMITS,
  )
  assert.ok(!read.ok)
  assert.equal(read.refusal, 'der-tag-unexpected')
  assert.deepEqual([read.detail['field'], read.detail['offset']], ['outer.third', 12])
})

test('plain DER that is cut off is refused with its field', () => {
  const read = decodeBer(
    hex('300302'),
    (reader) => reader.sequence('outer', () => reader.integer('number')),
    LIMITS,
  )
  assert.deepEqual(read, {
    ok: false,
    refusal: 'der-truncated',
    detail: { field: 'outer', offset: 0 },
  })
})
