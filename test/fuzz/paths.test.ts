import assert from 'node:assert/strict'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { dumpCase, JUDGES, runCampaign } from '../campaigns/campaign.ts'

/** The long form is `npm run fuzz:paths`; this one looks at the same cases on every run. */
const SEED = 20_160_101
const ROUNDS = 250

test('paths, CRLs and OCSP answers: OpenSSL, GnuTLS and Java agree with us or are explained', async () => {
  const { rounds, tallies, codes, unexplained } = await runCampaign({
    seed: SEED,
    firstRound: 0,
    rounds: ROUNDS,
  })
  const folder = unexplained.length === 0 ? '' : mkdtempSync(join(tmpdir(), 'shomei-differences-'))
  assert.deepEqual(
    unexplained.map((difference) => ({
      judge: difference.judge,
      labels: difference.pathCase.labels,
      ours: difference.ours.code,
      theirs: `${difference.theirs.verdict} ${difference.theirs.said}`,
      dumped: dumpCase(folder, difference),
    })),
    [],
  )
  assert.equal(rounds, ROUNDS)
  // A campaign in which nobody is asked, or in which everything fails alike, shows nothing.
  for (const judge of JUDGES) assert.ok(tallies[judge].agreed > ROUNDS / 10, judge)
  assert.ok(codes.size > 10)
  assert.ok((codes.get('valid') ?? 0) > ROUNDS / 10)
})
