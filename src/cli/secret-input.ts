import { StringDecoder } from 'node:string_decoder'

/** What is read of: `process.stdin`, or a stand-in of it. */
export interface InputStream {
  readonly isTTY?: boolean
  setRawMode?(mode: boolean): unknown
  on(event: 'data', listener: (chunk: Buffer) => void): unknown
  on(event: 'end', listener: () => void): unknown
  off(event: 'data', listener: (chunk: Buffer) => void): unknown
  off(event: 'end', listener: () => void): unknown
  resume(): unknown
  pause(): unknown
}

/** Longer than any PIN; what comes after is dropped, and the line is then refused by its form. */
const LINE_CHARACTERS_MAX = 256
const [CTRL_C, CTRL_D, CTRL_U] = ['\u0003', '\u0004', '\u0015']
const ERASE: readonly string[] = ['\u007f', '\b']

/**
 * The lines of standard input, one at a time; what was typed or piped ahead waits for the next
 * call.
 */
export class SecretInput {
  readonly #input: InputStream
  readonly #interrupt: () => void
  readonly #decoder = new StringDecoder('utf8')
  #ahead: readonly string[] = []
  #line = ''
  #afterReturn = false
  #ended = false

  /**
   * `interrupt` is what Ctrl-C does while echo is off, where the terminal sends no signal by
   * itself.
   */
  constructor(input: InputStream, interrupt: () => void) {
    this.#input = input
    this.#interrupt = interrupt
  }

  /** Whether a person types into it. */
  get isTerminal(): boolean {
    return this.#input.isTTY === true
  }

  /**
   * The next line without its end; nothing of it is echoed. `undefined` when the input is over.
   * `ask` is called when echo is off: whoever answers a question at once is not overheard.
   */
  async line(ask: () => void = () => undefined): Promise<string | undefined> {
    const waiting = this.#ahead
    this.#ahead = []
    const already = this.#take(waiting)
    if (already !== undefined || this.#ended) {
      ask()
      return already ?? this.#rest()
    }
    if (this.isTerminal) this.#input.setRawMode?.(true)
    try {
      ask()
      return await this.#nextLine()
    } finally {
      if (this.isTerminal) this.#input.setRawMode?.(false)
      this.#input.pause()
    }
  }

  #nextLine(): Promise<string | undefined> {
    return new Promise((resolve) => {
      const finish = (line: string | undefined): void => {
        this.#input.off('data', onData)
        this.#input.off('end', onEnd)
        resolve(line)
      }
      const onData = (chunk: Buffer): void => {
        const line = this.#take(Array.from(this.#decoder.write(chunk)))
        if (line !== undefined) finish(line)
      }
      const onEnd = (): void => {
        this.#ended = true
        finish(this.#rest())
      }
      this.#input.on('data', onData)
      this.#input.on('end', onEnd)
      this.#input.resume()
    })
  }

  /** Goes through `characters` to the end of a line; the rest waits. */
  #take(characters: readonly string[]): string | undefined {
    for (const [index, character] of characters.entries()) {
      const line = this.#accept(character)
      if (line === undefined) continue
      this.#ahead = characters.slice(index + 1)
      return line
    }
    return undefined
  }

  /** One character; the whole line when this one ends it. */
  #accept(character: string): string | undefined {
    const isSecondOfPair = this.#afterReturn && character === '\n'
    this.#afterReturn = character === '\r'
    if (isSecondOfPair) return undefined
    if (character === '\r' || character === '\n') return this.#finished()
    if (this.isTerminal && this.#edit(character)) {
      return character === CTRL_D ? this.#finished() : undefined
    }
    if (this.#line.length < LINE_CHARACTERS_MAX) this.#line += character
    return undefined
  }

  /** Whether the character was a key of line editing. */
  #edit(character: string): boolean {
    if (character === CTRL_C) this.#interrupt()
    else if (character === CTRL_U) this.#line = ''
    else if (ERASE.includes(character)) this.#line = this.#line.slice(0, -1)
    else return character === CTRL_D
    return true
  }

  #finished(): string {
    const line = this.#line
    this.#line = ''
    return line
  }

  /** What stands after the last line's end, if anything. */
  #rest(): string | undefined {
    return this.#line === '' ? undefined : this.#finished()
  }
}
