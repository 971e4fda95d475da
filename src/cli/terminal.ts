import { closeSync, openSync, readSync } from 'node:fs'
import { styleText } from 'node:util'

/** A colour or several styles, as `util.styleText` names them. */
export type Colour = Parameters<typeof styleText>[0]

/** Where a command writes and asks. Output goes to stdout, progress and questions to stderr. */
export interface Terminal {
  readonly interactive: boolean
  readonly columns: number
  out(text: string): void
  err(text: string): void
  paint(colour: Colour, text: string): string
  /** Shows `label` while `work` runs (a spinner after `SPINNER_AFTER_MS` on a terminal), then its outcome. */
  during<T>(label: string, work: () => Promise<T>): Promise<T>
  /** Asks without echo; `undefined` where there is no terminal to ask on. */
  askSecret(question: string): Promise<string | undefined>
}

const SPINNER_AFTER_MS = 300
const SPINNER_FRAME_MS = 80
const FRAMES = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏']
const SECRET_CHARACTERS_MAX = 256

/** The process' own terminal. Colours follow `NO_COLOR`, `FORCE_COLOR` and whether stdout is a terminal. */
export function processTerminal(): Terminal {
  const interactive = process.stderr.isTTY
  return {
    interactive,
    columns: process.stdout.columns ?? 100,
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
    paint: (colour, text) => styleText(colour, text, { stream: process.stdout }),
    during: (label, work) => (interactive ? withSpinner(label, work) : work()),
    askSecret: (question) => askSecret(question),
  }
}

async function withSpinner<T>(label: string, work: () => Promise<T>): Promise<T> {
  const started = process.hrtime.bigint()
  let frame = 0
  let shown = false
  const timer = setInterval(() => {
    const elapsedMs = Number(process.hrtime.bigint() - started) / 1e6
    if (elapsedMs < SPINNER_AFTER_MS) return
    shown = true
    frame = (frame + 1) % FRAMES.length
    process.stderr.write(`\r\x1b[K${FRAMES[frame]} ${label} ${(elapsedMs / 1000).toFixed(1)} s`)
  }, SPINNER_FRAME_MS)
  try {
    return await work()
  } finally {
    clearInterval(timer)
    if (shown) process.stderr.write('\r\x1b[K')
  }
}

/** Reads a line from the controlling terminal with echo off; the characters never reach the screen. */
async function askSecret(question: string): Promise<string | undefined> {
  const input = process.stdin
  if (!input.isTTY) return undefined
  process.stderr.write(question)
  input.setRawMode(true)
  input.resume()
  try {
    return await readRawLine(input)
  } finally {
    input.setRawMode(false)
    input.pause()
    process.stderr.write('\n')
  }
}

function readRawLine(input: NodeJS.ReadStream): Promise<string | undefined> {
  return new Promise((resolve) => {
    let line = ''
    const onData = (chunk: Buffer): void => {
      for (const character of chunk.toString('utf8')) {
        if (character === '\r' || character === '\n') return finish(line)
        if (character === '\x03' || character === '\x04') return finish(undefined)
        if (character === '\x7f' || character === '\b') line = line.slice(0, -1)
        else if (line.length < SECRET_CHARACTERS_MAX) line += character
      }
    }
    const finish = (answer: string | undefined): void => {
      input.off('data', onData)
      resolve(answer)
    }
    input.on('data', onData)
  })
}

/** The first line of `file`, or of standard input for `-`: how scripts hand over a PIN. */
export function firstLineOf(file: string): string {
  const descriptor = file === '-' ? 0 : openSync(file, 'r')
  try {
    const buffer = Buffer.alloc(1024)
    let length = 0
    for (;;) {
      const read = readSync(descriptor, buffer, length, buffer.length - length, null)
      if (read === 0) break
      length += read
      if (buffer.subarray(0, length).includes(0x0a) || length === buffer.length) break
    }
    return buffer.subarray(0, length).toString('utf8').split(/\r?\n/)[0] ?? ''
  } finally {
    if (file !== '-') closeSync(descriptor)
  }
}
