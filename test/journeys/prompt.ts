import assert from 'node:assert/strict'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { runCli } from '#cli/run.ts'
import { COMMAND_LINE_PORTS } from '#main/command-line.ts'
import { paperTerminal } from '../support/paper-terminal.ts'
import { runTool, type ToolEnd } from '../support/run-tool.ts'
import {
  newDataFolder,
  parseObject,
  SHOMEI,
  startSandbox,
  type TestSandbox,
} from '../support/sandbox.ts'

/**
 * A command's end under `--json`: its exit code, the object it printed, and what it said beside.
 */
export interface Answer extends ToolEnd {
  readonly json: Readonly<Record<string, unknown>>
}

/** Somebody at a prompt beside a running sandbox, in a folder of their own. */
export class Prompt {
  readonly sandbox: TestSandbox
  readonly folder: string
  #isHere = false

  private constructor(sandbox: TestSandbox, folder: string) {
    this.sandbox = sandbox
    this.folder = folder
  }

  /** Starts a sandbox for this test file. */
  static async beside(...options: readonly string[]): Promise<Prompt> {
    const data = await newDataFolder()
    const folder = join(dirname(data), 'desk')
    mkdirSync(folder)
    return new Prompt(await startSandbox({ folder: data, options }), folder)
  }

  /**
   * As `beside`, and `ask` runs commands in this process, which moves into the folder: the same
   * program and ports, without a start of Node for each line.
   */
  static async here(...options: readonly string[]): Promise<Prompt> {
    const prompt = await Prompt.beside(...options)
    prompt.#isHere = true
    process.chdir(prompt.folder)
    return prompt
  }

  /** Writes a file into the folder and gives its path. */
  file(name: string, content: string | Uint8Array): string {
    writeFileSync(this.path(name), content)
    return this.path(name)
  }

  /** The path of `name` in the folder. */
  path(name: string): string {
    return join(this.folder, name)
  }

  /** The octets of a file in the folder. */
  read(name: string): Buffer {
    return readFileSync(this.path(name))
  }

  /** Types a command that talks to the sandbox, as people see it. */
  async type(line: readonly string[], input?: string): Promise<ToolEnd> {
    return await runShomei([...line, '--data', this.sandbox.folder], this.folder, input)
  }

  /** The same with `--json`. */
  async ask(line: readonly string[], input?: string): Promise<Answer> {
    const end = this.#isHere
      ? await runHere([...line, '--data', this.sandbox.folder, '--json'], input)
      : await this.type([...line, '--json'], input)
    return { ...end, json: parseObject(end.stdout.toString('utf8')) }
  }

  /** A command that must be done: its object. */
  async done(line: readonly string[]): Promise<Answer['json']> {
    const { status, json, text } = await this.ask(line)
    assert.equal(status, 0, `${line.join(' ')}\n${text}`)
    return json
  }

  /** A command that must be refused, with this code and in words of both languages: its object. */
  async refused(line: readonly string[], refusal: string): Promise<Answer['json']> {
    const { status, json, text } = await this.ask(line)
    assert.deepEqual([status, json['refusal']], [1, refusal], `${line.join(' ')}\n${text}`)
    assertExplained(json)
    return json
  }

  /** Another program, run in the folder. */
  async run(program: string, args: readonly string[], input?: Uint8Array): Promise<ToolEnd> {
    return await runTool(program, args, { cwd: this.folder, input })
  }

  /** Another program that must be content: everything it wrote. */
  async judged(program: string, args: readonly string[]): Promise<string> {
    const { status, text } = await this.run(program, args)
    assert.equal(status, 0, `${program} ${args.join(' ')}\n${text}`)
    return text
  }
}

/** Runs `shomei` in `cwd` without a terminal. */
export async function runShomei(
  line: readonly string[],
  cwd: string,
  input?: string,
): Promise<ToolEnd> {
  const given = input === undefined ? undefined : Buffer.from(input)
  return await runTool(process.execPath, [SHOMEI, ...line], { cwd, input: given })
}

async function runHere(line: readonly string[], input?: string): Promise<ToolEnd> {
  const terminal = paperTerminal({ lines: input?.split('\n') ?? [] })
  const status = await runCli(line, COMMAND_LINE_PORTS, terminal)
  const [stdout, stderr] = [terminal.stdout(), terminal.stderr()]
  return { status, stdout: Buffer.from(stdout), stderr, text: stdout + stderr }
}

/**
 * A refusal says what happened and what to do next, in Japanese and in English, with every value
 * filled in.
 */
export function assertExplained(json: Answer['json']): void {
  for (const member of ['ja', 'en', 'nextJa', 'nextEn']) {
    const text = json[member]
    assert.ok(typeof text === 'string' && text !== '', `${String(json['refusal'])}: ${member}`)
    assert.doesNotMatch(text, /\{[A-Za-z]+\}/)
  }
  assert.match(String(json['ja']), /[ぁ-んァ-ヶ一-龠]/)
}

/** The text at `path` inside a command's object. */
export function textAt(json: unknown, ...path: readonly (string | number)[]): string {
  const value = valueAt(json, ...path)
  assert.ok(typeof value === 'string', `${path.join('.')} is no text`)
  return value
}

/** The value at `path` inside a command's object; `undefined` where there is none. */
export function valueAt(json: unknown, ...path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>(
    (value, member) =>
      typeof value === 'object' && value !== null ? Reflect.get(value, member) : undefined,
    json,
  )
}

/** The list at `path` inside a command's object. */
export function listAt(json: unknown, ...path: readonly (string | number)[]): readonly unknown[] {
  const value = valueAt(json, ...path)
  assert.ok(Array.isArray(value), `${path.join('.')} is no list`)
  return value
}
