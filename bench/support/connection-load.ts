/**
 * Load for servers that close every connection, and that one on which nothing is asked would stop,
 * as `wrk` opens before it begins: every connection asks once. A program of its own; it says on its
 * last line what `wrk` says.
 */
import { readFileSync } from 'node:fs'
import { connect } from 'node:net'
import { parseArgs } from 'node:util'

const { values: options } = parseArgs({
  options: {
    port: { type: 'string', default: '0' },
    connections: { type: 'string', default: '64' },
    seconds: { type: 'string', default: '3' },
    requests: { type: 'string', default: '' },
  },
})
const { port, connections, seconds } = options
const requests = (JSON.parse(readFileSync(options.requests, 'utf8')) as readonly string[]).map(
  (base64) => Buffer.from(base64, 'base64'),
)
const latencies: number[] = []
let octets = 0
let failures = 0
let next = 0

const began = performance.now()
const end = began + Number(seconds) * 1000
await Promise.all(Array.from({ length: Number(connections) }, askOnAndOn))
const micros = Math.round((performance.now() - began) * 1000)
latencies.sort((a, b) => a - b)
const at = (part: number): number =>
  Math.round((latencies[Math.floor(latencies.length * part)] ?? 0) * 1000)
const [p50, p99, p999] = [at(0.5), at(0.99), at(0.999)]
const result = { requests: latencies.length, micros, octets, failures, p50, p99, p999 }
console.log(`RESULT ${JSON.stringify(result)}`)

async function askOnAndOn(): Promise<void> {
  while (performance.now() < end) {
    const started = performance.now()
    const received = await ask(requests[next++ % requests.length] ?? Buffer.alloc(0))
    octets += received
    if (received > 0) latencies.push(performance.now() - started)
    else failures++
  }
}

/** Octets of the answer; 0 where there was none. */
function ask(request: Buffer): Promise<number> {
  return new Promise((resolve) => {
    let received = 0
    const socket = connect(Number(port), '127.0.0.1', () => socket.write(request))
    socket.setTimeout(Number(seconds) * 1000, () => socket.destroy())
    socket.on('data', (part) => (received += part.length))
    socket.on('error', () => undefined)
    socket.on('close', () => resolve(received))
  })
}
