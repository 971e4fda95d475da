import type { LibraryHandle, load } from 'koffi'
import type { ReaderRefusal } from '#card-client/contract.ts'
import { ok, refuse, type Result } from '#kernel/result.ts'
import { PcscFault } from './fault.ts'

/**
 * The functions of PC/SC part 5 that a card terminal needs, with the C types of pcsc-lite's
 * `winscard.h`.
 */
const PROTOTYPES = {
  SCardEstablishContext: ['ulong', 'void *', 'void *', 'void *'],
  SCardReleaseContext: ['long'],
  SCardListReaders: ['long', 'void *', 'void *', 'void *'],
  SCardConnect: ['long', 'str', 'ulong', 'ulong', 'void *', 'void *'],
  SCardStatus: ['long', 'void *', 'void *', 'void *', 'void *', 'void *', 'void *'],
  SCardTransmit: ['long', 'void *', 'void *', 'ulong', 'void *', 'void *', 'void *'],
  SCardDisconnect: ['long', 'ulong'],
} as const

/** The name of a PC/SC function that this library offers. */
export type PcscFunction = keyof typeof PROTOTYPES

/**
 * A C value: a number, a handle, a string, memory that the call reads or fills, or a null pointer.
 */
export type PcscArgument = number | bigint | string | Uint8Array | BigUint64Array | null

type LibraryRefusal = Extract<ReaderRefusal, 'pcsc-binding-absent' | 'pcsc-library-absent'>

/** libpcsclite, called on a thread of its own so that a slow card never holds the event loop. */
export interface PcscLibrary {
  /**
   * The function's return code as 32 unsigned bits; throws `PcscFault` when no answer comes in
   * time.
   */
  call(name: PcscFunction, ...values: readonly PcscArgument[]): Promise<number>
}

/** The stable name of pcsc-lite's client library (Debian package libpcsclite1). */
const LIBRARY_NAME = 'libpcsclite.so.1'

/**
 * A wedged pcscd never answers (vsmartcard issue 307), so every call is bounded. A signature takes
 * a real card about half a second, generating a key pair in it up to half a minute.
 */
const CALL_MS_MAX = 60_000

/**
 * Loads koffi, an optional dependency, and through it libpcsclite. 64-bit Linux alone: there
 * `DWORD` and `LONG` of pcsc-lite are 64 bits wide, as `unsigned long` and `long` are.
 */
export async function loadPcscLibrary(): Promise<Result<PcscLibrary, LibraryRefusal>> {
  const koffi = await importKoffi()
  if (koffi === undefined) return refuse('pcsc-binding-absent')
  let handle: LibraryHandle
  try {
    handle = koffi.load(LIBRARY_NAME)
  } catch {
    return refuse('pcsc-library-absent', { library: LIBRARY_NAME })
  }
  return ok(new BoundLibrary(handle))
}

async function importKoffi(): Promise<{ readonly load: typeof load } | undefined> {
  try {
    return await import('koffi')
  } catch {
    return undefined
  }
}

type NativeFunction = ReturnType<LibraryHandle['func']>

class BoundLibrary implements PcscLibrary {
  readonly #handle: LibraryHandle
  readonly #functions = new Map<PcscFunction, NativeFunction>()

  constructor(handle: LibraryHandle) {
    this.#handle = handle
  }

  call(name: PcscFunction, ...values: readonly PcscArgument[]): Promise<number> {
    const native = this.#functionNamed(name)
    return new Promise((resolve, reject) => {
      const late = setTimeout(() => reject(new PcscFault('pcsc-timed-out', name)), CALL_MS_MAX)
      native.async(...values, (fault: unknown, code: unknown) => {
        clearTimeout(late)
        if (fault !== null || typeof code !== 'number') reject(new PcscFault('pcsc-failed', name))
        else resolve(code >>> 0)
      })
    })
  }

  #functionNamed(name: PcscFunction): NativeFunction {
    const known = this.#functions.get(name)
    if (known !== undefined) return known
    const native = this.#handle.func(name, 'long', [...PROTOTYPES[name]])
    this.#functions.set(name, native)
    return native
  }
}
