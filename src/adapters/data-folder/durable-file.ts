import { open, rename } from 'node:fs/promises'
import { dirname } from 'node:path'

/**
 * Replaces a file as a whole, mode 0600: after a crash or a power cut it holds the old text or the
 * new one, and once the promise resolves, the new one.
 */
export async function replaceFile(path: string, text: string): Promise<void> {
  const building = `${path}.new`
  const file = await open(building, 'w', 0o600)
  try {
    await file.writeFile(text)
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(building, path)
  await syncFolder(dirname(path))
}

/** A rename is durable only when the folder that holds the name is. */
export async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}
