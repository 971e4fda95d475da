import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { words } from '../support/words.ts'
import { listAt, Prompt, textAt, valueAt } from './prompt.ts'

/**
 * The main job as somebody types it, judged by other people's programs. GnuTLS knows no time but
 * the computer's, so the sandbox starts at the present and moves on only when they have spoken.
 */

const KINDS = ['user-authentication', 'signature'] as const
type Kind = (typeof KINDS)[number]
const DAY_SECONDS = 86_400

suite('the main job', { timeout: 300_000 }, async () => {
  const at = await Prompt.here()
  const { statusUrl } = at.sandbox
  at.file('pin', '1234\n')
  at.file('password', 'ABC123\n')
  at.file('letter.txt', '転入届を提出します。\n')
  /** 高崎 はな: an adult in Shibuya whose name is written with substitute characters. */
  const resident = 'R0000000002'
  let card = ''
  const serials = new Map<Kind, string>()
  const pinOf = (kind: Kind): readonly string[] =>
    words`--pin-file ${kind === 'signature' ? 'password' : 'pin'}`

  test('somebody is chosen from the register', async () => {
    const page = await at.done(words`resident list --limit 10`)
    const chosen = listAt(page, 'residents').find((one) => valueAt(one, 'id') === resident)
    assert.equal(valueAt(chosen, 'municipality', 'code'), '13113')
    const { text } = await at.type(words`resident show ${resident}`)
    assert.match(text, /カード \/ cards\n {2}なし \/ none/)
  })

  test('both certificates are issued at the counter onto a new card', async () => {
    const issued = await at.done(
      words`counter issue --resident ${resident} --pin-file pin --password-file password`,
    )
    assert.equal(issued['state'], 'delivered')
    card = textAt(issued, 'card')
    for (const one of listAt(issued, 'certificates')) {
      serials.set(kindOf(one), textAt(one, 'serialHex'))
    }
    assert.deepEqual([...serials.keys()].toSorted(), ['signature', 'user-authentication'])
  })

  test('the card shows what it is and full counters', async () => {
    const shown = await at.done(words`card show --card ${card}`)
    assert.deepEqual(shown['triesLeft'], { 'user-authentication': 3, signature: 5 })
    assert.equal(shown['carrier'], 'card')
    assert.ok(card.endsWith(`${textAt(shown, 'serialNumber')}.card`))
  })

  test('its certificates are written to files', async () => {
    const read = await at.done(
      words`card certificates --card ${card} --signature --pin-file password --out card`,
    )
    assert.equal(listAt(read, 'certificates').length, 4)
  })

  for (const kind of KINDS) {
    test(`${kind}: authority from its URL, list by municipality, and every judge agrees`, async () => {
      await at.judged('curl', words`-sf -o ${kind}-ca.cer ${statusUrl}/authority/${kind}/1.cer`)
      await at.judged('openssl', words`x509 -inform DER -in ${kind}-ca.cer -out ${kind}-ca.pem`)
      assert.deepEqual(at.read(`${kind}-ca.pem`), at.read(`card/${kind}-ca.pem`))
      await fetchList(kind, '13113')
      const anchors = words`-CAfile ${kind}-ca.pem`
      const list = words`-crl_check -CRLfile ${kind}.crl.pem`
      const holder = `card/${kind}.pem`
      const verify = words`verify -x509_strict`
      const said = await at.judged('openssl', [...verify, ...list, ...anchors, holder])
      assert.match(said, /: OK$/m)
      const anchor = words`--load-ca-certificate ${kind}-ca.pem`
      const trusted = await at.judged('certtool', [
        ...words`--verify --infile ${holder}`,
        ...anchor,
      ])
      assert.match(trusted, /The certificate is trusted/)
      const signed = words`--verify-crl --infile ${kind}.crl.pem`
      assert.match(await at.judged('certtool', [...signed, ...anchor]), /output: Verified\./)
    })
  }

  for (const kind of KINDS) {
    for (const digest of ['sha1', 'sha256']) {
      test(`${kind}: OCSP by OpenSSL, CertID by ${digest}, with a nonce`, async () => {
        const said = await ocspByOpenssl(kind, digest)
        assert.match(said, /Response verify OK/)
        assert.match(said, new RegExp(`^card/${kind}.pem: good$`, 'm'))
        assert.doesNotMatch(said, /WARNING/)
      })
    }

    test(`${kind}: OCSP by GET (RFC 6960 A.1), fetched by curl`, async () => {
      const question = words`ocsp -issuer ${kind}-ca.pem -sha256 -cert card/${kind}.pem -no_nonce`
      await at.judged('openssl', [...question, ...words`-reqout ${kind}.ocsp-request`])
      const path = encodeURIComponent(at.read(`${kind}.ocsp-request`).toString('base64'))
      await at.judged('curl', words`-sf -o ${kind}.ocsp ${statusUrl}/ocsp/${kind}/${path}`)
      const read = words`-respin ${kind}.ocsp -CAfile ${kind}-ca.pem`
      const said = await at.judged('openssl', [...question, ...read])
      assert.match(said, new RegExp(`^card/${kind}.pem: good$`, 'm'))
    })

    test(`${kind}: OCSP by GnuTLS`, async () => {
      const trust = words`--load-issuer ${kind}-ca.pem --load-trust ${kind}-ca.pem`
      const ask = words`--ask=${statusUrl}/ocsp/${kind} --load-cert card/${kind}.pem --nonce`
      const said = await at.judged('ocsptool', [...ask, ...trust])
      assert.match(said, /Verifying OCSP Response: Success\./)
      assert.match(said, /Certificate Status: good/)
    })
  }

  for (const form of ['detached', 'attached'] as const) {
    test(`a document is signed, ${form}: OpenSSL and verify agree, check by check`, async () => {
      const attached = form === 'attached' ? ['--attached'] : []
      const sign = words`sign --format cms letter.txt --card ${card} --pin-file password`
      await at.done([...sign, ...attached, '--out', `${form}.p7s`])
      await cmsByOpenssl(form)
      const report = await at.done([...verifyLine(form), '--out', `${form}.txt`])
      assert.deepEqual(outcomes(report), new Set(['passed']))
      assert.ok(checkIds(report).includes('signer.signature'))
      assert.deepEqual(at.read(`${form}.txt`), at.read('letter.txt'))
    })
  }

  test('an altered document is named as such', async () => {
    at.file('altered.txt', '転出届を提出します。\n')
    const line = words`verify detached.p7s --content altered.txt`
    const report = await at.refused(line, 'content-digest-wrong')
    assert.equal(failedCheck(report), 'signer.content-digest')
  })

  test('the holder logs in', async () => {
    const login = await at.done([...words`login --card ${card}`, ...pinOf('user-authentication')])
    assert.equal(login['serialHex'], serials.get('user-authentication'))
  })

  test('a move ends the signature certificate, and everybody knows at once', async () => {
    const today = textAt(await at.done(words`clock show`), 'now')
    const address = '神奈川県横浜市中区日本大通1'
    const moved = await at.done(
      words`resident event ${resident} --kind moved --on ${japaneseDay(today)} --municipality 14104
        --address ${address}`,
    )
    const lapsed = [{ kind: 'signature', serialHex: serials.get('signature') }]
    assert.deepEqual(moved['lapsed'], lapsed)
    assert.match(await ocspByOpenssl('signature', 'sha256'), /card\/signature.pem: revoked/)
    await fetchList('signature', '13113')
    const listed = await at.judged('openssl', words`crl -in signature.crl.pem -noout -text`)
    const number = BigInt(`0x${serials.get('signature')}`)
      .toString(16)
      .padStart(2, '0')
    assert.match(listed, new RegExp(`Serial Number: 0*${number.toUpperCase()}$`, 'm'))
    const verify = words`verify -crl_check -CRLfile signature.crl.pem -CAfile signature-ca.pem`
    const refused = await at.run('openssl', [...verify, 'card/signature.pem'])
    assert.match(refused.text, /certificate revoked/)
    const report = await at.refused(verifyLine('detached'), 'revoked')
    assert.equal(failedCheck(report), 'status.not-revoked')
    const shown = await at.done(words`ocsp --kind signature --certificate card/signature.pem`)
    assert.deepEqual([shown['status'], shown['reason']], ['revoked', 'affiliationChanged'])
  })

  test('the authentication certificate lives on: login works', async () => {
    await at.done([...words`login --card ${card}`, ...pinOf('user-authentication')])
    assert.match(await ocspByOpenssl('user-authentication', 'sha256'), /: good$/m)
  })

  test('a new signature certificate comes onto the same card', async () => {
    const line = words`counter issue --resident ${resident} --kind signature --card ${card}`
    const issued = await at.done([...line, '--password-file', 'password'])
    serials.set('signature', textAt(issued, 'certificates', 0, 'serialHex'))
  })

  test('three misses block the PIN; the counter resets it', async () => {
    const wrong = at.file('wrong', '9999\n')
    const login = words`login --card ${card} --pin-file`
    for (const left of [2, 1]) {
      const missed = await at.refused([...login, wrong], 'pin-wrong')
      assert.equal(valueAt(missed, 'detail', 'triesLeft'), left)
    }
    await at.refused([...login, wrong], 'pin-blocked')
    await at.refused([...login, 'pin'], 'pin-blocked')
    at.file('pin', '2580\n')
    const reset = words`counter reset-pin --resident ${resident} --card ${card}
      --kind user-authentication --identity photo-document --pin-file pin`
    assert.equal((await at.done(reset))['state'], 'done')
    await at.done([...login, 'pin'])
  })

  test('in the renewal window both are renewed to the sixth birthday, the old ones superseded', async () => {
    const history = await at.done(words`resident show ${resident}`)
    const birthDate = textAt(history, 'resident', 'items', 'birthDate')
    const before = liveEnd(history, 'user-authentication')
    assert.equal(before.slice(4), `${birthDate.slice(4)}T14:59:59Z`)
    const inWindow = new Date(Date.parse(before) - 30 * DAY_SECONDS * 1000).toISOString()
    await at.done(words`clock set ${inWindow}`)
    const old = new Map(serials)
    const renew = words`counter renew --resident ${resident} --card ${card} --pin-file pin`
    const renewed = await at.done([...renew, '--password-file', 'password'])
    const sixth = `${Number(before.slice(0, 4)) + 5}${before.slice(4)}`
    for (const one of listAt(renewed, 'certificates')) {
      assert.equal(textAt(one, 'notAfter'), sixth)
      serials.set(kindOf(one), textAt(one, 'serialHex'))
    }
    const after = await at.done(words`resident show ${resident}`)
    for (const kind of KINDS) {
      const ended = certificate(after, kind, old.get(kind))
      assert.deepEqual(
        [valueAt(ended, 'status', 'state'), valueAt(ended, 'status', 'reason')],
        ['revoked', 'superseded'],
      )
      await at.done(words`ocsp --kind ${kind} --certificate card/${kind}.pem`)
    }
  })

  test('the renewed certificates work, and OpenSSL agrees at that time', async () => {
    const read = words`card certificates --card ${card} --signature --pin-file password --out card`
    await at.done(read)
    const now = Math.floor(Date.parse(textAt(await at.done(words`clock show`), 'now')) / 1000)
    for (const kind of KINDS) {
      await fetchList(kind, '14104')
      const verify = words`verify -x509_strict -attime ${now} -crl_check -CRLfile ${kind}.crl.pem
        -CAfile ${kind}-ca.pem card/${kind}.pem`
      assert.match(await at.judged('openssl', verify), /: OK$/m)
    }
    const sign = words`sign letter.txt --card ${card} --pin-file password --out detached.p7s`
    await at.done(sign)
    await at.done(verifyLine('detached'))
  })

  test('the holder has both revoked: neither key is good for anything any more', async () => {
    const line = words`counter revoke --resident ${resident} --ground holder-request`
    const revoked = await at.done(line)
    assert.equal(revoked['state'], 'done')
    assert.deepEqual(
      new Set(listAt(revoked, 'targets').map((one) => textAt(one, 'serialHex'))),
      new Set(serials.values()),
    )
    await at.refused([...words`login --card ${card}`, ...pinOf('user-authentication')], 'revoked')
    await at.refused(verifyLine('detached'), 'revoked')
  })

  async function fetchList(kind: Kind, municipality: string): Promise<void> {
    const line = words`crl --authority ${kind} --municipality ${municipality} --out ${kind}.crl`
    await at.done(line)
    const check = words`crl -inform DER -in ${kind}.crl -CAfile ${kind}-ca.pem -verify`
    const said = await at.judged('openssl', [...check, '-out', `${kind}.crl.pem`])
    assert.match(said, /verify OK/)
  }

  async function ocspByOpenssl(kind: Kind, digest: string): Promise<string> {
    const issuer = words`-issuer ${kind}-ca.pem -CAfile ${kind}-ca.pem -${digest}`
    const question = words`-cert card/${kind}.pem -nonce -url ${statusUrl}/ocsp/${kind}`
    return await at.judged('openssl', ['ocsp', ...issuer, ...question])
  }

  async function cmsByOpenssl(form: 'attached' | 'detached'): Promise<void> {
    const content = form === 'detached' ? words`-content letter.txt` : []
    // `openssl cms` has no option for a list; it takes the lists that stand among the authorities.
    const trust = ['signature-ca.pem', 'signature.crl.pem'].map((name) => at.read(name))
    at.file('trust.pem', Buffer.concat(trust))
    const verify = words`cms -verify -cades -binary -inform DER -in ${form}.p7s -purpose any`
    const strictly = words`-CAfile trust.pem -crl_check -x509_strict -out ${form}.openssl`
    const said = await at.judged('openssl', [...verify, ...content, ...strictly])
    assert.match(said, /CAdES Verification successful/)
    assert.deepEqual(at.read(`${form}.openssl`), at.read('letter.txt'))
  }
})

