import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer as createTlsServer } from 'node:tls';
import { promisify } from 'node:util';

/** Key and certificate, which signs itself, in PEM. */
export interface Certificate {
  readonly key: string;
  readonly cert: string;
}

/** Makes a certificate of a host with OpenSSL; undefined where it is not installed. */
export async function certificateOf(host: string): Promise<Certificate | undefined> {
  const folder = await mkdtemp(join(tmpdir(), 'certificate-'));
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  const subject = ['-subj', `/CN=${host}`, '-addext', `subjectAltName=DNS:${host}`];
  const options = ['-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2'];
  try {
    await promisify(execFile)('openssl', ['req', ...options, ...subject, '-keyout', key, '-out', cert]);
    return { key: await readFile(key, 'utf8'), cert: await readFile(cert, 'utf8') };
  } catch {
    return undefined;
  } finally {
    await rm(folder, { recursive: true });
  }
}

export interface Listening {
  readonly port: number;
  close(): void;
}

const listen = async (server: Server, sockets: ReadonlySet<Socket>): Promise<Listening> => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    close: () => {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
};

/** Connects two sockets. The end of one closes the other. */
function joinSockets(one: Socket, other: Socket): void {
  for (const [from, to] of [
    [one, other],
    [other, one],
  ] as const) {
    from.pipe(to);
    from.on('error', () => to.destroy());
    from.on('close', () => to.destroy());
  }
}

/** A server that terminates TLS and forwards the decrypted bytes to a local port. */
export function tlsFront(certificate: Certificate, port: number): Promise<Listening> {
  const sockets = new Set<Socket>();
  const server = createTlsServer(certificate, (socket) => joinSockets(socket, connect(port, '127.0.0.1')));
  server.on('connection', (socket) => sockets.add(socket));
  return listen(server, sockets);
}

/** A proxy that responds to CONNECT as configured: with a tunnel to a local port, with a status, or not at all. */
export async function connectProxy(response: (n: number) => number | 'close', port: number) {
  const sockets = new Set<Socket>();
  /** The heads of its requests. */
  const asked: string[] = [];
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.once('data', (head) => {
      asked.push(head.toString());
      const status = response(asked.length);
      if (status === 'close') socket.destroy();
      else if (status === 200) {
        socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
        joinSockets(socket, connect(port, '127.0.0.1'));
      } else socket.end(`HTTP/1.1 ${status} Rejected\r\ncontent-length: 0\r\n\r\n`);
    });
  });
  return { ...(await listen(server, sockets)), asked };
}
