/** Other servers of OCSP answers, for `bench/ocsp.ts`: nginx, `openssl ocsp`, cfssl's `ocspserve`. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { toBase64 } from '#kernel/bytes.ts'
import {
  FIRST_SERIAL,
  hexOf,
  isRevoked,
  type OcspMaterial,
  preSigned,
  type ResponderSuite,
} from '../support/ocsp-material.ts'

/** A server of another make, listening. */
export interface PeerServer {
  readonly port: number
  readonly pid: number
  /** From its start until it took connections. */
  readonly readyMs: number
  stop(): Promise<void>
}

/** Throws where a program is not there. */
function requireProgram(name: string, packageName: string): void {
  try {
    execFileSync('which', [name], { stdio: 'ignore' })
  } catch (cause) {
    throw new Error(`${name} is not there; on Debian: apt-get install ${packageName}`, { cause })
  }
}

/** nginx with one worker, giving out one pre-signed answer as a file. */
export async function startNginx(material: OcspMaterial, core: number): Promise<PeerServer> {
  requireProgram('nginx', 'nginx-light')
  const folder = join(material.folder, 'nginx')
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'answer'), preSigned(material, FIRST_SERIAL))
  const port = await freePort()
  const paths = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
  const configuration = `
    worker_processes 1; daemon off; pid ${folder}/pid; error_log ${folder}/error.log;
    events { worker_connections 4096; }
    http {
      access_log off; keepalive_requests 1000000000; sendfile on; open_file_cache max=16;
      ${paths.map((path) => `${path}_temp_path ${folder}/${path};`).join(' ')}
      default_type application/ocsp-response;
      server { listen 127.0.0.1:${port}; root ${folder}; }
    }`
  writeFileSync(join(folder, 'nginx.conf'), configuration)
  // The worker would give up its rights and then could not read the folder.
  const user = process.getuid?.() === 0 ? ['-g', 'user root;'] : []
  return await started(core, 'nginx', ['-c', join(folder, 'nginx.conf'), ...user], port)
}

/** `openssl ocsp` over an index file of `size` certificates; it closes every connection. */
export async function startOpensslOcsp(
  material: OcspMaterial,
  suite: ResponderSuite,
  size: number,
  core: number,
): Promise<PeerServer> {
  const index = join(material.folder, 'index.txt')
  const lines = Array.from({ length: size }, (_, i) => {
    const serial = FIRST_SERIAL + i
    const [flag, revoked] = isRevoked(serial) ? ['R', '250615000000Z,superseded'] : ['V', '']
    return `${flag}\t360101000000Z\t${revoked}\t${hexOf(serial).toUpperCase()}\tunknown\t/CN=${serial}\n`
  })
  writeFileSync(index, lines.join(''))
  const port = await freePort()
  const file = (name: string): string => join(material.folder, name)
  const args = ['ocsp', '-port', String(port), '-index', index, '-ignore_err', '-nmin', '15']
    .concat(['-CA', file('authority.pem'), '-rsigner', file(`${suite}.pem`)])
    .concat(['-rkey', file(`${suite}.key`)])
  return await started(core, 'openssl', args, port)
}

/** cfssl's responder over `size` pre-signed answers. */
export async function startOcspserve(
  material: OcspMaterial,
  size: number,
  core: number,
): Promise<PeerServer> {
  requireProgram('cfssl', 'golang-cfssl')
  const responses = join(material.folder, 'responses')
  const lines = Array.from({ length: size }, (_, i) =>
    toBase64(preSigned(material, FIRST_SERIAL + i)),
  )
  writeFileSync(responses, `${lines.join('\n')}\n`)
  const port = await freePort()
  const args = ['ocspserve', '-port', String(port), '-responses', responses, '-loglevel', '5']
  return await started(core, 'cfssl', args, port, { GOMAXPROCS: '1' })
}

async function started(
  core: number,
  program: string,
  args: readonly string[],
  port: number,
  environment: Readonly<Record<string, string>> = {},
): Promise<PeerServer> {
  const began = performance.now()
  const child = spawn('taskset', ['-c', String(core), program, ...args], {
    stdio: 'ignore',
    env: { ...process.env, ...environment },
  })
  await untilListening(port, child)
  const { pid } = child
  if (pid === undefined) throw new Error(`${program} did not start`)
  return {
    port,
    pid,
    readyMs: performance.now() - began,
    stop: async () => {
      child.kill()
      if (child.exitCode === null) await once(child, 'exit')
    },
  }
}

const LISTENING_POLL_MS = 20
const LISTENING_MS_MAX = 120_000

async function untilListening(port: number, child: ChildProcess): Promise<void> {
  const end = performance.now() + LISTENING_MS_MAX
  while (!isListening(port)) {
    if (performance.now() > end || child.exitCode !== null)
      throw new Error(`${child.spawnargs.join(' ')} does not listen`)
    await new Promise((resolve) => setTimeout(resolve, LISTENING_POLL_MS))
  }
}

/**
 * Looked up rather than tried: a connection on which nothing is asked keeps `openssl ocsp` busy
 * from then on.
 */
function isListening(port: number): boolean {
  const local = `:${port.toString(16).toUpperCase().padStart(4, '0')} `
  return ['/proc/net/tcp', '/proc/net/tcp6'].some((table) =>
    readFileSync(table, 'latin1')
      .split('\n')
      .some((line) => line.includes(local) && / 0A /.test(line)),
  )
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('no free port')
  return address.port
}
