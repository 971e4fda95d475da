import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { runTool } from '../support/run-tool.ts'
import { counterHtml, journeyHtml, officeHtml, screenHtml } from './page-html.ts'

/** The formatter writes `/>`; every attribute value is quoted, so that the slash is harmless. */
const TRAILING_SLASH = '.*Trailing slash on void elements.*'
const VNU_JAR = createRequire(import.meta.url).resolve('vnu-jar/build/dist/vnu.jar')
/** One short run does not repay the second compiler; its schema needs a deep stack. */
const JAVA = ['-XX:TieredStopAtLevel=1', '-Xss4m', '-jar', VNU_JAR]
/** More than a hundred pages, while every core may be busy. */
const CHECK_MS_MAX = 300_000
/** Every part of the site, and how many states of its pages are looked at at least. */
const PARTS = [
  ['counter', counterHtml, 33],
  ['office', officeHtml, 9],
  ['screen', screenHtml, 30],
  ['journey', journeyHtml, 10],
] as const

test('the Nu checker has nothing to say about any page in any state', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'shomei-html-'))
  try {
    const files: string[] = []
    for (const [part, htmlOfPart, statesMin] of PARTS) {
      const pages = await htmlOfPart()
      assert.ok(pages.size >= statesMin, `${part}: ${String(pages.size)} states`)
      for (const [name, html] of pages) {
        assert.match(html, /^<!doctype html>/, `${part}, ${name}`)
        const file = join(folder, `${part}-${name.replaceAll(/[^a-z0-9-]+/gi, '-')}.html`)
        assert.ok(!files.includes(file), `each state has a name of its own: ${file}`)
        await writeFile(file, html)
        files.push(file)
      }
    }
    const options = ['--stdout', '--filterpattern', TRAILING_SLASH]
    const line = [...JAVA, ...options, ...files]
    const { stdout, stderr, status } = await runTool('java', line, { msMax: CHECK_MS_MAX })
    assert.equal(stdout.toString('utf8').replaceAll(folder, ''), '')
    assert.equal(status, 0, stderr)
  } finally {
    await rm(folder, { recursive: true })
  }
})
