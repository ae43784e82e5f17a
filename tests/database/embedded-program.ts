import { startEmbedded } from '../../server/database/embedded.ts';
import { explainStartError } from '../../server/platform/start-error.ts';

// A process of its own that holds a database until it is killed: node embedded-program.ts <data directory>
try {
  const { url } = await startEmbedded({ dataDir: process.argv[2] ?? '' });
  console.log(JSON.stringify({ url }));
} catch (error) {
  console.log(JSON.stringify({ problem: explainStartError(error) ?? String(error) }));
}
