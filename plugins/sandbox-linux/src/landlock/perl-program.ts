import { TAKE_BACK } from '../held-variables.ts';
import { ANSWERS } from './perl-answers.ts';

/**
 * The helper, which every command is started by. Three processes: the *front*, which the host started and knows, waits; the *janitor*
 * starts the command, and when that ends, or the front does (killed, or with the host), kills all that came of it and removes its
 * private folder; the *command* confines itself and becomes the program.
 *
 * - The janitor is nobody's child and in a session of its own, and its variables are overwritten: no kill of the command's tree finds it.
 * - It enters a Landlock domain that withholds nothing but signals to processes outside of it. The command is within that, so one
 *   `kill(-1)` ends all of it at once, however it forks, and nothing else.
 * - The command shares its descriptors with the janitor until it has become the program, for which the janitor waits (`CLONE_FILES`,
 *   `CLONE_VFORK`): so the descriptor that asks for answers needs no passing on.
 *
 * It is perl, which every Debian has, and which starts in 2 ms. It uses no module (nor `%!`, which is one), as nothing may be loaded
 * from a path that somebody else chose. Arguments: the numbers of `LandlockCalls.helper`; those of `answered` as `name=number`; the filter in hexadecimal; the TCP rights to withhold; how many
 * processes there may be; the private folder or nothing; how many groups of rules; for each its rights, how many paths, and those; then the command.
 */
