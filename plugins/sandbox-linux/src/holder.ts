import { TAKE_BACK } from './held-variables.ts';

/**
 * What `bwrap` is started by.
 *
 * It closes what the host left open for it, and watches that the command has not more threads than its limit: the kernel's own limit
 * counts all of a user's, and not those of root. It looks every 100 ms, so for a moment there may be more. What exceeds it is ended.
 *
 * A mount needs something to be mounted on, so empty folders are made for a command, and go with it, however it ends:
 *
 * - Whoever uses them shares a lock on the folder they are in, and who finds itself alone at its end removes them.
 * - In case it is killed, `JANITOR` waits for the lock alone and then does the same. It has a session of its own and none of the
 *   command's variables, so no kill of the command's tree reaches it; it is there before the folders are. Only empty ones go.
 * - The program dies with its parent, and `bwrap` with it. No lock is passed on: their descriptors are of the host's file system.
 *
 * It is perl, which has locks, and a process of which starts in 2 ms: a shell takes 16 with what it has to call. It uses no module,
 * as nothing may be loaded from a path that somebody else chose. Arguments: the numbers of prctl, setsid, exit_group
 * (perl's own exit clears up for milliseconds), close and setitimer, the limit, whether there is a terminal, the path of the filter, the
 * janitor, how many folders; for each its path, how many names, and those; then bwrap with its arguments.
 */
export const HOLDER = String.raw`
${TAKE_BACK}
my ($prctl, $setsid, $exit, $close, $timer, $limit, $terminal, $path, $janitor, $count) = splice @ARGV, 0, 10;
sub fail { print STDERR "sandbox: $_[0]: $!\n"; exit 126 }
syscall($prctl, 1, 9, 0, 0, 0) == 0 or fail("prctl");
# A terminal's Ctrl-C would end bwrap, and with it a command that has other plans; bwrap passes on that it is ignored.
$SIG{$_} = "IGNORE" for $terminal ? qw(INT QUIT) : ();
syscall(436, 3, 0x7fffffff, 0) == 0 or map { syscall $close, $_ } 3 .. 1023;
my $filter = do {
  # It is for bwrap: not to be closed when that is started.
  local $^F = 255;
  open my $file, "<", $path or fail("the filter");
  $file;
};

my (@held, @orders);
$SIG{ALRM} = sub { print STDERR "sandbox: a folder is locked by another program\n"; exit 126 };
alarm 10;
for (1 .. $count) {
  my ($folder, $names) = splice @ARGV, 0, 2;
  my @names = splice @ARGV, 0, $names;
  open my $lock, "<", $folder or fail($folder);
  flock $lock, 1 or fail("lock $folder");
  my @made = grep { !lstat } map { "$folder/$_" } @names;
  push @held, [$lock, @made];
  push @orders, $folder, scalar @made, @made if @made;
}
alarm 0;
splice @ARGV, 1, 0, "--seccomp", fileno $filter, map { ("--setenv", $_, $held{$_}) } keys %held;

if (@orders) {
  pipe my $ready, my $started or fail("pipe");
  my $child = fork // fail("fork");
  if (!$child) {
    syscall $setsid;
    fork // fail("fork") and syscall $exit, 0;
    close $filter;
    open STDIN, "<", "/dev/null"; open STDOUT, ">", "/dev/null"; open STDERR, ">", "/dev/null";
    %ENV = ();
    exec $^X, "-e", $janitor, @orders or fail($^X);
  }
  close $started;
  waitpid $child, 0;
  $? == 0 or fail("janitor");
  # Its end of the pipe closes as it becomes another program.
  readline $ready;
  for my $place (@held) {
    my ($lock, @made) = @$place;
    mkdir $_ or -d or fail($_) for @made;
  }
}

my $command = fork // fail("fork");
if (!$command) { exec { $ARGV[0] } @ARGV or fail($ARGV[0]) }
close $filter;
# What a terminal sends is for the command, which decides; this stays to pass on its end.
$SIG{$_} = sub {} for qw(HUP INT QUIT TERM);

# A thread is a link more of the folder of threads. The first process within the namespace has its own list of all.
sub watch {
  # Asked each time: once it is gone, its number may be given to any other process of the host.
  open my $list, "<", "/proc/$command/task/$command/children" or return;
  my ($inner) = split " ", readline($list) // "";
  $inner or return;
  opendir my $all, "/proc/$inner/root/proc" or return;
  my $threads = 0;
  $threads += ((stat "/proc/$inner/root/proc/$_/task")[3] // 2) - 2 for grep { /^[0-9]/ } readdir $all;
  return if $threads <= $limit;
  # The first process takes all others with it. Told to go by its parent's end, it would wait for its turn among thousands.
  kill 9, $inner, $command;
  $SIG{ALRM} = "IGNORE";
  print STDERR "sandbox: ended, as it had $threads threads and processes, more than max_processes ($limit)\n";
}
$SIG{ALRM} = \&watch;
syscall $timer, 0, my $every = pack("q4", 0, 100_000, 0, 100_000), 0;
1 while waitpid($command, 0) == -1 and $! == 4;
my $status = $?;
for my $place (@held) {
  my ($lock, @made) = @$place;
  flock $lock, 6 and map { rmdir } reverse @made if @made;
}
syscall $exit, $status & 127 ? 128 + ($status & 127) : $status >> 8;
`;

/** Arguments: for each folder its path, how many paths in it, and those. Descriptors of the command are let go first. */
export const JANITOR = `
while (@ARGV) {
  my ($folder, $count) = splice @ARGV, 0, 2;
  my @made = splice @ARGV, 0, $count;
  open my $lock, "<", $folder or next;
  flock $lock, 2 or next;
  rmdir for reverse @made;
}
`;
