import { library } from '@tenon/build/tsup';

export default library();
