import type { Terminal } from '#cli/terminal.ts'

/** A terminal that keeps what is written on it, and where somebody types the answers given here. */
export interface PaperTerminal extends Terminal {
  readonly stdout: () => string
  readonly stderr: () => string
  readonly questions: readonly string[]
}

/**
 * `answers` are typed at questions, `lines` wait on standard input; without answers nobody is there
 * to ask.
 */
export function paperTerminal({
  answers,
  lines = [],
}: {
  readonly answers?: readonly string[]
  readonly lines?: readonly string[]
} = {}): PaperTerminal {
  const [out, err, questions]: [string[], string[], string[]] = [[], [], []]
  const [typed, piped] = [[...(answers ?? [])], [...lines]]
  return {
    interactive: false,
    questions,
    stdout: () => out.join(''),
    stderr: () => err.join(''),
    out: (text) => void out.push(text),
    err: (text) => void err.push(text),
    paint: (_colour, text) => text,
    paintErr: (_colour, text) => text,
    during: (_label, work) => work(),
    askSecret: (question) => {
      questions.push(question)
      return Promise.resolve(answers === undefined ? undefined : (typed.shift() ?? ''))
    },
    secretLine: () => Promise.resolve(piped.shift()),
    input: () => asChunks(lines),
    outWhenReady: (text) => Promise.resolve(out.push(text) > 0),
  }
}

/** The lines as standard input would bring them, each ended. */
async function* asChunks(lines: readonly string[]): AsyncGenerator<Uint8Array> {
  for (const line of lines) yield await Promise.resolve(new TextEncoder().encode(`${line}\n`))
}
