import { codeOf, StartProblem } from './problem.ts';

/**
 * The one sentence (German, then English on a second line) for an error that ended the start; undefined for an error
 * that nobody but us can mend, which then deserves its stack.
 */
export function explainStartError(error: unknown): string | undefined {
  if (error instanceof StartProblem) return error.message;
  const code = codeOf(error);
  if (!(error instanceof Error) || code === undefined || !('syscall' in error)) return undefined;
  if (error.syscall === 'listen') return portProblem(code, error)?.message;
  return error.syscall === 'getaddrinfo' && 'hostname' in error
    ? noSuchAddress(String(error.hostname)).message
    : undefined;
}

function portProblem(code: string, error: Error): StartProblem | undefined {
  const port = 'port' in error ? Number(error.port) : 0;
  if (code === 'EADDRINUSE') return portTaken(port);
  if (code === 'EACCES')
    return new StartProblem(
      `Port ${port} darf auf diesem Rechner nicht geöffnet werden: Wählen Sie mit PORT einen Port ab 1024.`,
      `Port ${port} may not be opened on this machine: choose a port from 1024 up with PORT.`,
    );
  return code === 'EADDRNOTAVAIL' && 'address' in error ? noSuchAddress(String(error.address)) : undefined;
}

function portTaken(port: number): StartProblem {
  const other = port < 65_535 ? port + 1 : 3000;
  return new StartProblem(
    `Port ${port} ist schon belegt, vielleicht von einer laufenden Planungsrunde: Beenden Sie diese oder wählen Sie einen anderen Port, zum Beispiel mit PORT=${other} npm start.`,
    `Port ${port} is already in use, perhaps by a running Planungsrunde: stop that one or choose another port, for example PORT=${other} npm start.`,
  );
}

function noSuchAddress(host: string): StartProblem {
  return new StartProblem(
    `Dieser Rechner hat die Adresse ${host} nicht: Setzen Sie HOST auf 127.0.0.1 oder 0.0.0.0.`,
    `This machine does not have the address ${host}: set HOST to 127.0.0.1 or 0.0.0.0.`,
  );
}
