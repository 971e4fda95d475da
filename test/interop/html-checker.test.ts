import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { problemPage } from '#web/kit/problem-page.ts'
import { counterPlaces } from '../support/counter-places.ts'
import { PageVisitor } from '../support/page-visitor.ts'
import { emptyDesk, fakeCounter, HERE, SUPERVISOR } from '../support/fake-counter.ts'
import { runTool } from '../support/run-tool.ts'

/** The formatter writes `/>`; every attribute value is quoted, so that the slash is harmless. */
const TRAILING_SLASH = '.*Trailing slash on void elements.*'
const VNU_JAR = createRequire(import.meta.url).resolve('vnu-jar/build/dist/vnu.jar')

/** Every page of the counter in each state, as its HTML. */
async function counterHtml(): Promise<ReadonlyMap<string, string>> {
  const fake = fakeCounter()
  const desk = new PageVisitor(fake)
  const pages = new Map([['sign-in', await (await desk.open('/counter')).text()]])
  await desk.signIn(SUPERVISOR.staffId)
  for (const { name, path, before } of counterPlaces(fake)) {
    fake.state.desk = emptyDesk()
    before?.(fake)
    pages.set(name, await (await desk.open(path)).text())
  }
  const search = await desk.send('/counter/search', { name: '<高"&', reason: 'practice' })
  pages.set('results', await (await desk.open(search.headers.get('location') ?? '')).text())
  const typed = { name: '高\u202E<b>', birthDate: 'x"y', reason: 'practice' }
  pages.set('search error', await (await desk.send('/counter/search', typed)).text())
  const event = {
    kind: 'moved',
    on: 'R8.12.1',
    municipality: '横浜市中区',
    address: '本町１番',
    act: 'preview',
    reason: 'practice',
  }
  pages.set('preview', await (await desk.send(`/counter/people/${HERE.id}/events`, event)).text())
  const stale = { ...event, formToken: 'x' }
  pages.set('continue', await (await desk.send(`/counter/people/${HERE.id}/events`, stale)).text())
  pages.set('problem', String(await problemPage('not-found', '2026-12-01 10:30:00')))
  return pages
}

test('the Nu checker has nothing to say about any page of the counter', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'shomei-html-'))
  try {
    const pages = await counterHtml()
    assert.ok(pages.size > 20)
    const files: string[] = []
    for (const [name, html] of pages) {
      const file = join(folder, `${name.replaceAll(/[ ,]+/g, '-')}.html`)
      await writeFile(file, html)
      files.push(file)
    }
    const { stdout, stderr, status } = await runTool('java', [
      '-jar',
      VNU_JAR,
      '--stdout',
      '--filterpattern',
      TRAILING_SLASH,
      ...files,
    ])
    assert.equal(stdout.toString('utf8').replaceAll(folder, ''), '')
    assert.equal(status, 0, stderr)
  } finally {
    await rm(folder, { recursive: true })
  }
})
