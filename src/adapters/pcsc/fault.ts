/** PC/SC itself failed: its service died, hung, or answered what no document foresees. */
export class PcscFault extends Error {
  override readonly name = 'PcscFault'
  readonly code: 'pcsc-failed' | 'pcsc-timed-out'

  /**
   * `where` is the PC/SC function; `returnCode` its answer, as the 32 bits that `pcsclite.h` lists.
   */
  constructor(code: 'pcsc-failed' | 'pcsc-timed-out', where: string, returnCode?: number) {
    super(returnCode === undefined ? where : `${where}: 0x${returnCode.toString(16)}`)
    this.code = code
  }
}
