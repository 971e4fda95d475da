import assert from 'node:assert/strict'
import { test } from 'node:test'
import { OpenTypeFont } from './open-type-font.ts'
import { readPaperFonts } from './paper-printer.ts'
import { subsetFont } from './subset-font.ts'

const { regular, bold } = await readPaperFonts()

function glyph(character: string): number {
  const found = regular.glyphOf(character.codePointAt(0) ?? 0)
  assert.ok(found !== undefined, character)
  return found
}

/** The tables of a font by its directory, each with its sum as the directory states it. */
function directory(font: Uint8Array): ReadonlyMap<string, DataView> {
  const view = new DataView(font.buffer)
  const tables = new Map<string, DataView>()
  for (let index = 0; index < view.getUint16(4); index += 1) {
    const at = 12 + 16 * index
    const tag = Buffer.from(font.subarray(at, at + 4)).toString('latin1')
    tables.set(tag, new DataView(font.buffer, view.getUint32(at + 8), view.getUint32(at + 12)))
  }
  return tables
}

function sum(font: Uint8Array): number {
  const view = new DataView(font.buffer)
  let total = 0
  for (let at = 0; at < font.length; at += 4) total = (total + view.getUint32(at)) >>> 0
  return total
}

test('the glyphs asked for come first, in order, with outline and width as they were', () => {
  const wanted = [0, glyph('髙'), glyph('𠮷'), glyph(' ')]
  const subset = subsetFont(regular, wanted)
  const tables = directory(subset)
  const [loca, glyf, hmtx] = [tables.get('loca'), tables.get('glyf'), tables.get('hmtx')]
  assert.ok(loca && glyf && hmtx)
  wanted.forEach((id, index) => {
    const outline = regular.outlineOf(id)
    const from = glyf.byteOffset + loca.getUint32(4 * index)
    assert.deepEqual(subset.slice(from, from + outline.length), Uint8Array.from(outline))
    assert.equal(hmtx.getUint16(4 * index), regular.advanceOf(id))
  })
  assert.equal(tables.get('maxp')?.getUint16(4), wanted.length)
})

test('the file adds up to what OpenType asks of a whole font', () => {
  assert.equal(sum(subsetFont(regular, [0, glyph('あ')])), 0xb1b0afba)
})

test('no glyph of the fonts is made of others, which a subset would lose', () => {
  for (const font of [regular, bold]) {
    const count = new DataView(Uint8Array.from(font.table('maxp') ?? []).buffer).getUint16(4)
    assert.ok(count > 17_000)
    for (let id = 0; id < count; id += 1) assert.ok((font.outlineOf(id)[0] ?? 0) < 128)
  }
})

test('a variation sequence the font knows has its own glyph, another none', () => {
  const usual = glyph('葛')
  const variant = regular.variantOf(0x845b, 0xe0100)
  assert.ok(variant !== undefined)
  assert.equal(regular.variantOf(0x845b, 0xe01ef), undefined)
  assert.equal(regular.glyphOf(0x845b), usual)
  assert.equal(regular.glyphOf(0xe0100), undefined)
})

test('a file that is no TrueType font is a fault', () => {
  assert.throws(() => OpenTypeFont.read(new TextEncoder().encode('OTTO and nothing more')))
})
