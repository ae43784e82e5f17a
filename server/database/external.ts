import postgres from 'postgres';
import { codeOf, StartProblem } from '../platform/problem.ts';

/** The oldest PostgreSQL that the migrations and queries are tested with. */
const oldestMajor = 15;

/**
 * Tries the server that DATABASE_URL names and gives the URL back.
 * @throws StartProblem when it cannot be reached, refuses us, or is older than PostgreSQL 15
 */
export async function checkedServer(url: string): Promise<string> {
  const sql = postgres(url, { max: 1, connect_timeout: 5, onnotice: () => undefined });
  try {
    const [row] = await sql<{ version: number }[]>`select current_setting('server_version_num')::int as version`;
    const major = Math.floor((row?.version ?? 0) / 10_000);
    if (major < oldestMajor) throw tooOld(major);
    return url;
  } catch (error) {
    throw explain(error, new URL(url));
  } finally {
    await sql.end({ timeout: 1 });
  }
}

const tooOld = (major: number): StartProblem =>
  new StartProblem(
    `Der PostgreSQL-Server aus DATABASE_URL hat Version ${String(major)}, nötig ist ${String(oldestMajor)} oder neuer: Aktualisieren Sie ihn oder lassen Sie DATABASE_URL weg.`,
    `The PostgreSQL server of DATABASE_URL is version ${String(major)}, ${String(oldestMajor)} or newer is needed: upgrade it or leave DATABASE_URL out.`,
  );

/** Names host and database, never the password. */
function explain(error: unknown, { host, pathname }: URL): unknown {
  const code = codeOf(error);
  if (error instanceof StartProblem || code === undefined) return error;
  if (code === '28P01' || code === '28000')
    return new StartProblem(
      `Der PostgreSQL-Server ${host} lässt uns mit dem Namen und Kennwort aus DATABASE_URL nicht hinein: Prüfen Sie beide.`,
      `The PostgreSQL server ${host} refuses the name and password of DATABASE_URL: check both.`,
    );
  if (code === '3D000')
    return new StartProblem(
      `Auf dem PostgreSQL-Server ${host} gibt es die Datenbank ${pathname.slice(1)} nicht: Legen Sie sie an oder ändern Sie DATABASE_URL.`,
      `The PostgreSQL server ${host} has no database ${pathname.slice(1)}: create it or change DATABASE_URL.`,
    );
  return new StartProblem(
    `Der PostgreSQL-Server ${host} aus DATABASE_URL ist nicht zu erreichen (${code}): Prüfen Sie Adresse und Netz und ob er läuft.`,
    `The PostgreSQL server ${host} of DATABASE_URL cannot be reached (${code}): check the address, the network and whether it runs.`,
  );
}
