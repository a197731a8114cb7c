import { parseCommand } from './command-line.ts';

const { command, args } = parseCommand(process.argv.slice(2));

switch (command) {
  case 'app-server':
    await (await import('./commands/app-server.ts')).appServer(args);
    break;
  case 'exec':
    await (await import('./commands/exec.ts')).exec(args);
    break;
  case 'plugins':
    await (await import('./commands/plugins.ts')).plugins(args);
    break;
  default:
    (await import('./commands/help.ts')).help(command, args);
}
