import { assert } from '#kernel/assert.ts'
import type { OpenTypeFont } from './open-type-font.ts'

/** What the octets of a whole font add up to (OpenType, `head`). */
const CHECKSUM_MAGIC = 0xb1b0afba
const LONG_LOCATIONS = 1

/**
 * A TrueType font of these glyphs alone, glyph `n` being `glyphs[n]`. It has what PDF asks of an
 * embedded font and no more: no names, no characters, no layout.
 */
export function subsetFont(font: OpenTypeFont, glyphs: readonly number[]): Uint8Array {
  const outlines = glyphs.map((glyph) => simpleOutline(font, glyph))
  const tables = new Map<string, Uint8Array>()
  for (const tag of ['cvt ', 'fpgm', 'prep']) {
    const table = font.table(tag)
    if (table !== undefined) tables.set(tag, table)
  }
  tables.set(
    'head',
    changed(font, 'head', (view) => {
      view.setUint32(8, 0)
      view.setInt16(50, LONG_LOCATIONS)
    }),
  )
  tables.set(
    'hhea',
    changed(font, 'hhea', (view) => view.setUint16(34, glyphs.length)),
  )
  tables.set(
    'maxp',
    changed(font, 'maxp', (view) => view.setUint16(4, glyphs.length)),
  )
  tables.set('hmtx', widths(font, glyphs))
  tables.set('glyf', concatenated(outlines.map(padded)))
  tables.set('loca', locations(outlines))
  return assembled(tables)
}

/**
 * The outline of a glyph that is drawn by itself. Noto Sans JP has no other: one made of further
 * glyphs would lose its parts here.
 */
function simpleOutline(font: OpenTypeFont, glyph: number): Uint8Array {
  const outline = font.outlineOf(glyph)
  // The number of contours comes first, and is negative where other glyphs stand for them.
  assert((outline[0] ?? 0) < 0x80, 'a glyph of the subset is not made of other glyphs')
  return outline
}

function changed(font: OpenTypeFont, tag: string, change: (view: DataView) => void): Uint8Array {
  const copy = Uint8Array.from(font.table(tag) ?? [])
  change(new DataView(copy.buffer))
  return copy
}

function widths(font: OpenTypeFont, glyphs: readonly number[]): Uint8Array {
  const view = new DataView(new ArrayBuffer(4 * glyphs.length))
  glyphs.forEach((glyph, index) => {
    view.setUint16(4 * index, font.advanceOf(glyph))
    view.setInt16(4 * index + 2, font.bearingOf(glyph))
  })
  return new Uint8Array(view.buffer)
}

function locations(outlines: readonly Uint8Array[]): Uint8Array {
  const view = new DataView(new ArrayBuffer(4 * (outlines.length + 1)))
  let offset = 0
  outlines.forEach((outline, index) => {
    view.setUint32(4 * index, offset)
    offset += padded(outline).length
  })
  view.setUint32(4 * outlines.length, offset)
  return new Uint8Array(view.buffer)
}

function assembled(tables: ReadonlyMap<string, Uint8Array>): Uint8Array {
  const tags = [...tables.keys()].sort()
  const exponent = Math.floor(Math.log2(tags.length))
  const header = new DataView(new ArrayBuffer(12 + 16 * tags.length))
  header.setUint32(0, 0x00010000)
  header.setUint16(4, tags.length)
  header.setUint16(6, 16 * 2 ** exponent)
  header.setUint16(8, exponent)
  header.setUint16(10, 16 * (tags.length - 2 ** exponent))
  const bodies: Uint8Array[] = []
  let offset = header.byteLength
  let headAt = 0
  tags.forEach((tag, index) => {
    const table = tables.get(tag) ?? new Uint8Array()
    const at = 12 + 16 * index
    for (let letter = 0; letter < 4; letter += 1)
      header.setUint8(at + letter, tag.charCodeAt(letter))
    if (tag === 'head') headAt = offset
    header.setUint32(at + 4, checksum(padded(table)))
    header.setUint32(at + 8, offset)
    header.setUint32(at + 12, table.length)
    bodies.push(padded(table))
    offset += padded(table).length
  })
  const file = concatenated([new Uint8Array(header.buffer), ...bodies])
  new DataView(file.buffer).setUint32(headAt + 8, (CHECKSUM_MAGIC - checksum(file)) >>> 0)
  return file
}

function checksum(words: Uint8Array): number {
  const view = new DataView(words.buffer, words.byteOffset, words.byteLength)
  let sum = 0
  for (let at = 0; at < words.length; at += 4) sum = (sum + view.getUint32(at)) >>> 0
  return sum
}

function padded(octets: Uint8Array): Uint8Array {
  if (octets.length % 4 === 0) return octets
  const whole = new Uint8Array(octets.length + 4 - (octets.length % 4))
  whole.set(octets)
  return whole
}

function concatenated(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}