export const HELPER = String.raw`
${TAKE_BACK}
my ($calls, $answered, $filter, $tcp, $limit, $private, $groups) = splice @ARGV, 0, 7;
my ($close_range, $openat2, $create, $add, $restrict, $prctl, $setsid, $exit, $capset, $kill, $clone, $seccomp, $signalfd,
  $sigprocmask, $ioctl, $utimensat, $fchownat, $close, $nofollow) = map { $_ + 0 } split /,/, $calls;
my (@rules, @writable, $report);
# How few threads the machine had, and whether the command is held up to be counted.
my ($least, $stopped) = (9e9, 0);
for (1 .. $groups) {
  my ($rights, $count) = splice @ARGV, 0, 2;
  my @paths = splice @ARGV, 0, $count;
  push @rules, map { [$_, $rights + 0] } @paths;
  push @writable, @paths if $rights & 1 << 14;
}
# perl's own exit clears up for milliseconds.
sub leave { syscall $exit, $_[0] + 0 }
sub fail { my $why = $!; print STDERR "sandbox: $_[0]: $why\n"; syswrite $report, (126 << 8) . "\n" if $report; leave(126) }
sub control { my ($what, @values) = @_; syscall $prctl, $what, @values, (0) x (4 - @values) }

# Beyond its file and TCP rights a domain keeps signals and abstract sockets to itself.
sub enter_domain {
  my ($files, $ports) = splice @_, 0, 2;
  my $version = syscall $create, 0, 0, 1;
  $version >= 0 or fail("landlock");
  $! = 0;
  $version >= 6 or fail("landlock has version $version of 6");
  my $attributes = pack "QQQ", $files, $ports, 3;
  my $set = syscall $create, $attributes, 24, 0;
  $set >= 0 or fail("landlock ruleset");
  for (@_) {
    my ($path, $rights) = ("$_->[0]\0", $_->[1]);
    # O_PATH and O_CLOEXEC, with no link on the way: another command may have put one there since the path was looked at.
    my $how = pack "QQQ", 012000000, 0, 4;
    my $file = syscall $openat2, -100, $path, $how, 24;
    if ($file < 0) {
      # ENOENT, EACCES, ENOTDIR, ELOOP: it is gone, or another one. Then it is not given.
      next if $! == 2 || $! == 13 || $! == 20 || $! == 40;
      fail("opening $_->[0]");
    }
    my ($all, $of_file) = map { pack "Ql", $_, $file } $rights, $rights & 0xc007;
    # A file may be where a folder was.
    syscall($add, $set, 1, $all, 0) == 0 or syscall($add, $set, 1, $of_file, 0) == 0 or fail("landlock rule for $_->[0]");
    syscall $close, $file;
  }
  syscall($restrict, $set, 0) == 0 or fail("landlock domain");
  syscall $close, $set;
}

# Root would keep them otherwise. Not even bounds are left, nor what makes user 0 special; an ordinary user cannot drop bounds, and
# needs not to: nothing it starts gains anything.
sub drop_privileges {
  for (0 .. 63) { last if control(24, $_) < 0 }
  control(28, 0xef);
  control(47, 4);
  my ($head, $none) = (pack("Ll", 0x20080522, 0), "\0" x 24);
  syscall($capset, $head, $none) == 0 or fail("capabilities");
  control(38, 1) == 0 or fail("no_new_privs");
}

${ANSWERS}
control(1, 9) == 0 or fail("prctl");
# What a terminal sends is for the command, which decides; this stays to pass on its end. A program that is started heeds them again.
$SIG{$_} = sub {} for qw(HUP INT QUIT TERM);
my $front_pid = $$;
pipe my $alive, my $front or fail("pipe");
pipe my $result, $report or fail("pipe");
my $first = fork // fail("fork");
if (!$first) {
  close $front;
  close $result;
  # Its parent ends at once.
  fork // fail("fork") and leave(0);
  janitor();
}
close $alive;
close $report;
waitpid $first, 0;
my $status = "";
while (1) {
  my $read = sysread $result, $status, 200, length $status;
  last if defined $read ? $read == 0 : $! != 4;
}
# Nothing was reported: the janitor was killed, and the command with it.
$status =~ /^(\d+) ?(.*)\n/;
print STDERR "sandbox: $2\n" if length $2;
leave(defined $1 ? $1 & 127 ? 128 + ($1 & 127) : $1 >> 8 : 137);

sub command {
  control(1, 9) == 0 or fail("prctl");
  enter_domain(0xffff, $tcp + 0, @rules);
  $ENV{$_} = $held{$_} for keys %held;
  $ENV{$_} = $private for length $private ? qw(TMPDIR TMP TEMP) : ();
  # All but the standard ones are closed by the program's start.
  syscall($close_range, 3, 0xffffffff, 4) == 0 or fail("close_range");
  my $program = pack "H*", $filter;
  my $header = pack "S x6 P", length($program) / 8, $program;
  # SECCOMP_FILTER_FLAG_NEW_LISTENER, and not to be interrupted while an answer is made.
  my $listener = syscall $seccomp, 1, 0x28, $header;
  $listener >= 0 or fail("seccomp");
  syswrite $_[0], "$listener\n";
  exec { $ARGV[0] } @ARGV or print STDERR "sandbox: $ARGV[0]: $!\n";
  leave($! == 2 ? 127 : 126);
}

sub janitor {
  drop_privileges();
  enter_domain(0, 0);
  # Were the domain without effect, kill(-1) would end everything.
  syscall($kill, $front_pid, 0) == -1 && $! == 1 or fail("landlock does not keep signals");
  control(36, 1) == 0 or fail("subreaper");
  -e "/proc/$$/task/$$/children" or fail("the list of processes in /proc");
  length $private and (mkdir $private, 0700 or fail($private));
  pipe my $number, my $tell or fail("pipe");
  # CLONE_FILES, CLONE_VFORK, SIGCHLD.
  my $command = syscall $clone, 0x4411, 0, 0, 0, 0;
  command($tell) if $command == 0;
  $command > 0 or fail("clone");
  syscall $setsid;
  $SIG{PIPE} = "IGNORE";
  $0 = "tenon-sandbox";
  %ENV = ();
  open STDIN, "<", "/dev/null"; open STDOUT, ">", "/dev/null"; open STDERR, ">", "/dev/null";
  # Nothing was told when it could not be started.
  syswrite $tell, "\n";
  my $listener = readline $number;
  chomp $listener;
  my $ended = pack "Q", 1 << 16;
  syscall $sigprocmask, 0, $ended, 0, 8;
  open my $children, "<&=", syscall $signalfd, -1, $ended, 8, 02000000 or fail("signalfd");
  my ($status, $until_count) = (undef, 0.1);
  while (1) {
    while ((my $gone = waitpid -1, 1) > 0) { $status = $? if $gone == $command }
    last if defined $status;
    my $events = "";
    vec($events, $_, 1) = 1 for fileno $alive, fileno $children, length $listener ? $listener : ();
    my ($found, $left) = select $events, undef, undef, $until_count;
    # A command that asks without end, or leaves behind child after child, is counted all the same.
    $until_count = $left - 0.001;
    if ($found == 0 || $until_count <= 0) {
      # The kernel's own limit counts all of a user's, and not those of root.
      my $threads = threads_of($$) - 1;
      if ($threads > $limit) {
        $status = "9 ended, as it had $threads threads and processes, more than max_processes ($limit)";
        last;
      }
      # SIGCONT.
      syscall $kill, -1, 18 if $stopped;
      $stopped = 0;
      $until_count = 0.1;
    }
    next if $found <= 0;
    last if vec $events, fileno $alive, 1;
    sysread $children, my $info, 128 if vec $events, fileno $children, 1;
    answer($listener) if length $listener and vec $events, $listener, 1;
  }
  syscall $kill, -1, 9;
  1 while waitpid(-1, 0) > 0;
  clear($private) if length $private;
  syswrite $report, "$status\n" if defined $status;
  leave(0);
}

# Counting thousands that run takes seconds, in which they become more. So they are stopped (SIGSTOP) when the machine has so many.
sub stop_if_many {
  open my $load, "<", "/proc/loadavg" or return;
  my ($all) = readline($load) =~ m{/(\d+)} or return;
  $least = $all if $all < $least;
  return if $all - $least <= $limit;
  syscall $kill, -1, 19;
  $stopped = 1;
}

# Of a process and all that descend from it.
sub threads_of {
  my ($sum, @next) = (0, @_);
  while (defined(my $pid = pop @next)) {
    opendir my $tasks, "/proc/$pid/task" or next;
    for (grep { /^[0-9]/ } readdir $tasks) {
      stop_if_many() if $sum++ % 256 == 0 && !$stopped;
      open my $children, "<", "/proc/$pid/task/$_/children" or next;
      push @next, split " ", readline($children) // "";
    }
  }
  return $sum;
}

# Nobody is left who could put a link in the place of a folder.
sub clear {
  my ($folder) = @_;
  chmod 0700, $folder;
  if (opendir my $list, $folder) {
    for (readdir $list) {
      next if $_ eq "." || $_ eq "..";
      my $path = "$folder/$_";
      lstat $path;
      -d _ ? clear($path) : unlink $path;
    }
  }
  rmdir $folder;
}
`;
