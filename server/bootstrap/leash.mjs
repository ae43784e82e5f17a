// Loaded into every tool that bootstrap runs: it must not go on when bootstrap was killed.
if (process.connected) {
  process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));
  process.channel?.unref();
}
