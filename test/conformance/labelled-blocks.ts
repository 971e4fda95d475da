import { type Certificate, parseCertificate } from '#codec/x509/certificate.ts'

/** The PEM blocks of a case of a suite, by label; what stands around them is explanation. */
export function labelledBlocks(text: string): ReadonlyMap<string, Uint8Array> {
  const blocks = text.matchAll(/-----BEGIN ([^-]+)-----([A-Za-z0-9+/=\s]+)-----END \1-----/g)
  return new Map(
    Array.from(blocks, ([, label = '', base64 = '']) => [
      label,
      new Uint8Array(Buffer.from(base64, 'base64')),
    ]),
  )
}

/** The certificate under a label; `undefined` where there is none that can be read. */
export function certificateUnder(
  blocks: ReadonlyMap<string, Uint8Array>,
  label: string,
): Certificate | undefined {
  const der = blocks.get(label)
  const parsed = der && parseCertificate(der)
  return parsed?.ok === true ? parsed.value : undefined
}
