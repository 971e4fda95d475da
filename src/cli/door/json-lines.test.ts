import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fromUtf8, utf8 } from '#kernel/bytes.ts'
import { type Line, linesOf } from './json-lines.ts'

async function* parts(...texts: readonly string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield await Promise.resolve(utf8(text))
}

async function read(octetsMax: number, ...texts: readonly string[]): Promise<readonly string[][]> {
  const batches: string[][] = []
  const shown = (line: Line): string => (line === 'too-long' ? line : (fromUtf8(line) ?? '?'))
  for await (const lines of linesOf(parts(...texts), octetsMax)) batches.push(lines.map(shown))
  return batches
}

for (const [what, texts, expected] of [
  ['nothing', [], []],
  ['one line', ['ab\n'], [['ab']]],
  ['a last line without its end', ['ab\ncd'], [['ab'], ['cd']]],
  ['a line in parts', ['a', 'b', 'c\nd', '\n'], [[], [], ['abc'], ['d']]],
  ['several lines in one part', ['a\nb\nc\n'], [['a', 'b', 'c']]],
  ['an empty line is a line', ['\n\na\n'], [['', '', 'a']]],
  ['a character across parts', ['あ\n'], [['あ']]],
  ['as long as may be', ['12345678\n'], [['12345678']]],
  ['longer', ['123456789\nab\n'], [['too-long', 'ab']]],
  ['longer in parts', ['12345', '6789', '0\nab\n'], [[], [], ['too-long', 'ab']]],
  ['longer, and never ended', ['123456789'], [[], ['too-long']]],
] as const)
  test(`lines: ${what}`, async () => assert.deepEqual(await read(8, ...texts), expected))

test('lines: what a line has too much is not kept', async () => {
  let given = 0
  async function* endless(): AsyncGenerator<Uint8Array> {
    const part = new Uint8Array(65_536)
    for (; given < 4096; given++) yield await Promise.resolve(part)
  }
  const before = process.memoryUsage().arrayBuffers
  const lines: Line[] = []
  for await (const batch of linesOf(endless(), 1_000_000)) lines.push(...batch)
  assert.deepEqual(lines, ['too-long'])
  assert.ok(process.memoryUsage().arrayBuffers - before < 64_000_000)
})
