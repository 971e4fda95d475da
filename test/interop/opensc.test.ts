import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, suite, test } from 'node:test'
import { toHex } from '#kernel/bytes.ts'
import { TEST_PINS } from '../support/personalised-card.ts'
import { runTool, runToolWell, type ToolEnd } from '../support/run-tool.ts'
import { words } from '../support/words.ts'
import { issueCard, type IssuedCard } from './issued-card.ts'
import { startVirtualReader, type VirtualReader } from './pcscd.ts'

/** OpenSC 0.23 as Debian ships it judges the card: the table of spec/card.md §4.4, row by row. */

const MODULE = '--module=opensc-pkcs11.so'
const MESSAGE = Buffer.from(
  '電子署名等に係る地方公共団体情報システム機構の認証業務に関する法律',
  'utf8',
)

/**
 * What a PKCS#11 client says to sign: its slot, PIN and key, and the kind of certificate behind
 * them.
 */
const SIGNERS = [
  { kind: 'user-authentication', slot: '0', pin: TEST_PINS['user-authentication'], id: '01' },
  { kind: 'signature', slot: '1', pin: TEST_PINS.signature, id: '02' },
] as const
type Signer = (typeof SIGNERS)[number]

suite('unmodified OpenSC on the virtual card', { timeout: 180_000 }, () => {
  let card: IssuedCard
  let reader: VirtualReader
  let messagePath: string

  before(async () => {
    card = await issueCard('0000000000000001')
    reader = await startVirtualReader([card])
    messagePath = join(reader.folder, 'message')
    writeFileSync(messagePath, MESSAGE)
  })

  after(async () => {
    await reader.stop()
    card.remove()
  })

  async function runWell(program: string, args: readonly string[]): Promise<ToolEnd> {
    const end = await reader.run(program, args)
    assert.equal(end.status, 0, `${program} ${args.join(' ')}\n${end.text}`)
    return end
  }

  async function pkcs11Sign(
    { slot, pin, id }: Signer,
    mechanism: string,
    inputPath: string,
    name: string,
  ): Promise<string> {
    const signaturePath = join(reader.folder, name)
    await runWell(
      'pkcs11-tool',
      words`${MODULE} --slot-index ${slot} --login --pin ${pin} --sign --id ${id} -m ${mechanism}
        --input-file ${inputPath} --output-file ${signaturePath}`,
    )
    return signaturePath
  }

  test('row 1: the reader is listed with its card', async () => {
    const { text } = await runWell('opensc-tool', ['-l'])
    assert.match(text, new RegExp(`^0 +Yes +${reader.slotName(0)}$`, 'm'))
  })

  test('row 2: the ATR', async () => {
    const { text } = await runWell('opensc-tool', ['--atr'])
    assert.match(text, /^3b:e0:00:ff:81:31:fe:45:14$/m)
  })

  test('row 4: the PKCS#15 view has two PINs, two keys and four certificates', async () => {
    const { text } = await runWell('pkcs15-tool', ['-D'])
    assert.match(text, /^PKCS#15 Card \[JPKI\]/m)
    assert.match(text, /^PIN \[User Authentication PIN\][\s\S]*?Tries left +: 3$/m)
    assert.match(text, /^PIN \[Digital Signature PIN\][\s\S]*?Tries left +: 5$/m)
    assert.equal(text.match(/^Private RSA Key/gm)?.length, 2)
    assert.equal(text.match(/ModLength +: 2048$/gm)?.length, 2)
    assert.equal(text.match(/^X\.509 Certificate/gm)?.length, 4)
  })

  for (const [id, certificate] of [
    ['01', 'user-authentication'],
    ['03', 'user-authentication-ca'],
    ['04', 'signature-ca'],
  ] as const) {
    test(`row 5: certificate ${id} is read as it was issued, octet for octet`, async () => {
      const pem = await runWell('pkcs15-tool', ['--read-certificate', id])
      assert.equal(await derOfPem(pem), toHex(card.issuedDer[certificate]))
    })
  }

  test('row 6: the signature certificate stays closed without its PIN', async () => {
    const end = await reader.run('pkcs15-tool', ['--read-certificate', '02'])
    assert.equal(end.status, 1)
    assert.doesNotMatch(end.text, /BEGIN CERTIFICATE/)
  })

  test('row 7: the signature certificate opens with its PIN', async () => {
    const { signature: pin } = TEST_PINS
    const pem = await runWell(
      'pkcs15-tool',
      words`--read-certificate 02 --verify-pin --auth-id 02 --pin ${pin}`,
    )
    assert.equal(await derOfPem(pem), toHex(card.issuedDer.signature))
  })

  test('row 8: the user authentication PIN is accepted', async () => {
    const pin = TEST_PINS['user-authentication']
    await runWell('pkcs15-tool', words`--verify-pin --auth-id 01 --pin ${pin}`)
  })

  test('row 9: pkcs15-crypt signs a digest', async () => {
    const [digestPath, signaturePath] = [join(reader.folder, 'hash'), join(reader.folder, 'sig9')]
    writeFileSync(digestPath, createHash('sha256').update(MESSAGE).digest())
    const pin = TEST_PINS['user-authentication']
    await runWell(
      'pkcs15-crypt',
      words`--sign --pkcs1 --sha-256 --key 01 --pin ${pin} --raw
        --input ${digestPath} --output ${signaturePath}`,
    )
    assert.equal(readFileSync(signaturePath).length, 256)
    await verifiesByOpenssl(card.publicKeyPem['user-authentication'], '-sha256', signaturePath)
  })

  test('row 10: PKCS#11 shows two slots with the PIN lengths of each', async () => {
    const { text } = await runWell('pkcs11-tool', words`${MODULE} -L`)
    assert.match(text, /JPKI \(User Authentication PIN\)[\s\S]*?pin min\/max +: 4\/4/)
    assert.match(text, /JPKI \(Digital Signature PIN\)[\s\S]*?pin min\/max +: 6\/16/)
    assert.doesNotMatch(text, /PIN locked|PIN count low/)
  })

  test('row 11: without login no trace of the signature certificate', async () => {
    const { text } = await runWell('pkcs11-tool', words`${MODULE} -O`)
    assert.match(text, /label: +User Authentication Certificate/)
    assert.equal(text.match(/^Certificate Object/gm)?.length, 3)
    assert.match(text, /^Public Key Object; RSA 2048 bits/m)
    assert.doesNotMatch(text, /Holder signature|Digital Signature Certificate$/m)
  })

  test('row 12: login opens the signature key and its certificate', async () => {
    const { signature: pin } = TEST_PINS
    const { text } = await runWell(
      'pkcs11-tool',
      words`${MODULE} --slot-index 1 --login --pin ${pin} -O`,
    )
    assert.match(text, /^Private Key Object; RSA/m)
    assert.match(text, /always authenticate/i)
    assert.match(text, /Certificate Object[\s\S]*?CN=Holder signature/)
  })

  for (const signer of SIGNERS) {
    for (const [mechanism, option] of [
      ['SHA1-RSA-PKCS', '-sha1'],
      ['SHA256-RSA-PKCS', '-sha256'],
      ['SHA384-RSA-PKCS', '-sha384'],
      ['SHA512-RSA-PKCS', '-sha512'],
    ] as const) {
      test(`row 13: ${signer.kind} signs ${mechanism}`, async () => {
        const name = `${signer.kind}-${mechanism}`
        const signaturePath = await pkcs11Sign(signer, mechanism, messagePath, name)
        await verifiesByOpenssl(card.publicKeyPem[signer.kind], option, signaturePath)
      })
    }

    for (const octets of [1, 245]) {
      test(`row 13: ${signer.kind} signs ${octets} raw octets as they are`, async () => {
        const rawPath = join(reader.folder, `raw-${octets}`)
        const raw = Buffer.alloc(octets, 0x5a)
        writeFileSync(rawPath, raw)
        const name = `${signer.kind}-raw-${octets}`
        const signaturePath = await pkcs11Sign(signer, 'RSA-PKCS', rawPath, name)
        const recovered = await runToolWell(
          'openssl',
          words`pkeyutl -verifyrecover -pubin -inkey ${card.publicKeyPem[signer.kind]}
            -pkeyopt rsa_padding_mode:pkcs1 -in ${signaturePath}`,
        )
        assert.deepEqual(recovered.stdout, raw)
      })
    }

    test(`row 14: OpenSC's own test of the ${signer.kind} token ends without errors`, async () => {
      const { slot, pin } = signer
      const { text } = await runWell(
        'pkcs11-tool',
        words`${MODULE} --slot-index ${slot} --login --pin ${pin} --test`,
      )
      assert.match(text, /^No errors$/m)
    })

    test(`row 17: openssl cms signs through the card with the ${signer.kind} key`, async () => {
      const token =
        signer.kind === 'signature' ? 'Digital Signature PIN' : 'User Authentication PIN'
      const label = encodeURIComponent(`JPKI (${token})`)
      const uri = `pkcs11:token=${label};id=%${signer.id};type=private`
      const cmsPath = join(reader.folder, `${signer.kind}.p7s`)
      const signed = await runTool(
        'openssl',
        words`cms -sign -binary -in ${messagePath} -outform DER -out ${cmsPath} -md sha256 -nodetach
          -signer ${card.certificatePem[signer.kind]} -engine pkcs11 -keyform engine
          -inkey ${uri};pin-value=${signer.pin}`,
        { env: { ...reader.envWithPinCached, PKCS11_MODULE_PATH: 'opensc-pkcs11.so' } },
      )
      assert.equal(signed.status, 0, signed.text)
      const verified = await runToolWell(
        'openssl',
        words`cms -verify -binary -inform DER -in ${cmsPath} -purpose any
          -CAfile ${card.certificatePem[`${signer.kind}-ca`]}`,
      )
      assert.match(verified.stderr, /CMS Verification successful/)
      assert.deepEqual(verified.stdout, MESSAGE)
    })
  }

  test('row 18: six signers at once all get the same signature', async () => {
    const [signer] = SIGNERS
    const paths = await Promise.all(
      Array.from({ length: 6 }, (_, index) =>
        pkcs11Sign(signer, 'SHA256-RSA-PKCS', messagePath, `parallel-${index}`),
      ),
    )
    const signatures = new Set(paths.map((path) => readFileSync(path).toString('hex')))
    assert.equal(signatures.size, 1)
    await verifiesByOpenssl(card.publicKeyPem[signer.kind], '-sha256', paths[0] ?? '')
  })

  async function verifiesByOpenssl(
    publicKeyPath: string,
    digestOption: string,
    signaturePath: string,
  ): Promise<void> {
    const check = ['dgst', digestOption, '-verify', publicKeyPath, '-signature', signaturePath]
    const verified = await runTool('openssl', [...check, messagePath])
    assert.match(verified.text, /^Verified OK$/m)
  }
})

async function derOfPem(pem: ToolEnd): Promise<string> {
  const der = await runToolWell('openssl', ['x509', '-outform', 'DER'], { input: pem.stdout })
  return toHex(new Uint8Array(der.stdout))
}
