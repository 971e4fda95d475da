import { fromUtf8 } from '#kernel/bytes.ts'
import { type Instant, instant } from '#kernel/instant.ts'
import { ok, refuse, type Refused, type Result } from '#kernel/result.ts'
import type { Door, DoorAnswer } from '#verifier/door/answer.ts'
import type { RequestRefusal } from '#verifier/door/request-fields.ts'
import { type Invocation, type OptionSpec, type Shown, UsageError } from '../command.ts'
import { readAll } from '../object-file.ts'
import { type Line, LINE_OCTETS_MAX, linesOf } from './json-lines.ts'

/** The options of every command that answers JSON with JSON. */
export const DOOR_OPTIONS: Readonly<Record<string, OptionSpec>> = {
  request: {
    value: 'FILE|-',
    ja: '要求をひとつ書いた JSON ファイル(-は標準入力)',
    en: 'JSON file with one request (- is standard input)',
  },
  batch: {
    ja: '標準入力の1行を1つの要求とし、答えを順に1行ずつ書く',
    en: 'a request a line on standard input, a verdict a line on standard output, in order',
  },
}

/**
 * Runs one door: a request from `--request`, or one a line with `--batch`. A verdict, whichever it
 * is, ends with exit code 0; a single request that cannot be read with 1.
 */
export async function runDoor(door: Door, invocation: Invocation): Promise<Result<Shown, string>> {
  const file = invocation.option('request')
  const isBatch = invocation.flag('batch')
  if ((file === undefined) === !isBatch) {
    throw new UsageError('--request FILE か --batch の一方です / give one of --request and --batch')
  }
  if (file === undefined) return await runBatch(door, invocation)
  const { json, isVerdict } = answerOf(door, readAll(file), present())
  return ok({ json, text: `${JSON.stringify(json)}\n`, exitCode: isVerdict ? 0 : 1 })
}

/**
 * Answers line by line. A fault of ours on one line is answered as what cannot be valid, so that
 * every line keeps its answer; the first one is thrown when all are answered.
 */
async function runBatch(door: Door, { terminal }: Invocation): Promise<Result<Shown, string>> {
  const faults: unknown[] = []
  const answer = (line: Line): string => {
    const now = present()
    try {
      return `${JSON.stringify(answerOf(door, line, now).json)}\n`
    } catch (error) {
      if (faults.length === 0) faults.push(error)
      return `${JSON.stringify(door.unread(refuse('request-fault'), now).json)}\n`
    }
  }
  for await (const lines of linesOf(terminal.input())) {
    const verdicts = lines.map(answer).join('')
    if (verdicts !== '' && !(await terminal.outWhenReady(verdicts))) break
  }
  if (faults.length > 0) throw faults[0]
  return ok({ json: {}, text: '', isShown: true })
}

/** The answer to one request; what is no request gets an answer of the same form. */
function answerOf(door: Door, line: Line, now: Instant): DoorAnswer {
  const request = parse(line)
  return request.ok ? door.answer(request.value, now) : door.unread(request, now)
}

function parse(line: Line): Result<unknown, RequestRefusal> | Refused<RequestRefusal> {
  if (line === 'too-long') return refuse('request-line-too-long', { octetsMax: LINE_OCTETS_MAX })
  const text = fromUtf8(line)
  if (text === undefined) return refuse('request-not-json')
  try {
    return ok<unknown>(JSON.parse(text))
  } catch {
    return refuse('request-not-json')
  }
}

function present(): Instant {
  return instant(Date.now())
}
