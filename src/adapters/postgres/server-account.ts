import { readFile } from 'node:fs/promises'
import { ok, refuse, type Result } from '#kernel/result.ts'
import type { DatabaseRefusal } from './messages.ts'

/** The operating system's account the server runs as; PostgreSQL refuses uid 0. */
export interface ServerAccount {
  readonly uid: number
  readonly gid: number
  readonly name: string
  /** Whether it is another account than ours: then root hands over and the cluster is chowned. */
  readonly switched: boolean
}

/** Debian and its relatives keep this account, which owns nothing, at 65534. */
const ACCOUNT_INSTEAD_OF_ROOT = 'nobody'

/** Our own account, or `nobody` when we are root. `initdb` insists that it is in /etc/passwd. */
export async function serverAccount(): Promise<Result<ServerAccount, DatabaseRefusal>> {
  const uid = process.geteuid?.() ?? 0
  const accounts = (await readFile('/etc/passwd', 'utf8')).split('\n').map(parsePasswdLine)
  const wanted = accounts.find((account) =>
    uid === 0 ? account?.name === ACCOUNT_INSTEAD_OF_ROOT : account?.uid === uid,
  )
  if (wanted === undefined) return refuse('database-account-missing', { uid })
  const gid = uid === 0 ? wanted.gid : (process.getegid?.() ?? wanted.gid)
  return ok({ uid: wanted.uid, gid, name: wanted.name, switched: uid === 0 })
}

/** passwd(5): name:password:uid:gid:gecos:home:shell. */
function parsePasswdLine(
  line: string,
): { readonly name: string; readonly uid: number; readonly gid: number } | undefined {
  const [name, , uid, gid] = line.split(':')
  if (name === undefined || uid === undefined || gid === undefined) return undefined
  return { name, uid: Number(uid), gid: Number(gid) }
}
