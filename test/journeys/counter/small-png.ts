import assert from 'node:assert/strict'
import { crc32, deflateSync, inflateSync } from 'node:zlib'

const SIGNATURE = Buffer.from('89504e470d0a1a0a', 'hex')
/** Colours of a palette (PNG 11.2.2). */
const COLOURS_MAX = 256

/**
 * The same picture with at most 256 colours: the most frequent stay, each other becomes the nearest
 * of them. A page of text needs no more, and takes a third of the octets. Reads what a browser
 * writes: eight bits a sample, red green blue, with or without alpha, not interlaced.
 */
export function smallPng(png: Buffer): Buffer {
  const chunks = chunksOf(png)
  const head = chunks.find(({ type }) => type === 'IHDR')?.data
  assert.ok(head !== undefined && head[8] === 8 && head[12] === 0, 'a PNG of a browser')
  const [width, height] = [head.readUInt32BE(0), head.readUInt32BE(4)]
  const samples = head[9] === 6 ? 4 : 3
  const data = chunks.filter(({ type }) => type === 'IDAT').map((one) => one.data)
  const pixels = unfiltered(inflateSync(Buffer.concat(data)), width * samples, samples)
  const colours = Uint32Array.from({ length: width * height }, (_, at) =>
    pixels.readUIntBE(at * samples, 3),
  )
  const palette = frequentColours(colours)
  const rows = Buffer.alloc(height * (width + 1))
  const known = new Map(palette.map((colour, index) => [colour, index]))
  colours.forEach((colour, at) => {
    let index = known.get(colour)
    if (index === undefined) known.set(colour, (index = nearest(palette, colour)))
    rows[at + Math.floor(at / width) + 1] = index
  })
  const newHead = Buffer.from(head)
  newHead[9] = 3
  const paletteData = Buffer.from(
    palette.flatMap((one) => [one >> 16, (one >> 8) & 255, one & 255]),
  )
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', newHead),
    chunk('PLTE', paletteData),
    chunk('IDAT', deflateSync(rows, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

function chunksOf(png: Buffer): readonly { readonly type: string; readonly data: Buffer }[] {
  const found = []
  for (let at = SIGNATURE.length; at < png.length;) {
    const length = png.readUInt32BE(at)
    const type = png.toString('latin1', at + 4, at + 8)
    found.push({ type, data: png.subarray(at + 8, at + 8 + length) })
    at += length + 12
  }
  return found
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const whole = Buffer.alloc(body.length + 8)
  whole.writeUInt32BE(data.length, 0)
  body.copy(whole, 4)
  whole.writeUInt32BE(crc32(body), body.length + 4)
  return whole
}

/** Takes the filters of PNG 9.2 back, row by row. */
function unfiltered(raw: Buffer, rowOctets: number, samples: number): Buffer {
  const rows = raw.length / (rowOctets + 1)
  const out = Buffer.alloc(rows * rowOctets)
  for (let row = 0; row < rows; row += 1) {
    const filter = raw[row * (rowOctets + 1)] ?? 0
    for (let column = 0; column < rowOctets; column += 1) {
      const at = row * rowOctets + column
      const left = column < samples ? 0 : (out[at - samples] ?? 0)
      const up = row === 0 ? 0 : (out[at - rowOctets] ?? 0)
      const corner = row === 0 || column < samples ? 0 : (out[at - rowOctets - samples] ?? 0)
      out[at] = (raw[at + row + 1] ?? 0) + predicted(filter, left, up, corner)
    }
  }
  return out
}

function predicted(filter: number, left: number, up: number, corner: number): number {
  switch (filter) {
    case 1:
      return left
    case 2:
      return up
    case 3:
      return (left + up) >> 1
    case 4: {
      const estimate = left + up - corner
      const [byLeft, byUp] = [Math.abs(estimate - left), Math.abs(estimate - up)]
      const byCorner = Math.abs(estimate - corner)
      if (byLeft <= byUp && byLeft <= byCorner) return left
      return byUp <= byCorner ? up : corner
    }
    default:
      return 0
  }
}

function frequentColours(colours: Uint32Array): readonly number[] {
  const counts = new Map<number, number>()
  for (const colour of colours) counts.set(colour, (counts.get(colour) ?? 0) + 1)
  return [...counts]
    .sort(([, a], [, b]) => b - a)
    .slice(0, COLOURS_MAX)
    .map(([colour]) => colour)
}

function nearest(palette: readonly number[], colour: number): number {
  let [best, bestDistance] = [0, Infinity]
  palette.forEach((one, index) => {
    const distance = [16, 8, 0].reduce(
      (sum, shift) => sum + (((one >> shift) & 255) - ((colour >> shift) & 255)) ** 2,
      0,
    )
    if (distance < bestDistance) [best, bestDistance] = [index, distance]
  })
  return best
}
