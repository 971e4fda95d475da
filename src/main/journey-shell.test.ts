import assert from 'node:assert/strict'
import { resolve } from 'node:path'
import { test } from 'node:test'
import { shellLine, shellWords } from './journey-shell.ts'

test('a line names the data folder unless it is the one that needs no naming', () => {
  assert.equal(shellLine(resolve('.shomei'), 'ocsp'), 'bin/shomei ocsp')
  assert.equal(shellLine('/srv/demo', 'ocsp'), 'bin/shomei ocsp --data /srv/demo')
})

test('what a shell would take apart is quoted', () => {
  assert.equal(shellWords('ls', "it's a folder"), `ls 'it'\\''s a folder'`)
  assert.equal(shellWords('ls', ''), `ls ''`)
  assert.equal(shellLine('/a b', 'clock', 'show'), `bin/shomei clock show --data '/a b'`)
})
