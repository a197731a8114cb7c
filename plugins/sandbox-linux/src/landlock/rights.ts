/** Access rights of linux/landlock.h. */
const EXECUTE = 1 << 0;
const WRITE_FILE = 1 << 1;
const READ_FILE = 1 << 2;
const READ_DIR = 1 << 3;
const REMOVE_DIR = 1 << 4;
const REMOVE_FILE = 1 << 5;
const MAKE_DIR = 1 << 7;
const MAKE_REG = 1 << 8;
const MAKE_SOCK = 1 << 9;
const MAKE_FIFO = 1 << 10;
const MAKE_SYM = 1 << 12;
const REFER = 1 << 13;
const TRUNCATE = 1 << 14;
const IOCTL_DEV = 1 << 15;

/** All that is withheld unless a rule gives it. */
export const HANDLED = 0xffff;

export const READ = EXECUTE | READ_FILE;
export const LIST = READ_DIR;
/** All but making devices. `TRUNCATE` stands for it: no rule that gives less than this has it. */
export const WRITE =
  WRITE_FILE | TRUNCATE | REMOVE_DIR | REMOVE_FILE | MAKE_DIR | MAKE_REG | MAKE_SOCK | MAKE_FIFO | MAKE_SYM | REFER;
export const DEVICE = READ_FILE | WRITE_FILE | IOCTL_DEV;

/** What can be given of a file; the kernel refuses the rest there. */
export const OF_FILES = EXECUTE | WRITE_FILE | READ_FILE | TRUNCATE | IOCTL_DEV;
