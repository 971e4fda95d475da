import assert from 'node:assert/strict'
import { EventEmitter } from 'node:events'
import { suite, test } from 'node:test'
import { type InputStream, SecretInput } from './secret-input.ts'

/** Standard input as a pipe, or as a terminal that notes when echo was switched. */
class Typed extends EventEmitter implements InputStream {
  readonly isTTY: boolean
  readonly rawModes: boolean[] = []
  #isPaused = true

  constructor(isTTY: boolean) {
    super()
    this.isTTY = isTTY
  }

  setRawMode(mode: boolean): void {
    this.rawModes.push(mode)
  }
  resume(): void {
    this.#isPaused = false
  }
  pause(): void {
    this.#isPaused = true
  }
  send(...chunks: readonly (string | Buffer)[]): void {
    for (const chunk of chunks) {
      assert.equal(this.#isPaused, false, 'nothing is read unless asked for')
      this.emit('data', Buffer.from(chunk))
    }
  }
}

const noInterrupt = (): void => assert.fail('nobody pressed Ctrl-C')

suite('lines of a pipe', () => {
  test('two secrets in one chunk are two lines', async () => {
    const pipe = new Typed(false)
    const input = new SecretInput(pipe, noInterrupt)
    const first = input.line()
    pipe.send('1234\nABC123\n')
    assert.equal(await first, '1234')
    assert.equal(await input.line(), 'ABC123')
    assert.deepEqual(pipe.rawModes, [])
  })

  test('a line may come in pieces, end by CR LF across them, and split a character', async () => {
    const pipe = new Typed(false)
    const input = new SecretInput(pipe, noInterrupt)
    const first = input.line()
    const wide = Buffer.from('あ')
    pipe.send('12', wide.subarray(0, 1), wide.subarray(1), '34\r')
    assert.equal(await first, '12あ34')
    const second = input.line()
    pipe.send('\nX\n')
    assert.equal(await second, 'X')
  })

  test('the last line needs no end, and after it there is none', async () => {
    const pipe = new Typed(false)
    const input = new SecretInput(pipe, noInterrupt)
    const first = input.line()
    pipe.send('1234')
    pipe.emit('end')
    assert.equal(await first, '1234')
    assert.equal(await input.line(), undefined)
  })

  test('keys of a terminal are plain characters', async () => {
    const pipe = new Typed(false)
    const line = new SecretInput(pipe, noInterrupt).line()
    pipe.send('a\u0003b\u007f\n')
    assert.equal(await line, 'a\u0003b\u007f')
  })

  test('an endless line is kept within its bound', async () => {
    const pipe = new Typed(false)
    const line = new SecretInput(pipe, noInterrupt).line()
    pipe.send('1'.repeat(10_000), '\n')
    assert.equal((await line)?.length, 256)
  })
})

suite('lines of a terminal', () => {
  test('echo is off while a line is typed, and on again after it', async () => {
    const terminal = new Typed(true)
    const modesWhenAsked: boolean[] = []
    const input = new SecretInput(terminal, noInterrupt)
    const line = input.line(() => modesWhenAsked.push(...terminal.rawModes))
    assert.deepEqual(modesWhenAsked, [true])
    terminal.send('1', '2', '3', '4', '\r')
    assert.equal(await line, '1234')
    assert.deepEqual(terminal.rawModes, [true, false])
  })

  for (const [name, typed, line] of [
    ['erase takes one back', '19\u007f234\r', '1234'],
    ['erase on an empty line does nothing', '\u007f\b1234\r', '1234'],
    ['Ctrl-U starts over', 'nonsense\u00151234\r', '1234'],
    ['Ctrl-D ends the line', '1234\u0004', '1234'],
  ] as const)
    test(name, async () => {
      const terminal = new Typed(true)
      const read = new SecretInput(terminal, noInterrupt).line()
      terminal.send(typed)
      assert.equal(await read, line)
    })

  test('Ctrl-C interrupts', () => {
    const terminal = new Typed(true)
    let interrupts = 0
    const input = new SecretInput(terminal, () => {
      interrupts += 1
    })
    void input.line()
    terminal.send('12\u0003')
    assert.equal(interrupts, 1)
  })
})
