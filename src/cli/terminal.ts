import { styleText } from 'node:util'
import { SecretInput } from './secret-input.ts'

/** A colour or several styles, as `util.styleText` names them. */
export type Colour = Parameters<typeof styleText>[0]

/** Where a command writes and asks. Output goes to stdout, progress and questions to stderr. */
export interface Terminal {
  /** Whether a person watches stdout. */
  readonly interactive: boolean
  out(text: string): void
  err(text: string): void
  /** Styles text for `out`; plain where stdout is no terminal. */
  paint(colour: Colour, text: string): string
  /** Styles text for `err`; plain where stderr is no terminal. */
  paintErr(colour: Colour, text: string): string
  /**
   * Shows `label` while `work` runs: a spinner after `SPINNER_AFTER_MS`, where stderr is a
   * terminal.
   */
  during<T>(label: string, work: () => Promise<T>): Promise<T>
  /** Asks without echo; `undefined` where there is no terminal to ask on. */
  askSecret(question: string): Promise<string | undefined>
  /** The next line of standard input, not echoed; `undefined` when it is over. */
  secretLine(): Promise<string | undefined>
  /** Standard input as it comes; the next part is read when it is asked for. */
  input(): AsyncIterable<Uint8Array>
  /**
   * Writes to stdout and waits until there is room for more: `false` when nobody reads it any
   * longer.
   */
  outWhenReady(text: string): Promise<boolean>
}

const SPINNER_AFTER_MS = 300
const SPINNER_FRAME_MS = 80
const FRAMES = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏']

/**
 * The process' own terminal. Colours follow `NO_COLOR`, `FORCE_COLOR` and whether the stream is a
 * terminal.
 */
export function processTerminal(): Terminal {
  const { stdin, stdout, stderr } = process
  const input = new SecretInput(stdin, interrupt)
  stdout.on('error', leaveClosedPipe)
  return {
    interactive: stdout.isTTY,
    out: (text) => void stdout.write(text),
    err: (text) => void stderr.write(text),
    paint: (colour, text) => styleText(colour, text, { stream: stdout }),
    paintErr: (colour, text) => styleText(colour, text, { stream: stderr }),
    during: (label, work) => (stderr.isTTY ? withSpinner(label, work) : work()),
    askSecret: (question) => askSecret(input, question),
    secretLine: () => input.line(),
    input: () => stdin,
    outWhenReady: (text) =>
      new Promise((resolve) => {
        stdout.write(text, (error) => resolve(error === undefined || error === null))
      }),
  }
}

/** `shomei … | head`: the reader has seen enough, which is no fault. */
function leaveClosedPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error
}

async function askSecret(input: SecretInput, question: string): Promise<string | undefined> {
  if (!input.isTerminal) return undefined
  try {
    return await input.line(() => void process.stderr.write(question))
  } finally {
    process.stderr.write('\n')
  }
}

/** Ctrl-C as anywhere else: the terminal is put back first, since this process ends by it. */
function interrupt(): void {
  process.stdin.setRawMode(false)
  process.stderr.write('\n')
  process.kill(process.pid, 'SIGINT')
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
    process.stderr.write(`\r\u001b[K${FRAMES[frame]} ${label} ${(elapsedMs / 1000).toFixed(1)} s`)
  }, SPINNER_FRAME_MS)
  try {
    return await work()
  } finally {
    clearInterval(timer)
    if (shown) process.stderr.write('\r\u001b[K')
  }
}
