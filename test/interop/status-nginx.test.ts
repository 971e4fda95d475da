/** nginx, asking our OCSP service about the certificates of its clients (`ssl_ocsp`). */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { after, test } from 'node:test'
import {
  GOOD_SERIAL,
  onlineAuthority,
  REVOKED_SERIAL,
  UNKNOWN_SERIAL,
} from '../support/online-authority.ts'
import { pemFolder, type PemFolder } from '../support/pem-folder.ts'
import { runToolWell, TOOL_PATH } from '../support/run-tool.ts'
import { keysOf } from '../support/status-authority.ts'
import { words } from '../support/words.ts'

/** What of nginx's own would lie in a folder of the system. */
const TEMPORARY = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']

function configuration(folder: PemFolder): string {
  const { path } = folder
  return `
    daemon off; worker_processes 1; pid ${path}/pid; error_log stderr notice;
    events { worker_connections 64; }
    http {
      access_log off;
      ${TEMPORARY.map((name) => `${name}_temp_path ${path}/${name};`).join(' ')}
      server {
        listen unix:${path}/socket ssl;
        ssl_certificate ${path}/server.pem; ssl_certificate_key ${path}/server.key;
        ssl_client_certificate ${path}/ca.pem; ssl_verify_client on; ssl_ocsp on;
        location / { return 200 $ssl_client_verify; }
        error_page 495 = @refused;
        location @refused { return 400 $ssl_client_verify; }
      }
    }`
}

/** nginx in the foreground, on a socket in the folder: no port, and nothing of the system's own. */
async function startNginx(folder: PemFolder): Promise<AsyncDisposable> {
  const file = folder.file('nginx.conf', configuration(folder))
  const child = spawn('nginx', words`-e stderr -p ${folder.path} -c ${file}`, {
    env: { PATH: TOOL_PATH },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const ended = once(child, 'exit')
  const lines: string[] = []
  const reader = createInterface({ input: child.stderr })
  const started = new Promise<void>((resolve) => {
    reader.on('line', (line) => {
      lines.push(line)
      if (/start worker process \d+/.test(line)) resolve()
    })
  })
  const failed = ended.then(() => {
    throw new Error(`nginx did not start: ${lines.join('\n')}`)
  })
  await Promise.race([started, failed])
  failed.catch(() => undefined)
  return {
    [Symbol.asyncDispose]: async () => {
      child.kill('SIGTERM')
      await ended
    },
  }
}

const online = await onlineAuthority()
after(() => online[Symbol.asyncDispose]())
const ground = pemFolder()
after(() => ground[Symbol.dispose]())
ground.certificates('ca.pem', online.authority.generation.certificateDer)
ground.certificates('server.pem', online.certificate('21', {}))
ground.privateKey('server.key', keysOf('holder'))
const nginx = await startNginx(ground)
after(() => nginx[Symbol.asyncDispose]())

async function visit(certificateDer: Uint8Array): Promise<string> {
  const [certificate, key] = [ground.certificates('client.pem', certificateDer), 'server.key']
  const { text } = await runToolWell(
    'curl',
    words`--silent --show-error --insecure --unix-socket ${join(ground.path, 'socket')}
      --cert ${certificate} --key ${join(ground.path, key)}
      --write-out ${' %{http_code}'} https://localhost/`,
  )
  return text
}

for (const [state, serialHex, said] of [
  ['good', GOOD_SERIAL, 'SUCCESS 200'],
  ['revoked', REVOKED_SERIAL, 'FAILED:certificate revoked 400'],
  ['unknown', UNKNOWN_SERIAL, 'FAILED:certificate status unknown 400'],
] as const)
  test(`nginx ssl_ocsp: a certificate that is ${state}`, async () => {
    assert.equal(await visit(online.certificate(serialHex, { ocsp: online.ocspUrl })), said)
  })

test('nginx ssl_ocsp: while our records are out of reach, nobody is let in', async () => {
  online.records.outage = new Error('the records are out of reach')
  const said = await visit(online.certificate('14', { ocsp: online.ocspUrl }))
  online.records.outage = undefined
  assert.match(said, /^FAILED:.* 400$/)
})
