import type { Socket } from 'node:net';

type Done = (error?: Error | null) => void;

/** Turns of the event loop in which a socket is read after a write failed: one reads what has arrived, the others follow TLS. */
const TURNS = 3;

/**
 * Makes a socket read the data that has arrived before it fails by a write. A server that rejects a request early and closes the
 * connection makes the next write of the body fail, and Node then discards the response that was received but not yet read.
 */
export function readBeforeWriteError(socket: Socket): void {
  const { _write, _writev } = socket;
  socket._write = (chunk, encoding, done) => _write.call(socket, chunk, encoding, delayed(done));
  if (_writev) socket._writev = (chunks, done) => _writev.call(socket, chunks, delayed(done));
}

function delayed(done: Done): Done {
  return (error) => {
    if (error && isClosedByPeer(error)) afterTurns(TURNS, () => done(error));
    else done(error);
  };
}

const isClosedByPeer = ({ code }: Error & { readonly code?: unknown }): boolean =>
  code === 'EPIPE' || code === 'ECONNRESET';

function afterTurns(turns: number, call: () => void): void {
  if (turns === 0) call();
  else setImmediate(afterTurns, turns - 1, call);
}
