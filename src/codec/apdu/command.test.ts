import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { fromHex, toHex } from '#kernel/bytes.ts'
import { COMMAND_DATA_MAX, commandCase, encodeCommand, parseCommand } from './command.ts'

const HEADER = '00a40400'

function read(hex: string): ReturnType<typeof parseCommand> {
  return parseCommand(fromHex(hex) ?? new Uint8Array(0))
}

for (const [name, bodyHex, kind, dataHex, le] of [
  ['1', '', '1', '', undefined],
  ['2S, least Le', '01', '2S', '', 1],
  ['2S, Le 255', 'ff', '2S', '', 255],
  ['2S, Le 00 is 256', '00', '2S', '', 256],
  ['3S', '02aabb', '3S', 'aabb', undefined],
  ['4S', '02aabb10', '4S', 'aabb', 16],
  ['4S, Le 00 is 256', '02aabb00', '4S', 'aabb', 256],
  ['2E, Le 0001', '000001', '2E', '', 1],
  ['2E, Le 0000 is 65536', '000000', '2E', '', 65_536],
  ['2E, Le ffff', '00ffff', '2E', '', 65_535],
  ['3E', '000002aabb', '3E', 'aabb', undefined],
  ['4E', '000002aabb0100', '4E', 'aabb', 256],
  ['4E, Le 0000 is 65536', '000002aabb0000', '4E', 'aabb', 65_536],
] as const)
  test(`case ${name}`, () => {
    const command = read(HEADER + bodyHex)
    assert.ok(command.ok)
    assert.equal(commandCase(command.value), kind)
    assert.equal(toHex(command.value.data), dataHex)
    assert.equal(command.value.le, le)
    assert.deepEqual([command.value.cla, command.value.ins], [0x00, 0xa4])
    assert.deepEqual([command.value.p1, command.value.p2], [0x04, 0x00])
  })

for (const [name, hex] of [
  ['nothing', ''],
  ['three octets', '00a404'],
  ['Lc beyond the data', `${HEADER}03aabb`],
  ['two octets after the data', `${HEADER}02aabb0000`],
  ['Lc 00 and one octet', `${HEADER}0001`],
  ['extended Lc 0000 with more', `${HEADER}00000001`],
  ['extended Lc beyond the data', `${HEADER}000003aabb`],
  ['half an extended Le', `${HEADER}000002aabb00`],
  ['three octets of extended Le', `${HEADER}000002aabb000000`],
] as const)
  test(`malformed: ${name}`, () => {
    assert.deepEqual(read(hex), { ok: false, refusal: 'apdu-malformed', detail: {} })
  })

test('the shortest form that fits is written', () => {
  const at = { cla: 0, ins: 0xb0, p1: 0, p2: 0 }
  assert.equal(toHex(encodeCommand({ ...at, le: 256 })), '00b0000000')
  assert.equal(toHex(encodeCommand({ ...at, le: 257 })), '00b00000000101')
  assert.equal(encodeCommand({ ...at, data: new Uint8Array(255) }).length, 4 + 1 + 255)
  assert.equal(encodeCommand({ ...at, data: new Uint8Array(256) }).length, 4 + 3 + 256)
  assert.equal(toHex(encodeCommand({ ...at, le: 4, extended: true })), '00b00000000004')
})

test('lengths that no form carries are a fault', () => {
  const at = { cla: 0, ins: 0xb0, p1: 0, p2: 0 }
  assert.throws(() => encodeCommand({ ...at, le: 0 }), RangeError)
  assert.throws(() => encodeCommand({ ...at, le: 65_537 }), RangeError)
  const data = new Uint8Array(COMMAND_DATA_MAX + 1)
  assert.throws(() => encodeCommand({ ...at, data }), RangeError)
})

test('what is written is read back', () => {
  const octet = fc.integer({ min: 0, max: 255 })
  const command = fc.record({
    cla: octet,
    ins: octet,
    p1: octet,
    p2: octet,
    data: fc.uint8Array({ maxLength: 600 }),
    le: fc.option(fc.integer({ min: 1, max: 65_536 }), { nil: undefined }),
  })
  fc.assert(
    fc.property(command, (spec) => {
      const parsed = parseCommand(encodeCommand(spec))
      assert.ok(parsed.ok)
      const { extended: _, ...rest } = parsed.value
      assert.deepEqual(rest, { ...spec })
    }),
  )
})

test('any octets are read or refused, and what is read is written back the same', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), (octets) => {
      const parsed = parseCommand(octets)
      if (parsed.ok) assert.equal(toHex(encodeCommand(parsed.value)), toHex(octets))
      else assert.equal(parsed.refusal, 'apdu-malformed')
    }),
    { numRuns: 500 },
  )
})
