/**
 * The part of the helper that answers calls which change a file's mode, owner or times. Landlock does not rule them, so the filter
 * withholds them all, and the janitor makes them where the command may write: it opens what the command named, from the folders of the
 * command, looks where that is, and changes what it opened. So nothing can be swapped in between. The janitor has given up all
 * privileges: it can do no more than the command's user.
 *
 * Until the janitor has taken a question, a signal may interrupt it: a program that handles it without SA_RESTART sees EINTR, so forks
 * are no such questions.
 *
 * Layouts are those of linux/seccomp.h; numbers of calls that a processor has not are missing, and never asked for.
 */
export const ANSWERS = String.raw`
my %call;
sub text_of {
  my ($pid, $address, $length) = @_;
  open my $memory, "<:raw", "/proc/$pid/mem" or return;
  sysseek $memory, $address, 0 or return;
  # It may end at the end of what is mapped.
  sysread $memory, my $text, $length or return;
  return $text;
}
sub number_of { unpack "l", pack "L", $_[0] & 0xffffffff }

# A descriptor (O_PATH) of what the command means, or what the error is, negative.
sub target_of {
  my ($pid, $folder, $address, $flags) = @_;
  my $base = $folder == -100 ? "/proc/$pid/cwd" : "/proc/$pid/fd/$folder";
  my $path = "";
  if ($address) {
    $path = text_of($pid, $address, 4096) // return -14;
    $path =~ s/\0.*//s or return -36;
  }
  if ($path eq "") {
    return -2 unless !$address || $flags & 0x1000;
    $path = $base;
    $flags &= ~0x100;
  } elsif ($path =~ m{^/}) {
    # Of the command, not of the janitor.
    $path =~ s{^/+(?:proc/self|dev)/fd/}{/proc/$pid/fd/} or $path =~ s{^/+proc/(?:thread-)?self(?=/)}{/proc/$pid};
  } else {
    $path = "$base/$path";
  }
  sysopen my $target, $path, 012000000 | ($flags & 0x100 ? $nofollow : 0) or return $address ? -($! + 0) : -9;
  return $target;
}

sub is_writable {
  my ($target, $path) = @_;
  my @found = stat $target or return 0;
  # What has no name, and was not named, is nobody's but of those who have it open.
  return 1 if $found[3] == 0 && !$path;
  my $real = readlink "/proc/self/fd/" . fileno $target;
  for (@writable) {
    return 1 if $real eq $_ || substr($real, 0, 1 + length) eq ($_ eq "/" ? "/" : "$_/");
  }
  return 0;
}

# What is done with the target: for each a function that says how, from the arguments of the call.
sub mode {
  my ($mode) = @_;
  sub {
    my $path = "/proc/self/fd/" . fileno $_[0];
    # Others would run it with the rights of its owner, or group.
    if ($mode & 06000 && !-d $path) { $! = 1; return -1 }
    chmod($mode & 07777, $path) ? 0 : -1;
  }
}
sub owner { my @ids = map { number_of($_) } @_; my $empty = "\0"; sub { syscall $fchownat, fileno $_[0], $empty, @ids, 0x1000 } }
sub times_of { my ($times) = @_; my $empty = "\0"; sub { syscall $utimensat, fileno $_[0], $empty, $times // 0, 0x1000 } }
# Two times, each seconds and a part; as utimensat takes them, with what the part must be multiplied by.
sub read_times {
  my ($pid, $address, $factor) = @_;
  return times_of() if !$address;
  my $raw = text_of($pid, $address, 32) // return;
  length $raw == 32 or return;
  my @times = unpack "q4", $raw;
  return times_of(pack "q4", $times[0], $times[1] * $factor, $times[2], $times[3] * $factor);
}
sub read_seconds {
  my ($pid, $address) = @_;
  return times_of() if !$address;
  my $raw = text_of($pid, $address, 16) // return;
  length $raw == 16 or return;
  my ($read, $changed) = unpack "q2", $raw;
  return times_of(pack "q4", $read, 0, $changed, 0);
}
my %handlers = (
  chmod => sub { my ($pid, @a) = @_; [-100, $a[0], 0], mode($a[1]) },
  fchmod => sub { my ($pid, @a) = @_; [$a[0], 0, 0], mode($a[1]) },
  fchmodat => sub { my ($pid, @a) = @_; [@a[0, 1], 0], mode($a[2]) },
  fchmodat2 => sub { my ($pid, @a) = @_; [@a[0, 1, 3]], mode($a[2]) },
  chown => sub { my ($pid, @a) = @_; [-100, $a[0], 0], owner(@a[1, 2]) },
  lchown => sub { my ($pid, @a) = @_; [-100, $a[0], 0x100], owner(@a[1, 2]) },
  fchown => sub { my ($pid, @a) = @_; [$a[0], 0, 0], owner(@a[1, 2]) },
  fchownat => sub { my ($pid, @a) = @_; [@a[0, 1, 4]], owner(@a[2, 3]) },
  utime => sub { my ($pid, @a) = @_; [-100, $a[0], 0], read_seconds($pid, $a[1]) },
  utimes => sub { my ($pid, @a) = @_; [-100, $a[0], 0], read_times($pid, $a[1], 1000) },
  futimesat => sub { my ($pid, @a) = @_; [@a[0, 1], 0], read_times($pid, $a[2], 1000) },
  utimensat => sub { my ($pid, @a) = @_; [@a[0, 1, 3]], read_times($pid, $a[2], 1) },
);

sub outcome {
  my ($listener, $id, $pid, $name, @values) = @_;
  my ($place, $change) = $handlers{$name}->($pid, @values);
  $change or return -14;
  $place->[0] = number_of($place->[0]);
  my $target = target_of($pid, @$place);
  ref $target or return $target;
  is_writable($target, $place->[1]) or return -1;
  # While it waits its number is its own, so all that was opened by it was.
  my $same = pack "Q", $id;
  syscall($ioctl, $listener, 0x40082102, $same) == 0 or return -3;
  return $change->($target) == 0 ? 0 : -($! + 0);
}

sub answer {
  my ($listener) = @_;
  %call or %call = map { reverse split /=/ } split /,/, $answered;
  my $asked = "\0" x 80;
  # Withdrawn, as whoever asked was killed.
  syscall($ioctl, $listener, 0xc0502100, $asked) == 0 or return;
  my ($id, $pid, undef, $number, undef, undef, @values) = unpack "Q L L l L Q Q6", $asked;
  my $answer = pack "Q q l L", $id, 0, outcome($listener, $id, $pid, $call{$number}, @values), 0;
  # It fails only for one that is gone.
  syscall $ioctl, $listener, 0xc0182101, $answer;
}
`;
