import { ok } from '#kernel/result.ts'
import type { StatusServiceOptions } from '../ports.ts'
import { type Command, type Invocation, required, UsageError } from '../command.ts'

const PORT_MAX = 65_535

/** `shomei status-service`: a process that answers status for the database of DATABASE_URL. */
export const statusService: Command = {
  path: ['status-service'],
  ja: '状態照会だけのプロセスを起動する',
  en: 'a process that answers status alone',
  options: {
    data: {
      value: 'DIR',
      required: true,
      ja: 'このプロセスのフォルダー(控えのファイルを置く)',
      en: 'folder of this process, for its checkpoint',
    },
    keys: {
      value: 'DIR',
      required: true,
      ja: '応答者の鍵の保管場所',
      en: 'keystore of the responders',
    },
    'passphrase-file': {
      value: 'FILE',
      required: true,
      ja: '鍵の保管場所のパスフレーズのファイル',
      en: 'file with the passphrase of the keystore',
    },
    'relying-parties': {
      value: 'FILE',
      ja: '登録した検証者だけに答える(docs/status.md)',
      en: 'answer registered verifiers alone',
    },
    'tls-certificate': { value: 'FILE', ja: 'TLS の証明書(PEM)', en: 'certificate for TLS, PEM' },
    'tls-key': { value: 'FILE', ja: 'TLS の秘密鍵(PEM)', en: 'its private key, PEM' },
    port: { value: 'N', ja: 'ポート(省くと空き)', en: 'port (default: a free one)' },
  },
  example: 'shomei status-service --data va1 --keys va-keys --passphrase-file va-pass --port 8791',
  run: async (invocation) => {
    const ended = await invocation.ports.statusService.run(
      {
        folder: required(invocation, 'data'),
        keyFolder: required(invocation, 'keys'),
        passphraseFile: required(invocation, 'passphrase-file'),
        port: portOf(invocation),
        relyingPartiesFile: invocation.option('relying-parties'),
        ...tlsFilesOf(invocation),
      },
      invocation.terminal,
    )
    if (!ended.ok) return ended
    invocation.terminal.err(`止めました / stopped (${ended.value.signal})\n`)
    return ok({ json: {}, text: '', isShown: true })
  },
}

function tlsFilesOf(
  invocation: Invocation,
): Pick<StatusServiceOptions, 'tlsCertificateFile' | 'tlsKeyFile'> {
  const tlsCertificateFile = invocation.option('tls-certificate')
  const tlsKeyFile = invocation.option('tls-key')
  if ((tlsCertificateFile === undefined) !== (tlsKeyFile === undefined))
    throw new UsageError('--tls-certificate と --tls-key は一緒に / belong together')
  return { tlsCertificateFile, tlsKeyFile }
}

function portOf(invocation: Invocation): number {
  const text = invocation.option('port') ?? '0'
  if (/^\d+$/.test(text) && Number(text) <= PORT_MAX) return Number(text)
  throw new UsageError(`--port は 0 から ${PORT_MAX} です / 0 to ${PORT_MAX}: ${text}`)
}
