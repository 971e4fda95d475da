/** Debian's cfssl as a peer: its HTTP API over a PostgreSQL database, for `bench/issue.ts`. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, writeFileSync } from 'node:fs'
import { Agent, request } from 'node:http'
import { createServer } from 'node:net'
import { join } from 'node:path'
import type { SocketConnection } from '#adapters/postgres/connection.ts'
import type { Database } from '#adapters/postgres/database.ts'

/** A running cfssl. */
export interface CfsslPeer {
  /** Has one certificate signed and recorded. */
  sign(): Promise<void>
  stop(): Promise<void>
}

/** The schema of cfssl's own migrations for PostgreSQL (certdb/pg/migrations of cfssl 1.2). */
const SCHEMA = [
  `CREATE TABLE certificates (
     serial_number bytea NOT NULL, authority_key_identifier bytea NOT NULL, ca_label bytea,
     status bytea NOT NULL, reason int, expiry timestamptz, revoked_at timestamptz, pem bytea NOT NULL,
     PRIMARY KEY (serial_number, authority_key_identifier))`,
  `CREATE TABLE ocsp_responses (
     serial_number bytea NOT NULL, authority_key_identifier bytea NOT NULL, body bytea NOT NULL,
     expiry timestamptz, PRIMARY KEY (serial_number, authority_key_identifier))`,
]

const START_ATTEMPTS_MAX = 100

/** Starts cfssl with an RSA-2048 authority on a database of its own. */
export async function startCfssl(
  folder: string,
  database: Database,
  connection: SocketConnection,
): Promise<CfsslPeer> {
  for (const statement of SCHEMA) await database.execute(statement)
  mkdirSync(folder, { recursive: true })
  const file = (name: string): string => join(folder, name)
  openssl(
    [
      'req',
      '-x509',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-subj',
      '/O=Peer/CN=Peer CA',
      '-days',
    ].concat(['3650', '-keyout', file('ca.key'), '-out', file('ca.pem')]),
  )
  openssl(
    ['req', '-new', '-newkey', 'rsa:2048', '-nodes', '-subj', '/C=JP/CN=holder', '-keyout'].concat([
      file('leaf.key'),
      '-out',
      file('leaf.csr'),
    ]),
  )
  const signing = { default: { expiry: '43800h', usages: ['signing', 'client auth'] } }
  writeFileSync(file('config.json'), JSON.stringify({ signing }))
  const { socketFolder, user, password, database: name } = connection
  const data_source = `host=${socketFolder} user=${user} password=${password} dbname=${name} sslmode=disable`
  writeFileSync(file('db.json'), JSON.stringify({ driver: 'postgres', data_source }))
  requireCfssl()
  const port = await freePort()
  const child = spawn(
    'cfssl',
    ['serve', '-address', '127.0.0.1', '-port', String(port), '-loglevel', '5']
      .concat(['-ca', file('ca.pem'), '-ca-key', file('ca.key')])
      .concat(['-config', file('config.json'), '-db-config', file('db.json')]),
    { stdio: 'ignore' },
  )
  const csr = execFileSync('cat', [file('leaf.csr')], { encoding: 'utf8' })
  const body = JSON.stringify({ certificate_request: csr })
  const agent = new Agent({ keepAlive: true })
  const sign = (): Promise<void> => post(agent, port, body)
  await untilAnswering(sign, child)
  return {
    sign,
    stop: async () => {
      agent.destroy()
      child.kill()
      await once(child, 'exit')
    },
  }
}

function requireCfssl(): void {
  try {
    execFileSync('cfssl', ['version'], { stdio: 'ignore' })
  } catch (cause) {
    throw new Error('cfssl is not there; on Debian: apt-get install golang-cfssl', { cause })
  }
}

function openssl(args: readonly string[]): void {
  execFileSync('openssl', args, { stdio: 'ignore' })
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

async function untilAnswering(sign: () => Promise<void>, child: ChildProcess): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await sign()
    } catch (error) {
      if (attempt === START_ATTEMPTS_MAX || child.exitCode !== null) throw error
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }
}

async function post(agent: Agent, port: number, body: string): Promise<void> {
  const options = { host: '127.0.0.1', port, path: '/api/v1/cfssl/sign', method: 'POST', agent }
  await new Promise<void>((resolve, reject) => {
    const sent = request(options, (response) => {
      let answer = ''
      response.setEncoding('utf8')
      response.on('data', (part: string) => (answer += part))
      response.on('end', () => {
        if (answer.includes('BEGIN CERTIFICATE')) resolve()
        else reject(new Error(`cfssl: ${answer}`))
      })
    })
    sent.on('error', reject)
    sent.end(body)
  })
}
