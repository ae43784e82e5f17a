// Behind every npm script: brings the project into the state that the command needs and hands over to Node 24.
// Runs on the Node that the machine has, before anything is installed: plain JavaScript without dependencies.
import { fileURLToPath } from 'node:url';
import { exitCodeAfterStop } from './bootstrap/child.mjs';
import { runCommand } from './bootstrap/commands.mjs';
import { StartFailed, tell } from './bootstrap/say.mjs';

process.chdir(fileURLToPath(new URL('..', import.meta.url)));
const [command = 'start', ...rest] = process.argv.slice(2);
process.exit(await runCommand(command, rest).catch(explain));

/** @param {unknown} error */
function explain(error) {
  const stopped = exitCodeAfterStop();
  if (stopped !== undefined) return stopped;
  if (!(error instanceof StartFailed)) throw error;
  tell(error.german, error.english);
  return 1;
}