function verifyLine(form: 'attached' | 'detached'): readonly string[] {
  const content = form === 'detached' ? words`--content letter.txt` : []
  return [...words`verify ${form}.p7s`, ...content]
}

function kindOf(one: unknown): Kind {
  const kind = textAt(one, 'kind')
  assert.ok(kind === 'signature' || kind === 'user-authentication')
  return kind
}

function outcomes(report: object): ReadonlySet<string> {
  return new Set(listAt(report, 'checks').map((check) => textAt(check, 'outcome')))
}

function checkIds(report: object): readonly string[] {
  return listAt(report, 'checks').map((check) => textAt(check, 'id'))
}

function failedCheck(report: object): string | undefined {
  const failed = listAt(report, 'checks').find((check) => valueAt(check, 'outcome') === 'failed')
  return failed === undefined ? undefined : textAt(failed, 'id')
}

function certificate(history: object, kind: Kind, serialHex: string | undefined): unknown {
  return listAt(history, 'certificates').find(
    (one) => valueAt(one, 'kind') === kind && valueAt(one, 'serialHex') === serialHex,
  )
}

function liveEnd(history: object, kind: Kind): string {
  const live = listAt(history, 'certificates').find(
    (one) => valueAt(one, 'kind') === kind && valueAt(one, 'status', 'state') === 'good',
  )
  return textAt(live, 'notAfter')
}

/** The day in Japan of a moment in ISO 8601. */
function japaneseDay(moment: string): string {
  return new Date(Date.parse(moment) + 9 * 3_600_000).toISOString().slice(0, 10)
}
