import { createHash } from 'node:crypto'
import { clustersOf } from './line-breaking.ts'
import type { OpenTypeFont } from './open-type-font.ts'
import { hex, type ObjectNumber, type PdfFile, reference } from './pdf-file.ts'
import { subsetFont } from './subset-font.ts'

/** 〓: what Japanese printers put where a character is missing. */
const GETA = '〓'
const FULL_SPACE = '\u3000'
/**
 * Half an em (U+2002) stands for the full-width space between the parts of a name: readers of PDF
 * take a gap of a whole em for the edge of a column, and would tear family and given name apart.
 */
const SPACE_SET = 0x2002
/** Each entry of a character map stands in a block of at most a hundred (PDF, ToUnicode). */
const MAP_ENTRIES_MAX = 100
const EM = 1000

/** How a character can be set: as itself, in its usual form instead of a variant, or not at all. */
export type Likeness = 'itself' | 'usual-form' | 'missing'

/** How `font` can set a cluster, and with which glyph. */
export function glyphFor(
  font: OpenTypeFont,
  cluster: string,
): { readonly glyph: number; readonly likeness: Likeness } {
  const [written = 0, selector] = Array.from(cluster, (character) => character.codePointAt(0))
  const codePoint = cluster === FULL_SPACE ? SPACE_SET : written
  const variant = selector === undefined ? undefined : font.variantOf(codePoint, selector)
  if (variant !== undefined) return { glyph: variant, likeness: 'itself' }
  const usual = font.glyphOf(codePoint)
  if (usual === undefined) {
    return { glyph: font.glyphOf(GETA.charCodeAt(0)) ?? 0, likeness: 'missing' }
  }
  return { glyph: usual, likeness: selector === undefined ? 'itself' : 'usual-form' }
}

/**
 * A font as one document uses it. Every cluster has a code of its own, so the document's text can
 * be read back exactly, variants and missing characters included.
 */
export class FontFace {
  readonly #font: OpenTypeFont
  readonly #name: string
  readonly #codes = new Map<string, number>()
  readonly #glyphs: number[] = [0]
  readonly #texts: string[] = ['']

  constructor(font: OpenTypeFont, postScriptName: string) {
    this.#font = font
    this.#name = postScriptName
  }

  /** The width of a text set in size 1. */
  width(text: string): number {
    return clustersOf(text).reduce((width, cluster) => {
      const advance = this.#font.advanceOf(glyphFor(this.#font, cluster).glyph)
      return width + advance / this.#font.unitsPerEm
    }, 0)
  }

  /** The text as a string operand of PDF; what it uses is embedded. */
  encode(text: string): string {
    const codes = clustersOf(text).map((cluster) => this.#codeOf(cluster))
    return `<${codes.map((code) => code.toString(16).padStart(4, '0')).join('')}>`
  }

  /** Writes the font with what has been used of it (ISO 32000-1 §9.7). */
  embed(file: PdfFile): ObjectNumber {
    const data = subsetFont(this.#font, this.#glyphs)
    const name = `${subsetTag(data)}+${this.#name}`
    const program = file.addStream(data, `/Length1 ${data.length}`)
    const descriptor = file.add(this.#descriptor(name, program))
    const widths = this.#glyphs.map((glyph) => this.#scaled(this.#font.advanceOf(glyph)))
    const descendant = file.add(
      `<< /Type /Font /Subtype /CIDFontType2 /BaseFont /${name} ` +
        '/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> ' +
        `/FontDescriptor ${reference(descriptor)} /DW ${EM} /W [0 [${widths.join(' ')}]] ` +
        '/CIDToGIDMap /Identity >>',
    )
    const unicode = file.addStream(Buffer.from(characterMap(this.#texts), 'latin1'))
    return file.add(
      `<< /Type /Font /Subtype /Type0 /BaseFont /${name} /Encoding /Identity-H ` +
        `/DescendantFonts [${reference(descendant)}] /ToUnicode ${reference(unicode)} >>`,
    )
  }

  #codeOf(cluster: string): number {
    const known = this.#codes.get(cluster)
    if (known !== undefined) return known
    const code = this.#glyphs.push(glyphFor(this.#font, cluster).glyph) - 1
    this.#texts.push(cluster)
    this.#codes.set(cluster, code)
    return code
  }

  #descriptor(name: string, program: ObjectNumber): string {
    const { box, ascent, descent, capHeight } = this.#font
    const edges = box.map((edge) => this.#scaled(edge)).join(' ')
    // 4: symbolic, because the codes follow no encoding of PDF's own.
    return (
      `<< /Type /FontDescriptor /FontName /${name} /Flags 4 /FontBBox [${edges}] ` +
      `/ItalicAngle 0 /StemV 80 /Ascent ${this.#scaled(ascent)} ` +
      `/Descent ${this.#scaled(descent)} /CapHeight ${this.#scaled(capHeight)} ` +
      `/FontFile2 ${reference(program)} >>`
    )
  }

  #scaled(units: number): number {
    return Math.round((units * EM) / this.#font.unitsPerEm)
  }
}

/** Six letters that tell subsets apart (ISO 32000-1 §9.6.4), drawn from what the subset holds. */
function subsetTag(data: Uint8Array): string {
  const digest = createHash('sha256').update(data).digest().subarray(0, 6)
  return Array.from(digest, (octet) => String.fromCharCode(65 + (octet % 26))).join('')
}

function characterMap(texts: readonly string[]): string {
  const entries = texts
    .map((text, code) => `<${code.toString(16).padStart(4, '0')}> <${hex(text)}>`)
    .slice(1)
  const blocks: string[] = []
  for (let from = 0; from < entries.length; from += MAP_ENTRIES_MAX) {
    const block = entries.slice(from, from + MAP_ENTRIES_MAX)
    blocks.push(`${block.length} beginbfchar\n${block.join('\n')}\nendbfchar`)
  }
  return [
    '/CIDInit /ProcSet findresource begin',
    '12 dict begin',
    'begincmap',
    '/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def',
    '/CMapName /Adobe-Identity-UCS def',
    '/CMapType 2 def',
    '1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange',
    ...blocks,
    'endcmap',
    'CMapName currentdict /CMap defineresource pop',
    'end',
    'end',
  ].join('\n')
}
