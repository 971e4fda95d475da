/**
 * The worst hostile input of each kind: milliseconds, and megabytes of memory beyond the input
 * itself, as a Markdown table. Each is read in a process of its own, once, cold, as an attacker
 * would have it; the median of the rounds is printed, and the most.
 */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { HOSTILE_INPUTS } from './support/hostile-inputs.ts'

const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    only: { type: 'string', default: '' },
    /** Used by the program itself: the number of an input, and its file. */
    make: { type: 'string' },
    read: { type: 'string' },
    file: { type: 'string', default: '' },
  },
})

interface Reading {
  readonly milliseconds: number
  readonly megabytes: number
  readonly verdict: string
  readonly inputOctets: number
}

if (options.make !== undefined) make(Number(options.make), options.file)
else if (options.read !== undefined) read(Number(options.read), options.file)
else table()

function table(): void {
  const folder = mkdtempSync(join(tmpdir(), 'shomei-bench-hostile-'))
  console.log('| Input | octets | ms, median | ms, most | MB, most | verdict |')
  console.log('|---|---|---|---|---|---|')
  try {
    for (const [index, { name }] of HOSTILE_INPUTS.entries())
      if (name.includes(options.only)) console.log(row(folder, index, name))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function row(folder: string, index: number, name: string): string {
  const file = join(folder, String(index))
  child(['--make', String(index), '--file', file])
  const readings = Array.from({ length: Number(options.rounds) }, () => {
    const told = child(['--read', String(index), '--file', file])
    return JSON.parse(told) as Reading
  })
  rmSync(file)
  const times = readings.map(({ milliseconds }) => milliseconds).sort((a, b) => a - b)
  const megabytes = Math.max(...readings.map((reading) => reading.megabytes))
  const [first] = readings
  const median = times[Math.floor(times.length / 2)] ?? 0
  const cells = [
    name,
    (first?.inputOctets ?? 0).toLocaleString('en'),
    median.toFixed(1),
    (times.at(-1) ?? 0).toFixed(1),
    megabytes.toFixed(0),
    first?.verdict ?? '',
  ]
  return `| ${cells.join(' | ')} |`
}

function child(args: readonly string[]): string {
  return execFileSync(process.execPath, [import.meta.filename, ...args], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  })
}

/** Each part after its length in four octets. */
function make(index: number, file: string): void {
  const parts = HOSTILE_INPUTS[index]?.make() ?? []
  const framed = parts.flatMap((part) => {
    const length = Buffer.alloc(4)
    length.writeUInt32BE(part.length)
    return [length, part]
  })
  writeFileSync(file, Buffer.concat(framed))
}

function read(index: number, file: string): void {
  const octets = new Uint8Array(readFileSync(file))
  const parts: Uint8Array[] = []
  for (let at = 0; at < octets.length;) {
    const length = new DataView(octets.buffer, octets.byteOffset + at).getUint32(0)
    parts.push(octets.subarray(at + 4, at + 4 + length))
    at += 4 + length
  }
  const input = HOSTILE_INPUTS[index]
  if (input === undefined) throw new Error(`there is no input ${index}`)
  const before = process.resourceUsage().maxRSS
  const started = performance.now()
  const verdict = input.read(parts)
  const milliseconds = performance.now() - started
  // The peak of the process (kB), less what it had reached with the input in memory.
  const megabytes = (process.resourceUsage().maxRSS - before) / 1024
  const reading: Reading = { milliseconds, megabytes, verdict, inputOctets: octets.length }
  console.log(JSON.stringify(reading))
}
