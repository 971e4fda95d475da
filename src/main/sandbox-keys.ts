import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { SoftwareKeystore } from '#adapters/keys/software-keystore.ts'
import type { Result } from '#kernel/result.ts'
import { secretOctets } from './secret-file.ts'

/** Octets of the sandbox's own passphrase, kept beside the keys it opens (SECURITY.md). */
const PASSPHRASE_OCTETS = 32

/** The folder of all keys of a data folder, made 0700. */
export async function keyFolderOf(dataFolder: string): Promise<string> {
  const folder = join(dataFolder, 'keys')
  await mkdir(folder, { recursive: true, mode: 0o700 })
  return folder
}

/** The passphrase that opens the sandbox's keys, drawn at the first call. */
export async function sandboxPassphrase(dataFolder: string): Promise<string> {
  const file = join(await keyFolderOf(dataFolder), 'passphrase')
  return Buffer.from(await secretOctets(file, PASSPHRASE_OCTETS)).toString('hex')
}

/** The authorities' keys of a data folder. */
export async function openAuthorityKeys(
  dataFolder: string,
): Promise<Result<SoftwareKeystore, string>> {
  const folder = join(await keyFolderOf(dataFolder), 'authorities')
  return await SoftwareKeystore.open(folder, await sandboxPassphrase(dataFolder))
}
