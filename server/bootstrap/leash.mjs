// Loaded into every tool that bootstrap runs: it must not go on when bootstrap was killed.
if (process.connected) {
  process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));
  process.channel?.unref();
}
// The tool's own workers are not on this leash: they need their channel to stay alive.
process.execArgv.splice(process.execArgv.indexOf(import.meta.url) - 1, 2);
