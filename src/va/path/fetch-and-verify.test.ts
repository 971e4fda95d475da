import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Crl } from '#codec/crl/crl.ts'
import { cRLDistributionPoints } from '#codec/x509/extension-values.ts'
import { uri } from '#codec/x509/general-name.ts'
import { at } from '../../../test/support/status-authority.ts'
import {
  adding,
  authority,
  type Changes,
  leafOf,
  listOf,
  requestFor,
} from '../../../test/support/path-certificates.ts'
import { type FetchingPort, verifyPathFetching } from './fetch-and-verify.ts'
import type { PathRequest } from './path-request.ts'

const ROOT_LIST = 'http://lists.example.jp/root.crl'
const MIDDLE_LIST = 'http://lists.example.jp/middle.crl'

function listedAt(address: string): Changes {
  return {
    edit: adding(cRLDistributionPoints([{ name: { kind: 'fullName', names: [uri(address)] } }])),
  }
}

const root = authority('Root', 'Root')
const middle = authority('Middle', 'Root', listedAt(ROOT_LIST))
const leaf = leafOf('Middle', listedAt(MIDDLE_LIST))
const revokedAt = at('2026-03-01T00:00:00Z')

/** Gives the lists it has, and notes what it was asked for. */
function portWith(
  lists: Readonly<Record<string, Crl>>,
): FetchingPort & { readonly asked: string[] } {
  const asked: string[] = []
  return {
    asked,
    fetchCrl: (address) => {
      asked.push(address)
      return Promise.resolve(lists[address]?.der)
    },
    askOcsp: () => Promise.resolve(undefined),
    nonce: () => undefined,
  }
}

function request(mode: 'crl' | 'none', crls: readonly Crl[], changes: Partial<PathRequest> = {}) {
  const revocation = { mode, crls, ocspResponses: [] } as const
  return requestFor(leaf, [root], { untrusted: [middle], revocation, ...changes })
}

test('what is missing is fetched from where the certificates say, and judged', async () => {
  const revoked = listOf('Middle', [{ serialHex: '10', revokedAt, reason: 'keyCompromise' }])
  for (const [lists, code] of [
    [{ [ROOT_LIST]: listOf('Root'), [MIDDLE_LIST]: listOf('Middle') }, 'valid'],
    [{ [ROOT_LIST]: listOf('Root'), [MIDDLE_LIST]: revoked }, 'revoked'],
    [{ [ROOT_LIST]: listOf('Root') }, 'status-unavailable'],
    [{}, 'status-unavailable'],
  ] as const) {
    const port = portWith(lists)
    assert.equal((await verifyPathFetching(port, request('crl', []))).code, code)
    assert.deepEqual(port.asked, [MIDDLE_LIST, ROOT_LIST])
  }
})

test('nothing is fetched where it suffices, is waived, or the path fails otherwise', async () => {
  for (const [asked, code] of [
    [request('crl', [listOf('Root'), listOf('Middle')]), 'valid'],
    [request('none', []), 'valid'],
    [request('crl', [], { at: at('2031-06-01') }), 'authority-expired'],
    [request('crl', [], { anchors: [] }), 'issuer-unknown'],
  ] as const) {
    const port = portWith({})
    assert.equal((await verifyPathFetching(port, asked)).code, code)
    assert.deepEqual(port.asked, [])
  }
})

test('a second way up is fetched for when the first is revoked', async () => {
  const other = authority('Middle', 'Root', { ...listedAt(ROOT_LIST), serialHex: '33' })
  const list = listOf('Root', [{ serialHex: '33', revokedAt, reason: 'superseded' }])
  const port = portWith({ [ROOT_LIST]: list, [MIDDLE_LIST]: listOf('Middle') })
  const report = await verifyPathFetching(port, request('crl', [], { untrusted: [other, middle] }))
  assert.deepEqual([report.code, report.path[1]], ['valid', middle])
})
