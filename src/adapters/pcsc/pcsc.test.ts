import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { registerHooks } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { openPcsc } from './pcsc.ts'

test('without koffi, an optional dependency, the refusal names it', async () => {
  const hooks = registerHooks({
    resolve(specifier, context, nextResolve) {
      if (specifier === 'koffi') throw new Error('not installed')
      return nextResolve(specifier, context)
    },
  })
  const opened = await openPcsc()
  hooks.deregister()
  assert.equal(!opened.ok && opened.refusal, 'pcsc-binding-absent')
})

test('without a running pcscd the refusal says so', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'pcsc-'))
  process.env['PCSCLITE_CSOCK_NAME'] = join(folder, 'pcscd.comm')
  const opened = await openPcsc()
  rmSync(folder, { recursive: true })
  assert.equal(!opened.ok && opened.refusal, 'pcsc-service-down')
})
