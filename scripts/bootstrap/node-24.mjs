import { join } from 'node:path'
import { BIN, outputOf } from './run.mjs'

const WANTED = [24, 12]

/** The Node that came with the dependencies, or the one running now if it is new enough. */
export async function findNode24() {
  for (const node of [join(BIN, 'node'), process.execPath]) {
    const version = await outputOf(node, ['--version'])
    if (version !== undefined && isNewEnough(version)) return node
  }
  const needed = WANTED.join('.')
  const platform = `${process.platform}-${process.arch}`
  console.error(`この環境(${platform})用のNode.jsは同梱されていません。`)
  console.error(`Node.js ${needed} 以上を https://nodejs.org/ から入れて、やり直してください。`)
  console.error(`No Node.js is bundled for this platform (${platform}).`)
  console.error(`Install Node.js ${needed} or newer from https://nodejs.org/ and try again.`)
  return undefined
}

function isNewEnough(version) {
  const [major = 0, minor = 0] = version.trim().replace(/^v/, '').split('.').map(Number)
  return major > WANTED[0] || (major === WANTED[0] && minor >= WANTED[1])
}
