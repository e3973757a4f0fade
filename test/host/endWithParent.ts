/**
 * Loaded into VS Code's server before its own code: ends it when whoever started it is gone, however that ended. Its extension hosts
 * inherit the flag that loads this; they follow the server by themselves.
 */
if (process.argv[1]?.endsWith('server-main.js')) {
  const end = (): void => process.exit(0);
  process.stdin.once('end', end).once('error', end).resume();
}
