// What `tenon app-server` loads before it answers. The build puts it all into one file: to open each of many costs a start some 0.2 ms.
import './commands/app-server.ts';
import '@tenon/plugin-transport-stdio';
