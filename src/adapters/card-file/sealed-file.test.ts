import assert from 'node:assert/strict'
import { test } from 'node:test'
import { utf8 } from '#kernel/bytes.ts'
import { decodeSealedFile, encodeSealedFile } from './sealed-file.ts'

const KEY = new Uint8Array(32).fill(1)
const MEMORY = utf8('{"what":"a card holds"}')
const FILE = encodeSealedFile(MEMORY, KEY)

function refusalOf(file: Uint8Array, key = KEY): string {
  const decoded = decodeSealedFile(file, key)
  return decoded.ok ? 'opened' : decoded.refusal
}

test('what is sealed is opened again, and looks different every time', () => {
  const decoded = decodeSealedFile(FILE, KEY)
  assert.deepEqual(decoded.ok && utf8(Buffer.from(decoded.value).toString()), MEMORY)
  assert.notDeepEqual(encodeSealedFile(MEMORY, KEY), FILE)
  assert.equal(Buffer.from(FILE).includes('card holds'), false)
})

for (const [name, file, refusal] of [
  ['an empty file', new Uint8Array(0), 'card-file-not-a-card'],
  [
    'another kind of file',
    utf8('%PDF-1.7 and so on, long enough for a header'),
    'card-file-not-a-card',
  ],
  ['the magic alone', FILE.subarray(0, 8), 'card-file-truncated'],
  ['half the magic', FILE.subarray(0, 4), 'card-file-truncated'],
  ['half a header', FILE.subarray(0, 31), 'card-file-truncated'],
  ['the header alone', FILE.subarray(0, 32), 'card-file-truncated'],
  ['the last octet missing', FILE.subarray(0, -1), 'card-file-truncated'],
  ['an octet too many', Uint8Array.of(...FILE, 0), 'card-file-damaged'],
  ['version 2', FILE.with(11, 2), 'card-file-newer-version'],
  ['version 0', FILE.with(11, 0), 'card-file-damaged'],
  ['another key check', FILE.with(12, (FILE[12] ?? 0) ^ 1), 'card-file-wrong-key'],
  ['another nonce', FILE.with(32, (FILE[32] ?? 0) ^ 1), 'card-file-damaged'],
  ['another tag', FILE.with(FILE.length - 1, (FILE.at(-1) ?? 0) ^ 1), 'card-file-damaged'],
] as const)
  test(`${name}: ${refusal}`, () => assert.equal(refusalOf(file), refusal))

test('another seal key', () => {
  assert.equal(refusalOf(FILE, new Uint8Array(32)), 'card-file-wrong-key')
})

test('no changed octet is opened', () => {
  for (let index = 0; index < FILE.length; index++)
    assert.notEqual(refusalOf(FILE.with(index, (FILE[index] ?? 0) ^ 0x40)), 'opened', `at ${index}`)
})
