import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { outputOf, run } from './run.mjs'

/**
 * What the tests judge us by, as Debian names it, and a program or file that shows it is there (systems without
 * dpkg; `{lib}` stands for each library folder).
 */
const PACKAGES = [
  ['opensc', 'opensc-tool'],
  ['opensc-pkcs11', '{lib}/opensc-pkcs11.so'],
  ['pcscd', 'pcscd'],
  ['vsmartcard-vpcd', '/usr/lib/pcsc/drivers/serial/libifdvpcd.so'],
  ['softhsm2', 'softhsm2-util'],
  ['gnutls-bin', 'certtool'],
  ['libnss3-tools', 'crlutil'],
  ['strongswan-pki', 'pki'],
  ['libstrongswan-standard-plugins', '/usr/lib/ipsec/plugins/libstrongswan-openssl.so'],
  ['libstrongswan-extra-plugins', '/usr/lib/ipsec/plugins/libstrongswan-curl.so'],
  ['nginx-light', 'nginx'],
  ['openssl', 'openssl'],
  ['chromium-headless-shell', 'chromium-headless-shell'],
  ['iproute2', 'ip'],
  ['libengine-pkcs11-openssl', '{lib}/engines-3/pkcs11.so'],
  ['curl', 'curl'],
  ['default-jdk-headless', 'javac'],
  ['fonts-noto-cjk', '/usr/share/fonts/opentype/noto'],
  ['poppler-utils', 'pdftotext'],
  ['qpdf', 'qpdf'],
  ['zbar-tools', 'zbarimg'],
]
const LIBRARY_FOLDERS = [
  '/usr/lib',
  '/usr/lib64',
  '/usr/local/lib',
  '/usr/lib/x86_64-linux-gnu',
  '/usr/lib/aarch64-linux-gnu',
]

/**
 * The tests run nginx and pcscd themselves: by this, neither System V's scripts nor systemd start
 * them as services of the machine when they are installed.
 */
const NO_SERVICE_STARTS = { RUNLEVEL: '1', SYSTEMD_OFFLINE: '1' }

/** Installs the missing packages where it may, else names them; resolves to whether all are there. */
export async function providePackages() {
  const debian = existsSync('/etc/debian_version')
  const missing = debian ? await missingOnDebian() : missingElsewhere()
  if (missing.length === 0) return true
  const names = missing.join(' ')
  if (debian && process.getuid?.() === 0) return await aptInstall(missing)
  const command = debian ? `sudo apt-get install --no-install-recommends ${names}` : names
  console.error(`テストに必要なソフトウェアがありません。入れてから、やり直してください:`)
  console.error(`The tests need software that is missing. Install it and try again:`)
  console.error(`  ${command}`)
  if (!debian)
    console.error('  (Debianでのパッケージ名です / these are the names Debian gives the packages)')
  return false
}

async function aptInstall(missing) {
  console.error(`テスト用のパッケージを入れます / installing for the tests: ${missing.join(' ')}`)
  const options = {
    stdio: ['ignore', process.stderr, 'inherit'],
    env: { ...process.env, ...NO_SERVICE_STARTS, DEBIAN_FRONTEND: 'noninteractive' },
  }
  const updated = await run('apt-get', ['update', '-qq'], options)
  const flags = ['install', '--yes', '-qq', '--no-install-recommends']
  const code = await run('apt-get', [...flags, ...missing], options)
  if (code === 0) return true
  console.error(`apt-get install が失敗しました(update ${updated}, install ${code})。`)
  console.error(`apt-get install failed (update ${updated}, install ${code}).`)
  return false
}

async function missingOnDebian() {
  const format = '${Package} ${db:Status-Status}\n'
  const listed = (await outputOf('dpkg-query', ['--show', `--showformat=${format}`])) ?? ''
  const installed = new Set(
    listed
      .split('\n')
      .filter((line) => line.endsWith(' installed'))
      .map((line) => line.split(' ')[0]),
  )
  return PACKAGES.map(([name]) => name).filter((name) => !installed.has(name))
}

function missingElsewhere() {
  return PACKAGES.filter(([, sign]) => !isPresent(sign)).map(([name]) => name)
}

function isPresent(sign) {
  if (sign.startsWith('{lib}'))
    return LIBRARY_FOLDERS.some((folder) => existsSync(sign.replace('{lib}', folder)))
  if (sign.startsWith('/')) return existsSync(sign)
  const folders = `${process.env['PATH'] ?? ''}${delimiter}/usr/sbin${delimiter}/sbin`
  return folders.split(delimiter).some((folder) => existsSync(join(folder, sign)))
}
