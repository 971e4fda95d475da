import { assert } from '#kernel/assert.ts'

/** Marks that choose a form of the character before them: in fonts and in the resident record. */
const SELECTORS = [
  [0xfe00, 0xfe0f],
  [0xe0100, 0xe01ef],
] as const
const FORMAT_OF_CHARACTERS = 12
const FORMAT_OF_VARIANTS = 14

/** Whether the code point is a variation selector (異体字セレクタ). */
export function isVariationSelector(codePoint: number): boolean {
  return SELECTORS.some(([first, last]) => codePoint >= first && codePoint <= last)
}

interface Extent {
  readonly offset: number
  readonly length: number
}

/**
 * An OpenType font with TrueType outlines, read where it lies: the font of a whole language is
 * never taken apart for the few glyphs of a sheet.
 */
export class OpenTypeFont {
  readonly #view: DataView
  readonly #bytes: Uint8Array
  readonly #tables: ReadonlyMap<string, Extent>
  readonly #characters: number
  readonly #variants: number | undefined
  readonly #longLocations: boolean
  readonly #advances: number
  readonly unitsPerEm: number
  readonly ascent: number
  readonly descent: number
  readonly capHeight: number
  readonly box: readonly [number, number, number, number]

  private constructor(bytes: Uint8Array) {
    this.#bytes = bytes
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    this.#tables = tablesOf(this.#view)
    const cmap = this.#extent('cmap').offset
    this.#characters = this.#subtable(cmap, FORMAT_OF_CHARACTERS) ?? fault('no format 12 cmap')
    this.#variants = this.#subtable(cmap, FORMAT_OF_VARIANTS)
    const [head, hhea] = [this.#extent('head').offset, this.#extent('hhea').offset]
    this.unitsPerEm = this.#view.getUint16(head + 18)
    this.box = [
      this.#view.getInt16(head + 36),
      this.#view.getInt16(head + 38),
      this.#view.getInt16(head + 40),
      this.#view.getInt16(head + 42),
    ]
    this.#longLocations = this.#view.getInt16(head + 50) === 1
    this.ascent = this.#view.getInt16(hhea + 4)
    this.descent = this.#view.getInt16(hhea + 6)
    this.#advances = this.#view.getUint16(hhea + 34)
    this.capHeight = this.#view.getInt16(this.#extent('OS/2').offset + 88)
  }

  /** Reads the font; anything else than TrueType outlines with a Unicode map is a fault. */
  static read(bytes: Uint8Array): OpenTypeFont {
    return new OpenTypeFont(bytes)
  }

  /** The octets of a table; none where the font has no such table. */
  table(tag: string): Uint8Array | undefined {
    const extent = this.#tables.get(tag)
    return extent && this.#bytes.subarray(extent.offset, extent.offset + extent.length)
  }

  /** The glyph of a character; `undefined` where the font has none. */
  glyphOf(codePoint: number): number | undefined {
    const [view, at] = [this.#view, this.#characters]
    const group = search(
      view.getUint32(at + 12),
      (index) => view.getUint32(at + 16 + 12 * index + 4) < codePoint,
    )
    if (group === view.getUint32(at + 12)) return undefined
    const found = at + 16 + 12 * group
    const first = view.getUint32(found)
    if (codePoint < first) return undefined
    const glyph = view.getUint32(found + 8) + codePoint - first
    return glyph === 0 ? undefined : glyph
  }

  /** The glyph of a variation sequence; `undefined` where the font does not know this form. */
  variantOf(codePoint: number, selector: number): number | undefined {
    const record = this.#variantRecord(selector)
    if (record === undefined) return undefined
    const [view, base] = [this.#view, this.#variants ?? 0]
    const [usual, other] = [view.getUint32(record + 3), view.getUint32(record + 7)]
    if (usual !== 0) {
      const at = base + usual
      const count = view.getUint32(at)
      const index = search(count, (range) => lastOf(view, at + 4 + 4 * range) < codePoint)
      if (index < count && uint24(view, at + 4 + 4 * index) <= codePoint)
        return this.glyphOf(codePoint)
    }
    if (other === 0) return undefined
    const at = base + other
    const count = view.getUint32(at)
    const index = search(count, (mapping) => uint24(view, at + 4 + 5 * mapping) < codePoint)
    if (index === count || uint24(view, at + 4 + 5 * index) !== codePoint) return undefined
    return view.getUint16(at + 4 + 5 * index + 3)
  }

  /** The width of a glyph in font units. */
  advanceOf(glyph: number): number {
    const { offset } = this.#extent('hmtx')
    return this.#view.getUint16(offset + 4 * Math.min(glyph, this.#advances - 1))
  }

  /** The left side bearing of a glyph in font units. */
  bearingOf(glyph: number): number {
    const { offset } = this.#extent('hmtx')
    if (glyph < this.#advances) return this.#view.getInt16(offset + 4 * glyph + 2)
    return this.#view.getInt16(offset + 4 * this.#advances + 2 * (glyph - this.#advances))
  }

  /** The outline of a glyph as the font has it; empty for a space. */
  outlineOf(glyph: number): Uint8Array {
    const { offset } = this.#extent('loca')
    const place = (index: number): number =>
      this.#longLocations
        ? this.#view.getUint32(offset + 4 * index)
        : 2 * this.#view.getUint16(offset + 2 * index)
    const glyphs = this.#extent('glyf').offset
    return this.#bytes.subarray(glyphs + place(glyph), glyphs + place(glyph + 1))
  }

  #extent(tag: string): Extent {
    return this.#tables.get(tag) ?? fault(`no table ${tag}`)
  }

  #subtable(cmap: number, format: number): number | undefined {
    const count = this.#view.getUint16(cmap + 2)
    for (let index = 0; index < count; index += 1) {
      const at = cmap + this.#view.getUint32(cmap + 8 + 8 * index)
      if (this.#view.getUint16(at) === format) return at
    }
    return undefined
  }

  #variantRecord(selector: number): number | undefined {
    if (this.#variants === undefined) return undefined
    const [view, at] = [this.#view, this.#variants + 10]
    const count = view.getUint32(this.#variants + 6)
    const index = search(count, (record) => uint24(view, at + 11 * record) < selector)
    const found = at + 11 * index
    return index < count && uint24(view, found) === selector ? found : undefined
  }
}

function tablesOf(view: DataView): ReadonlyMap<string, Extent> {
  assert(view.getUint32(0) === 0x00010000, 'the font has TrueType outlines')
  const tables = new Map<string, Extent>()
  for (let index = 0; index < view.getUint16(4); index += 1) {
    const at = 12 + 16 * index
    const letters = [0, 1, 2, 3].map((letter) => String.fromCharCode(view.getUint8(at + letter)))
    tables.set(letters.join(''), {
      offset: view.getUint32(at + 8),
      length: view.getUint32(at + 12),
    })
  }
  return tables
}

function uint24(view: DataView, at: number): number {
  return (view.getUint8(at) << 16) | view.getUint16(at + 1)
}

/** The last character of a range in a table of usual forms. */
function lastOf(view: DataView, at: number): number {
  return uint24(view, at) + view.getUint8(at + 3)
}

/** The first of `count` sorted entries that is not before what is sought. */
function search(count: number, isBefore: (index: number) => boolean): number {
  let [low, high] = [0, count]
  while (low < high) {
    const middle = (low + high) >>> 1
    if (isBefore(middle)) low = middle + 1
    else high = middle
  }
  return low
}

function fault(message: string): never {
  throw new Error(`font: ${message}`)
}
